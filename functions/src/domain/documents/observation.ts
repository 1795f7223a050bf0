import { CONSOLE, type Actor } from '../actor';
import type { Micros } from '../time';
import { changesState, type SourceChange } from './sourceChange';
import type { Content, SourceDocument } from './sourceDocument';
import type { StateChange } from './version';

/** What was observed of a document: one version of it, or its deletion after that version. */
export type Observation = { document: SourceDocument; actor: Actor } & (
  | {
      kind: 'version';
      content: Content;
      stateChange: StateChange;
      /** Whether this version wrote the document's `statusAt`. */
      isStamped: boolean;
    }
  | { kind: 'deletion'; deletedAt: Micros }
);

/** What an event lets us observe; null if its version cannot be used. */
export function observeEvent(change: SourceChange): Observation | null {
  if (change.kind === 'deleted') {
    const { before, deletedAt } = change;
    return { kind: 'deletion', document: before, deletedAt, actor: CONSOLE };
  }
  const { after } = change;
  if (after.content === null) return null;
  const before = change.kind === 'updated' ? change.before : null;
  const { statusAt, updatedAt } = after.stamps;
  const hasNewUpdatedAt = updatedAt !== null && updatedAt !== before?.stamps.updatedAt;
  return {
    kind: 'version',
    document: after,
    content: after.content,
    stateChange: stateChangeOf(change),
    isStamped: statusAt !== null && statusAt !== before?.stamps.statusAt,
    actor: hasNewUpdatedAt ? writerOf(after) : CONSOLE,
  };
}

/**
 * Observes a document that was read along the way, without an event of its own. Its state counts only if
 * the lead knows none yet. Null if the document cannot be used.
 */
export function observeRead(document: SourceDocument): Observation | null {
  const { content } = document;
  if (content === null) return null;
  const actor = writerOf(document);
  return {
    kind: 'version',
    document,
    content,
    stateChange: 'unchanged',
    isStamped: false,
    actor,
  };
}

function writerOf({ stamps: { updatedBy } }: SourceDocument): Actor {
  return updatedBy === null ? CONSOLE : { type: 'user', id: updatedBy };
}

function stateChangeOf(change: Exclude<SourceChange, { kind: 'deleted' }>): StateChange {
  switch (change.kind) {
    case 'created':
      return 'changed';
    case 'read':
      return 'unknown';
    case 'updated': {
      const { before, after } = change;
      if (changesState(before, after)) return 'changed';
      return before.content === null ? 'unknown' : 'unchanged';
    }
  }
}
