/** What people do in the tests of the in-memory pipeline, and the orders in which the events can arrive. */
import type { SourceRef } from '../../src/domain/documents/sourceRef';
import type { LeadStatus } from '../../src/domain/leadStatus';
import type { Decision } from '../../src/domain/leads/deriveStatus';
import type { Pair } from '../../src/domain/leads/leadId';
import { appointmentRef, PAIR, visitRef, type Fields } from './builders';

/** A client or another system writes a document, or deletes it. */
export interface WriteAction {
  ref: SourceRef;
  fields: Fields | 'deleted';
  /** False if the writer does not stamp what it writes. */
  isStamped: boolean;
}

/** Somebody moves a pair's lead by hand. */
export interface DecideAction {
  pair: Pair;
  to: LeadStatus;
  outcome: Decision['outcome'];
}

export type Action = WriteAction | DecideAction;

/** A write to an appointment of the pair (contact, L). */
export function appointment(id: string, fields: Fields): WriteAction {
  return { ref: appointmentRef(id), fields, isStamped: true };
}

/** A write to a visit. */
export function visit(id: string, fields: Fields): WriteAction {
  return { ref: visitRef(id), fields, isStamped: true };
}

export function deletion(ref: SourceRef): WriteAction {
  return { ref, fields: 'deleted', isStamped: false };
}

export function manual(
  to: LeadStatus,
  outcome: Decision['outcome'] = null,
  pair: Pair = PAIR,
): DecideAction {
  return { pair, to, outcome };
}

/** One step: an action is committed, or its event is delivered. */
export interface Step {
  does: 'commit' | 'deliver';
  action: number;
}

/** Each event is delivered as soon as its action is committed. */
export function inOrder(actions: readonly Action[]): Step[] {
  return actions.flatMap((each, action): Step[] =>
    'to' in each
      ? [{ does: 'commit', action }]
      : [
          { does: 'commit', action },
          { does: 'deliver', action },
        ],
  );
}

/**
 * Every order of commits and deliveries in which the actions are committed one after the other: all
 * permutations of the deliveries, between the commits and after them. A decision by hand keeps its place:
 * it is made once the events before it were handled, since whoever makes it has seen their result.
 */
export function everyOrder(actions: readonly Action[]): Step[][] {
  const from = (next: number, waiting: readonly number[]): Step[][] => {
    const action = actions[next];
    if (action === undefined && waiting.length === 0) return [[]];
    const deliveries = waiting.flatMap((each) =>
      from(
        next,
        waiting.filter((other) => other !== each),
      ).map((rest): Step[] => [{ does: 'deliver', action: each }, ...rest]),
    );
    const isDecision = action !== undefined && 'to' in action;
    if (action === undefined || (isDecision && waiting.length > 0)) return deliveries;
    const commits = from(next + 1, isDecision ? waiting : [...waiting, next]).map(
      (rest): Step[] => [{ does: 'commit', action: next }, ...rest],
    );
    return [...commits, ...deliveries];
  };
  return from(0, []);
}
