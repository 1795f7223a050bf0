import type { Micros } from '../time';
import {
  countedStatusAt,
  isLinkedTo,
  isSameRejection,
  type Content,
  type SourceDocument,
} from './sourceDocument';
import type { SourceCollection, SourceRef } from './sourceRef';

/** What happened to a source document. */
export type SourceChange = { ref: SourceRef } & (
  | { kind: 'created'; after: SourceDocument }
  | { kind: 'updated'; before: SourceDocument; after: SourceDocument }
  /** The document was read. Which version came before this one, and what it changed, is unknown. */
  | { kind: 'read'; after: SourceDocument }
  /** `before` is the last version. */
  | { kind: 'deleted'; before: SourceDocument; deletedAt: Micros }
);

/** The version that an event is about; for a deletion, the last version. */
export function eventVersion(change: SourceChange): SourceDocument {
  return change.kind === 'deleted' ? change.before : change.after;
}

/**
 * Whether a change can matter to a lead. The server's own writes, and edits of fields that the pipeline
 * does not read, are recognised by the event alone and cost nothing.
 */
export function canMatter(change: SourceChange): boolean {
  if (change.kind !== 'updated') return true;
  const { before, after } = change;
  if (isOwnWrite(before, after)) return false;
  if (after.content === null) return !isSameRejection(after.leadSync, after.issues);
  if (after.leadId === null || !isLinkedTo(after, after.leadId)) return true;
  return (
    before.content === null ||
    before.leadId !== after.leadId ||
    changesState(before, after) ||
    changesPlacement(before.content, after.content) ||
    changesDetails(before.content, after.content)
  );
}

/**
 * Whether the server wrote this version itself: it notes the time of each of its writes in `leadSync`. A
 * version that another system wrote back has the note of an earlier write (docs/contract.md §4).
 */
function isOwnWrite(before: SourceDocument, after: SourceDocument): boolean {
  const { leadSync } = after;
  if (leadSync === null || leadSync.at <= before.updateTime) return false;
  return before.leadSync === null || leadSync.at > before.leadSync.at;
}

/** Whether a version changed the state: one of its fields, or its stamp. */
export function changesState(before: SourceDocument, after: SourceDocument): boolean {
  return (
    before.stateFields.status !== after.stateFields.status ||
    before.stateFields.type !== after.stateFields.type ||
    before.stateFields.outcome !== after.stateFields.outcome ||
    writesStatusAt(before, after)
  );
}

/** Whether a version wrote a `statusAt` that counts. Its disappearance says nothing. */
export function writesStatusAt(before: SourceDocument | null, after: SourceDocument): boolean {
  const statusAt = countedStatusAt(after);
  return statusAt !== null && statusAt !== before?.stamps.statusAt;
}

function changesPlacement(before: Content, after: Content): boolean {
  return (
    before.contactId !== after.contactId ||
    before.listingId !== after.listingId ||
    appointmentIdOf(before) !== appointmentIdOf(after)
  );
}

/** The fields that are no state, and that a lead follows (docs/contract.md §4). */
const DETAILS: Readonly<Record<SourceCollection, readonly string[]>> = {
  enquiries: ['agentId', 'prospectId', 'portal', 'campaign'],
  appointments: ['agentId', 'prospectId', 'startsAt', 'endsAt'],
  visits: ['amount', 'currency'],
};

/** Whether a version changed a field that the lead follows but that is not part of the state (`DETAILS`). */
export function changesDetails(before: Content, after: Content): boolean {
  if (before.collection !== after.collection) return false;
  return DETAILS[after.collection].some(
    (field) => Reflect.get(before, field) !== Reflect.get(after, field),
  );
}

function appointmentIdOf(content: Content): string | null {
  return content.collection === 'visits' ? content.appointmentId : null;
}
