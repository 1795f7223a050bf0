import {
  average,
  collection,
  collectionGroup,
  count,
  getAggregateFromServer,
  getCountFromServer,
  getDocs,
  limit,
  orderBy,
  query,
  Timestamp,
  where,
  type QueryConstraint,
} from 'firebase/firestore';
import { z } from 'zod';
import { parseHistoryEntry } from '#client/history';
import { APPOINTMENT_STATUS_LIST } from '#domain/documents/appointment';
import type { RecordedEntry } from '#domain/documents/history';
import { LEAD_STATUSES, type LeadStatus } from '#domain/leadStatus';
import { needsOtherEntries, type KnownHistory } from '#domain/reports/countedSteps';
import { lostReason } from '#domain/reports/lostReason';
import { microsOfMillis } from '#domain/time';
import { connection } from '../shared/firebase/connection';
import { summarizeAppointments, type AppointmentSummary } from './appointmentSummary';
import { countFunnel, type StatusFigures } from './funnel';

/**
 * Up to this many history entries are read, and distinct leads are counted exactly. For more entries
 * Firestore counts, and a report costs about thirty reads, however many leads there are.
 */
export const MAX_ENTRIES_READ = 2_000;
export const MAX_REASONS_READ = 200;

/**
 * Some leads were closed before the period, and only earlier entries say how ({@link needsOtherEntries}).
 * They are read for this many leads, and this many for each. What is still unknown after that
 * counts as `moved`.
 */
const MAX_LEADS_COMPLETED = 100;
const MAX_EARLIER_ENTRIES = 30;

export interface Funnel {
  /** Whether each lead counts once in each status. Otherwise it counts each time that it came there. */
  isExact: boolean;
  /** Distinct leads with an entry. Null if the entries were not read. */
  leads: number | null;
  statuses: readonly StatusFigures[];
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

async function readExactFunnel(since: Date): Promise<Funnel> {
  const { docs } = await getDocs(
    query(entriesSince(since), orderBy('effectiveAt'), limit(MAX_ENTRIES_READ)),
  );
  const byLead = new Map<string, RecordedEntry[]>();
  for (const each of docs) {
    const entry = parseHistoryEntry(each);
    const leadId = each.ref.parent.parent?.id;
    if (entry === null || leadId === undefined) continue;
    byLead.set(leadId, [...(byLead.get(leadId) ?? []), entry]);
  }
  let completed = 0;
  const histories = await Promise.all(
    [...byLead].map(async ([leadId, unordered]) => {
      const known = knownHistory(unordered);
      if (!needsOtherEntries(known) || completed >= MAX_LEADS_COMPLETED) return known;
      completed += 1;
      return completeHistory(leadId, known);
    }),
  );
  return { isExact: true, ...countFunnel(histories, microsOfMillis(since.getTime())) };
}

/** The entries of a period that lasts until now: the newest of them is the lead's. */
function knownHistory(unordered: readonly RecordedEntry[]): KnownHistory {
  const entries = [...unordered].sort((a, b) => a.seq - b.seq);
  return { entries, newest: entries.at(-1)?.seq ?? null, closed: null };
}

/** Reads the entries before the newest one: a late event may have made one of them of an earlier time. */
async function completeHistory(leadId: string, known: KnownHistory): Promise<KnownHistory> {
  const { docs } = await getDocs(
    query(
      collection(connection().db, 'leads', leadId, 'statusHistory'),
      where('seq', '<', known.newest ?? 0),
      orderBy('seq', 'desc'),
      limit(MAX_EARLIER_ENTRIES),
    ),
  );
  const earlier = docs.map(parseHistoryEntry).filter((each) => each !== null);
  const read = new Map([...known.entries, ...earlier].map((entry) => [entry.seq, entry]));
  return { ...known, entries: [...read.values()].sort((a, b) => a.seq - b.seq) };
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
        stays: count(),
        seconds: average('secondsInPrevious'),
      }),
    ]);
    const { stays, seconds } = stayed.data();
    return { status, reached: reached.data().count, stays, seconds };
  };
  const statuses = await Promise.all(LEAD_STATUSES.map(countStatus));
  return { isExact: false, leads: null, statuses };
}

export interface ClosedLeads {
  won: number;
  lost: number;
  /** Why the latest of the lost leads were lost, the most frequent reason first. */
  reasons: readonly { reason: string; leads: number }[];
}

const closedSchema = z.object({ closed: z.object({ reason: z.string() }) });

/** The leads that were closed since a day, and still are. One index serves the list and the counts. */
export async function readClosed(since: Date): Promise<ClosedLeads> {
  const closedAs = (outcome: 'won' | 'lost') =>
    query(
      collection(connection().db, 'leads'),
      where('closed.outcome', '==', outcome),
      where('statusChangedAt', '>=', Timestamp.fromDate(since)),
      orderBy('statusChangedAt', 'desc'),
    );
  const [won, lost, latest] = await Promise.all([
    getCountFromServer(closedAs('won')),
    getCountFromServer(closedAs('lost')),
    getDocs(query(closedAs('lost'), limit(MAX_REASONS_READ))),
  ]);
  const reasons = new Map<string, { reason: string; leads: number }>();
  for (const each of latest.docs) {
    const parsed = closedSchema.safeParse(each.data());
    const { key, text } = lostReason(parsed.success ? parsed.data.closed.reason : '');
    const known = reasons.get(key) ?? { reason: text || 'Sin motivo', leads: 0 };
    reasons.set(key, { ...known, leads: known.leads + 1 });
  }
  return {
    won: won.data().count,
    lost: lost.data().count,
    reasons: [...reasons.values()].sort((a, b) => b.leads - a.leads),
  };
}

/** What became of the appointments that began since a day. The agenda's index serves these counts, too. */
export async function readAppointments(since: Date): Promise<AppointmentSummary> {
  const now = Timestamp.now();
  const counts = await Promise.all(
    APPOINTMENT_STATUS_LIST.map(async (status) => {
      const counted = await getCountFromServer(
        query(
          collection(connection().db, 'appointments'),
          where('status', '==', status),
          where('startsAt', '>=', Timestamp.fromDate(since)),
          where('startsAt', '<', now),
          orderBy('startsAt', 'desc'),
        ),
      );
      return [status, counted.data().count] as const;
    }),
  );
  return summarizeAppointments(new Map(counts));
}
