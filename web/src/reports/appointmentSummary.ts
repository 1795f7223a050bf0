import {
  APPOINTMENT_STATUS_LIST,
  APPOINTMENT_STATUSES,
  INITIAL_APPOINTMENT_STATUS,
  isOpenStatus,
  OPEN_APPOINTMENT_STATUSES,
  type AppointmentStatus,
} from '#domain/documents/appointment';

/** What became of a period's appointments. */
export interface AppointmentSummary {
  total: number;
  /** One row for each final status, in the order of the table, and one for all that are still open. */
  rows: readonly { name: string; fill: number; count: number }[];
  /** Appointments to which the client came, or should have come. */
  held: number;
  /** Those of them to which the client did not come. */
  missed: number;
}

export function summarizeAppointments(
  counts: ReadonlyMap<AppointmentStatus, number>,
): AppointmentSummary {
  const sum = (statuses: readonly AppointmentStatus[]): number =>
    statuses.reduce((total, status) => total + (counts.get(status) ?? 0), 0);
  const whoCame = (came: boolean): AppointmentStatus[] =>
    APPOINTMENT_STATUS_LIST.filter((status) => APPOINTMENT_STATUSES[status].clientCame === came);
  const final = APPOINTMENT_STATUS_LIST.filter((status) => !isOpenStatus(status));
  return {
    total: sum(APPOINTMENT_STATUS_LIST),
    rows: [
      ...final.map((status) => {
        const { name, fill } = APPOINTMENT_STATUSES[status].shown;
        return { name, fill, count: sum([status]) };
      }),
      {
        name: 'Sin resultado',
        fill: APPOINTMENT_STATUSES[INITIAL_APPOINTMENT_STATUS].shown.fill,
        count: sum(OPEN_APPOINTMENT_STATUSES),
      },
    ],
    held: sum([...whoCame(true), ...whoCame(false)]),
    missed: sum(whoCame(false)),
  };
}
