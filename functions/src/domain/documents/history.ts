import * as z from 'zod';
import type { Actor } from '../actor';
import { leadStatusSchema, type LeadStatus } from '../leadStatus';
import { secondsBetween, timestampSchema, type Micros } from '../time';
import { APPOINTMENT_STATUSES, type AppointmentStatus } from './appointment';
import { ENQUIRY_STATUSES, type EnquiryStatus } from './enquiry';
import type { SourceCollection } from './sourceRef';

type AppointmentCause = (typeof APPOINTMENT_STATUSES)[AppointmentStatus]['cause'];

const APPOINTMENT_REASONS = Object.fromEntries(
  Object.values(APPOINTMENT_STATUSES).map(({ cause, reason }) => [cause, reason]),
) as Readonly<Record<AppointmentCause, string>>;

type EnquiryCause = (typeof ENQUIRY_STATUSES)[EnquiryStatus]['cause'];

const ENQUIRY_REASONS = Object.fromEntries(
  Object.values(ENQUIRY_STATUSES).map(({ cause, reason }) => [cause, reason]),
) as Readonly<Record<EnquiryCause, string>>;

/**
 * Why a lead's status changed: the cause for machines, and a sentence for the people at the agency
 * (docs/contract.md §2). The cause `manual` is not listed: its reason is the user's own words.
 */
export const REASONS = {
  'lead.created': 'Alta del lead por el interés en un inmueble',
  'lead.adopted': 'Lead de un sistema anterior, adoptado con el estado que tenía',
  'lead.moved': 'La visita pasó a otro lead al corregirse su inmueble o su contacto',
  ...ENQUIRY_REASONS,
  'enquiry.removed': 'Consulta eliminada',
  ...APPOINTMENT_REASONS,
  'appointment.retyped': 'La cita cambió de tipo',
  'appointment.removed': 'Cita eliminada',
  'visit.done': 'Visita registrada como realizada',
  'visit.offer_made': 'Oferta presentada durante la visita',
  'visit.more_info_needed': 'Tras la visita hace falta más información',
  'visit.pending': 'La visita vuelve a estar pendiente',
  'visit.removed': 'Registro de visita eliminado',
  'console.edited': 'Estado cambiado a mano en la consola',
  repaired: 'Estado corregido al revisar los documentos del lead',
} as const;

/** The reason of `lead.moved` when a duplicate lead was merged into another lead of its pair. */
export const MERGED_REASON = 'Lead duplicado: se unió a otro del mismo contacto e inmueble';

export type Cause = keyof typeof REASONS | 'manual';

/** Where a change came from: a document's collection and id. */
export interface HistorySource {
  collection: SourceCollection | 'leads';
  id: string;
}

/** Why a status changes: the part of a history entry that does not follow from the entry before it. */
export interface Explanation {
  cause: Cause;
  /** In Spanish, for people. */
  reason: string;
  source: HistorySource;
  actor: Actor;
  /** The time of the state or decision that caused the change. */
  effectiveAt: Micros;
  /** For a move by hand: the id that identifies a repeated request. */
  requestId?: string;
  /** For a move by hand or an adoption that closes the lead: how it ended. */
  outcome?: 'won' | 'lost';
}

/** One step in a lead's `statusHistory` (docs/contract.md §2). Its `at` is the time of the commit. */
export interface HistoryEntry extends Explanation {
  seq: number;
  from: LeadStatus | null;
  to: LeadStatus;
  /** Seconds from the entry before to this one, by `effectiveAt`; at least 0, and null in the first. */
  secondsInPrevious: number | null;
  /** The numbers before this one that other documents took (docs/contract.md §3); absent if none did. */
  skipped?: readonly number[];
}

/** An entry as its document holds it, as far as people and reports read it (docs/contract.md §2). */
export const recordedEntrySchema = z.object({
  seq: z.number().int().positive(),
  from: leadStatusSchema.nullable(),
  to: leadStatusSchema,
  /** When it was committed. */
  at: timestampSchema,
  /** When the state or decision that it records began. */
  effectiveAt: timestampSchema,
  cause: z.string(),
  reason: z.string(),
  source: z.object({ collection: z.string(), id: z.string() }),
  actor: z.object({ type: z.string(), id: z.string().nullable() }),
  secondsInPrevious: z.number().nullable(),
  /** How a move by hand, or its adoption, closed the lead. */
  outcome: z.enum(['won', 'lost']).nullable().catch(null),
  /** The numbers before it that other documents took. */
  skipped: z.array(z.number().int().positive()).optional().catch(undefined),
});
export type RecordedEntry = z.infer<typeof recordedEntrySchema>;

/** A document under a lead's `statusHistory`. `entry` is null if it cannot be read as an entry. */
export interface StoredEntry {
  id: string;
  version: Micros;
  /** When it took effect. Null if it does not say so with a Timestamp: reports find entries by it. */
  effectiveAt: Micros | null;
  entry: RecordedEntry | null;
  /** Set if it cannot be read as an entry for the form in which an export wrote it. */
  isExported?: true;
}

/** The newest entry of a history, as far as the next entry needs it. */
export interface LastEntry {
  seq: number;
  status: LeadStatus;
  effectiveAt: Micros;
  /** When it was committed, if it was read. */
  at?: Micros;
  /** The numbers after it that other documents take, if there are any and they were looked for. */
  taken?: readonly number[];
}

/** The end of a history, as it is found upward from a number (docs/contract.md §3). */
export interface HistoryEnd {
  /** The newest entry after that number; null if there is none. */
  last: LastEntry | null;
  /** The `seq` numbers after it (or after that number) that no entry can use: another document already has that id. */
  taken: readonly number[];
  /** The newest entry after that number that records a decision about the lead. */
  decision: RecordedEntry | null;
}

/** Looks for the end of a history after the entry `seq`. `stored` may have further documents. */
export function findHistoryEnd(stored: readonly StoredEntry[], seq: number): HistoryEnd {
  const entries = stored
    .flatMap((each) => readableEntry(each) ?? [])
    .filter((entry) => entry.seq > seq)
    .sort((a, b) => a.seq - b.seq);
  const last = entries.at(-1) ?? null;
  const from = last?.seq ?? seq;
  const taken = stored
    .filter((each) => readableEntry(each) === null)
    .flatMap((each) => entryNumber(each.id) ?? [])
    .filter((number) => number > from);
  return {
    last: last && { ...lastEntryOf(last, taken), at: last.at },
    taken,
    decision: entries.filter(recordsDecision).at(-1) ?? null,
  };
}

/** The number that a document's id stands for: six digits; null for any other id. */
export function entryNumber(id: string): number | null {
  return /^\d{6}$/.test(id) && Number(id) > 0 ? Number(id) : null;
}

/** A document as the entry that its id stands for; null if it cannot be read as that entry. */
export function readableEntry({
  id,
  entry,
}: Pick<StoredEntry, 'id' | 'entry'>): RecordedEntry | null {
  return entry !== null && entryNumber(id) === entry.seq ? entry : null;
}

/** Whether an entry is of a lead that is of nobody any more: then it names no document (docs/contract.md §12). */
export function isOfNobody({ source }: Pick<RecordedEntry, 'source'>): boolean {
  return source.id === '';
}

/** Whether an entry records a decision about its lead, and not what its documents say. */
function recordsDecision({ cause, reason }: RecordedEntry): boolean {
  switch (cause) {
    case 'manual':
    case 'console.edited':
    case 'lead.adopted':
      return true;
    case 'lead.moved':
      return reason === MERGED_REASON;
    default:
      return false;
  }
}

/** An entry as the last one of its history. `taken` are the numbers that other documents take. */
export function lastEntryOf(
  { seq, to, effectiveAt }: Pick<HistoryEntry, 'seq' | 'to' | 'effectiveAt'>,
  taken: readonly number[] = [],
): LastEntry {
  const after = taken.filter((number) => number > seq);
  return { seq, status: to, effectiveAt, ...(after.length > 0 && { taken: after }) };
}

/**
 * The entry that follows the last one; `last` is null for the first entry of a history. It gets the next
 * number that is not taken.
 */
export function nextEntry(
  last: LastEntry | null,
  to: LeadStatus,
  explanation: Explanation,
  taken: readonly number[] = last?.taken ?? [],
): HistoryEntry {
  const skipped: number[] = [];
  let seq = (last?.seq ?? 0) + 1;
  for (; taken.includes(seq); seq += 1) skipped.push(seq);
  return {
    ...explanation,
    seq,
    from: last?.status ?? null,
    to,
    secondsInPrevious: last && secondsBetween(last.effectiveAt, explanation.effectiveAt),
    ...(skipped.length > 0 && { skipped }),
  };
}
