import { styleText } from 'node:util';
import {
  collection,
  getDoc,
  getDocs,
  orderBy,
  query,
  Timestamp,
  type DocumentReference,
} from 'firebase/firestore';
import { z } from 'zod';
import { CONTACTS, LISTINGS } from './stories';
import { DEMO_USERS } from './demoUsers';

/** The fields of a lead that are shown (docs/contract.md §2). */
const leadSchema = z.object({
  contactId: z.string(),
  listingId: z.string().nullable(),
  status: z.string(),
  missingInfo: z.array(z.string()),
  closed: z.object({ outcome: z.string() }).optional(),
});

const entrySchema = z.object({
  seq: z.number(),
  to: z.string(),
  effectiveAt: z.instanceof(Timestamp),
  reason: z.string(),
  actor: z.object({ type: z.string(), id: z.string().nullable() }),
});

/** A lead and its history, oldest entry first. */
export interface ShownLead {
  lead: z.infer<typeof leadSchema>;
  history: z.infer<typeof entrySchema>[];
}

/** Reads a lead and its history as a client. */
export async function readLead(ref: DocumentReference): Promise<ShownLead> {
  const [lead, history] = await Promise.all([
    getDoc(ref),
    getDocs(query(collection(ref, 'statusHistory'), orderBy('seq'))),
  ]);
  return {
    lead: leadSchema.parse(lead.data()),
    history: history.docs.map((entry) => entrySchema.parse(entry.data())),
  };
}

/** A line for each lead, followed by its history: when it got which status, why, and by whom. */
export function renderLeads(leads: readonly ShownLead[]): string {
  return leads.map(renderLead).join('\n\n');
}

function renderLead({ lead, history }: ShownLead): string {
  const { contactId, listingId, status, closed, missingInfo } = lead;
  const listing = listingId === null ? 'no listing yet' : findName(LISTINGS, listingId);
  const title = `${findName(CONTACTS, contactId)} · ${listing}`;
  const details = [
    ...(closed === undefined ? [] : [`closed: ${findName(CLOSED, closed.outcome)}`]),
    ...(missingInfo.length === 0
      ? []
      : [`missing: ${missingInfo.map((field) => findName(MISSING, field)).join(', ')}`]),
  ];
  const note = details.length === 0 ? '' : styleText('dim', `  (${details.join('; ')})`);
  const head = `${styleText('bold', title.padEnd(42))} ${styleText('green', status)}${note}`;
  return [head, ...history.map(renderEntry)].join('\n');
}

function renderEntry({
  seq,
  to,
  effectiveAt,
  reason,
  actor,
}: ShownLead['history'][number]): string {
  const time = effectiveAt.toDate().toTimeString().slice(0, 8);
  const by = DEMO_USERS.find(({ uid }) => uid === actor.id)?.displayName ?? actor.type;
  return `  ${String(seq).padStart(2)}  ${time}  ${to.padEnd(32)} ${reason} — ${by}`;
}

function findName(names: Readonly<Record<string, string>>, id: string): string {
  return names[id] ?? id;
}

const CLOSED: Readonly<Record<string, string>> = {
  won: 'won',
  lost: 'lost',
  moved: 'its viewing moved to another lead',
};

const MISSING: Readonly<Record<string, string>> = {
  listingId: 'listing',
  prospectId: 'prospect',
};
