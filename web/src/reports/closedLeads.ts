import {
  collection,
  getDocs,
  limit,
  orderBy,
  query,
  Timestamp,
  where,
  type QueryConstraint,
  type QueryDocumentSnapshot,
} from 'firebase/firestore';
import { z } from 'zod';
import { GONE_REASONS } from '#domain/leads/listingStatus';
import { groupName } from '#domain/reports/groupName';
import { connection } from '../shared/firebase/connection';
import { countWithCases, readCase, type Case, type Counted } from './explained';

export const MAX_REASONS_READ = 200;

export interface ClosedLeads {
  won: Counted;
  lost: Counted;
  /** Those of the lost whose listing was sold to somebody else: with the reason that the board gives them. */
  lostToOther: Counted;
  /** Why the latest of the lost leads were lost, the most frequent reason first. */
  reasons: readonly LostReason[];
}

export interface LostReason {
  reason: string;
  leads: readonly Case[];
}

const closedSchema = z.object({ closed: z.object({ reason: z.string() }) });

function readReason(snapshot: QueryDocumentSnapshot): string {
  const parsed = closedSchema.safeParse(snapshot.data());
  return parsed.success ? parsed.data.closed.reason : '';
}

/** The leads that were closed since a day, and still are. One index serves the list and its counts, another the reason. */
export async function readClosed(since: Date): Promise<ClosedLeads> {
  const closedAs = (outcome: 'won' | 'lost', ...constraints: QueryConstraint[]) =>
    query(
      collection(connection().db, 'leads'),
      where('closed.outcome', '==', outcome),
      ...constraints,
      where('statusChangedAt', '>=', Timestamp.fromDate(since)),
      orderBy('statusChangedAt', 'desc'),
    );
  const toOther = where('closed.reason', '==', GONE_REASONS.sold);
  const [won, lost, lostToOther, latest] = await Promise.all([
    countWithCases(closedAs('won'), readCase),
    countWithCases(closedAs('lost'), readCase),
    countWithCases(closedAs('lost', toOther), readCase),
    getDocs(query(closedAs('lost'), limit(MAX_REASONS_READ))),
  ]);
  return { won, lost, lostToOther, reasons: groupByReason(latest.docs) };
}

function groupByReason(lost: readonly QueryDocumentSnapshot[]): LostReason[] {
  const reasons = new Map<string, LostReason>();
  for (const each of lost) {
    const { key, text } = groupName(readReason(each));
    const { reason, leads } = reasons.get(key) ?? { reason: text || 'Sin motivo', leads: [] };
    reasons.set(key, { reason, leads: [...leads, readCase(each)] });
  }
  return [...reasons.values()].sort((a, b) => b.leads.length - a.leads.length);
}
