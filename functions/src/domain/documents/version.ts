import type { Micros } from '../time';

/**
 * Whether a version of a document changed its state (docs/contract.md §4). `changed`: it created or
 * deleted the document, or changed `status`, `type`, `outcome` or `statusAt`. `unknown`: the version
 * before it is not known, or could not be used.
 */
export type StateChange = 'changed' | 'unchanged' | 'unknown';

/** One version of a source document, as far as its state goes. */
export interface Version<State> {
  state: State;
  stateChange: StateChange;
  createTime: Micros;
  updateTime: Micros;
  /** The document's `statusAt`, whichever version wrote it. For a deletion: the time of the deletion. */
  statusAt: Micros | null;
  /** Whether this version wrote that `statusAt`. */
  isStamped: boolean;
}

/** A state, the time at which it began, and the version that brought it. */
export type DatedState<State> = State & { at: Micros; version: Micros };

/**
 * The state of a document once a version of it was observed. The newest version that changed the state
 * counts; an older or equal one changes nothing. A version that changed nothing counts only while no state
 * is known; if it is `unknown`, the states themselves are compared (docs/contract.md §4). So versions may arrive
 * twice and in any order.
 *
 * A deletion carries the last version of the deleted document, and is newer than it.
 */
export function newestState<State extends { status: string }>(
  known: DatedState<State> | null,
  observed: Version<State>,
): DatedState<State> {
  if (known === null) return firstState(observed);
  if (!isNewer(known, observed)) return known;
  const { state, updateTime } = observed;
  switch (observed.stateChange) {
    case 'unchanged':
      return known;
    case 'changed':
      return { ...state, at: timeOfState(observed), version: updateTime };
    case 'unknown':
      return stateAfterUnknown(known, observed);
  }
}

function firstState<State>(observed: Version<State>): DatedState<State> {
  const { state, stateChange, createTime, updateTime, statusAt } = observed;
  if (stateChange === 'changed') {
    return { ...state, at: timeOfState(observed), version: updateTime };
  }
  // An earlier version brought this state; only a stamp says when.
  const version = stateChange === 'unchanged' ? createTime : updateTime;
  return { ...state, at: statusAt ?? createTime, version };
}

/** Compares the states themselves, and takes a later stamp for the time of the change. */
function stateAfterUnknown<State extends { status: string }>(
  known: DatedState<State>,
  { state, updateTime, statusAt }: Version<State>,
): DatedState<State> {
  const isStampedLater = statusAt !== null && statusAt > known.at;
  if (!isStampedLater && isSameState(known, state)) return known;
  return { ...state, at: isStampedLater ? statusAt : updateTime, version: updateTime };
}

/** The time of the state that a version brought: its stamp, or the version's own time. */
function timeOfState({ isStamped, statusAt, updateTime }: Version<unknown>): Micros {
  return isStamped && statusAt !== null ? statusAt : updateTime;
}

function isNewer<State extends { status: string }>(
  known: DatedState<State>,
  { state, updateTime }: Version<State>,
): boolean {
  const isDeletionOfIt = state.status === 'removed' && known.status !== 'removed';
  return isDeletionOfIt ? updateTime >= known.version : updateTime > known.version;
}

function isSameState<State extends object>(known: DatedState<State>, state: State): boolean {
  return Object.entries(state).every(([field, value]) => Reflect.get(known, field) === value);
}
