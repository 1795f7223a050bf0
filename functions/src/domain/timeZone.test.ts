import { clockAt, dayBegins, timesAt } from './timeZone';

/** The times at which the clocks of a zone show this, in UTC. */
const shownAt = (clock: string, timeZone: string): string[] =>
  timesAt(Date.parse(`${clock}Z`), timeZone).map((time) =>
    new Date(time).toISOString().slice(0, 16),
  );

test('clocks show most things once', () => {
  expect(shownAt('2027-01-15T10:00', 'Europe/Madrid')).toEqual(['2027-01-15T09:00']);
  expect(shownAt('2027-07-15T10:00', 'Europe/Madrid')).toEqual(['2027-07-15T08:00']);
  expect(shownAt('2027-07-15T10:00', 'Atlantic/Canary')).toEqual(['2027-07-15T09:00']);
  expect(shownAt('2027-07-15T10:00', 'America/New_York')).toEqual(['2027-07-15T14:00']);
});

test.each([
  ['Europe/Madrid', '2027-03-28', '02:00', '03:00'],
  ['Atlantic/Canary', '2027-03-28', '01:00', '02:00'],
  ['America/New_York', '2027-03-14', '02:00', '03:00'],
])('in %s, on %s, clocks never show the hour from %s on', (timeZone, day, from, until) => {
  expect(shownAt(`${day}T${from}`, timeZone)).toEqual([]);
  expect(shownAt(`${day}T${from.slice(0, 2)}:59`, timeZone)).toEqual([]);
  expect(shownAt(`${day}T${until}`, timeZone)).toHaveLength(1);
});

test.each([
  ['Europe/Madrid', '2027-10-31T02:30', ['2027-10-31T00:30', '2027-10-31T01:30']],
  ['Atlantic/Canary', '2027-10-31T01:30', ['2027-10-31T00:30', '2027-10-31T01:30']],
  ['America/New_York', '2027-11-07T01:30', ['2027-11-07T05:30', '2027-11-07T06:30']],
])('in %s clocks show %s twice, the summer’s first', (timeZone, clock, times) => {
  expect(shownAt(clock, timeZone)).toEqual(times);
  expect(times.map((time) => clockAt(Date.parse(`${time}Z`), timeZone))).toEqual(
    times.map(() => Date.parse(`${clock}Z`)),
  );
});

test.each([
  ['Europe/Madrid', '2027-03-28T23:00', '2027-03-27T23:00'],
  ['Europe/Madrid', '2027-10-31T23:00', '2027-10-30T22:00'],
  // In Chile summer begins at midnight, and ends so that 23 o'clock comes twice.
  ['America/Santiago', '2027-09-05T12:00', '2027-09-05T04:00'],
  // In Cuba summer ends at 1 o'clock: midnight comes twice.
  ['America/Havana', '2027-11-07T12:00', '2027-11-07T04:00'],
])('in %s the day of %s begins at %s UTC', (timeZone, clock, begins) => {
  const time = dayBegins(Date.parse(`${clock}Z`), timeZone);
  expect(new Date(time).toISOString().slice(0, 16)).toBe(begins);
});
