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
import { withViewing } from '../viewings/moveViewing';
import { newViewing, type Viewing, type VisitState } from '../viewings/viewing';
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
  const created = newViewing({ collection: 'appointments', id: NEW_ID }, now);
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
      const done: VisitState = { status: 'visit_done', outcome, at: now, version: now };
      const visits = new Map(viewing.visits).set(NEW_ID, done);
      return { happens: 'visit', appointment, outcome, status: statusWith({ ...viewing, visits }) };
    }),
  ];
}

function isOpen({ appointment, movedTo }: Viewing): boolean {
  if (movedTo !== null || appointment === null || appointment.status === 'removed') return false;
  return appointment.type === 'Visita' && isOpenStatus(appointment.status);
}

function withAppointment(viewing: Viewing, status: AppointmentStatus, now: Micros): Viewing {
  return { ...viewing, appointment: { status, type: 'Visita', at: now, version: now } };
}
