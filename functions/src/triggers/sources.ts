import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { logger } from 'firebase-functions/logger';
import {
  onDocumentCreated,
  onDocumentDeleted,
  onDocumentUpdated,
  type Change,
} from 'firebase-functions/firestore';
import { syncDocument } from '../application/syncDocument';
import { canMatter, type SourceChange } from '../domain/sourceDocument';
import { microsOfMillis, type Micros } from '../domain/time';
import { database } from '../firestore/database';
import { appointmentPath, visitPath } from '../firestore/paths';
import { sourceOf } from '../firestore/sourceDocuments';
import { TRIGGER } from '../options';

const appointments = { document: appointmentPath('{appointmentId}'), ...TRIGGER };
const visits = { document: visitPath('{visitId}'), ...TRIGGER };

export const onAppointmentCreated = onDocumentCreated(appointments, handleCreated);
export const onAppointmentUpdated = onDocumentUpdated(appointments, handleUpdated);
export const onAppointmentDeleted = onDocumentDeleted(appointments, handleDeleted);
export const onVisitCreated = onDocumentCreated(visits, handleCreated);
export const onVisitUpdated = onDocumentUpdated(visits, handleUpdated);
export const onVisitDeleted = onDocumentDeleted(visits, handleDeleted);

/**
 * The part of an event that counts. `data` is undefined where the payload was over 512 KiB: then the
 * document is read at `document`. `params` is never used, since ids with spaces, `%` or accents arrive
 * mangled there.
 */
interface Delivery<Data> {
  document: string;
  time: string;
  data?: Data | undefined;
}

async function handleCreated({ document, data }: Delivery<DocumentSnapshot>): Promise<void> {
  const snapshot = data ?? (await database().doc(document).get());
  const after = sourceOf(snapshot);
  if (after === null) return;
  // A document that had to be read may be a later version than the one that created it.
  const before = data === undefined ? 'lost' : null;
  await sync({ ref: after.ref, kind: 'created', before, after, deletedAt: null });
}

async function handleUpdated({
  document,
  data,
}: Delivery<Change<DocumentSnapshot>>): Promise<void> {
  const after = sourceOf(data?.after ?? (await database().doc(document).get()));
  if (after === null) return;
  const before = data === undefined ? 'lost' : sourceOf(data.before);
  await sync({ ref: after.ref, kind: 'updated', before, after, deletedAt: null });
}

async function handleDeleted({ document, time, data }: Delivery<DocumentSnapshot>): Promise<void> {
  const before = data === undefined ? null : sourceOf(data);
  if (before === null) {
    logger.warn('A deletion came without its data: it is left to repair', { document });
    return;
  }
  const deletedAt = Math.max(before.updateTime, timeOfDeletion(time));
  await sync({ ref: before.ref, kind: 'deleted', before, after: null, deletedAt });
}

/** The event's time; in the emulators, which tell only its second, the function's clock. */
function timeOfDeletion(time: string): Micros {
  const isExact = time.includes('.');
  return microsOfMillis(isExact ? Date.parse(time) : Date.now());
}

async function sync(change: SourceChange): Promise<void> {
  if (!canMatter(change)) return;
  const { collection, id } = change.ref;
  const { result, leadId, entries, issues } = await syncDocument(database(), change);
  const facts = { source: `${collection}/${id}`, event: change.kind, leadId };
  if (result === 'rejected') {
    logger.warn('A document cannot be used', { ...facts, issues });
    return;
  }
  const steps = entries.map(({ leadId: lead, seq, from, to, cause }) => ({
    lead,
    seq,
    from,
    to,
    cause,
  }));
  logger.info(`Lead ${result}`, { ...facts, steps });
}
