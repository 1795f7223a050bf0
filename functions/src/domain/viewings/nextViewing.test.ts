import { nextViewing } from './nextViewing';
import type { AppointmentState, Viewings } from './viewing';
import {
  appointmentState,
  done,
  second,
  viewing,
  viewingsOf,
  visitViewing,
} from '../../../test/support/builders';

const SINCE = second(10);
const dated = (
  startsAt: number | null,
  fields: Partial<AppointmentState> = {},
): AppointmentState => ({
  ...appointmentState('Scheduled', SINCE),
  startsAt: startsAt === null ? null : second(startsAt),
  ...fields,
});
const of = (id: string, ...rest: Parameters<typeof dated>) => viewing(id, SINCE, dated(...rest));

const nextViewingAt = (viewings: Viewings) => nextViewing(viewings)?.startsAt ?? null;

describe('the next viewing of a lead (§2)', () => {
  test('is the earliest of those that are scheduled, in whatever order', () => {
    const [a, b, c] = [of('A', 300), of('B', 200), of('C', 400)];
    expect(nextViewingAt(viewingsOf(a, b, c))).toBe(second(200));
    expect(nextViewingAt(viewingsOf(b, c, a))).toBe(second(200));
  });
  test('is unknown if none has a date, or there is none', () => {
    expect(nextViewingAt(viewingsOf(of('A', null)))).toBeNull();
    expect(nextViewingAt(viewingsOf(visitViewing('V', SINCE, done(null, SINCE))))).toBeNull();
    expect(
      nextViewingAt(viewingsOf(viewing('A', SINCE, null, { V: done(null, SINCE) }))),
    ).toBeNull();
    expect(nextViewingAt(viewingsOf())).toBeNull();
  });
  test('is that of another viewing if one has no date', () => {
    expect(nextViewingAt(viewingsOf(of('A', null), of('B', 200)))).toBe(second(200));
  });
  test.each<[string, Partial<AppointmentState>]>([
    ['completed', { status: 'Completed' }],
    ['cancelled', { status: 'Cancelled' }],
    ['a no-show', { status: 'NoShow' }],
    ['removed', { status: 'removed', isDeleted: true }],
    ['no visit', { type: 'Firma' }],
  ])('is not one that is %s', (_what, fields) => {
    const viewings = viewingsOf(of('A', 100, fields), of('B', 200));
    expect(nextViewingAt(viewings)).toBe(second(200));
  });
  test('is not one that took place, unless it has a new date since', () => {
    const [before, after] = [SINCE - 1, SINCE + 1];
    const visitedAt = (at: number) => viewing('A', SINCE, dated(100), { V: done(null, at) });
    expect(nextViewingAt(viewingsOf(visitedAt(after)))).toBeNull();
    expect(nextViewingAt(viewingsOf(visitedAt(before)))).toBe(second(100));
  });
  test('is of several at one time the one that ends last', () => {
    const ends = [200, null, 300].map((endsAt, n) =>
      of(`A${String(n)}`, 100, { endsAt: endsAt === null ? null : second(endsAt) }),
    );
    for (const viewings of [ends, [...ends].reverse()]) {
      const next = nextViewing(viewingsOf(...viewings));
      expect(next).toEqual({ startsAt: second(100), endsAt: second(300) });
    }
  });
  test('stays one that retention took while it was scheduled: what it said stands', () => {
    expect(nextViewingAt(viewingsOf(of('A', 100, { isDeleted: true })))).toBe(second(100));
  });
});
