import { FieldValue, type DocumentSnapshot, type Firestore } from 'firebase-admin/firestore';

/**
 * The source specification, word for word: look for a lead of the pair, or add one; set its status; add a
 * history entry. Two simultaneous events both find no lead, and both add one.
 */
export async function queryThenAdd(db: Firestore, appointment: DocumentSnapshot): Promise<void> {
  const fields: Record<string, unknown> = appointment.data() ?? {};
  const { contactId, listingId, prospectId = null } = fields;
  const leads = db.collection('leads');
  const found = await leads
    .where('contactId', '==', contactId)
    .where('listingId', '==', listingId)
    .limit(1)
    .get();
  const known = found.docs[0];
  const first = 'Fase 0: Información Incompleta';
  const lead =
    known?.ref ??
    (await leads.add({ contactId, listingId, prospectId, status: first, source: 'Appointment' }));
  await appointment.ref.update({ leadId: lead.id });
  const from: unknown = known?.get('status') ?? first;
  if (from === 'Visita Pendiente') return;
  await lead.update({ status: 'Visita Pendiente' });
  await lead
    .collection('statusHistory')
    .add({ from, to: 'Visita Pendiente', at: FieldValue.serverTimestamp() });
}
