import {
  average,
  collection,
  collectionGroup,
  documentId,
  getAggregateFromServer,
  getCountFromServer,
  getDocs,
  limit,
  orderBy,
  query,
  Timestamp,
  where,
  type QueryConstraint,
  type QueryDocumentSnapshot,
} from 'firebase/firestore';
import type { z } from 'zod';
import { parseHistoryEntry } from '#client/history';
import { parseLead } from '#client/leads';
import type { StoredEntry } from '#domain/documents/history';
import { LEAD_STATUSES, type LeadStatus } from '#domain/leadStatus';
import { leadFieldsSchema, unfoldViewings } from '#domain/leads/lead';
import { needsOtherEntries } from '#domain/reports/countedSteps';
import { Funnel as FunnelOfLeads, type FunnelReport } from '#domain/reports/funnelReport';
import { shareOf, type LeadShare } from '#domain/reports/leadShare';
import type { OriginReport } from '#domain/reports/originReport';
import { reportedLead, type ReportedLead } from '#domain/reports/reportedLead';
import {
  summarizeWaiting,
  type WaitingLead,
  type WaitingReport,
} from '#domain/reports/waitingReport';
import { microsOfMillis, readTimestamp, secondsBetween, type Micros } from '#domain/time';
import { dateOf, toDateField } from '../shared/calendar';
import { connection } from '../shared/firebase/connection';
import { formatDuration } from '../shared/format';
import type { Case } from './explained';

/**
 * Up to this many history entries are read, each of their leads once, and distinct leads are counted exactly.
 * For more entries Firestore counts, and a report costs about thirty reads, however many leads there are.
 */
const MAX_ENTRIES_READ = 2_000;
export const MAX_WAITING_READ = 500;

/**
 * Of some leads, only other entries say how they had been closed ({@link needsOtherEntries}).
 * They are read for this many leads, and this many for each. What is still unknown after that
 * counts as `moved`.
 */
const MAX_LEADS_COMPLETED = 100;
const MAX_OTHER_ENTRIES = 30;

/** Firestore finds this many documents by their ids with one query. */
const MAX_IDS_IN_QUERY = 30;

interface StatusFigures {
  status: LeadStatus;
  /** Leads that came to this status. */
  reached: number;
  /** The length of a stay in seconds: the median, or the mean if Firestore counted. Null without stays. */
  seconds: number | null;
}

export interface Funnel {
  /** Whether each lead counts once in each status. Otherwise it counts each time that it came there. */
  isExact: boolean;
  /** Distinct leads with an entry. Null if the entries were not read. */
  leads: number | null;
  statuses: readonly StatusFigures[];
  /** What only their entries say. Null if they were not read. */
  details: FunnelDetails | null;
}

type FunnelDetails = Pick<
  FunnelReport,
  'byAgent' | 'otherAgents' | 'byMonth' | keyof OriginReport
> & {
  /** The leads behind the figures. */
  counted: readonly CountedLead[];
};

/** A lead that counts, and what it adds to the figures. */
export interface CountedLead {
  id: string;
  contactId: string | null;
  listingId: string | null;
  share: LeadShare;
}

const entriesSince = (since: Date, ...constraints: QueryConstraint[]) =>
  query(
    collectionGroup(connection().db, 'statusHistory'),
    ...constraints,
    where('effectiveAt', '>=', Timestamp.fromDate(since)),
  );

/** How far leads came since a day, and how long they stayed in each status. */
export async function readFunnel(since: Date): Promise<Funnel> {
  const counted = await getCountFromServer(entriesSince(since));
  return counted.data().count <= MAX_ENTRIES_READ ? readExactFunnel(since) : countEntries(since);
}

/** Reads the entries of the period, and their leads: what `npm run leads -- report --since` reads, with limits. */
async function readExactFunnel(since: Date): Promise<Funnel> {
  const { docs } = await getDocs(
    query(entriesSince(since), orderBy('effectiveAt'), limit(MAX_ENTRIES_READ)),
  );
  const byLead = new Map<string, EntryDocument[]>();
  for (const each of docs) {
    const leadId = leadOf(each);
    if (leadId !== null) byLead.set(leadId, [...(byLead.get(leadId) ?? []), parseStored(each)]);
  }
  const leads = await readLeads([...byLead.keys()]);
  const period = { since: microsOfMillis(since.getTime()), until: null };
  const funnel = new FunnelOfLeads(period, monthOf);
  let completed = 0;
  const reported = await Promise.all(
    leads.map(async ({ id, lead }) => {
      const entries = byLead.get(id) ?? [];
      const known = reportedLead(lead, entries);
      const isEnough = known.closed?.outcome === 'moved' || !needsOtherEntries(known);
      if (isEnough || completed >= MAX_LEADS_COMPLETED) return { id, lead, known };
      completed += 1;
      return { id, lead, known: await completeHistory(id, lead, entries) };
    }),
  );
  for (const { known } of reported) funnel.add(known);
  const counted = reported.flatMap(({ id, lead: { contactId, listingId }, known }) => {
    const share = shareOf(known, period, monthOf);
    return share === null ? [] : [{ id, contactId, listingId, share }];
  });
  const { leads: count, statuses, ...report } = funnel.report();
  return {
    isExact: true,
    leads: count,
    statuses: statuses.map(({ status, reached, stays }) => ({
      status,
      reached,
      seconds: stays.median,
    })),
    details: { ...report, counted },
  };
}

/** `2026-01`, by the agency's clocks. */
const monthOf = (time: Micros): string => toDateField(dateOf(time)).slice(0, 'YYYY-MM'.length);

const reportedSchema = leadFieldsSchema.transform(unfoldViewings);
type LeadFields = z.infer<typeof reportedSchema>;
type EntryDocument = Pick<StoredEntry, 'id' | 'entry' | 'effectiveAt'>;

/** The lead whose history has an entry. Null if it is of another collection deeper down. */
function leadOf({ ref }: QueryDocumentSnapshot): string | null {
  const lead = ref.parent.parent;
  return lead?.parent.path === 'leads' ? lead.id : null;
}

function parseStored(snapshot: QueryDocumentSnapshot): EntryDocument {
  const effectiveAt = readTimestamp(snapshot.get('effectiveAt'));
  return { id: snapshot.id, entry: parseHistoryEntry(snapshot), effectiveAt };
}

/** One read for each lead. One that was deleted is not among them. */
async function readLeads(ids: readonly string[]): Promise<{ id: string; lead: LeadFields }[]> {
  const chunks = Array.from({ length: Math.ceil(ids.length / MAX_IDS_IN_QUERY) }, (_, n) =>
    ids.slice(n * MAX_IDS_IN_QUERY, (n + 1) * MAX_IDS_IN_QUERY),
  );
  const found = await Promise.all(
    chunks.map((chunk) =>
      getDocs(query(collection(connection().db, 'leads'), where(documentId(), 'in', chunk))),
    ),
  );
  return found.flatMap(({ docs }) =>
    docs.map((each) => ({ id: each.id, lead: reportedSchema.parse(each.data()) })),
  );
}

/** Reads the newest entries of a lead, beside those of the period. */
async function completeHistory(
  leadId: string,
  lead: LeadFields,
  entries: readonly EntryDocument[],
): Promise<ReportedLead> {
  const { docs } = await getDocs(
    query(
      collection(connection().db, 'leads', leadId, 'statusHistory'),
      orderBy('seq', 'desc'),
      limit(MAX_OTHER_ENTRIES),
    ),
  );
  const read = new Map([...entries, ...docs.map(parseStored)].map((each) => [each.id, each]));
  return reportedLead(lead, [...read.values()]);
}

/**
 * Firestore counts entries here, and cannot apply the rule of docs/contract.md §13. So a lead that moved to
 * another one counts in `Cerrado`, and its stay there is part of the mean. If a lead was deleted and begun
 * again, the time in between is part of the mean as well. The page says so.
 */
async function countEntries(since: Date): Promise<Funnel> {
  const countStatus = async (status: LeadStatus): Promise<StatusFigures> => {
    const [reached, stayed] = await Promise.all([
      getCountFromServer(entriesSince(since, where('to', '==', status))),
      getAggregateFromServer(entriesSince(since, where('from', '==', status)), {
        seconds: average('secondsInPrevious'),
      }),
    ]);
    return { status, reached: reached.data().count, seconds: stayed.data().seconds };
  };
  const statuses = await Promise.all(LEAD_STATUSES.map(countStatus));
  return { isExact: false, leads: null, statuses, details: null };
}

export interface Waiting extends WaitingReport {
  /** The leads behind the figures, those that have waited longest first. */
  leads: readonly WaitingCase[];
}

export type WaitingCase = Case & Pick<WaitingLead, 'assignedTo' | 'status'>;

/** How long leads have waited for somebody beyond their time (docs/contract.md §10): those that have waited longest. */
export async function readWaiting(): Promise<Waiting> {
  const now = Timestamp.now();
  const { docs } = await getDocs(
    query(
      collection(connection().db, 'leads'),
      where('attention.at', '<=', now),
      orderBy('attention.at'),
      limit(MAX_WAITING_READ),
    ),
  );
  const waiting = docs.flatMap((each) => {
    const lead = parseLead(each);
    return lead?.attention == null ? [] : [{ ...lead, at: lead.attention.at }];
  });
  const until = microsOfMillis(now.toMillis());
  const leads = waiting.map(({ id, contactId, listingId, assignedTo, status, at }) => {
    const detail = `espera desde hace ${formatDuration(secondsBetween(at, until))}`;
    return { id, contactId, listingId, assignedTo, status, detail };
  });
  return { ...summarizeWaiting(waiting, until), leads };
}
