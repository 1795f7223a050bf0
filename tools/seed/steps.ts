import type { MoveRequest } from '../../functions/src/domain/moveByHand';
import type { Pair } from '../../functions/src/domain/leadId';
import type { Millis } from './calendar';

/** The collections that are written; leads come of it. */
export const COLLECTIONS = ['contacts', 'listings', 'appointments', 'visits'] as const;
export type Collection = (typeof COLLECTIONS)[number];

export interface Ref {
  collection: Collection;
  id: string;
}

/** Fields as a client writes them, less its stamps. */
export type Fields = Readonly<Record<string, unknown>>;

/** A document that somebody creates or edits; the stamps say that it was `by` them, `at` that time. */
export interface Write {
  kind: 'create' | 'update';
  at: Millis;
  by: string;
  ref: Ref;
  fields: Fields;
}

/** A lead that an agent moves by hand. */
export interface Move {
  kind: 'move';
  at: Millis;
  by: string;
  pair: Pair;
  request: Omit<MoveRequest, 'leadId'>;
}

export type Step = Write | Move;

/** All that is written of one customer, in the order of its times. */
export interface Life {
  contactId: string;
  steps: readonly Step[];
  /** The pairs that have a lead in the end. */
  pairs: readonly Pair[];
}
