import type { Firestore } from 'firebase-admin/firestore';
import { mapConcurrently } from '../../concurrency/mapConcurrently';
import type { StoredEntry } from '../../domain/documents/history';
import { needsOtherEntries } from '../../domain/reports/countedSteps';
import {
  Funnel,
  type FunnelReport,
  type Period,
  type PeriodSince,
} from '../../domain/reports/funnelReport';
import { reportedLead, type ReportedLead } from '../../domain/reports/reportedLead';
import type { Micros } from '../../domain/time';
import { chunksOf } from '../../firestore/chunksOf';
import { readHistory } from '../../firestore/historyStore';
import { readLeads } from '../../firestore/leadStore';
import { countEntries, countOf, entryPages, leadPages } from '../../firestore/pagination';
import { LEADS } from '../../firestore/paths';

/** Leads that are read at a time, with the histories of those that need theirs. */
const LEADS_AT_A_TIME = 200;

/** Tells how many documents were read since it was told last: of those that {@link countToRead} counts. */
type OnRead = (count: number) => void;

/**
 * The funnel of a period. Since a day, it reads what happened since then ({@link leadsOfPeriod}); otherwise
 * every lead and every history entry ({@link allLeads}). Both give the same figures (docs/contract.md §13).
 */
export async function reportFunnel(
  db: Firestore,
  period: Period,
  monthOf: (time: Micros) => string,
  onRead: OnRead,
): Promise<FunnelReport> {
  const funnel = new Funnel(period, monthOf);
  const leads = hasBeginning(period) ? leadsOfPeriod(db, period, onRead) : allLeads(db, onRead);
  for await (const lead of leads) funnel.add(lead);
  return funnel.report();
}

/** What a report reads first, and how much of it there is. */
export async function countToRead(
  db: Firestore,
  period: Period,
): Promise<{ what: 'leads' | 'entries'; count: number }> {
  return hasBeginning(period)
    ? { what: 'entries', count: await countEntries(db, period) }
    : { what: 'leads', count: await countOf(db, LEADS) };
}

function hasBeginning(period: Period): period is PeriodSince {
  return period.since !== null;
}

/** Every lead with its whole history, by id. Holds the leads of one query in memory. */
export async function* allLeads(db: Firestore, onRead: OnRead): AsyncGenerator<ReportedLead> {
  for await (const page of leadPages(db)) {
    for (const { lead, history } of page) yield reportedLead(lead, history);
    onRead(page.length);
  }
}

/**
 * The leads to which something happened in a period, by id, with the entries of the period. Reads these
 * entries, their leads, and the whole history of a lead whose entries do not say how it was closed. Holds
 * the entries in memory.
 */
async function* leadsOfPeriod(
  db: Firestore,
  period: PeriodSince,
  onRead: OnRead,
): AsyncGenerator<ReportedLead> {
  const histories = new Map<string, StoredEntry[]>();
  for await (const page of entryPages(db, period)) {
    for (const { leadId, stored } of page) {
      const known = histories.get(leadId);
      if (known === undefined) histories.set(leadId, [stored]);
      else known.push(stored);
    }
    onRead(page.length);
  }
  const ids = [...histories.keys()].sort(compareIds);
  for (const chunk of chunksOf(ids, LEADS_AT_A_TIME)) {
    const leads = await readLeads(db, chunk);
    yield* await mapConcurrently(leads, async (lead) => {
      const inPeriod = reportedLead(lead, histories.get(lead.id) ?? []);
      const isEnough = lead.closed?.outcome === 'moved' || !needsOtherEntries(inPeriod);
      return isEnough ? inPeriod : reportedLead(lead, await readHistory(db, lead.id));
    });
  }
}

/** In the order in which Firestore has documents: by the bytes of their ids. */
function compareIds(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
