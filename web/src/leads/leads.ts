import {
  collection,
  doc,
  getCountFromServer,
  limit,
  orderBy,
  query,
  where,
  type DocumentData,
  type DocumentSnapshot,
  type QueryConstraint,
} from 'firebase/firestore';
import { z } from 'zod';
import { leadFieldsSchema, unfoldViewings, type Closed } from '#domain/leads/lead';
import { isLeadStatus, type LeadStatus } from '#domain/leadStatus';
import type { Fields } from '../shared/changes';
import { CHOOSE_FIRST } from '../shared/conflict';
import type { Edit } from '../shared/edits';
import { connection } from '../shared/firebase/connection';
import { noteAgent } from '../shared/agents';
import { watchAll, watchOne } from '../shared/snapshots';
import { updateLead, WriteRefused } from '../shared/writes';
import { judgeTag } from './tags';

/** The fields that only people edit. */
const editedSchema = z.object({
  notes: z.string().catch(''),
  tags: z.array(z.string()).catch([]),
});

/** A lead as the screens show it: the pipeline's fields, and those that only people edit. */
const shownSchema = leadFieldsSchema
  .extend({
    ...editedSchema.shape,
    missingInfo: z.array(z.string()).catch([]),
  })
  .transform(unfoldViewings);
export type Lead = Omit<z.infer<typeof shownSchema>, 'status'> & { id: string; status: LeadStatus };

/** Null if its status is not one of the ten. An older system wrote such a lead, and no column shows it. */
export function parseLead(snapshot: DocumentSnapshot): Lead | null {
  const data: DocumentData | undefined = snapshot.data({ serverTimestamps: 'estimate' });
  if (data === undefined) return null;
  const { status, ...lead } = shownSchema.parse(data);
  noteAgent(lead.assignedTo);
  return isLeadStatus(status) ? { id: snapshot.id, ...lead, status } : null;
}

export const getCollection = () => collection(connection().db, 'leads');
const getRef = (id: string) => doc(connection().db, 'leads', id);

/** Selects a column of the board: the leads with a status, of one agent or of all. */
export interface ColumnQuery {
  status: LeadStatus;
  agent: string | null;
}

function filterColumn({ status, agent }: ColumnQuery): QueryConstraint[] {
  return [
    ...(agent === null ? [] : [where('assignedTo', '==', agent)]),
    where('status', '==', status),
  ];
}

/** Watches the leads of a column that changed last. */
export function watchColumn(
  column: ColumnQuery,
  maxLeads: number,
  onChange: (leads: Lead[]) => void,
  onError: (error: Error) => void,
): () => void {
  const constraints = [...filterColumn(column), orderBy('statusChangedAt', 'desc')];
  return watchAll(
    query(getCollection(), ...constraints, limit(maxLeads)),
    parseLead,
    onChange,
    onError,
  );
}

/** Counts the leads of a column, or those with one outcome. An aggregation: it reads no lead. */
export async function countColumn(
  column: ColumnQuery,
  outcome: Closed['outcome'] | null = null,
): Promise<number> {
  const constraints = filterColumn(column);
  if (outcome !== null) constraints.push(where('closed.outcome', '==', outcome));
  const counted = await getCountFromServer(query(getCollection(), ...constraints));
  return counted.data().count;
}

/** Watches one lead. Null if it does not exist. */
export function watchLead(
  id: string,
  onChange: (lead: Lead | null) => void,
  onError: (error: Error) => void,
): () => void {
  return watchOne(getRef(id), parseLead, onChange, onError);
}

/** Gives a lead to an agent, or to nobody. Only admins may. */
export async function assignLead(id: string, assignedTo: string | null): Promise<void> {
  await updateLead(id, () => ({ assignedTo }));
}

/** Saves the internal notes. Refused if somebody else has saved others since this person began to write. */
export async function editNotes(
  id: string,
  { base, mine }: Edit,
  signal?: AbortSignal,
): Promise<void> {
  const decide = (stored: DocumentData): Fields => {
    const { notes } = editedSchema.parse(stored);
    if (notes !== base && notes !== mine) throw new WriteRefused(CHOOSE_FIRST);
    return { notes: mine };
  };
  await updateLead(id, decide, signal);
}

/** Adds a tag. Refused if the lead has it already, or has no room for it. */
export async function addTag(id: string, typed: string, signal?: AbortSignal): Promise<void> {
  const decide = (stored: DocumentData): Fields => {
    const { tags } = editedSchema.parse(stored);
    const { tag, refusal } = judgeTag(typed, tags);
    // A try whose answer was lost has added it.
    if (tags.includes(tag)) return {};
    if (refusal !== null) throw new WriteRefused(refusal);
    return { tags: [...tags, tag] };
  };
  await updateLead(id, decide, signal);
}

export async function removeTag(id: string, tag: string): Promise<void> {
  await updateLead(id, (stored) => ({
    tags: editedSchema.parse(stored).tags.filter((each) => each !== tag),
  }));
}
