/** Microseconds since the epoch: Firestore's own resolution, exact in a number until the year 2255. */
export type Micros = number;

export const APPOINTMENT_STATUSES = ['Scheduled', 'Completed', 'Cancelled', 'NoShow'] as const;
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

export const APPOINTMENT_TYPES = ['Visita', 'Reunión', 'Firma', 'Cierre', 'Viaje'] as const;
export type AppointmentType = (typeof APPOINTMENT_TYPES)[number];

export const VISIT_STATUSES = ['visit_pending', 'visit_done'] as const;
export type VisitStatus = (typeof VISIT_STATUSES)[number];

export const VISIT_OUTCOMES = ['offer_made', 'more_info_needed'] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/** The last known state of an appointment; `removed` once its document is deleted. */
export interface AppointmentState {
  status: AppointmentStatus | 'removed';
  type: AppointmentType;
  at: Micros;
}

/** The last known state of a visit; a deleted visit is `removed` and no longer counts. */
export interface VisitState {
  status: VisitStatus | 'removed';
  outcome: VisitOutcome | null;
  at: Micros;
}

/** One visit's life: an appointment together with the visits recorded for it (contract, section 4). */
export interface Viewing {
  openedAt: Micros;
  appointment: AppointmentState | null;
  visits: Readonly<Record<string, VisitState>>;
}

export type EffectiveState =
  | { kind: 'cancelled' }
  | { kind: 'completed' }
  | { kind: 'visited'; outcome: VisitOutcome | null }
  | { kind: 'scheduled' };

/** What a viewing says, and since when. */
export type Statement = EffectiveState & { at: Micros };

const SAID_BY_APPOINTMENT: Readonly<Record<AppointmentState['status'], EffectiveState['kind']>> = {
  Scheduled: 'scheduled',
  Completed: 'completed',
  Cancelled: 'cancelled',
  NoShow: 'cancelled',
  removed: 'cancelled',
};

/**
 * What a viewing says (contract, section 4): a visit that took place beats its appointment, whatever
 * the appointment's type, except for a new date set after it, which is said besides.
 */
export function statementsOf(viewing: Viewing): Statement[] {
  const visit = latestDone(viewing);
  const own = appointmentStatement(viewing);
  if (visit === null) return own === null ? [] : [own];
  const visited: Statement = { kind: 'visited', outcome: visit.outcome, at: visit.at };
  return own?.kind === 'scheduled' && own.at > visit.at ? [visited, own] : [visited];
}

function appointmentStatement({ appointment }: Viewing): Statement | null {
  if (appointment?.type !== 'Visita') return null;
  const kind = SAID_BY_APPOINTMENT[appointment.status];
  return kind === 'visited' ? null : { kind, at: appointment.at };
}

function latestDone(viewing: Viewing): VisitState | null {
  const done = Object.entries(viewing.visits)
    .filter(([, visit]) => visit.status === 'visit_done')
    .sort(([idA, a], [idB, b]) => a.at - b.at || (idA < idB ? -1 : 1));
  return done.at(-1)?.[1] ?? null;
}
