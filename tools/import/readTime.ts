import { microsOfMillis, type Micros } from '../../functions/src/domain/time';
import { timesAt } from '../../functions/src/domain/timeZone';

/** A time that a cell holds, or what is wrong with it. */
export type ReadTime =
  | {
      time: Micros;
      /** The clocks showed it twice, as they do when summer ends. It was taken for the first time. */
      isRepeated: boolean;
    }
  | { problem: string };

const DATE = String.raw`(?:(?<year>\d{4})[-/.](?<month>\d\d?)[-/.](?<day>\d\d?)|(?<day2>\d\d?)[-/.](?<month2>\d\d?)[-/.](?<year2>\d{4}))`;
const CLOCK = String.raw`(?<hour>\d\d?):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?`;
const OFFSET = String.raw`(?<offset>Z|[+-]\d\d(?::?\d\d)?)`;
const TIME = new RegExp(`^${DATE}(?:(?:T|,?\\s+)${CLOCK}(?:\\s*${OFFSET})?)?$`, 'i');

const MINUTE = 60_000;

/**
 * Reads a time: `2026-01-31`, `31/1/2026`, each also with `17:30` or `17:30:15`, and with `Z` or `+01:00` behind it.
 * Without one of these, it is what the clocks of `timeZone` show. A day without a time begins at midnight.
 */
export function readTime(text: string, timeZone: string): ReadTime {
  const groups = TIME.exec(text.trim())?.groups;
  if (groups === undefined) {
    return { problem: 'is not a date such as 2026-01-31 17:30 or 31/01/2026 17:30' };
  }
  const { offset, fraction = '' } = groups;
  const clock = readClock(groups);
  if (clock === null) return { problem: 'is a date or a time that does not exist' };
  const millis = Math.floor(Number(`0.${fraction}`) * 1_000);
  if (offset !== undefined) {
    return { time: microsOfMillis(clock - readOffset(offset) + millis), isRepeated: false };
  }
  const times = timesAt(clock, timeZone);
  const [first] = times;
  if (first === undefined) {
    return { problem: 'is in the hour that the clocks skip when summer begins' };
  }
  return { time: microsOfMillis(first + millis), isRepeated: times.length > 1 };
}

type Groups = Readonly<Record<string, string | undefined>>;

/** What the clocks show, in milliseconds as if it was UTC; null if no clock shows it. */
function readClock(groups: Groups): number | null {
  const { year = groups['year2'], month = groups['month2'], day = groups['day2'] } = groups;
  const { hour = '0', minute = '0', second = '0' } = groups;
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  date.setUTCHours(h, mi, s);
  const shown = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  // 31 February becomes 3 March. Firestore has no year 0.
  return y > 0 && shown.every((part, n) => part === parts[n]) ? date.getTime() : null;
}

function readOffset(text: string): number {
  if (/^z$/i.test(text)) return 0;
  const [hours, minutes] = [text.slice(1, 3), text.slice(3).replace(':', '')].map(Number);
  const minutesAhead = (hours ?? 0) * 60 + (minutes ?? 0);
  return (text.startsWith('-') ? -1 : 1) * minutesAhead * MINUTE;
}
