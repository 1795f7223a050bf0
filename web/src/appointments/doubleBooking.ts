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

/** Those of some appointments that take place at the same time. A cancelled one takes no time. */
export function findOverlapping<Other extends Pick<Appointment, 'status' | 'startsAt' | 'endsAt'>>(
  { startsAt, endsAt }: Span,
  others: readonly Other[],
): Other[] {
  return others.filter((other) => {
    if (other.startsAt === null || APPOINTMENT_STATUSES[other.status].says === 'cancelled') {
      return false;
    }
    const end = other.endsAt ?? other.startsAt + USUAL_LENGTH;
    return other.startsAt < endsAt && startsAt < end;
  });
}
