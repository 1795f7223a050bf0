import { microsOfMillis } from '#domain/time';
import { formatCalendarFile } from './calendarFile';

const NOW = new Date('2027-02-01T08:00:00Z');
const EVENT = {
  uid: 'a1@embudo.example',
  startsAt: microsOfMillis(Date.parse('2027-03-28T09:30:00Z')),
  endsAt: microsOfMillis(Date.parse('2027-03-28T10:30:00Z')),
  summary: 'Visita',
  location: '',
};

const linesOf = (file: string): string[] => file.split('\r\n');

test('a calendar file has one event, with its times in UTC', () => {
  expect(linesOf(formatCalendarFile(EVENT, NOW))).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Embudo//Citas//ES',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    'UID:a1@embudo.example',
    'DTSTAMP:20270201T080000Z',
    'DTSTART:20270328T093000Z',
    'DTEND:20270328T103000Z',
    'SUMMARY:Visita',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('an appointment without an end has none there', () => {
  expect(formatCalendarFile({ ...EVENT, endsAt: null }, NOW)).not.toContain('DTEND');
});

test('texts are escaped: no place can add a line of its own', () => {
  const location = 'C/ Mayor, 12; portal \\ B\r\nATTACH:http://evil.example\n2º\u0007';
  expect(linesOf(formatCalendarFile({ ...EVENT, location }, NOW))).toContain(
    'LOCATION:C/ Mayor\\, 12\\; portal \\\\ B\\nATTACH:http://evil.example\\n2º',
  );
});

test.each(['ñ', 'x', '😀', 'x😀'])(
  'lines of %s are folded at 75 octets, between characters',
  (text) => {
    const location = text.repeat(150);
    const file = formatCalendarFile({ ...EVENT, location }, NOW);
    for (const line of linesOf(file)) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(linesOf(file).some((line) => Buffer.byteLength(line) > 71)).toBe(true);
    expect(file.replaceAll('\r\n ', '')).toContain(`\r\nLOCATION:${location}\r\n`);
    expect(file).not.toContain('\ufffd');
  },
);
