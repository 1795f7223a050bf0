import {
  arrayRemove,
  arrayUnion,
  collection,
  doc,
  getCountFromServer,
  getDocs,
  limit,
  orderBy,
  query,
  updateDoc,
  where,
  type DocumentData,
  type DocumentSnapshot,
  type QueryConstraint,
} from 'firebase/firestore';
import { z } from 'zod';
import { storedLeadSchema, type Closed } from '#domain/lead';
import { isLeadStatus, type LeadStatus } from '#domain/leadStatus';
import { connection } from '../firebase/connection';
import { findNamed, type Found } from './names';
import { watchAll, watchOne } from './watching';

/** A lead as the screens show it: what the pipeline keeps, and what only people edit. */
const shownSchema = storedLeadSchema.extend({
  missingInfo: z.array(z.string()).catch([]),
  notes: z.string().catch(''),
  tags: z.array(z.string()).catch([]),
});
export type Lead = Omit<z.infer<typeof shownSchema>, 'status'> & { id: string; status: LeadStatus };

/** Null where its status is none of the ten: an older system's, which no column shows. */
function read(snapshot: DocumentSnapshot): Lead | null {
  const data: DocumentData | undefined = snapshot.data({ serverTimestamps: 'estimate' });
  if (data === undefined) return null;
  const { status, ...lead } = shownSchema.parse(data);
  return isLeadStatus(status) ? { id: snapshot.id, ...lead, status } : null;
}

const all = () => collection(connection().db, 'leads');
const one = (id: string) => doc(connection().db, 'leads', id);

/** A column of the board: a status, of one agent or of all, and of one outcome where it is closed. */
export interface ColumnAsked {
  status: LeadStatus;
  agent: string | null;
}

function columnConstraints({ status, agent }: ColumnAsked): QueryConstraint[] {
  return [
    ...(agent === null ? [] : [where('assignedTo', '==', agent)]),
    where('status', '==', status),
  ];
}

/** The leads of a column that changed last, as many as asked for, live. */
export function watchColumn(
  asked: ColumnAsked,
  most: number,
  tell: (leads: Lead[]) => void,
  fail: (error: Error) => void,
): () => void {
  const constraints = [...columnConstraints(asked), orderBy('statusChangedAt', 'desc')];
  return watchAll(query(all(), ...constraints, limit(most)), read, tell, fail);
}

/** How many leads a column has: an aggregation, which reads no lead. */
export async function countColumn(
  asked: ColumnAsked,
  outcome: Closed['outcome'] | null = null,
): Promise<number> {
  const constraints = columnConstraints(asked);
  if (outcome !== null) constraints.push(where('closed.outcome', '==', outcome));
  const counted = await getCountFromServer(query(all(), ...constraints));
  return counted.data().count;
}

/** Tells null where there is no such lead. */
export function watchLead(
  id: string,
  tell: (lead: Lead | null) => void,
  fail: (error: Error) => void,
): () => void {
  return watchOne(one(id), read, tell, fail);
}

/** What people write on a lead themselves (contract, section 7). */
export async function editLead(
  id: string,
  fields: { notes?: string; assignedTo?: string | null },
): Promise<void> {
  await updateDoc(one(id), fields);
}

/** Beside what somebody else adds or takes away at the same time. */
export async function addTag(id: string, tag: string): Promise<void> {
  await updateDoc(one(id), { tags: arrayUnion(tag) });
}

export async function removeTag(id: string, tag: string): Promise<void> {
  await updateDoc(one(id), { tags: arrayRemove(tag) });
}

const MOST_FOUND = 60;

/** The leads of the contacts and listings whose name begins with a text, whichever column they are in. */
export async function findLeads(text: string): Promise<Lead[]> {
  const [contacts, listings] = await Promise.all([
    findNamed('contacts', text),
    findNamed('listings', text),
  ]);
  const asked: QueryConstraint[] = [
    ...inIds('contactId', contacts),
    ...inIds('listingId', listings),
  ];
  const answers = await Promise.all(
    asked.map((constraint) => getDocs(query(all(), constraint, limit(MOST_FOUND)))),
  );
  const leads = answers.flatMap(({ docs }) => docs.map(read)).filter((each) => each !== null);
  return [...new Map(leads.map((lead) => [lead.id, lead])).values()];
}

function inIds(field: string, found: readonly Found[]): QueryConstraint[] {
  const ids = found.slice(0, 30).map(({ id }) => id);
  return ids.length === 0 ? [] : [where(field, 'in', ids)];
}

/** The ids of a lead's appointments that are still to come, so far as the lead knows. */
export function scheduledIds({ viewings }: Lead): string[] {
  return [...(viewings?.values() ?? [])]
    .filter(({ left, appointment }) => left === null && appointment?.status === 'Scheduled')
    .map(({ ref }) => ref.id);
}
