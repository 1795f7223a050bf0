import { morningIn, morningOf } from './putOffDates';

test.each([
  ['2026-11-27T12:00:00Z', 1, '2026-11-28T08:00:00.000Z'],
  ['2026-11-27T23:30:00Z', 1, '2026-11-29T08:00:00.000Z'], // It is the 28th in Madrid already.
  ['2026-07-01T12:00:00Z', 7, '2026-07-08T07:00:00.000Z'],
])('the morning is nine at the agency: %s, %i days later', (now, days, morning) => {
  expect(morningIn(days, new Date(now)).toISOString()).toBe(morning);
});

test('the morning of a chosen day', () => {
  const day = new Date('2026-12-23T23:00:00Z'); // Christmas Eve begins in Madrid.
  expect(morningOf(day).toISOString()).toBe('2026-12-24T08:00:00.000Z');
});
