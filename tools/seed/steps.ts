import type { Pair } from '../../functions/src/domain/leads/leadId';
import type { MoveRequest } from '../../functions/src/domain/leads/manualMove';
import type { Millis } from './madridTime';

/** The collections that the seed writes. The pipeline derives the leads from them. */
export const COLLECTIONS = ['contacts', 'listings', 'enquiries', 'appointments', 'visits'] as const;
export type Collection = (typeof COLLECTIONS)[number];

export interface Ref {
  collection: Collection;
  id: string;
}

/** Fields as a client writes them, without the stamps. */
export type Fields = Readonly<Record<string, unknown>>;

/** Somebody creates or edits a document. The stamps are made from `by` and `at`. */
export interface Write {
  kind: 'create' | 'update';
  at: Millis;
  by: string;
  ref: Ref;
  fields: Fields;
}

/** An agent moves a lead by hand. */
export interface Move {
  kind: 'move';
  at: Millis;
  by: string;
  pair: Pair;
  request: Omit<MoveRequest, 'leadId'>;
}

export type Step = Write | Move;

/** Everything that is written about one customer, in order of time. */
export interface CustomerTimeline {
  contactId: string;
  steps: readonly Step[];
  /** The pairs that have a lead at the end. */
  pairs: readonly Pair[];
}

/** Whether a step closes a lead as won: the flat is sold. */
export function isSale(step: Step): boolean {
  return step.kind === 'move' && step.request.closed?.outcome === 'won';
}
