import { microsOfMillis } from '#domain/time';
import { urgencyOf } from './urgency';

const attentionAt = (time: string) =>
  ({ at: microsOfMillis(Date.parse(time)), why: 'stale' }) as const;

// In Madrid it is 00:30 of the 28th.
const NOW = new Date('2026-11-27T23:30:00Z');

test.each([
  ['2026-11-20T10:00:00Z', 'overdue'],
  ['2026-11-27T23:30:00Z', 'overdue'],
  ['2026-11-27T23:31:00Z', 'today'],
  ['2026-11-28T22:59:00Z', 'today'],
  ['2026-11-28T23:00:00Z', 'later'],
])('whoever needs somebody at %s is %s', (at, urgency) => {
  expect(urgencyOf(attentionAt(at), NOW)).toBe(urgency);
});

test('who needs nobody has no urgency', () => {
  expect(urgencyOf(null, NOW)).toBeNull();
});
