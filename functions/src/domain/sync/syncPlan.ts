import type { OwnStamps } from '../documents/sourceDocument';
import type { SourceRef } from '../documents/sourceRef';
import type { LeadStatus } from '../leadStatus';
import type { LeadChange } from '../leads/changeLead';
import type { KnownLead, StoredLead } from '../leads/lead';
import type { Micros } from '../time';
import type { ShownStatus } from '../viewings/settleCompletion';
import { countDocuments } from '../viewings/viewing';

/** What is to be committed, all or nothing. */
export interface SyncPlan {
  leads: readonly LeadWrite[];
  links: readonly LinkWrite[];
  /** Damaged history entries that are put right. */
  rewrites: readonly EntryRewrite[];
  /** The documents that were read beside the event's own, whose content decided. */
  decidedBy: readonly SourceRef[];
}

export const EMPTY_PLAN: SyncPlan = { leads: [], links: [], rewrites: [], decidedBy: [] };

/** Whether a plan has nothing to commit. */
export function isEmpty({ leads, links, rewrites }: SyncPlan): boolean {
  return leads.length + links.length + rewrites.length === 0;
}

/** A change of one lead, and the version of the lead that it is based on. */
export interface LeadWrite {
  id: string;
  basis: LeadBasis;
  change: LeadChange;
}

/** The version of a lead that a change is based on. The commit fails if the lead is at another. */
export type LeadBasis =
  /** There was no lead: it is created. */
  | { kind: 'none' }
  /** The lead as it was read; `version` is its `updateTime`. Of what it holds, only changes are written. */
  | ({ kind: 'stored'; version: Micros } & HeldFields)
  /** The lead as an earlier plan of the same commit leaves it. */
  | { kind: 'planned' };

/**
 * What a lead's document holds already: its viewings (none if they cannot be read), its moves, and the values
 * that the pipeline cannot use.
 */
export interface HeldFields extends Pick<StoredLead, 'viewings' | 'moves' | 'unusable'> {
  /** Whether the viewings that it has to hold were gathered, since it lost its own (docs/contract.md §3). */
  isGathered: boolean;
}

/** What a write to this lead is based on, and so what its commit requires. */
export function basisOf(lead: KnownLead | null): LeadBasis {
  if (lead === null) return { kind: 'none' };
  if (lead.kind === 'planned') return { kind: 'planned' };
  const { version, moves, unusable, isGathered = false } = lead;
  const viewings = isGathered ? null : lead.viewings;
  return { kind: 'stored', version, viewings, moves, unusable, isGathered };
}

/** A plan that changes one lead and nothing else. */
export function planForLead(lead: KnownLead, change: LeadChange): SyncPlan {
  return { ...EMPTY_PLAN, leads: [{ id: lead.id, basis: basisOf(lead), change }] };
}

/** How many documents a lead holds at most, with the viewings that left it (docs/contract.md §7). */
export const MAX_DOCUMENTS = 1_000;

/** Whether a plan would give its lead more documents than a lead may hold. */
export function exceedsCapacity(
  { leads }: SyncPlan,
  { id, lead }: { id: string; lead: KnownLead | null },
): boolean {
  const planned = leads.find((write) => write.id === id)?.change.lead;
  if (planned === undefined) return false;
  const size = sizeOf(planned);
  return size > MAX_DOCUMENTS && size > (lead === null ? 0 : sizeOf(lead));
}

function sizeOf({ viewings, moves }: Pick<KnownLead, 'viewings' | 'moves'>): number {
  return (viewings === null ? 0 : countDocuments(viewings)) + moves.size;
}

/**
 * A document's back-link to its lead. One that is neither new nor shows another status changes nothing: it
 * only makes the commit fail if the document has changed.
 */
export interface LinkWrite {
  ref: SourceRef;
  /** The `updateTime` of the version that this is based on. */
  version: Micros;
  leadId: string;
  /** False for a document that stays rejected while its viewing moves to another lead. */
  isUsable: boolean;
  /** False if the document says already that it is linked to this lead. */
  isNew: boolean;
  /** The status that this appointment has to show from now on; null if it stays as it is. */
  shows: ShownStatus | null;
  /** What the server notes of the `statusAt` that it has written to this appointment. */
  stamped: OwnStamps;
}

/** The right beginning of a history entry. Its other fields stay as they are. */
export interface EntryRewrite {
  leadId: string;
  seq: number;
  /** The `updateTime` of the entry that this is based on. */
  version: Micros;
  from: LeadStatus | null;
}
