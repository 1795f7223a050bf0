import type { Actor } from '../actor';
import { APPOINTMENT_STATUSES } from '../documents/appointment';
import { REASONS, type Cause, type Explanation } from '../documents/history';
import type { Observation } from '../documents/observation';
import type { SourceRef } from '../documents/sourceRef';
import { newestState, type Version } from '../documents/version';
import type { Micros } from '../time';
import type { AppointmentState, Viewing, VisitState } from './viewing';

/** A viewing after one of its documents was observed; `explanation` is null if no state changed. */
export interface ObservedViewing {
  viewing: Viewing;
  explanation: Explanation | null;
}

/**
 * What a viewing knows once a version of one of its documents, or a deletion, was observed
 * (docs/contract.md §4). Returns the same viewing if nothing changes.
 */
export function applyObservation(viewing: Viewing, observation: Observation): ObservedViewing {
  const { ref, createTime } = observation.document;
  const opened = createTime < viewing.openedAt ? { ...viewing, openedAt: createTime } : viewing;
  return ref.collection === 'appointments'
    ? observeAppointment(opened, observation)
    : observeVisit(opened, observation);
}

function observeAppointment(viewing: Viewing, observation: Observation): ObservedViewing {
  const { actor, document } = observation;
  const known = viewing.appointment;
  const appointment = newestState(known, appointmentVersion(observation, known));
  if (appointment === known) return { viewing, explanation: null };
  return {
    viewing: { ...viewing, appointment },
    explanation: explainAppointment(document.ref, known, appointment, actor),
  };
}

function observeVisit(viewing: Viewing, observation: Observation): ObservedViewing {
  const { actor, document } = observation;
  const { ref } = document;
  const known = viewing.visits.get(ref.id) ?? null;
  const visit = newestState(known, visitVersion(observation));
  if (visit === known) return { viewing, explanation: null };
  return {
    viewing: { ...viewing, visits: new Map(viewing.visits).set(ref.id, visit) },
    explanation: explainVisit(ref, visit, actor),
  };
}

/** Explains every state of a viewing that arrived at a lead as a whole. */
export function explainAll({ ref, appointment, visits }: Viewing, actor: Actor): Explanation[] {
  return [
    ...(appointment === null ? [] : [explainAppointment(ref, null, appointment, actor)]),
    ...[...visits].map(([id, visit]) => explainVisit({ collection: 'visits', id }, visit, actor)),
  ];
}

function explainAppointment(
  source: SourceRef,
  known: AppointmentState | null,
  { status, type, at }: AppointmentState,
  actor: Actor,
): Explanation {
  if (status === 'removed') return explain('appointment.removed', source, at, actor);
  if (known !== null && known.type !== type) {
    return explain('appointment.retyped', source, at, actor);
  }
  const { cause, reason } = APPOINTMENT_STATUSES[status];
  return { cause, reason, source, actor, effectiveAt: at };
}

function explainVisit(
  source: SourceRef,
  { status, outcome, at }: VisitState,
  actor: Actor,
): Explanation {
  switch (status) {
    case 'removed':
      return explain('visit.removed', source, at, actor);
    case 'visit_pending':
      return explain('visit.pending', source, at, actor);
    case 'visit_done':
      return explain(outcome === null ? 'visit.done' : `visit.${outcome}`, source, at, actor);
  }
}

function explain(
  cause: Exclude<Cause, 'manual'>,
  source: SourceRef,
  effectiveAt: Micros,
  actor: Actor,
): Explanation {
  return { cause, reason: REASONS[cause], source, actor, effectiveAt };
}

/** A deleted appointment keeps the type that its last version had. */
function appointmentVersion(
  observation: Observation,
  known: AppointmentState | null,
): Version<Pick<AppointmentState, 'status' | 'type'>> {
  if (observation.kind === 'version' && observation.content.collection === 'appointments') {
    const { status, type } = observation.content;
    return versionOf(observation, { status, type });
  }
  const { content } = observation.document;
  const last = content?.collection === 'appointments' ? content : known;
  return versionOf(observation, { status: 'removed', type: last?.type ?? 'Visita' });
}

function visitVersion(observation: Observation): Version<Pick<VisitState, 'status' | 'outcome'>> {
  if (observation.kind === 'version' && observation.content.collection === 'visits') {
    const { status, outcome } = observation.content;
    return versionOf(observation, { status, outcome });
  }
  return versionOf(observation, { status: 'removed', outcome: null });
}

function versionOf<State>(observation: Observation, state: State): Version<State> {
  const { createTime, updateTime, stamps } = observation.document;
  if (observation.kind === 'deletion') {
    const { deletedAt } = observation;
    const stateChange = 'changed';
    return { state, stateChange, createTime, updateTime, statusAt: deletedAt, isStamped: true };
  }
  const { stateChange, isStamped } = observation;
  return { state, stateChange, createTime, updateTime, statusAt: stamps.statusAt, isStamped };
}
