import {
  collection,
  doc,
  getAggregateFromServer,
  getCountFromServer,
  limit as limitTo,
  orderBy,
  query,
  sum,
  Timestamp,
  where,
  type DocumentData,
  type DocumentSnapshot,
  type QueryConstraint,
} from 'firebase/firestore';
import * as z from 'zod';
import {
  leadFieldsSchema,
  unfoldViewings,
  type Closed,
} from '../../functions/src/domain/leads/lead';
import { isLeadStatus, type LeadStatus } from '../../functions/src/domain/leadStatus';
import { PRICE_CURRENCY } from '../../functions/src/domain/documents/visit';
import type { EmbudoClient } from './client';
import { watchAll, watchOne, type OnError, type Stop } from './watch';

/** The fields that only people edit. */
export const editedLeadSchema = z.object({
  notes: z.string().catch(''),
  tags: z.array(z.string()).catch([]),
});

/** The pipeline's fields, and those that only people edit. */
const readSchema = leadFieldsSchema
  .extend({
    ...editedLeadSchema.shape,
    missingInfo: z.array(z.string()).catch([]),
  })
  .transform(unfoldViewings);
/** A lead as it is read (docs/contract.md §2). Its times are `Micros`, and its viewings are a map. */
export type Lead = Omit<z.infer<typeof readSchema>, 'status'> & { id: string; status: LeadStatus };

/** Null if it does not exist, or if its status is not one of the ten: then an older system wrote it. */
export function parseLead(snapshot: DocumentSnapshot): Lead | null {
  const data: DocumentData | undefined = snapshot.data({ serverTimestamps: 'estimate' });
  if (data === undefined) return null;
  const { status, ...lead } = readSchema.parse(data);
  return isLeadStatus(status) ? { id: snapshot.id, ...lead, status } : null;
}

const collectionOf = ({ db }: EmbudoClient) => collection(db, 'leads');

/** The leads with a status, of one agent or of all. */
export interface LeadFilter {
  status: LeadStatus;
  agent: string | null;
}

function ofAgent(agent: string | null): QueryConstraint[] {
  return agent === null ? [] : [where('assignedTo', '==', agent)];
}

function constrain({ status, agent }: LeadFilter): QueryConstraint[] {
  return [...ofAgent(agent), where('status', '==', status)];
}

/** Open leads have `attention`, closed ones do not (docs/contract.md §10). */
const ORDERS = {
  byUrgency: orderBy('attention.at'),
  newestFirst: orderBy('statusChangedAt', 'desc'),
};

/**
 * Watches the leads of a status, at most `limit`: open ones in the order in which they need somebody, overdue first, and
 * those of `Cerrado` newest first. The leads of an older system that nothing has adopted are not among them: they have
 * neither `attention` nor `statusChangedAt`. Nor are open leads of nobody (section 12). Only staff may.
 */
export function watchLeads(
  client: EmbudoClient,
  { limit, ...filter }: LeadFilter & { limit: number },
  onChange: (leads: Lead[]) => void,
  onError: OnError,
): Stop {
  const order = filter.status === 'Cerrado' ? ORDERS.newestFirst : ORDERS.byUrgency;
  const constraints = [...constrain(filter), order, limitTo(limit)];
  const found = query(collectionOf(client), ...constraints);
  return watchAll(client, found, parseLead, onChange, onError);
}

/**
 * Watches the open leads in the order in which they need somebody, at most `limit`: of one agent or of all. Those whose
 * `attention.at` has passed need somebody now; as time passes, more of them do. Only staff may.
 */
export function watchAttention(
  client: EmbudoClient,
  { agent, limit }: { agent: string | null; limit: number },
  onChange: (leads: Lead[]) => void,
  onError: OnError,
): Stop {
  const constraints = [...ofAgent(agent), orderBy('attention.at'), limitTo(limit)];
  const found = query(collectionOf(client), ...constraints);
  return watchAll(client, found, parseLead, onChange, onError);
}

/**
 * Counts the leads that need somebody at a time (docs/contract.md §10), of one agent or of all, with one status or with
 * any. An aggregation: it reads no lead. Only staff may.
 */
export async function countAttention(
  client: EmbudoClient,
  { agent, at, status = null }: { agent: string | null; at: Date; status?: LeadStatus | null },
): Promise<number> {
  const constraints = status === null ? ofAgent(agent) : constrain({ status, agent });
  const due = where('attention.at', '<=', Timestamp.fromDate(at));
  const counted = await getCountFromServer(query(collectionOf(client), ...constraints, due));
  return counted.data().count;
}

/**
 * Counts the leads with a status, or those closed with one outcome; of open ones those that {@link watchLeads} would
 * list. An aggregation: it reads no lead. Only staff may.
 */
export async function countLeads(
  client: EmbudoClient,
  filter: LeadFilter,
  outcome: Closed['outcome'] | null = null,
): Promise<number> {
  const constraints = constrain(filter);
  if (filter.status !== 'Cerrado') constraints.push(ORDERS.byUrgency);
  if (outcome !== null) constraints.push(where('closed.outcome', '==', outcome));
  const counted = await getCountFromServer(query(collectionOf(client), ...constraints));
  return counted.data().count;
}

/** The sum of the newest offers, in euros, of the leads with a status. An aggregation: it reads no lead. Only staff may. */
export async function sumOffers(client: EmbudoClient, filter: LeadFilter): Promise<number> {
  const inEuros = where('offer.currency', '==', PRICE_CURRENCY);
  const offers = query(collectionOf(client), ...constrain(filter), inEuros);
  const summed = await getAggregateFromServer(offers, { total: sum('offer.amount') });
  return summed.data().total;
}

/** Watches one lead. Null if it does not exist. Only staff may. */
export function watchLead(
  client: EmbudoClient,
  id: string,
  onChange: (lead: Lead | null) => void,
  onError: OnError,
): Stop {
  return watchOne(client, doc(collectionOf(client), id), parseLead, onChange, onError);
}
