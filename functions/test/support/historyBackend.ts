/** What a random history is played on: in memory or in Firestore. */
import type { SourceRef } from '../../src/domain/documents/sourceRef';
import type { LeadStatus } from '../../src/domain/leadStatus';
import type { Pair } from '../../src/domain/leads/leadId';
import type { Listing, Mode } from './historyActions';
import type { Decision } from './model';
import type { Content, Fields, Version } from './modelDocuments';

/** A lead as it was found. */
export interface FoundLead {
  id: string;
  pair: Pair;
  status: string | null;
  outcome: string | null;
  /** The lead that it names as the one that its viewings moved to. */
  movedTo: string | null;
  source: string | null;
  origin: Content['origin'];
  prospectId: string | null;
  assignedTo: string | null;
  /** In microseconds. */
  nextViewingAt: number | null;
  offer: { amount: number; currency: string; at: number } | null;
  attention: { at: number; why: string } | null;
  followUpAt: number | null;
  listingStatus: string | null;
  listingStatusAt: number | null;
  /** False for a lead of an older system that nothing has adopted yet. */
  isInUse: boolean;
  /** The viewings that count here, without marks of what left: each named after its document. */
  viewings: readonly { path: string; documents: readonly CountedDocument[] }[];
  /** The history, oldest first, without what is no entry. */
  history: readonly FoundEntry[];
}

/** A document whose state a lead holds, without visits that were deleted. */
interface CountedDocument {
  path: string;
  /** Null if the lead does not keep it. */
  createTime: number | null;
}

export interface FoundEntry {
  seq: number;
  from: string | null;
  to: string;
  cause: string;
  skipped?: readonly number[] | undefined;
}

/** `Event` is the event of one write. */
export interface Backend<Event> {
  contacts: readonly [string, string];
  /** The id of a listing. */
  listing: (listing: Listing) => string | null;
  ref: (collection: SourceRef['collection'], name: string) => SourceRef;
  /** Advances the clock, if it is not a real one: what follows is later. */
  tick: () => void;
  /** The time of a write that is made now, in microseconds, more or less. */
  now: () => number;
  /** A time in a document. */
  timestamp: (at: number) => unknown;
  /** The time of the write itself, in a document. */
  serverTime: () => unknown;
  /** A document's current fields; null if it does not exist. */
  read: (ref: SourceRef) => Promise<Fields | null>;
  /** Writes a whole document, or deletes it. */
  write: (ref: SourceRef, data: Fields | null) => Promise<Event>;
  /** Moves the pair's lead by hand; null if there is none, or it has that status already. */
  decide: (pair: Pair, to: LeadStatus, outcome: 'won' | 'lost' | null) => Promise<Decision | null>;
  /**
   * Types over the lead's status in the console; null if there is no lead in use. `before` is the status
   * that the pipeline knows; `typed` is an earlier text that was not handled yet.
   */
  overwrite: (
    pair: Pair,
    text: string,
  ) => Promise<{ event: Event; before: string; typed: string | null; at: number } | null>;
  deliver: (events: readonly Event[], mode: Mode) => Promise<void>;
  /** The events of the server's own writes since the last call. */
  ownEvents: () => Promise<readonly Event[]>;
  /** Checks and repairs every document and every lead. */
  repair: () => Promise<void>;
  /** Every version of every document, in the order of the commits, with those of the server. */
  versions: () => Promise<readonly Version[]>;
  leads: () => Promise<readonly FoundLead[]>;
  /**
   * Handles an event; `during` happens in the middle of that, before its `atRead`-th read, more or less. A
   * number beyond its reads is between the last one and its commit.
   */
  interleave: (event: Event, atRead: number, during: () => Promise<void>) => Promise<void>;
  /** Lets three hours pass. A real clock cannot do that, so histories leave it out there. */
  wait?: () => void;
  /** Deletes a lead with its history. */
  erase: (pair: Pair) => Promise<void>;
  /** Deletes a lead without its history. */
  forgetLead: (pair: Pair) => Promise<void>;
  /** Keeps a lead's document. Returns what puts it back as it was; that returns its event. */
  snapshot: (pair: Pair) => Promise<() => Promise<Event>>;
  /** Puts a document that is no entry into a lead's history. */
  addForeignEntry: (pair: Pair, seq: number) => Promise<void>;
  /** The id of a lead that an older system wrote. */
  olderId: (name: string) => string;
  /** Writes a lead as an older system does. Returns its `updateTime`. */
  addOlderLead: (pair: Pair, id: string, fields: OlderFields) => Promise<number>;
  /** A person sets a lead's agent. */
  assign: (pair: Pair, uid: string) => Promise<void>;
  /** A person puts a lead off until a time, in microseconds, or no longer. */
  followUp: (pair: Pair, at: number | null) => Promise<Event>;
  /** The agency's systems write a listing, of which some other field is new each time. Returns its `updateTime`, too. */
  writeListing: (listing: 0 | 1, status: unknown) => Promise<{ event: Event; at: number }>;
}

export interface OlderFields {
  status: string;
  outcome: 'won' | 'lost' | null;
  assignedTo: string | null;
  prospectId: string | null;
  hasHistory: boolean;
}
