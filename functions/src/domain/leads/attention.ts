import * as z from 'zod';
import { OPEN_LEAD_STATUSES, type OpenLeadStatus } from '../leadStatus';
import { MICROS_PER_DAY, MICROS_PER_MINUTE, timestampSchema, type Micros } from '../time';
import { nextViewing, type ViewingTime } from '../viewings/nextViewing';
import type { LeadChange } from './changeLead';
import { deriveStatus } from './deriveStatus';
import type { Lead, StoredLead } from './lead';
import { isGone, knownListing } from './listingStatus';

/** Why a lead needs somebody (docs/contract.md §10). */
export const ATTENTION_REASONS = [
  'no_outcome',
  'no_date',
  'stale',
  'follow_up',
  'listing_gone',
] as const;
export type AttentionReason = (typeof ATTENTION_REASONS)[number];

/** From when on a lead needs somebody, and why. */
export interface Attention {
  at: Micros;
  why: AttentionReason;
}

export const attentionSchema = z.object({ at: timestampSchema, why: z.enum(ATTENTION_REASONS) });

/** After how many days in each status a lead needs somebody. */
export type AttentionDays = Readonly<Record<OpenLeadStatus, number>>;

export const DEFAULT_ATTENTION_DAYS: AttentionDays = {
  'Fase 0: Información Incompleta': 3,
  'Información Solicitada': 2,
  'Respuesta Pendiente': 7,
  'Visita Pendiente': 3,
  'Visita Realizada': 2,
  'Oferta Presentada': 2,
  'Oferta Pendiente Aprobación': 5,
  'Oferta Aceptada': 30,
  'Oferta Rechazada': 7,
};

/** So many days are as good as never, and keep every time within what Firestore can store. */
const MAX_DAYS = 3_650;

/**
 * The days as the parameter `ATTENTION_DAYS` has them: nine whole numbers in the order of the pipeline, with commas between
 * them. Null if the text is something else.
 */
export function readAttentionDays(text: string): AttentionDays | null {
  const parts = text.split(',').map((part) => part.trim());
  const days = parts.map(Number);
  const areDays =
    days.length === OPEN_LEAD_STATUSES.length &&
    parts.every((part) => /^\d+$/.test(part)) &&
    days.every((each) => each <= MAX_DAYS);
  if (!areDays) return null;
  return Object.fromEntries(
    OPEN_LEAD_STATUSES.map((status, n) => [status, days[n]]),
  ) as unknown as AttentionDays;
}

const HOURS = 60 * MICROS_PER_MINUTE;
const AFTER_END: Micros = 2 * HOURS;
const AFTER_START: Micros = 3 * HOURS;

/**
 * From when on a lead needs somebody, if nothing happens before (docs/contract.md §10). A function of the lead alone:
 * no clock is asked. Null for a closed lead, and for one that is of nobody any more. A listing that is gone comes before
 * everything else: a viewing that lies ahead has to be called off.
 */
export function deriveAttention(lead: Lead, days: AttentionDays): Attention | null {
  const { contactId, status, followUpAt } = lead;
  if (contactId === null || status === 'Cerrado') return null;
  const listing = knownListing(lead);
  if (listing !== null && isGone(listing.status)) return { at: listing.at, why: 'listing_gone' };
  const next = nextViewing(lead.viewings);
  const outcome: Attention | null = next && { at: outcomeIsDue(next), why: 'no_outcome' };
  const due =
    status === 'Visita Pendiente' && outcome !== null
      ? outcome
      : laterOf(staleAt(lead, status, days), outcome);
  return laterOf(due, followUpAt === null ? null : { at: followUpAt, why: 'follow_up' });
}

/** The change of a lead that was found; also where nothing but its attention is not as derived. */
export function withOwnAttention(
  { attention: stored, unusable }: Pick<StoredLead, 'attention' | 'unusable'>,
  change: LeadChange,
  days: AttentionDays,
): LeadChange {
  const derived = deriveAttention(change.lead, days);
  const isAsDerived =
    stored?.at === derived?.at && stored?.why === derived?.why && !('attention' in unusable);
  return isAsDerived ? change : { ...change, isChanged: true };
}

function staleAt(lead: Lead, status: OpenLeadStatus, days: AttentionDays): Attention {
  const why = status === 'Visita Pendiente' ? 'no_date' : 'stale';
  return { at: statusSince(lead) + days[status] * MICROS_PER_DAY, why };
}

/** When the status of a lead began: with the step of the derivation that last changed it, or with the decision. */
function statusSince(lead: Lead): Micros {
  const derived = deriveStatus(lead);
  const since = derived.status === lead.status ? derived.since : null;
  return since ?? lead.history.effectiveAt;
}

/** When the outcome of a viewing should be known. An end that is not after its start counts as none. */
function outcomeIsDue({ startsAt, endsAt }: ViewingTime): Micros {
  return endsAt !== null && endsAt > startsAt ? endsAt + AFTER_END : startsAt + AFTER_START;
}

/** Of equal times, the first. */
function laterOf(one: Attention, other: Attention | null): Attention {
  return other !== null && other.at > one.at ? other : one;
}
