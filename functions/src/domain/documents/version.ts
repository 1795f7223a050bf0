import type { Micros } from '../time';

/**
 * Whether a version of a document brought a state (docs/contract.md §4). `changed`: it created the
 * document, changed its state, or follows a version that could not be used. `unknown`: the version before
 * it is not known.
 */
export type StateChange = 'changed' | 'unchanged' | 'unknown';

/** One version of a source document, as far as its state goes. */
export interface Version<State> {
  state: State;
  stateChange: StateChange;
  updateTime: Micros;
  /** When the state began if this version brought it. */
  changedAt: Micros;
  /** When the state began, as far as this version tells, if an earlier one brought it. */
  unchangedSince: Micros;
  /** The version that such a state counts as brought by, while no other is known. */
  unchangedVersion: Micros;
  /** The document's `statusAt`, whichever version wrote it; null if it does not count. */
  statusAt: Micros | null;
}

/** A state, the time at which it began, and the version that brought it. */
export type DatedState<State> = State & { at: Micros; version: Micros };

/**
 * The state of a document once a version of it was observed. The newest version that brought a state
 * counts; an older or equal one changes nothing. A version that brought none counts only while no state is
 * known. If the version is `unknown`, the states themselves are compared (docs/contract.md §4). So versions
 * may arrive twice and in any order.
 */
export function newestState<State extends object>(
  known: DatedState<State> | null,
  observed: Version<State>,
): DatedState<State> {
  const { state, updateTime, changedAt } = observed;
  if (observed.stateChange === 'changed') {
    if (known !== null && (updateTime <= known.version || wasRead(known, observed))) return known;
    return { ...state, at: changedAt, version: updateTime };
  }
  if (known === null) {
    return { ...state, at: observed.unchangedSince, version: observed.unchangedVersion };
  }
  const mayDiffer = observed.stateChange === 'unknown' && updateTime > known.version;
  return mayDiffer ? stateAfterUnknown(known, observed) : known;
}

/** Whether a reading of this version told the same already. */
function wasRead<State extends object>(
  known: DatedState<State>,
  { state, updateTime, changedAt }: Version<State>,
): boolean {
  return known.version === updateTime - 1 && known.at === changedAt && isSameState(known, state);
}

/**
 * Compares the states themselves, and takes a later stamp for the time of the change. The version's own
 * event, which tells more, still counts after that.
 */
function stateAfterUnknown<State extends object>(
  known: DatedState<State>,
  { state, updateTime, changedAt, statusAt }: Version<State>,
): DatedState<State> {
  const isStampedLater = statusAt !== null && statusAt > known.at;
  if (!isStampedLater && isSameState(known, state)) return known;
  return { ...state, at: isStampedLater ? statusAt : changedAt, version: updateTime - 1 };
}

function isSameState<State extends object>(known: DatedState<State>, state: State): boolean {
  return Object.entries(state).every(([field, value]) => Reflect.get(known, field) === value);
}
