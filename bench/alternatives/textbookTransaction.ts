import { createHash } from 'node:crypto';
import { FieldValue, type DocumentSnapshot, type Firestore } from 'firebase-admin/firestore';

/**
 * What a careful engineer writes first: the lead's id is made of its pair, and `runTransaction` reads and
 * writes it. Correct, but slow if many events meet on one lead: each waits for the locks of the others.
 */
export async function textbookTransaction(
  db: Firestore,
  appointment: DocumentSnapshot,
): Promise<void> {
  const fields: Record<string, unknown> = appointment.data() ?? {};
  const { contactId, listingId, prospectId = null } = fields;
  const id = createHash('sha256')
    .update(JSON.stringify([contactId, listingId]))
    .digest('hex');
  const ref = db.collection('leads').doc(id);
  await db.runTransaction(async (transaction) => {
    const lead = await transaction.get(ref);
    const seq = Number(lead.get('seq') ?? 0);
    const from: unknown = lead.get('status') ?? null;
    const to = 'Visita Pendiente';
    const viewing = { [`viewings.${appointment.id}`]: 'scheduled' };
    if (!lead.exists) {
      const viewings = { [appointment.id]: 'scheduled' };
      transaction.create(ref, { contactId, listingId, prospectId, status: to, seq: 1, viewings });
    } else {
      transaction.update(ref, { ...viewing, ...(from !== to && { status: to, seq: seq + 1 }) });
    }
    if (from !== to) {
      const entry = ref.collection('statusHistory').doc(String(seq + 1).padStart(6, '0'));
      transaction.create(entry, { from, to, seq: seq + 1, at: FieldValue.serverTimestamp() });
    }
    transaction.update(appointment.ref, { leadId: id });
  });
}
