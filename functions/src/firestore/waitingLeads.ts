import { FieldPath, type Firestore, type Query } from 'firebase-admin/firestore';
import * as z from 'zod';
import { attentionSchema, type AttentionReason } from '../domain/leads/attention';
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
  const waiting = waitingIn(ofAgent, now);
  const [counted, found] = await Promise.all([waiting.count().get(), waiting.limit(limit).get()]);
  return {
    count: counted.data().count,
    leads: found.docs.map(storedLeadOf).filter((lead) => lead !== null),
  };
}

/** Those of some leads that need somebody, the ones that have waited longest first. */
function waitingIn(leads: Query, now: Micros): Query {
  return leads.where('attention.at', '<=', toTimestamp(now)).orderBy('attention.at');
}

/** What a morning's mail says of a lead that needs its agent. */
export interface LeadOfAgent {
  id: string;
  agentId: string;
  status: string;
  listingId: string | null;
  why: AttentionReason;
}

const leadOfAgentSchema = z
  .object({
    assignedTo: z.string().min(1),
    status: z.string(),
    listingId: z.string().min(1).nullable().catch(null),
    attention: attentionSchema,
  })
  .transform(({ assignedTo, attention, ...lead }) => ({
    ...lead,
    agentId: assignedTo,
    why: attention.why,
  }));

const PAGE_SIZE = 500;

/**
 * The leads of agents that need somebody now, those that have waited longest first, a page at a time. One read for each,
 * and for each that is nobody's; one request for each page.
 */
export async function* waitingLeadPages(db: Firestore, now: Micros): AsyncGenerator<LeadOfAgent[]> {
  const ordered = waitingIn(db.collection(LEADS), now)
    .orderBy(FieldPath.documentId())
    .select('attention', 'assignedTo', 'status', 'listingId')
    .limit(PAGE_SIZE);
  for (let page = ordered; ;) {
    const { docs } = await page.get();
    yield docs.flatMap((doc): LeadOfAgent[] => {
      const { data } = leadOfAgentSchema.safeParse(doc.data());
      return data === undefined ? [] : [{ id: doc.id, ...data }];
    });
    const last = docs.at(-1);
    if (last === undefined || docs.length < PAGE_SIZE) return;
    page = ordered.startAfter(last);
  }
}
