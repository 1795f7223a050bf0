import type { DocumentSnapshot } from 'firebase-admin/firestore';
import { logger } from 'firebase-functions/logger';
import {
  onDocumentCreated,
  onDocumentDeleted,
  onDocumentUpdated,
  type Change,
} from 'firebase-functions/firestore';
import { syncDocument } from '../application/sync/syncDocument';
import { Deadline } from '../concurrency/deadline';
import { canMatter, eventVersion, type SourceChange } from '../domain/documents/sourceChange';
import { microsOfMillis, millisOfMicros, type Micros } from '../domain/time';
import { database } from '../firestore/database';
import { logMissingIndex } from '../logMissingIndex';
import { appointmentPath, enquiryPath, visitPath } from '../firestore/paths';
import { sourceOf } from '../firestore/sourceDocuments';
import { mayHaveOlderLeads, TRIGGER } from '../options';

const enquiries = { document: enquiryPath('{enquiryId}'), ...TRIGGER };
const appointments = { document: appointmentPath('{appointmentId}'), ...TRIGGER };
const visits = { document: visitPath('{visitId}'), ...TRIGGER };

export const onEnquiryCreated = onDocumentCreated(enquiries, handleCreated);
export const onEnquiryUpdated = onDocumentUpdated(enquiries, handleUpdated);
export const onEnquiryDeleted = onDocumentDeleted(enquiries, handleDeleted);
export const onAppointmentCreated = onDocumentCreated(appointments, handleCreated);
export const onAppointmentUpdated = onDocumentUpdated(appointments, handleUpdated);
export const onAppointmentDeleted = onDocumentDeleted(appointments, handleDeleted);
export const onVisitCreated = onDocumentCreated(visits, handleCreated);
export const onVisitUpdated = onDocumentUpdated(visits, handleUpdated);
export const onVisitDeleted = onDocumentDeleted(visits, handleDeleted);

/**
 * The part of an event that is used. `data` is undefined if the payload was over 512 KiB: then the document
 * is read at `document`. `params` is never used, since ids with spaces, `%` or accents arrive mangled there.
 */
interface Delivery<Data> {
  document: string;
  time: string;
  data?: Data | undefined;
}

async function handleCreated({ document, data }: Delivery<DocumentSnapshot>): Promise<void> {
  const deadline = new Deadline();
  const after = sourceOf(data ?? (await deadline.limit(database().doc(document).get())));
  if (after === null) return;
  const { ref } = after;
  // A document that had to be read may be a later version than the one that created it.
  const kind = data === undefined ? 'read' : 'created';
  await sync('created', { kind, ref, after }, deadline);
}

async function handleUpdated({
  document,
  data,
}: Delivery<Change<DocumentSnapshot>>): Promise<void> {
  const deadline = new Deadline();
  const after = sourceOf(data?.after ?? (await deadline.limit(database().doc(document).get())));
  if (after === null) return;
  const { ref } = after;
  const before = data === undefined ? null : sourceOf(data.before);
  const change: SourceChange =
    before === null ? { kind: 'read', ref, after } : { kind: 'updated', ref, before, after };
  await sync('updated', change, deadline);
}

async function handleDeleted({ document, time, data }: Delivery<DocumentSnapshot>): Promise<void> {
  const before = data === undefined ? null : sourceOf(data);
  if (before === null) {
    logger.warn('A deletion came without its data: it is left to repair', { document });
    return;
  }
  const deletedAt = Math.max(before.updateTime, timeOfDeletion(time));
  await sync('deleted', { kind: 'deleted', ref: before.ref, before, deletedAt }, new Deadline());
}

/** The event's time. The emulators give only its second: there, the function's clock counts. */
function timeOfDeletion(time: string): Micros {
  const isExact = time.includes('.');
  return microsOfMillis(isExact ? Date.parse(time) : Date.now());
}

/** The milliseconds since the document changed. The clocks of Firestore and of the function may differ a little. */
function lagOf(change: SourceChange): number {
  const at = change.kind === 'deleted' ? change.deletedAt : eventVersion(change).updateTime;
  return Math.max(0, Date.now() - millisOfMicros(at));
}

async function sync(event: string, change: SourceChange, deadline: Deadline): Promise<void> {
  if (!canMatter(change)) return;
  const { collection, id } = change.ref;
  const leads = { mayBeOlder: mayHaveOlderLeads() };
  const syncing = syncDocument(database(), change, { leads, deadline });
  const { result, leadId, entries, issues, attempts } = await syncing.catch(logMissingIndex);
  const facts = { source: `${collection}/${id}`, event, leadId, lagMs: lagOf(change), attempts };
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
