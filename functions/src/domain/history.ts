import * as z from 'zod';
import { leadStatusSchema, type LeadStatus } from './leadStatus';
import { timestampSchema, type Micros } from './time';
import type { SourceCollection } from './viewing';

/**
 * Why a lead's status changed, machine-readable, and in words for the people at the agency
 * (contract, section 2). `manual` has no words of its own: there the user's count.
 */
export const REASONS = {
  'lead.created': 'Alta del lead por el interés en un inmueble',
  'lead.adopted': 'Lead de un sistema anterior, adoptado con el estado que tenía',
  'lead.moved': 'La visita pasó a otro lead al corregirse su inmueble o su contacto',
  'appointment.scheduled': 'Visita programada',
  'appointment.completed': 'Visita realizada, según la cita',
  'appointment.cancelled': 'Cita cancelada',
  'appointment.no_show': 'El cliente no se presentó a la visita',
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

/** Not a cause of its own: how `lead.moved` reads where a lead was merged into another of its pair. */
export const MERGED = 'Lead duplicado: se unió a otro del mismo contacto e inmueble';

export type Cause = keyof typeof REASONS | 'manual';

/** Who made a change: for a user the uid that the rules have verified; else there is no id. */
export type Actor = { type: 'user'; id: string } | { type: 'system' | 'console'; id: null };

export const SYSTEM: Actor = { type: 'system', id: null };
export const CONSOLE: Actor = { type: 'console', id: null };

/** Where a change came from: a document's collection and id. */
export interface HistorySource {
  collection: SourceCollection | 'leads';
  id: string;
}

/** What made a status change: all of a history entry that does not follow from the chain. */
export interface Explanation {
  cause: Cause;
  reason: string;
  source: HistorySource;
  actor: Actor;
  /** The time of the state or decision that caused the change. */
  effectiveAt: Micros;
  /** For a move by hand: what tells a repeated request, and how the lead was closed. */
  request?: { requestId: string; outcome: 'won' | 'lost' | null };
}

/** One step in a lead's `statusHistory` (contract, section 2); `at` is the commit's own time. */
export interface HistoryEntry extends Explanation {
  seq: number;
  from: LeadStatus | null;
  to: LeadStatus;
  /** Between the two entries' `effectiveAt`, at least 0; null in the first. */
  secondsInPrevious: number | null;
}

/** An entry as its document holds it, as far as people and reports look at it (contract, section 2). */
export const recordedEntrySchema = z.object({
  seq: z.number().int().positive(),
  from: leadStatusSchema.nullable(),
  to: leadStatusSchema,
  /** When it was committed; `effectiveAt` is when what it says came to be. */
  at: timestampSchema,
  effectiveAt: timestampSchema,
  cause: z.string(),
  reason: z.string(),
  source: z.object({ collection: z.string(), id: z.string() }),
  actor: z.object({ type: z.string(), id: z.string().nullable() }),
  secondsInPrevious: z.number().nullable(),
  /** How a move by hand closed the lead. */
  outcome: z.enum(['won', 'lost']).nullable().catch(null),
});
export type RecordedEntry = z.infer<typeof recordedEntrySchema>;

/** A document under a lead's `statusHistory`; `entry` is null where it cannot be read as one. */
export interface StoredEntry {
  id: string;
  version: Micros;
  entry: RecordedEntry | null;
}

/** The newest entry of a chain, as far as the next one needs it. */
export interface ChainEnd {
  seq: number;
  status: LeadStatus;
  effectiveAt: Micros;
}
