import { latestOffer, offersOf } from './latestOffer';
import type { Viewing } from './viewing';
import {
  appointmentState,
  done,
  offered,
  second,
  viewing,
  viewingsOf,
  visitState,
  visitViewing,
} from '../../../test/support/builders';

const SINCE = second(10);
const alone = (id: string, ...offer: Parameters<typeof offered>) =>
  visitViewing(id, SINCE, offered(...offer));
const amounts = (...viewings: readonly Viewing[]) =>
  offersOf(viewingsOf(...viewings)).map(({ amount }) => amount);

describe('the offers of a lead (§2)', () => {
  test('are those of its visits, oldest first, in whatever order they are stored', () => {
    const [a, b, c] = [
      alone('V', 300, second(30)),
      alone('W', 200, second(20), 'GBP'),
      alone('X', 400, second(40)),
    ];
    expect(amounts(a, b, c)).toEqual([200, 300, 400]);
    expect(amounts(c, b, a)).toEqual([200, 300, 400]);
    expect(latestOffer(viewingsOf(a, c, b))).toEqual({
      amount: 400,
      currency: 'EUR',
      at: second(40),
    });
    expect(offersOf(viewingsOf(b))).toEqual([
      { amount: 200, currency: 'GBP', at: second(20), visitId: 'W' },
    ]);
  });
  test('come in the order of their visits if their times are equal', () => {
    const [v, w] = [alone('V', 300, SINCE), alone('W', 200, SINCE)];
    expect(amounts(v, w)).toEqual([300, 200]);
    expect(amounts(w, v)).toEqual([300, 200]);
  });
  test('are none if nobody offered anything', () => {
    expect(latestOffer(viewingsOf())).toBeNull();
    expect(amounts(viewing('A', SINCE, appointmentState('Scheduled', SINCE)))).toEqual([]);
    expect(amounts(visitViewing('V', SINCE, done('offer_made', SINCE)))).toEqual([]);
  });
  test.each([
    ['that needs more information', { ...offered(300, SINCE), outcome: 'more_info_needed' }],
    ['without an outcome', { ...offered(300, SINCE), outcome: null }],
    ['that is still to come', { ...visitState('visit_pending', SINCE), amount: 300 }],
    ['that is gone', { ...offered(300, SINCE), status: 'removed' }],
  ] as const)('do not have that of a visit %s', (_what, visit) => {
    expect(amounts(visitViewing('V', SINCE, visit))).toEqual([]);
  });
  test('have that of a viewing’s last visit alone', () => {
    const earlier = offered(300, second(20));
    const scheduled = appointmentState('Scheduled', SINCE);
    const of = (later: typeof earlier) => viewing('A', SINCE, scheduled, { V: earlier, W: later });
    expect(amounts(of(offered(310, second(30))))).toEqual([310]);
    expect(amounts(of(done('more_info_needed', second(30))))).toEqual([]);
  });
  test('stand when the viewing has a new date since', () => {
    const again = appointmentState('Scheduled', second(30));
    expect(amounts(viewing('A', SINCE, again, { V: offered(300, second(20)) }))).toEqual([300]);
  });
});
