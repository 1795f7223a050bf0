import { shorten } from '../../functions/src/domain/text';
import { millisOfMicros, type Micros } from '../../functions/src/domain/time';

/** `12,345`. */
export function formatNumber(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 lead`, `12,345 leads`. */
export function formatCount(count: number, one: string, many: string): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** A share in whole percent: `12 %`, `<1 %` for a smaller share, `–` if there is no whole. */
export function formatPercent(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (100 * part) / whole;
  return percent > 0 && percent < 1 ? '<1 %' : `${Math.round(percent)} %`;
}

const UNITS: readonly [name: string, seconds: number][] = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
];

/** Seconds in their two largest units: `3 d 4 h`. The same in English and in Spanish. */
export function formatDuration(seconds: number): string {
  let rest = Math.floor(seconds);
  const parts = UNITS.flatMap(([name, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return parts.slice(0, 2).join(' ') || '0 s';
}

/** A text on one line of at most `maxLength` characters, without characters that control a terminal. */
export function formatOneLine(text: string, maxLength: number): string {
  return shorten(text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' '), maxLength);
}

/** A time to the minute, in the time zone of this machine. */
export function formatTime(time: Micros): string {
  return new Date(millisOfMicros(time)).toLocaleString('sv-SE').slice(0, -':00'.length);
}
