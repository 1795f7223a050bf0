/** What the clocks of a time zone show. Zones have the names of the IANA, such as `Europe/Madrid`. */

/** Milliseconds since the epoch. */
type Millis = number;

/**
 * What clocks show: the time at which clocks in UTC show the same, in milliseconds. Days and hours are computed
 * with it.
 */
export type WallClock = number;

const MINUTE: Millis = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What the clocks of a time zone show at a time. */
export function clockAt(time: Millis, timeZone: string): WallClock {
  return time + offsetAt(time, timeZone);
}

/**
 * The times at which the clocks of a time zone show this, earliest first: one; none in the hour that they skip
 * when summer begins; two in the hour that they repeat when summer ends.
 */
export function timesAt(clock: WallClock, timeZone: string): Millis[] {
  const offsets = new Set(offsetsAround(clock, timeZone));
  const times = [...offsets].map((offset) => clock - offset);
  // Clocks that did not change in these days show everything once.
  if (offsets.size === 1) return times;
  return times.filter((time) => clockAt(time, timeZone) === clock).sort((a, b) => a - b);
}

/** The first time of the day to which a wall clock belongs. Some zones skip a midnight. */
export function dayBegins(clock: WallClock, timeZone: string): Millis {
  const midnight = Math.floor(clock / DAY) * DAY;
  const [before] = offsetsAround(midnight, timeZone);
  return timesAt(midnight, timeZone)[0] ?? midnight - before;
}

const known = new Map<string, readonly [before: Millis, after: Millis]>();

/** The offsets before and after the day of a clock, which are remembered: they take long to find out. */
function offsetsAround(
  clock: WallClock,
  timeZone: string,
): readonly [before: Millis, after: Millis] {
  const day = Math.floor(clock / DAY) * DAY;
  const key = `${day} ${timeZone}`;
  const offsets =
    known.get(key) ?? ([offsetAt(day - DAY, timeZone), offsetAt(day + 2 * DAY, timeZone)] as const);
  known.set(key, offsets);
  return offsets;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How far a time zone is ahead of UTC at a time. */
function offsetAt(time: Millis, timeZone: string): Millis {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' });
  formats.set(timeZone, format);
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = 0, minutes = 0, seconds = 0] =
    /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
  const ahead = Number(hours) * 60 * MINUTE + Number(minutes) * MINUTE + Number(seconds) * 1_000;
  return sign === '-' ? -ahead : ahead;
}
