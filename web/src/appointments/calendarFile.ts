/** An appointment as a calendar file (RFC 5545), which phones and mail programs add to their calendar. */
import { dateOf } from '../shared/calendar';
import type { Micros } from '#domain/time';

/** The name under which a calendar file is saved. */
export const CALENDAR_FILE_NAME = 'cita.ics';

/** A line may be so many octets long, without its end. */
const MAX_LINE_OCTETS = 75;

interface CalendarEvent {
  /** The same for the same appointment: a calendar replaces what it has. */
  uid: string;
  startsAt: Micros;
  /** Null if nobody said: then the event has no length. */
  endsAt: Micros | null;
  summary: string;
  /** Empty if nobody said. */
  location: string;
}

/** Formats a calendar file with one event. `now` is when it is made. */
export function formatCalendarFile(
  { uid, startsAt, endsAt, summary, location }: CalendarEvent,
  now: Date,
): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Embudo//Citas//ES',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${escapeText(uid)}`,
    `DTSTAMP:${formatUtc(now)}`,
    `DTSTART:${formatUtc(dateOf(startsAt))}`,
    ...(endsAt === null ? [] : [`DTEND:${formatUtc(dateOf(endsAt))}`]),
    `SUMMARY:${escapeText(summary)}`,
    ...(location === '' ? [] : [`LOCATION:${escapeText(location)}`]),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

/** `20270301T100000Z` */
function formatUtc(date: Date): string {
  return `${date.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function escapeText(text: string): string {
  return text
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll(/\r\n|\r|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, '');
}

/** A long line goes on in the next one, after a space. No character is cut in two. */
function foldLine(line: string): string {
  const encoder = new TextEncoder();
  let [folded, octets] = ['', 0];
  for (const character of line) {
    const { length } = encoder.encode(character);
    if (octets + length > MAX_LINE_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += length;
  }
  return folded;
}
