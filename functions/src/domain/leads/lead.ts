import * as z from 'zod';
import type { LastEntry } from '../documents/history';
import { leadStatusSchema, type LeadStatus } from '../leadStatus';
import { timestampSchema, type Micros } from '../time';
import { viewingsSchema, type Viewings } from '../viewings/viewing';
import type { Decision } from './deriveStatus';

const decisionSchema = z.object({
  status: leadStatusSchema,
  outcome: z.enum(['won', 'lost', 'moved']).nullable(),
  leadId: z.string().optional(),
  reason: z.string(),
  at: timestampSchema,
});

/** Why a lead is closed. A lead has it only while its status is `Cerrado` (docs/contract.md §2). */
const closedSchema = z.object({
  outcome: z.enum(['won', 'lost', 'moved']),
  reason: z.string().catch(''),
  /** For the outcome `moved`: the lead that its last viewing moved to. */
  leadId: z
    .string()
    .nullish()
    .transform((leadId) => leadId ?? null),
});
export type Closed = z.infer<typeof closedSchema>;

/** A lead as the pipeline keeps it (docs/contract.md §2), without the fields that only clients edit. */
export interface Lead {
  /** Null only if the lead's document was damaged. */
  contactId: string | null;
  listingId: string | null;
  prospectId: string | null;
  assignedTo: string | null;
  source: string;
  status: LeadStatus;
  closed: Closed | null;
  decision: Decision | null;
  viewings: Viewings;
  history: LastEntry;
}

/** An id that a lead may lack. An empty text counts as absent (docs/contract.md §2). */
const ownId = z
  .string()
  .nullable()
  .catch(null)
  .transform((id) => id || null);

/** A status that an older system wrote, as a text that can be quoted. */
function textOf(status: unknown): string | null {
  if (typeof status === 'string') return status;
  return status === undefined || status === null ? null : JSON.stringify(status);
}

/**
 * A lead's document as it is read. Older systems and the console may have written anything, so no value
 * is refused: a field that cannot be read counts as absent. A lead without readable `history` or
 * `viewings` is a lead of an older system.
 */
export const storedLeadSchema = z.object({
  contactId: z.string().nullable().catch(null),
  listingId: ownId,
  prospectId: ownId,
  assignedTo: ownId,
  source: z.string().nullable().catch(null),
  status: z.unknown().optional().transform(textOf),
  closed: closedSchema.nullable().catch(null),
  statusChangedAt: timestampSchema.nullable().catch(null),
  viewings: viewingsSchema.nullable().catch(null),
  history: z
    .object({
      seq: z.number().int().positive(),
      status: leadStatusSchema,
      decision: decisionSchema.nullable(),
    })
    .nullable()
    .catch(null),
});

/** A lead as it was read from the database. */
export type StoredLead = z.infer<typeof storedLeadSchema> & {
  kind: 'stored';
  id: string;
  /** The `updateTime` of the version that was read. */
  version: Micros;
};

/** A lead as an earlier plan of the same commit leaves it: not in the database yet. */
export type PlannedLead = Lead & { kind: 'planned'; id: string };

/** A lead that a plan can be based on. */
export type KnownLead = StoredLead | PlannedLead;

/** A lead as it is read back once it was committed, at `version`. */
export function asCommitted(id: string, version: Micros, lead: Lead): StoredLead {
  const { decision, history, ...fields } = lead;
  const { seq, status, effectiveAt } = history;
  return {
    ...fields,
    kind: 'stored',
    id,
    version,
    statusChangedAt: effectiveAt,
    history: { seq, status, decision },
  };
}

/** A lead that the pipeline keeps. A lead of an older system has no history, or no viewings. */
export type AdoptedLead = StoredLead & {
  [Field in 'history' | 'viewings']: NonNullable<StoredLead[Field]>;
};

export function isAdopted(lead: StoredLead): lead is AdoptedLead {
  return lead.history !== null && lead.viewings !== null;
}

/** The information that a lead still lacks (docs/contract.md §2). */
export function missingInfo(lead: Pick<Lead, 'listingId' | 'prospectId'>): string[] {
  return (['listingId', 'prospectId'] as const).filter((field) => lead[field] === null);
}
