import { APPOINTMENT_STATUSES } from './appointment';
import { REASONS, type Actor, type Cause, type Explanation } from './history';
import type { Sighting } from './sourceDocument';
import { newestState, type Version } from './version';
import type { AppointmentState, SourceRef, Viewing, VisitState } from './viewing';

/** A viewing after one of its documents was seen; `explanation` is null where nothing changed. */
export interface Seen {
  viewing: Viewing;
  explanation: Explanation | null;
}

/** A viewing of which nothing is known yet. */
export function newViewing(ref: SourceRef, openedAt: number): Viewing {
  return { ref, openedAt, appointment: null, visits: new Map(), left: null };
}

/**
 * What a viewing knows once a version of its appointment or of one of its visits was seen (contract,
 * section 4). Returns the same viewing where that changes nothing.
 */
export function seeDocument(viewing: Viewing, sighting: Sighting): Seen {
  const { ref, createTime } = sighting.document;
  const opened = createTime < viewing.openedAt ? { ...viewing, openedAt: createTime } : viewing;
  if (ref.collection === 'appointments') {
    const known = viewing.appointment;
    const appointment = newestState(known, appointmentVersion(sighting, known));
    if (appointment === known) return { viewing: opened, explanation: null };
    return {
      viewing: { ...opened, appointment },
      explanation: explain(
        ref,
        causeOfAppointment(known, appointment),
        appointment,
        sighting.actor,
      ),
    };
  }
  const known = viewing.visits.get(ref.id) ?? null;
  const visit = newestState(known, visitVersion(sighting));
  if (visit === known) return { viewing: opened, explanation: null };
  return {
    viewing: { ...opened, visits: new Map(viewing.visits).set(ref.id, visit) },
    explanation: explain(ref, causeOfVisit(visit), visit, sighting.actor),
  };
}

/** Explains every state of a viewing that came to a lead as a whole. */
export function explainAll({ ref, appointment, visits }: Viewing, actor: Actor): Explanation[] {
  return [
    ...(appointment === null
      ? []
      : [explain(ref, causeOfAppointment(null, appointment), appointment, actor)]),
    ...[...visits].map(([id, visit]) =>
      explain({ collection: 'visits', id }, causeOfVisit(visit), visit, actor),
    ),
  ];
}

function explain(
  source: SourceRef,
  cause: Exclude<Cause, 'manual'>,
  { at }: { at: number },
  actor: Actor,
): Explanation {
  return { cause, reason: REASONS[cause], source, actor, effectiveAt: at };
}

function causeOfAppointment(known: AppointmentState | null, appointment: AppointmentState) {
  if (appointment.status === 'removed') return 'appointment.removed';
  if (known !== null && known.type !== appointment.type) return 'appointment.retyped';
  return APPOINTMENT_STATUSES[appointment.status].cause;
}

function causeOfVisit({ status, outcome }: VisitState) {
  switch (status) {
    case 'removed':
      return 'visit.removed';
    case 'visit_pending':
      return 'visit.pending';
    case 'visit_done':
      return outcome === null ? 'visit.done' : (`visit.${outcome}` as const);
  }
}

type AppointmentFields = Pick<AppointmentState, 'status' | 'type'>;
type VisitFields = Pick<VisitState, 'status' | 'outcome'>;

function appointmentVersion(
  sighting: Sighting,
  known: AppointmentState | null,
): Version<AppointmentFields> {
  const { content, document } = sighting;
  if (content?.collection === 'appointments') {
    return versionOf(sighting, { status: content.status, type: content.type });
  }
  const last = document.content?.collection === 'appointments' ? document.content : known;
  return versionOf(sighting, { status: 'removed', type: last?.type ?? 'Visita' });
}

function visitVersion(sighting: Sighting): Version<VisitFields> {
  const { content } = sighting;
  return content?.collection === 'visits'
    ? versionOf(sighting, { status: content.status, outcome: content.outcome })
    : versionOf(sighting, { status: 'removed', outcome: null });
}

function versionOf<State>(sighting: Sighting, state: State): Version<State> {
  const { document, brought, isStamped, deletedAt } = sighting;
  const { createTime, updateTime, stamps } = document;
  return {
    state,
    brought,
    createTime,
    updateTime,
    statusAt: deletedAt ?? stamps.statusAt,
    isStamped: isStamped || deletedAt !== null,
  };
}
