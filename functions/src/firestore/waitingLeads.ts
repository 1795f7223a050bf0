import type { Firestore } from 'firebase-admin/firestore';
import type { StoredLead } from '../domain/leads/lead';
import type { Micros } from '../domain/time';
import { storedLeadOf } from './leadStore';
import { LEADS } from './paths';
import { toTimestamp } from './timestamps';

export interface WaitingQuestion {
  now: Micros;
  /** Null for all agents, and for leads without one. */
  agentId: string | null;
  limit: number;
}

export interface WaitingLeads {
  /** How many there are. */
  count: number;
  /** Those that have waited longest, at most as many as was asked for. */
  leads: readonly StoredLead[];
}

/**
 * The leads that need somebody now (docs/contract.md §10). One read for each that is returned, and one for each thousand
 * that are counted; two requests.
 */
export async function findWaitingLeads(
  db: Firestore,
  { now, agentId, limit }: WaitingQuestion,
): Promise<WaitingLeads> {
  const leads = db.collection(LEADS);
  const ofAgent = agentId === null ? leads : leads.where('assignedTo', '==', agentId);
  const waiting = ofAgent.where('attention.at', '<=', toTimestamp(now)).orderBy('attention.at');
  const [counted, found] = await Promise.all([waiting.count().get(), waiting.limit(limit).get()]);
  return {
    count: counted.data().count,
    leads: found.docs.map(storedLeadOf).filter((lead) => lead !== null),
  };
}
