import type { Micros } from '../time';
import { isSameRejection, type Content, type SourceDocument } from './sourceDocument';
import type { SourceRef } from './sourceRef';

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
  if (after.leadSync !== null && after.leadSync.at !== before.leadSync?.at) return false;
  if (after.content === null) return !isSameRejection(after.leadSync, after.issues);
  if (after.leadId === null || after.leadSync?.state !== 'linked') return true;
  return (
    before.content === null ||
    before.leadId !== after.leadId ||
    changesState(before, after) ||
    changesPlacement(before.content, after.content) ||
    addsMissingInfo(before.content, after.content)
  );
}

/** Whether a version changed the state: one of its fields, or its stamp. */
export function changesState(before: SourceDocument, after: SourceDocument): boolean {
  return (
    before.stateFields.status !== after.stateFields.status ||
    before.stateFields.type !== after.stateFields.type ||
    before.stateFields.outcome !== after.stateFields.outcome ||
    before.stamps.statusAt !== after.stamps.statusAt
  );
}

function changesPlacement(before: Content, after: Content): boolean {
  return (
    before.contactId !== after.contactId ||
    before.listingId !== after.listingId ||
    appointmentIdOf(before) !== appointmentIdOf(after)
  );
}

function addsMissingInfo(before: Content, after: Content): boolean {
  if (before.collection === 'visits' || after.collection === 'visits') return false;
  return (['prospectId', 'agentId'] as const).some(
    (field) => after[field] !== null && after[field] !== before[field],
  );
}

function appointmentIdOf(content: Content): string | null {
  return content.collection === 'visits' ? content.appointmentId : null;
}
