import {
  APPOINTMENT_STATUS_LIST,
  APPOINTMENT_STATUSES,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  OPEN_APPOINTMENT_STATUSES,
  type AppointmentStatus,
} from '#domain/documents/appointment';

/** A number of appointments: all that have one of these statuses. */
export interface StatusCount {
  statuses: readonly AppointmentStatus[];
  count: number;
}

/** What became of a period's appointments. */
export interface AppointmentSummary {
  total: number;
  /** One row for each final status, in the order of the table, and one for all that are still open. */
  rows: readonly (StatusCount & { name: string; fill: number })[];
  /** Appointments to which the client came, or should have come. */
  held: StatusCount;
  /** Those of them to which the client did not come. */
  missed: StatusCount;
}

export function summarizeAppointments(
  counts: ReadonlyMap<AppointmentStatus, number>,
): AppointmentSummary {
  const sum = (statuses: readonly AppointmentStatus[]): StatusCount => ({
    statuses,
    count: statuses.reduce((total, status) => total + (counts.get(status) ?? 0), 0),
  });
  const whoCame = (came: boolean): AppointmentStatus[] =>
    APPOINTMENT_STATUS_LIST.filter((status) => APPOINTMENT_STATUSES[status].clientCame === came);
  const final = APPOINTMENT_STATUS_LIST.filter((status) => !isOpenStatus(status));
  return {
    total: sum(APPOINTMENT_STATUS_LIST).count,
    rows: [
      ...final.map((status) => {
        const { name, fill } = APPOINTMENT_STATUSES[status].shown;
        return { name, fill, ...sum([status]) };
      }),
      {
        name: 'Sin resultado',
        fill: APPOINTMENT_STATUSES[INITIAL_APPOINTMENT_STATUS].shown.fill,
        ...sum(OPEN_APPOINTMENT_STATUSES),
      },
    ],
    held: sum([...whoCame(true), ...whoCame(false)]),
    missed: sum(whoCame(false)),
  };
}
