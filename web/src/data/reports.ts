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
import { APPOINTMENT_STATUSES, type AppointmentStatus } from '#domain/appointment';
import { recordedEntrySchema } from '#domain/history';
import { LEAD_STATUSES, type LeadStatus } from '#domain/leadStatus';
import { connection } from '../firebase/connection';
import { funnelOf, type StatusFigures } from './funnel';

/**
 * Up to so many entries of the histories are read, and distinct leads counted exactly; beyond that
 * Firestore counts, and a report costs about thirty reads however many leads there are.
 */
export const MOST_READ = 2_000;
export const MOST_REASONS_READ = 200;

export interface Funnel {
  /** Whether each lead counts once in each status, or each time that it came there. */
  isExact: boolean;
  /** The distinct leads with an entry, where they were read; else null. */
  leads: number | null;
  statuses: readonly StatusFigures[];
}

const entries = (since: Date, ...constraints: QueryConstraint[]) =>
  query(
    collectionGroup(connection().db, 'statusHistory'),
    ...constraints,
    where('effectiveAt', '>=', Timestamp.fromDate(since)),
  );

/** How far leads came since a day, and how long they stayed on the way. */
export async function readFunnel(since: Date): Promise<Funnel> {
  const counted = await getCountFromServer(entries(since));
  return counted.data().count <= MOST_READ ? exactFunnel(since) : countedFunnel(since);
}

async function exactFunnel(since: Date): Promise<Funnel> {
  const { docs } = await getDocs(query(entries(since), orderBy('effectiveAt'), limit(MOST_READ)));
  const read = docs.flatMap((each) => {
    const parsed = recordedEntrySchema.safeParse(each.data());
    const leadId = each.ref.parent.parent?.id;
    return parsed.success && leadId !== undefined ? [{ ...parsed.data, leadId }] : [];
  });
  return { isExact: true, ...funnelOf(read) };
}

async function countedFunnel(since: Date): Promise<Funnel> {
  const figures = async (status: LeadStatus): Promise<StatusFigures> => {
    const [reached, stayed] = await Promise.all([
      getCountFromServer(entries(since, where('to', '==', status))),
      getAggregateFromServer(entries(since, where('from', '==', status)), {
        stays: count(),
        seconds: average('secondsInPrevious'),
      }),
    ]);
    const { stays, seconds } = stayed.data();
    return { status, reached: reached.data().count, stays, seconds };
  };
  return { isExact: false, leads: null, statuses: await Promise.all(LEAD_STATUSES.map(figures)) };
}

export interface Ended {
  won: number;
  lost: number;
  /** Why the latest of the lost leads were lost, the most frequent first. */
  reasons: readonly { reason: string; leads: number }[];
}

const closedSchema = z.object({ closed: z.object({ reason: z.string() }) });

/** The leads that are closed now, and have been since a day. */
export async function readEnded(since: Date): Promise<Ended> {
  const ended = (outcome: 'won' | 'lost') =>
    query(
      collection(connection().db, 'leads'),
      where('closed.outcome', '==', outcome),
      where('statusChangedAt', '>=', Timestamp.fromDate(since)),
    );
  const [won, lost, latest] = await Promise.all([
    getCountFromServer(ended('won')),
    getCountFromServer(ended('lost')),
    getDocs(query(ended('lost'), orderBy('statusChangedAt', 'desc'), limit(MOST_REASONS_READ))),
  ]);
  const reasons = new Map<string, { reason: string; leads: number }>();
  for (const each of latest.docs) {
    const parsed = closedSchema.safeParse(each.data());
    const reason = parsed.success ? parsed.data.closed.reason.trim() : '';
    const key = reason.normalize('NFC').toLowerCase();
    const known = reasons.get(key) ?? { reason: reason || 'Sin motivo', leads: 0 };
    reasons.set(key, { ...known, leads: known.leads + 1 });
  }
  return {
    won: won.data().count,
    lost: lost.data().count,
    reasons: [...reasons.values()].sort((a, b) => b.leads - a.leads),
  };
}

/** What became of the appointments that were to begin since a day, and until now. */
export async function readAppointments(since: Date): Promise<Record<AppointmentStatus, number>> {
  const counted = { Scheduled: 0, Completed: 0, Cancelled: 0, NoShow: 0 };
  const statuses = Object.keys(counted).filter((status) => isAppointmentStatus(status));
  await Promise.all(
    statuses.map(async (status) => {
      const found = await getCountFromServer(
        query(
          collection(connection().db, 'appointments'),
          where('status', '==', status),
          where('startsAt', '>=', Timestamp.fromDate(since)),
          where('startsAt', '<', Timestamp.now()),
        ),
      );
      counted[status] = found.data().count;
    }),
  );
  return counted;
}

function isAppointmentStatus(value: string): value is AppointmentStatus {
  return Object.hasOwn(APPOINTMENT_STATUSES, value);
}
