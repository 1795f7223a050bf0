import {
  addDays,
  countDays,
  isOtherOnDevice,
  isSameYear,
  nextHour,
  parseDateField,
  parseTimeFields,
  startOfDay,
  startOfWeek,
  toDateField,
  toTimeField,
} from './calendar';

const MADRID = 'Europe/Madrid';
const CANARY = 'Atlantic/Canary';
const NEW_YORK = 'America/New_York';
const at = (utc: string): Date => new Date(`${utc}Z`);

test.each([
  [MADRID, '2027-05-12T22:30', '2027-05-13', '00:30'],
  [CANARY, '2027-05-12T22:30', '2027-05-12', '23:30'],
  [NEW_YORK, '2027-05-12T02:30', '2027-05-11', '22:30'],
])('in %s, %s UTC is on %s at %s', (timeZone, time, day, hour) => {
  expect([toDateField(at(time), timeZone), toTimeField(at(time), timeZone)]).toEqual([day, hour]);
  expect(parseTimeFields(day, hour, timeZone)).toEqual([at(time)]);
  expect(parseDateField(day, timeZone)).toEqual(startOfDay(at(time), timeZone));
});

test('without a zone, they are those of Madrid', () => {
  expect(toTimeField(at('2027-05-12T08:00'))).toBe('10:00');
});

test.each(['2027-03-27', '2027-03-28', '2027-10-30', '2027-10-31'])(
  'days follow one another where clocks change: %s',
  (text) => {
    for (const timeZone of [MADRID, CANARY]) {
      const day = parseDateField(text, timeZone) ?? new Date(NaN);
      const next = addDays(day, 1, timeZone);
      expect(toTimeField(next, timeZone)).toBe('00:00');
      expect(countDays(day, next, timeZone)).toBe(1);
      expect(addDays(next, -1, timeZone)).toEqual(day);
      expect(startOfDay(new Date(next.getTime() - 1), timeZone)).toEqual(day);
    }
  },
);

test('the hour that the night of 28 March lacks is no time, and the one that 31 October has twice is two', () => {
  expect(parseTimeFields('2027-03-28', '02:30', MADRID)).toEqual([]);
  expect(parseTimeFields('2027-03-28', '01:59', MADRID)).toHaveLength(1);
  expect(parseTimeFields('2027-03-28', '03:00', MADRID)).toHaveLength(1);
  expect(parseTimeFields('2027-10-31', '02:30', MADRID)).toEqual([
    at('2027-10-31T00:30'),
    at('2027-10-31T01:30'),
  ]);
  expect(parseTimeFields('2027-10-31', '03:00', MADRID)).toHaveLength(1);
});

test('what names no day or no hour is no time', () => {
  expect(parseTimeFields('2027-02-30', '10:00', MADRID)).toBeNull();
  expect(parseTimeFields('2027-02-03', '', MADRID)).toBeNull();
  expect(parseDateField('ayer', MADRID)).toBeNull();
});

test.each(['2027-05-10', '2027-05-12', '2027-05-16'])(
  'the week of %s begins on a Monday',
  (day) => {
    const monday = startOfWeek(parseDateField(day, NEW_YORK) ?? new Date(NaN), NEW_YORK);
    expect(toDateField(monday, NEW_YORK)).toBe('2027-05-10');
  },
);

test('a year ends at midnight in the agency', () => {
  const [before, after] = [at('2027-12-31T22:59'), at('2027-12-31T23:00')];
  expect(isSameYear(before, after, MADRID)).toBe(false);
  expect(isSameYear(before, after, CANARY)).toBe(true);
});

test('the next full hour follows, also in a zone that is half an hour apart', () => {
  expect(nextHour(at('2027-05-12T08:10'), MADRID)).toEqual(at('2027-05-12T09:00'));
  expect(nextHour(at('2027-05-12T08:10'), 'Asia/Kolkata')).toEqual(at('2027-05-12T08:30'));
});

test('a device in another zone is told so only while its clocks differ', () => {
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(isOtherOnDevice(at('2027-01-15T10:00'), device)).toBe(false);
  expect(isOtherOnDevice(at('2027-01-15T10:00'), 'Pacific/Kiritimati')).toBe(true);
});
