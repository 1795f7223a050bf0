import { APPOINTMENT_STATUSES, type Appointment } from '#domain/documents/appointment';
import { MICROS_PER_DAY, MICROS_PER_MINUTE, type Micros } from '#domain/time';

/** From when until when an appointment lasts. */
export interface Span {
  startsAt: Micros;
  endsAt: Micros;
}

/** An appointment without an end is taken to last so long. */
const USUAL_LENGTH: Micros = 60 * MICROS_PER_MINUTE;

/** Appointments that begin earlier than this before another one are over when it begins. */
export const LONGEST: Micros = MICROS_PER_DAY;

/** When an appointment is over that begins at a time. */
export function endOf({ startsAt, endsAt }: { startsAt: Micros; endsAt: Micros | null }): Micros {
  return endsAt ?? startsAt + USUAL_LENGTH;
}

/** Those of some appointments that take place at the same time. A cancelled one takes no time. */
export function findOverlapping<Other extends Pick<Appointment, 'status' | 'startsAt' | 'endsAt'>>(
  { startsAt, endsAt }: Span,
  others: readonly Other[],
): Other[] {
  return others.filter((other) => {
    const { startsAt: begins, endsAt: ends, status } = other;
    if (begins === null || APPOINTMENT_STATUSES[status].says === 'cancelled') return false;
    return begins < endsAt && startsAt < endOf({ startsAt: begins, endsAt: ends });
  });
}
