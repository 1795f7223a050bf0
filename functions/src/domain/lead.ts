import * as z from 'zod';
import type { Decision } from './deriveStatus';
import type { ChainEnd } from './history';
import { leadStatusSchema, type LeadStatus } from './leadStatus';
import { timestampSchema, type Micros } from './time';
import { viewingsSchema, type Viewings } from './viewing';

const decisionSchema = z.object({
  status: leadStatusSchema,
  outcome: z.enum(['won', 'lost', 'moved']).nullable(),
  leadId: z.string().optional(),
  reason: z.string(),
  at: timestampSchema,
});

/** Why a lead is closed; there only while its status is `Cerrado` (contract, section 2). */
const closedSchema = z.object({
  outcome: z.enum(['won', 'lost', 'moved']),
  reason: z.string().catch(''),
  /** The lead that its last viewing went to, for the outcome `moved`. */
  leadId: z
    .string()
    .nullish()
    .transform((leadId) => leadId ?? null),
});
export type Closed = z.infer<typeof closedSchema>;

/** A lead as the pipeline keeps it (contract, section 2), without what only clients edit. */
export interface Lead {
  /** Null in nothing but a lead whose document was damaged. */
  contactId: string | null;
  listingId: string | null;
  prospectId: string | null;
  assignedTo: string | null;
  source: string;
  status: LeadStatus;
  closed: Closed | null;
  decision: Decision | null;
  viewings: Viewings;
  history: ChainEnd;
}

/** What an older system wrote as a status, as a text that can be quoted. */
function textOf(status: unknown): string | null {
  if (typeof status === 'string') return status;
  return status === undefined || status === null ? null : JSON.stringify(status);
}

/**
 * A lead's document as it is found. Older systems and the console may have written anything, so
 * nothing here refuses: what cannot be read counts as absent. A lead whose `history` or `viewings`
 * cannot be read is one of an older system.
 */
export const storedLeadSchema = z.object({
  contactId: z.string().nullable().catch(null),
  listingId: z.string().nullable().catch(null),
  prospectId: z.string().nullable().catch(null),
  assignedTo: z.string().nullable().catch(null),
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

export type StoredLead = z.infer<typeof storedLeadSchema> & {
  id: string;
  /** The `updateTime` of the version that was read. */
  version: Micros;
};

/** A lead as it is read back once it was committed, at `version`. */
export function asCommitted(id: string, version: Micros, lead: Lead): StoredLead {
  const { decision, history, ...fields } = lead;
  const { seq, status, effectiveAt } = history;
  return {
    ...fields,
    id,
    version,
    statusChangedAt: effectiveAt,
    history: { seq, status, decision },
  };
}

/** A lead that the pipeline keeps; one of an older system has no history here, or no viewings. */
export type AdoptedLead = StoredLead & {
  [Field in 'history' | 'viewings']: NonNullable<StoredLead[Field]>;
};

export function isAdopted(lead: StoredLead): lead is AdoptedLead {
  return lead.history !== null && lead.viewings !== null;
}

/** What a lead still lacks (contract, section 2). */
export function missingInfo(lead: Pick<Lead, 'listingId' | 'prospectId'>): string[] {
  return (['listingId', 'prospectId'] as const).filter((field) => lead[field] === null);
}
