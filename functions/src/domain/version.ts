import type { Micros } from './time';

/**
 * What one version of a document brought (contract, section 4): a `state`, where it created or
 * deleted the document or changed `status`, `type`, `outcome` or `statusAt`; `nothing` of these; or
 * `unknown`, where the version before it was lost or could not be used.
 */
export type Brought = 'state' | 'nothing' | 'unknown';

/** One version of a source document, as far as its state goes. */
export interface Version<State> {
  state: State;
  brought: Brought;
  createTime: Micros;
  updateTime: Micros;
  /** The document's `statusAt`, whichever version wrote it. For a deletion: its time. */
  statusAt: Micros | null;
  /** Whether this version wrote that `statusAt`. */
  isStamped: boolean;
}

/** A state with its time, and the version that brought it. */
export type Dated<State> = State & { at: Micros; version: Micros };

/**
 * The state that is known once a version has been seen: that of the newest which brought one. An
 * older or equal version changes nothing, and one that brought nothing counts only where nothing is
 * known yet (contract, section 4). So versions may come twice and in any order.
 *
 * A deletion carries the deleted document's last version, and is newer than it.
 */
export function newestState<State extends { status: string }>(
  known: Dated<State> | null,
  seen: Version<State>,
): Dated<State> {
  const { state, brought, createTime, updateTime, statusAt } = seen;
  if (known === null) {
    return brought === 'state'
      ? { ...state, at: timeOf(seen), version: updateTime }
      : {
          ...state,
          at: statusAt ?? createTime,
          version: brought === 'nothing' ? createTime : updateTime,
        };
  }
  if (!isNewer(known, seen)) return known;
  switch (brought) {
    case 'nothing':
      return known;
    case 'state':
      return { ...state, at: timeOf(seen), version: updateTime };
    case 'unknown': {
      // Whether there was a change is read off the state itself, and its time off a later stamp.
      const isStampedLater = statusAt !== null && statusAt > known.at;
      if (!isStampedLater && isSameState(known, state)) return known;
      return { ...state, at: isStampedLater ? statusAt : updateTime, version: updateTime };
    }
  }
}

/** The time of the state that a version brought: its stamp, or its own time where it has none. */
function timeOf({ isStamped, statusAt, updateTime }: Version<unknown>): Micros {
  return isStamped && statusAt !== null ? statusAt : updateTime;
}

function isNewer<State extends { status: string }>(
  known: Dated<State>,
  { state, updateTime }: Version<State>,
): boolean {
  const isDeletionOfIt = state.status === 'removed' && known.status !== 'removed';
  return isDeletionOfIt ? updateTime >= known.version : updateTime > known.version;
}

function isSameState<State extends object>(known: Dated<State>, state: State): boolean {
  return Object.entries(state).every(([field, value]) => Reflect.get(known, field) === value);
}
