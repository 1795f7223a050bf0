/** Where the appointments of a day stand on a strip of hours. */
import type { Appointment } from '#domain/documents/appointment';
import { microsOfMillis, MICROS_PER_MINUTE, type Micros } from '#domain/time';
import { addDays } from '../shared/calendar';
import { endOf, findOverlapping, type Span } from './doubleBooking';

const HOUR: Micros = 60 * MICROS_PER_MINUTE;
/** A strip shows at least these hours, and more if an appointment needs it. */
const FIRST_HOUR = 8;
const LAST_HOUR = 21;

type Timed = Pick<Appointment, 'status' | 'startsAt' | 'endsAt'>;

/** A part of the strip: where it begins and how long it is, in percent of the strip. */
export interface Slot {
  left: number;
  width: number;
}

interface Block<Each> extends Slot {
  appointment: Each;
  /** Whether it takes place at the same time as what is wanted. */
  isClash: boolean;
}

export interface DayLayout<Each> {
  blocks: readonly Block<Each>[];
  /** What is wanted. Null if that is of another day, or not known. */
  wanted: Slot | null;
}

/** Lays out the appointments of a day that take time, and what is wanted, by the clocks of the agency. */
export function layOutDay<Each extends Timed>(
  day: Date,
  appointments: readonly Each[],
  wanted: Span | null,
): DayLayout<Each> {
  const [midnight, next] = [day, addDays(day, 1)].map((each) => microsOfMillis(each.getTime()));
  const whole = { startsAt: midnight ?? 0, endsAt: next ?? 0 };
  const taken = findOverlapping(whole, appointments).flatMap((appointment) => {
    const { startsAt, endsAt } = appointment;
    return startsAt === null
      ? []
      : [{ appointment, startsAt, endsAt: endOf({ startsAt, endsAt }) }];
  });
  const isThatDay =
    wanted !== null && wanted.startsAt >= whole.startsAt && wanted.startsAt < whole.endsAt;
  const spans: Span[] = isThatDay ? [...taken, wanted] : taken;
  const from = Math.min(
    whole.startsAt + FIRST_HOUR * HOUR,
    ...spans.map(({ startsAt }) => Math.max(startsAt, whole.startsAt)),
  );
  const until = Math.max(
    whole.startsAt + LAST_HOUR * HOUR,
    ...spans.map(({ endsAt }) => Math.min(endsAt, whole.endsAt)),
  );
  const place = ({ startsAt, endsAt }: Span): Slot => {
    const [left, right] = [startsAt, endsAt].map(
      (time) => (100 * (Math.min(Math.max(time, from), until) - from)) / (until - from),
    );
    return { left: left ?? 0, width: (right ?? 0) - (left ?? 0) };
  };
  const clashes = new Set(isThatDay ? findOverlapping(wanted, appointments) : []);
  return {
    blocks: taken.map(({ appointment, ...span }) => ({
      ...place(span),
      appointment,
      isClash: clashes.has(appointment),
    })),
    wanted: isThatDay ? place(wanted) : null,
  };
}
