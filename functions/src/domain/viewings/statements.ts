import {
  APPOINTMENT_STATUSES,
  COMPLETED_APPOINTMENT_STATUS,
  isOpenStatus,
} from '../documents/appointment';
import { ENQUIRY_STATUSES } from '../documents/enquiry';
import type { SourceRef } from '../documents/sourceRef';
import type { VisitOutcome } from '../documents/visit';
import type { Micros } from '../time';
import type { AppointmentState, SourceState, Viewing, VisitState } from './viewing';

/** What a viewing or an enquiry can say of its lead: a row of the derivation table (docs/contract.md §4). */
export type EffectiveState =
  | 'enquiry_open'
  | 'enquiry_answered'
  | 'cancelled'
  | 'completed'
  | 'visited'
  | VisitOutcome
  | 'scheduled';

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
  const visit = latestVisitDone(viewing);
  const own = appointmentStatement(viewing) ?? enquiryStatement(viewing);
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

/**
 * The status that an appointment's document shows: `Completed` once a visit completes it, else its own;
 * null if the viewing has no appointment.
 */
export function shownStatus(viewing: Viewing): AppointmentState['status'] | null {
  if (completingVisitTime(viewing) !== null) return COMPLETED_APPOINTMENT_STATUS;
  return viewing.appointment?.status ?? null;
}

/** Whether a viewing is still to come: its appointment is there, and open. */
export function isUpcoming(viewing: Viewing): boolean {
  const status = shownStatus(viewing);
  const isThere = viewing.appointment?.isDeleted === false;
  return isThere && status !== null && status !== 'removed' && isOpenStatus(status);
}

/** Whether a document's state is that of an appointment which is still open. */
export function isOpenAppointment(state: SourceState): boolean {
  return 'type' in state && state.status !== 'removed' && isOpenStatus(state.status);
}

/** Whether a visit can complete an appointment: its document is there, and its own status is open. */
export function canBeCompleted({ status, isDeleted }: AppointmentState): boolean {
  return !isDeleted && status !== 'removed' && APPOINTMENT_STATUSES[status].isCompletedByVisit;
}

/** Only a `Visita` speaks for its lead. An appointment that was open when it was deleted counts as cancelled. */
function appointmentStatement({ ref, appointment }: Viewing): Statement | null {
  if (appointment?.type !== 'Visita') return null;
  const { status, at } = appointment;
  const state = status === 'removed' ? 'cancelled' : APPOINTMENT_STATUSES[status].says;
  return { state, at, source: ref };
}

function enquiryStatement({ ref, enquiry }: Viewing): Statement | null {
  if (enquiry === null || enquiry.status === 'removed') return null;
  const { says: state } = ENQUIRY_STATUSES[enquiry.status];
  return state === null ? null : { state, at: enquiry.at, source: ref };
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
