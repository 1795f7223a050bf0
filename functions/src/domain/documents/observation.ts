import { CONSOLE, type Actor } from '../actor';
import type { Micros } from '../time';
import { COMPLETED_APPOINTMENT_STATUS } from './appointment';
import { changesDetails, changesState, writesStatusAt, type SourceChange } from './sourceChange';
import {
  countedStatusAt,
  importedAt,
  isCreation,
  isRejected,
  type Content,
  type SourceDocument,
} from './sourceDocument';
import type { StateChange, Version } from './version';

/** What was observed of a document: one version of it, or its deletion after that version. */
export type Observation = { document: SourceDocument; actor: Actor } & (
  | ({ kind: 'version'; content: Content; isNewDetails: boolean } & ObservedState)
  | {
      kind: 'deletion';
      deletedAt: Micros;
      /** Whether a retention policy deleted it: then the deletion says nothing (docs/contract.md §4). */
      isRetention: boolean;
      /** The last version, as it was read; null if it cannot be used. */
      last: Extract<Observation, { kind: 'version' }> | null;
    }
);

/** What a version tells of the document's state, beside the state itself. */
type ObservedState = Pick<
  Version<unknown>,
  'stateChange' | 'changedAt' | 'unchangedSince' | 'unchangedVersion' | 'statusAt'
>;

/** What an event lets us observe; null if its version cannot be used. */
export function observeEvent(change: SourceChange): Observation | null {
  if (change.kind === 'deleted') {
    const { before, deletedAt } = change;
    const isRetention = before.expireAt !== null && before.expireAt <= deletedAt;
    const last = observeRead(before);
    return { kind: 'deletion', document: before, deletedAt, isRetention, last, actor: CONSOLE };
  }
  const { after } = change;
  if (change.kind === 'read') return observeRead(after);
  if (after.content === null) return null;
  const before = change.kind === 'updated' ? change.before : null;
  const { updatedAt } = after.stamps;
  const hasNewUpdatedAt = updatedAt !== null && updatedAt !== before?.stamps.updatedAt;
  return observeVersion(after, after.content, {
    stateChange: stateChangeOf(before, after),
    isStamped: writesStatusAt(before, after) || isMendedAsItWas(before, after),
    isNewDetails: !before?.content || changesDetails(before.content, after.content),
    wasRejected: before !== null && isRejected(before),
    actor: hasNewUpdatedAt ? writerOf(after) : CONSOLE,
  });
}

/**
 * Observes a document that was read, without an event of its own. Null if the document cannot be used.
 */
export function observeRead(
  document: SourceDocument,
): Extract<Observation, { kind: 'version' }> | null {
  const { content } = document;
  if (content === null) return null;
  const isCreated = isCreation(document);
  return observeVersion(document, content, {
    stateChange: isCreated ? 'changed' : 'unknown',
    isStamped: isCreated && countedStatusAt(document) !== null,
    isNewDetails: isCreated,
    wasRejected: isRejected(document),
    actor: writerOf(document),
  });
}

function observeVersion(
  document: SourceDocument,
  content: Content,
  observed: {
    stateChange: StateChange;
    isStamped: boolean;
    isNewDetails: boolean;
    wasRejected: boolean;
    actor: Actor;
  },
): Extract<Observation, { kind: 'version' }> {
  const { stateChange, isStamped, isNewDetails, wasRejected, actor } = observed;
  const { createTime, updateTime } = document;
  const statusAt = countedStatusAt(document);
  const unstampedSince = importedAt(document) ?? createTime;
  const unstampedAt = isCreation(document) ? unstampedSince : updateTime;
  return {
    kind: 'version',
    document,
    content,
    actor,
    isNewDetails,
    stateChange,
    changedAt: isStamped && statusAt !== null ? statusAt : unstampedAt,
    unchangedSince: statusAt ?? unstampedSince,
    // Older than every version of the document, whose own events then count. If it was rejected, those of its
    // earlier versions have been handled.
    unchangedVersion: (wasRejected ? updateTime : createTime) - 1,
    statusAt,
  };
}

function writerOf({ isCopy, stamps: { updatedBy } }: SourceDocument): Actor {
  return updatedBy === null || isCopy ? CONSOLE : { type: 'user', id: updatedBy };
}

function stateChangeOf(before: SourceDocument | null, after: SourceDocument): StateChange {
  if (before === null || changesState(before, after)) return 'changed';
  if (before.content === null) return hasShownState(after) ? 'unknown' : 'changed';
  // A version that was rejected may have brought a state that no lead knows.
  return isRejected(before) ? 'unknown' : 'unchanged';
}

/**
 * Whether a version mends another field than the state, whose stamp then still says when it began. The stamp
 * with which the server showed `Completed` says nothing of that.
 */
function isMendedAsItWas(before: SourceDocument | null, after: SourceDocument): boolean {
  const isOfServer = after.stamps.statusAt === (after.leadSync?.completedAt ?? null);
  return before?.content === null && !changesState(before, after) && !isOfServer;
}

/** Whether an appointment has the `Completed` and the stamp that the server has shown after a visit. */
function hasShownState({ content, stamps, leadSync }: SourceDocument): boolean {
  const completedAt = leadSync?.completedAt ?? null;
  return (
    content?.collection === 'appointments' &&
    content.status === COMPLETED_APPOINTMENT_STATUS &&
    completedAt !== null &&
    stamps.statusAt === completedAt
  );
}
