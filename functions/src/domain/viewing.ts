import * as z from 'zod';
import { APPOINTMENT_STATUSES, APPOINTMENT_TYPES } from './appointment';
import { keyOf } from './fields';
import { timestampSchema, type Micros } from './time';
import { VISIT_OUTCOMES, VISIT_STATUSES, type VisitOutcome } from './visit';

/** Firestore's two collections of source documents. */
export const SOURCE_COLLECTIONS = ['appointments', 'visits'] as const;
export type SourceCollection = (typeof SOURCE_COLLECTIONS)[number];

/** A document that a lead is derived from. */
export interface SourceRef {
  collection: SourceCollection;
  id: string;
}

/**
 * A viewing's key: the path of its appointment, or of its visit where that has no appointment. The
 * collection is part of it, since an appointment and a visit may have the same id.
 */
export type ViewingKey = `${SourceCollection}/${string}`;

export function viewingKey({ collection, id }: SourceRef): ViewingKey {
  return `${collection}/${id}`;
}

/** `removed` is the state of a deleted document. */
const orRemoved = <Schema extends z.ZodType>(status: Schema) =>
  z.union([z.literal('removed'), status]);

/** When a state began, and which version of the document (its `updateTime`) brought it. */
const datedFields = { at: timestampSchema, version: timestampSchema };

const appointmentStateSchema = z.object({
  status: orRemoved(keyOf(APPOINTMENT_STATUSES)),
  type: z.enum(APPOINTMENT_TYPES),
  ...datedFields,
});
/** The last known state of an appointment. */
export type AppointmentState = z.infer<typeof appointmentStateSchema>;

const visitStateSchema = z.object({
  status: orRemoved(z.enum(VISIT_STATUSES)),
  outcome: z.enum(VISIT_OUTCOMES).nullable(),
  ...datedFields,
});
/** The last known state of a visit; a deleted one no longer counts. */
export type VisitState = z.infer<typeof visitStateSchema>;

/** One visit's life: an appointment together with the visits recorded for it (contract, section 4). */
export interface Viewing {
  /** The document that the viewing is named after: its appointment, or a visit that has none. */
  ref: SourceRef;
  /** The earliest `createTime` of its documents. */
  openedAt: Micros;
  appointment: AppointmentState | null;
  visits: ReadonlyMap<string, VisitState>;
  /** Where the viewing went when its listing or contact was corrected, and with which version. */
  left: { at: Micros; leadId: string } | null;
}

export type Viewings = ReadonlyMap<ViewingKey, Viewing>;

/** An entry says its document's id itself where that is too long to be its key. */
const idField = { id: z.string().optional() };

const storedViewingSchema = z.object({
  ...idField,
  openedAt: timestampSchema,
  appointment: appointmentStateSchema.nullable(),
  visits: z.record(z.string(), visitStateSchema.extend(idField)),
  left: z.object({ at: timestampSchema, leadId: z.string() }).nullable(),
});

/** The viewings of a lead as its document holds them: by collection, then by id. */
export const viewingsSchema = z
  .object({
    appointments: z.record(z.string(), storedViewingSchema),
    visits: z.record(z.string(), storedViewingSchema),
  })
  .transform((stored): Viewings => {
    const viewings = SOURCE_COLLECTIONS.flatMap((collection) =>
      Object.entries(stored[collection]).map(
        ([key, { id = key, visits, ...viewing }]): Viewing => ({
          ...viewing,
          ref: { collection, id },
          visits: new Map(
            Object.entries(visits).map(([visitKey, { id: visitId = visitKey, ...visit }]) => [
              visitId,
              visit,
            ]),
          ),
        }),
      ),
    );
    return new Map(viewings.map((viewing) => [viewingKey(viewing.ref), viewing]));
  });

/** What a viewing can say of its lead: a row of the derivation table (contract, section 4). */
export type EffectiveState = 'cancelled' | 'completed' | 'visited' | VisitOutcome | 'scheduled';

/** What a viewing says, since when, and which document makes it say so. */
export interface Statement {
  state: EffectiveState;
  at: Micros;
  source: SourceRef;
}

/**
 * What a viewing says (contract, section 4): a visit that took place beats its appointment, whatever
 * the appointment's type, except for a new date set after it, which is said besides.
 */
export function statementsOf(viewing: Viewing): Statement[] {
  if (viewing.left !== null) return [];
  const visit = latestDone(viewing);
  const own = appointmentStatement(viewing);
  if (visit === null) return own === null ? [] : [own];
  const visited: Statement = {
    state: visit.outcome ?? 'visited',
    at: visit.at,
    source: { collection: 'visits', id: visit.id },
  };
  return own?.state === 'scheduled' && own.at > visit.at ? [visited, own] : [visited];
}

/**
 * The time of the visit that took place while its appointment still stands as `Scheduled` from before
 * it: the appointment is `Completed` as of that time (contract, section 4, both directions). Null
 * where there is nothing to complete.
 */
export function completedByVisitAt({ appointment, ...viewing }: Viewing): Micros | null {
  if (appointment?.status !== 'Scheduled') return null;
  const visit = latestDone(viewing);
  return visit !== null && appointment.at <= visit.at ? visit.at : null;
}

/** The viewing once that has been written to the appointment, whose type and last version these are. */
export function withAppointmentCompleted(
  viewing: Viewing,
  { at, type, version }: Pick<AppointmentState, 'at' | 'type' | 'version'>,
): Viewing {
  const newest = Math.max(viewing.appointment?.version ?? 0, version);
  return { ...viewing, appointment: { status: 'Completed', type, at, version: newest } };
}

/** Every state that a viewing holds. */
export function statesOf({ appointment, visits }: Viewing): { at: Micros; version: Micros }[] {
  return [...(appointment === null ? [] : [appointment]), ...visits.values()];
}

/** A document that a viewing holds a state of. */
export interface HeldSource {
  ref: SourceRef;
  /** Of the viewing. */
  openedAt: Micros;
  /** The time of its state, and the version that brought it. */
  at: Micros;
  version: Micros;
  /** Whether that state is that it was deleted. */
  isRemoved: boolean;
}

/** Every document that a lead counts: those of the viewings that have not left. */
export function heldSources(viewings: Viewings): HeldSource[] {
  return [...viewings.values()].flatMap(({ ref, openedAt, appointment, visits, left }) => {
    if (left !== null) return [];
    const states: [SourceRef, AppointmentState | VisitState][] = [...visits].map(([id, visit]) => [
      { collection: 'visits', id },
      visit,
    ]);
    if (appointment !== null) states.unshift([ref, appointment]);
    return states.map(([held, { status, at, version }]) => ({
      ref: held,
      openedAt,
      at,
      version,
      isRemoved: status === 'removed',
    }));
  });
}

/** Whether a lead holds a viewing: its own appointment or visit is known there, and has not left. */
export function isHere(viewing: Viewing | null): viewing is Viewing {
  return viewing?.left === null && knows(viewing, viewing.ref);
}

/** The version that brought the state that a viewing holds of a document; null where it holds none. */
export function knownVersion(viewing: Viewing, ref: SourceRef): Micros | null {
  return stateOf(viewing, ref)?.version ?? null;
}

/** Whether the viewing holds a document that is there, so far as is known, and not a deleted one. */
export function holds(viewing: Viewing, ref: SourceRef): boolean {
  const state = stateOf(viewing, ref);
  return state !== null && state.status !== 'removed';
}

function stateOf(
  { ref: own, appointment, visits }: Viewing,
  { collection, id }: SourceRef,
): AppointmentState | VisitState | null {
  if (collection === 'visits') return visits.get(id) ?? null;
  return own.id === id ? appointment : null;
}

/** Whether the viewing holds a state of this document. */
export function knows(viewing: Viewing, ref: SourceRef): boolean {
  return knownVersion(viewing, ref) !== null;
}

function appointmentStatement({ ref, appointment }: Viewing): Statement | null {
  if (appointment?.type !== 'Visita') return null;
  const { status, at } = appointment;
  const state = status === 'removed' ? 'cancelled' : APPOINTMENT_STATUSES[status].says;
  return { state, at, source: ref };
}

function latestDone(viewing: Pick<Viewing, 'visits'>): (VisitState & { id: string }) | null {
  let latest: (VisitState & { id: string }) | null = null;
  for (const [id, visit] of viewing.visits) {
    if (visit.status !== 'visit_done') continue;
    const isLater =
      latest === null || visit.at > latest.at || (visit.at === latest.at && id > latest.id);
    if (isLater) latest = { ...visit, id };
  }
  return latest;
}
