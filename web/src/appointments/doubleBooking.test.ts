import type { AppointmentStatus } from '#domain/documents/appointment';
import { findOverlapping } from './doubleBooking';

const HOUR = 3_600_000_000;
const other = (startsAt: number | null, endsAt: number | null, status: AppointmentStatus) => ({
  startsAt,
  endsAt,
  status,
});
const overlaps = (...fields: Parameters<typeof other>): boolean =>
  findOverlapping({ startsAt: 10 * HOUR, endsAt: 11 * HOUR }, [other(...fields)]).length > 0;

test.each([
  ['the same hour', 10, 11],
  ['an hour within', 10.25, 10.5],
  ['an hour around', 9, 12],
  ['one that ends within', 9.5, 10.5],
  ['one that begins within', 10.5, 12],
  ['one without an end, which lasts an hour', 9.5, null],
])('%s overlaps', (_, from, until) => {
  expect(overlaps(from * HOUR, until === null ? null : until * HOUR, 'Scheduled')).toBe(true);
});

test.each([
  ['the hour before', 9, 10],
  ['the hour after', 11, 12],
  ['one without an end that is over', 9, null],
])('%s does not overlap', (_, from, until) => {
  expect(overlaps(from * HOUR, until === null ? null : until * HOUR, 'Scheduled')).toBe(false);
});

test('one that was cancelled takes no time, and one without a date none either', () => {
  expect(overlaps(10 * HOUR, 11 * HOUR, 'Cancelled')).toBe(false);
  expect(overlaps(10 * HOUR, 11 * HOUR, 'NoShow')).toBe(false);
  expect(overlaps(null, null, 'Scheduled')).toBe(false);
  expect(overlaps(10 * HOUR, 11 * HOUR, 'Completed')).toBe(true);
});
