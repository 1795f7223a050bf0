import type { SourceRef } from '../documents/sourceRef';
import type { LeadStatus } from '../leadStatus';
import type { LeadChange } from '../leads/changeLead';
import type { KnownLead } from '../leads/lead';
import type { Micros } from '../time';

/** What is to be committed, all or nothing. */
export interface SyncPlan {
  leads: readonly LeadWrite[];
  links: readonly LinkWrite[];
  /** A deleted document that the plan is based on: the commit fails if it exists again. */
  mustNotExist: SourceRef | null;
  /** Damaged history entries that are put right. */
  rewrites: readonly EntryRewrite[];
}

export const EMPTY_PLAN: SyncPlan = { leads: [], links: [], mustNotExist: null, rewrites: [] };

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
  /** The lead as it was read; `version` is its `updateTime`. */
  | { kind: 'stored'; version: Micros }
  /** The lead as an earlier plan of the same commit leaves it. */
  | { kind: 'planned' };

export function basisOf(lead: KnownLead | null): LeadBasis {
  if (lead === null) return { kind: 'none' };
  return lead.kind === 'planned' ? { kind: 'planned' } : { kind: 'stored', version: lead.version };
}

/** A plan that changes one lead and nothing else. */
export function planForLead(lead: KnownLead, change: LeadChange): SyncPlan {
  return { ...EMPTY_PLAN, leads: [{ id: lead.id, basis: basisOf(lead), change }] };
}

/** A document's back-link to its lead. */
export interface LinkWrite {
  ref: SourceRef;
  /** The `updateTime` of the version that this is based on. */
  version: Micros;
  leadId: string;
  /** False for a document that stays rejected while its viewing moves to another lead. */
  isUsable: boolean;
  /** The time of the visit that completed this appointment; null if none did. */
  completedAt: Micros | null;
}

/** The right beginning of a history entry. Its other fields stay as they are. */
export interface EntryRewrite {
  leadId: string;
  seq: number;
  /** The `updateTime` of the entry that this is based on. */
  version: Micros;
  from: LeadStatus | null;
}
