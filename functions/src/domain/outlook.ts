import { APPOINTMENT_STATUSES, type AppointmentStatus } from './appointment';
import { deriveStatus, type LeadFacts } from './deriveStatus';
import type { LeadStatus } from './leadStatus';
import { withViewing } from './moveViewing';
import { newViewing } from './seeDocument';
import type { Micros } from './time';
import type { AppointmentState, SourceRef, Viewing, VisitState } from './viewing';
import { VISIT_OUTCOMES, type VisitOutcome } from './visit';

/** Something that may happen to a lead's viewings, and the status that would make of it. */
export type Outlook = { status: LeadStatus } & (
  | { happens: 'new appointment' }
  | { happens: 'appointment'; appointment: SourceRef; becomes: AppointmentStatus }
  | { happens: 'visit'; appointment: SourceRef; outcome: VisitOutcome | null }
);

/** The id of an appointment that is not there yet: no document has an empty one. */
const NEW: SourceRef = { collection: 'appointments', id: '' };

/**
 * Where a lead would go next (contract, section 4): if a new appointment were scheduled now, and with
 * each of the ways in which one that is scheduled may end. Nothing else than the derivation says it.
 */
export function outlookOf(facts: LeadFacts, now: Micros): Outlook[] {
  const statusWith = (viewing: Viewing): LeadStatus =>
    deriveStatus({ ...facts, viewings: withViewing(facts.viewings, viewing) }).status;
  const appointmentAs = (status: AppointmentStatus): AppointmentState => ({
    status,
    type: 'Visita',
    at: now,
    version: now,
  });
  const scheduled = { ...newViewing(NEW, now), appointment: appointmentAs('Scheduled') };
  const outlook: Outlook[] = [{ happens: 'new appointment', status: statusWith(scheduled) }];

  for (const viewing of facts.viewings.values()) {
    const { ref, appointment, left } = viewing;
    const isAhead = appointment?.status === 'Scheduled' && appointment.type === 'Visita';
    if (left !== null || !isAhead) continue;
    for (const becomes of endings) {
      const status = statusWith({ ...viewing, appointment: appointmentAs(becomes) });
      outlook.push({ happens: 'appointment', appointment: ref, becomes, status });
    }
    for (const outcome of [null, ...VISIT_OUTCOMES]) {
      const done: VisitState = { status: 'visit_done', outcome, at: now, version: now };
      const visits = new Map(viewing.visits).set(NEW.id, done);
      const status = statusWith({ ...viewing, visits });
      outlook.push({ happens: 'visit', appointment: ref, outcome, status });
    }
  }
  return outlook;
}

const endings = (Object.keys(APPOINTMENT_STATUSES) as AppointmentStatus[]).filter(
  (status) => status !== 'Scheduled',
);
