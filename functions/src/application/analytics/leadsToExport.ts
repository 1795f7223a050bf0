import type { Firestore } from 'firebase-admin/firestore';
import { readableEntry } from '../../domain/documents/history';
import type { ExportedEnquiry, ExportedEntry } from '../../domain/analytics/tables';
import { enquiriesOf } from '../../domain/leads/leadEnquiry';
import type { StoredLead } from '../../domain/leads/lead';
import type { Micros } from '../../domain/time';
import { withHistories, type LeadWithHistory } from '../../firestore/historyStore';
import {
  changedLeads,
  countChangedLeads,
  countOf,
  leadPages,
  type Place,
} from '../../firestore/pagination';
import { LEADS } from '../../firestore/paths';

/** Which leads are exported: all of them, or those that changed in a period, by `updatedAt`. */
export type ExportScope = { since: null } | { since: Micros; until: Micros };

/** How far an export has come: after this lead; of a period, in the order of `updatedAt`. */
export interface ExportPosition {
  id: string | null;
  updatedAt: Micros | null;
}

/** Some leads with all that is exported of them. */
export interface ExportPage {
  /** The number of leads. */
  count: number;
  leads: readonly StoredLead[];
  entries: readonly ExportedEntry[];
  enquiries: readonly ExportedEnquiry[];
  /** Documents in their histories that are not entries of ours: not exported. */
  foreign: number;
  /** The position after this page. */
  reached: ExportPosition;
}

/**
 * The leads of a scope with their whole histories, a page at a time, from a position on (docs/contract.md §13). All of
 * them: one read per lead and per entry, in the order of their ids, with those of 2,000 leads in memory. Those of a
 * period: in the order of `updatedAt`, 200 in memory. A history is never older than its lead.
 */
export async function* leadsToExport(
  db: Firestore,
  scope: ExportScope,
  from: ExportPosition | null,
): AsyncGenerator<ExportPage> {
  if (scope.since === null) {
    for await (const leads of leadPages(db, from?.id ?? null)) {
      const id = leads.at(-1)?.lead.id;
      if (id !== undefined) yield pageOf(leads, { id, updatedAt: null });
    }
    return;
  }
  const after = placeOf(from) ?? { updatedAt: scope.since - 1, id: null };
  for await (const { items, reached } of changedLeads(db, { after, until: scope.until })) {
    yield pageOf(await withHistories(db, items), reached);
  }
}

/** How many leads a scope has. Firestore counts them, at one read per thousand. */
export function countLeadsToExport(db: Firestore, scope: ExportScope): Promise<number> {
  return scope.since === null ? countOf(db, LEADS) : countChangedLeads(db, scope);
}

function placeOf(position: ExportPosition | null): Place | null {
  return position === null || position.updatedAt === null
    ? null
    : { updatedAt: position.updatedAt, id: position.id };
}

function pageOf(leads: readonly LeadWithHistory[], reached: ExportPosition): ExportPage {
  const histories = leads.flatMap(({ lead, history }) =>
    history.map((stored) => ({
      leadId: lead.id,
      version: stored.version,
      entry: readableEntry(stored),
    })),
  );
  const entries = histories.filter((each): each is ExportedEntry => each.entry !== null);
  return {
    count: leads.length,
    leads: leads.map(({ lead }) => lead),
    entries,
    enquiries: leads.flatMap(({ lead }) =>
      enquiriesOf(lead).map((enquiry, index) => ({ lead, position: index + 1, enquiry })),
    ),
    foreign: histories.length - entries.length,
    reached,
  };
}
