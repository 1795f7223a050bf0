import {
  APPOINTMENT_STATUS_LIST,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  type AppointmentStatus,
} from '../documents/appointment';
import type { SourceRef } from '../documents/sourceRef';
import { VISIT_OUTCOMES, type VisitOutcome } from '../documents/visit';
import type { LeadStatus } from '../leadStatus';
import type { Micros } from '../time';
import { isUpcoming } from '../viewings/statements';
import {
  newViewing,
  withViewing,
  type AppointmentState,
  type Viewing,
  type VisitState,
} from '../viewings/viewing';
import { deriveStatus, type LeadFacts } from './deriveStatus';

/** Something that may happen to a lead's viewings next, and the status that the lead would then have. */
export type Forecast = { status: LeadStatus } & (
  | { happens: 'new appointment' }
  | { happens: 'appointment'; appointment: SourceRef; becomes: AppointmentStatus }
  | { happens: 'visit'; appointment: SourceRef; outcome: VisitOutcome | null }
);

/** Stands for a document that does not exist yet. No document has this id, since it has a slash. */
const NEW_ID = 'not/created';

/**
 * Where a lead would go next (docs/contract.md §4): with a new appointment, and with each way in which an
 * open appointment can end. It asks the derivation itself.
 */
export function forecast(facts: LeadFacts, now: Micros): Forecast[] {
  const statusWith = (viewing: Viewing): LeadStatus =>
    deriveStatus({ ...facts, viewings: withViewing(facts.viewings, viewing) }).status;
  const created = newViewing({ collection: 'appointments', id: NEW_ID });
  const scheduled = withAppointment(created, INITIAL_APPOINTMENT_STATUS, now);
  return [
    { happens: 'new appointment', status: statusWith(scheduled) },
    ...[...facts.viewings.values()]
      .filter(isOpen)
      .flatMap((viewing) => forecastEndings(viewing, statusWith, now)),
  ];
}

function forecastEndings(
  viewing: Viewing,
  statusWith: (viewing: Viewing) => LeadStatus,
  now: Micros,
): Forecast[] {
  const { ref: appointment } = viewing;
  const endings = APPOINTMENT_STATUS_LIST.filter((status) => !isOpenStatus(status));
  return [
    ...endings.map((becomes): Forecast => {
      const status = statusWith(withAppointment(viewing, becomes, now));
      return { happens: 'appointment', appointment, becomes, status };
    }),
    ...[null, ...VISIT_OUTCOMES].map((outcome): Forecast => {
      const done: VisitState = newVisit(outcome, now);
      const visits = new Map(viewing.visits).set(NEW_ID, done);
      return { happens: 'visit', appointment, outcome, status: statusWith({ ...viewing, visits }) };
    }),
  ];
}

function newVisit(outcome: VisitOutcome | null, now: Micros): VisitState {
  const details = { amount: null, currency: null, detailsVersion: now };
  return { status: 'visit_done', outcome, ...newDocument(now), ...details };
}

function isOpen(viewing: Viewing): boolean {
  return viewing.appointment?.type === 'Visita' && isUpcoming(viewing);
}

function withAppointment(viewing: Viewing, status: AppointmentStatus, now: Micros): Viewing {
  const known = viewing.appointment ?? newAppointment(now);
  return { ...viewing, appointment: { ...known, status, type: 'Visita', at: now, version: now } };
}

function newAppointment(now: Micros): Omit<AppointmentState, 'status' | 'type'> {
  const details = { agentId: null, prospectId: null, startsAt: null, endsAt: null };
  return { ...newDocument(now), ...details, detailsVersion: now, shownCompletedAt: null };
}

function newDocument(now: Micros) {
  return { createTime: now, openedAt: now, at: now, version: now, isDeleted: false };
}
