import * as z from 'zod';
import {
  APPOINTMENT_STATUSES,
  APPOINTMENT_TYPES,
  COMPLETED_APPOINTMENT_STATUS,
} from '../documents/appointment';
import {
  SOURCE_COLLECTIONS,
  sourceKey,
  type SourceKey,
  type SourceRef,
} from '../documents/sourceRef';
import { VISIT_OUTCOMES, VISIT_STATUSES, type VisitOutcome } from '../documents/visit';
import { keyOf } from '../fields';
import { timestampSchema, type Micros } from '../time';

/** `removed` is the state of a deleted document. */
const orRemoved = <Schema extends z.ZodType>(status: Schema) =>
  z.union([z.literal('removed'), status]);

/** When a state began, and the `updateTime` of the version that brought it. */
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
/** The last known state of a visit. A deleted visit no longer counts. */
export type VisitState = z.infer<typeof visitStateSchema>;

/** One showing of a listing: an appointment, and every visit that was recorded for it (docs/contract.md §4). */
export interface Viewing {
  /** The document that the viewing is named after: its appointment, or a visit without an appointment. */
  ref: SourceRef;
  /** The earliest `createTime` of its documents. */
  openedAt: Micros;
  appointment: AppointmentState | null;
  visits: ReadonlyMap<string, VisitState>;
  /** The lead that the viewing moved to, and the version of its document that moved it. */
  movedTo: { at: Micros; leadId: string } | null;
}

export type Viewings = ReadonlyMap<SourceKey, Viewing>;

/** An entry holds its document's id itself if the id is too long to be a key. */
const idField = { id: z.string().optional() };

const storedViewingSchema = z.object({
  ...idField,
  openedAt: timestampSchema,
  appointment: appointmentStateSchema.nullable(),
  visits: z.record(z.string(), visitStateSchema.extend(idField)),
  /** Absent unless the viewing moved: a lead of thousands of viewings is close to Firestore's limit. */
  movedTo: z
    .object({ at: timestampSchema, leadId: z.string() })
    .nullish()
    .transform((movedTo) => movedTo ?? null),
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
    return new Map(viewings.map((viewing) => [sourceKey(viewing.ref), viewing]));
  });

/** A viewing of which no state is known yet. */
export function newViewing(ref: SourceRef, openedAt: Micros): Viewing {
  return { ref, openedAt, appointment: null, visits: new Map(), movedTo: null };
}

/** What a viewing can say of its lead: a row of the derivation table (docs/contract.md §4). */
export type EffectiveState = 'cancelled' | 'completed' | 'visited' | VisitOutcome | 'scheduled';

/** What a viewing says, since when, and which document says it. */
export interface Statement {
  state: EffectiveState;
  at: Micros;
  source: SourceRef;
}

/**
 * What a viewing says (docs/contract.md §4). A visit that took place outranks its appointment, whatever
 * the appointment's type. A new date that was set after the visit is said as well.
 */
export function statementsOf(viewing: Viewing): Statement[] {
  if (viewing.movedTo !== null) return [];
  const visit = latestVisitDone(viewing);
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
 * The time of the visit that completes the viewing's appointment: the visit took place, and the
 * appointment is still open since before it (docs/contract.md §4, both directions). Null if no visit does.
 */
export function completingVisitTime({ appointment, ...viewing }: Viewing): Micros | null {
  if (appointment === null || !canBeCompleted(appointment)) return null;
  const visit = latestVisitDone(viewing);
  return visit !== null && appointment.at <= visit.at ? visit.at : null;
}

function canBeCompleted({ status }: AppointmentState): boolean {
  return status !== 'removed' && APPOINTMENT_STATUSES[status].isCompletedByVisit;
}

/** The viewing once its appointment was written as completed; `type` and `version` are the document's. */
export function completeAppointment(
  viewing: Viewing,
  { at, type, version }: Pick<AppointmentState, 'at' | 'type' | 'version'>,
): Viewing {
  const newest = Math.max(viewing.appointment?.version ?? 0, version);
  return {
    ...viewing,
    appointment: { status: COMPLETED_APPOINTMENT_STATUS, type, at, version: newest },
  };
}

/** All states that a viewing holds. */
export function statesOf({ appointment, visits }: Viewing): { at: Micros; version: Micros }[] {
  return [...(appointment === null ? [] : [appointment]), ...visits.values()];
}

/** The time of the newest state among viewings; 0 if they hold none. */
export function newestStateAt(viewings: Viewings): Micros {
  return Math.max(0, ...[...viewings.values()].flatMap(statesOf).map(({ at }) => at));
}

/** A document that counts for a lead. */
export interface CountedDocument {
  ref: SourceRef;
  /** When its viewing was opened. */
  openedAt: Micros;
  /** The time of its state, and the version that brought it. */
  at: Micros;
  version: Micros;
  /** Whether its state is that it was deleted. */
  isDeleted: boolean;
}

/** Every document that counts for a lead: those of the viewings that have not moved away. */
export function countedDocuments(viewings: Viewings): CountedDocument[] {
  return [...viewings.values()].flatMap(({ ref, openedAt, appointment, visits, movedTo }) => {
    if (movedTo !== null) return [];
    const states: [SourceRef, AppointmentState | VisitState][] = [...visits].map(([id, visit]) => [
      { collection: 'visits', id },
      visit,
    ]);
    if (appointment !== null) states.unshift([ref, appointment]);
    return states.map(([counted, { status, at, version }]) => ({
      ref: counted,
      openedAt,
      at,
      version,
      isDeleted: status === 'removed',
    }));
  });
}

/** Whether a viewing belongs to the lead that holds it: its own document is known, and has not moved away. */
export function belongsHere(viewing: Viewing | null): viewing is Viewing {
  return viewing !== null && viewing.movedTo === null && hasState(viewing, viewing.ref);
}

/** Whether the viewing holds a state of this document, even if that state is `removed`. */
export function hasState(viewing: Viewing, ref: SourceRef): boolean {
  return stateOf(viewing, ref) !== null;
}

/** Whether the viewing holds a state of this document other than `removed`. */
export function hasLiveState(viewing: Viewing, ref: SourceRef): boolean {
  const state = stateOf(viewing, ref);
  return state !== null && state.status !== 'removed';
}

/** The version that brought the state that a viewing holds of a document; null if it holds none. */
export function stateVersion(viewing: Viewing, ref: SourceRef): Micros | null {
  return stateOf(viewing, ref)?.version ?? null;
}

/** Whether a version of a document is newer than the state that a lead's viewing holds of it. */
export function isNewTo(
  viewing: Viewing | null,
  { ref, updateTime }: { ref: SourceRef; updateTime: Micros },
): boolean {
  if (viewing === null || viewing.movedTo !== null) return true;
  const known = stateVersion(viewing, ref);
  return known === null || updateTime > known;
}

function stateOf(
  { ref: own, appointment, visits }: Viewing,
  { collection, id }: SourceRef,
): AppointmentState | VisitState | null {
  if (collection === 'visits') return visits.get(id) ?? null;
  return own.id === id ? appointment : null;
}

/** Only a `Visita` speaks for its lead. A deleted appointment counts as cancelled. */
function appointmentStatement({ ref, appointment }: Viewing): Statement | null {
  if (appointment?.type !== 'Visita') return null;
  const { status, at } = appointment;
  const state = status === 'removed' ? 'cancelled' : APPOINTMENT_STATUSES[status].says;
  return { state, at, source: ref };
}

/** The visit that counts: of those that took place, the one with the latest time, then by id. */
function latestVisitDone(viewing: Pick<Viewing, 'visits'>): (VisitState & { id: string }) | null {
  let latest: (VisitState & { id: string }) | null = null;
  for (const [id, visit] of viewing.visits) {
    if (visit.status !== 'visit_done') continue;
    const isLater =
      latest === null || visit.at > latest.at || (visit.at === latest.at && id > latest.id);
    if (isLater) latest = { ...visit, id };
  }
  return latest;
}
