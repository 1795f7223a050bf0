/**
 * `Completed` is only shown on an appointment while a visit took place, and taken back where that visit no
 * longer says so (docs/contract.md §4, both directions).
 */
import '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { CONSOLE, Fixture, type Source } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { ANY_TIMESTAMP, linked, recordVisit, schedule } from '../support/steps';

catchLogs();

/** An appointment that a visit completed, with its fields before that. */
async function playVisit(outcome?: string) {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const V = fixture.visit('V', A);
  await fixture.play(schedule(A));
  const before = await A.read();
  await fixture.play(recordVisit(V, outcome));
  const { statusAt } = await V.read();
  expect(await A.read()).toEqual({
    ...before,
    status: 'Completed',
    statusAt,
    leadSync: linked(A, statusAt),
  });
  return { fixture, A, V, before };
}

type Played = Awaited<ReturnType<typeof playVisit>>;

const stateOf = async (A: Source) => {
  const { status, statusAt } = await A.read();
  return { status, statusAt };
};

describe('an appointment shows its own state again, as of its own time,', () => {
  const ways: readonly [what: string, take: (played: Played) => Promise<void>, status: string][] = [
    [
      'when its visit is retracted',
      ({ fixture, V }) => fixture.play(() => V.update({ status: 'visit_pending', outcome: null })),
      'Visita Pendiente',
    ],
    [
      'when its visit is retracted in the console',
      ({ fixture, V }) => fixture.play(() => V.update({ status: 'visit_pending' }, CONSOLE)),
      'Visita Pendiente',
    ],
    [
      'when its visit is deleted',
      ({ fixture, V }) => fixture.play(() => V.remove()),
      'Visita Pendiente',
    ],
    [
      'when its visit leaves for another appointment of the pair',
      ({ fixture, V }) => {
        const B = fixture.appointment('B');
        return fixture.play(schedule(B), () => V.update({ appointmentId: B.id }));
      },
      'Oferta Presentada',
    ],
    [
      'when its visit leaves for another lead',
      ({ fixture, V }) => {
        const B = fixture.appointment('B', { listingId: fixture.named('L2') });
        return fixture.play(schedule(B), () => V.update({ appointmentId: B.id }));
      },
      'Visita Pendiente',
    ],
    [
      'when its visit is retracted after notes were written',
      ({ fixture, A, V }) =>
        fixture.play(
          () => A.update({ notes: 'Trajo a su hermano' }),
          () => V.update({ status: 'visit_pending', outcome: null }),
        ),
      'Visita Pendiente',
    ],
    [
      'when its visit is retracted after it moved to another listing and back',
      ({ fixture, A, V }) =>
        fixture.play(
          () => A.update({ listingId: fixture.named('L2') }),
          () => A.update({ listingId: fixture.listingId }),
          () => V.update({ status: 'visit_pending', outcome: null }),
        ),
      'Visita Pendiente',
    ],
  ];
  test.each(ways)('%s', async (_what, take, status) => {
    const played = await playVisit('offer_made');
    await take(played);
    const { A, before, fixture } = played;
    const { status: own, statusAt } = before;
    expect(await stateOf(A)).toEqual({ status: own, statusAt });
    const { leadSync } = await A.read();
    expect(leadSync).toEqual({ ...linked(A), restored: { at: statusAt, version: ANY_TIMESTAMP } });
    expect((await fixture.lead()).status).toBe(status);
    await fixture.settle();
    expect(await stateOf(A)).toEqual({ status: own, statusAt });
  });

  test('when the visit is deleted, and the lead knows no visit then: it can be completed again', async () => {
    const { fixture, A, V } = await playVisit('offer_made');
    const W = fixture.visit('W', A);
    await fixture.play(() => V.remove(), recordVisit(W, 'more_info_needed'));
    const { statusAt } = await W.read();
    expect(await stateOf(A)).toEqual({ status: 'Completed', statusAt });
    expect((await fixture.lead()).status).toBe('Información Solicitada');
  });

  test('when a Scheduled that is newer than the visit becomes known', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A));
    const visited = await V.create({ outcome: 'more_info_needed' });
    const again = await A.update({ status: 'Scheduled' });
    await fixture.deliver(visited, again);
    const { statusAt } = again.after.data() ?? {};
    expect(await stateOf(A)).toEqual({ status: 'Scheduled', statusAt });
    expect((await fixture.lead()).status).toBe('Visita Pendiente');
  });
});

describe('an appointment stays as it is', () => {
  test('while another visit still says that it took place: it shows that one', async () => {
    const { fixture, A, V } = await playVisit();
    const W = fixture.visit('W', A);
    await fixture.play(recordVisit(W), () => V.remove());
    expect((await A.read())['status']).toBe('Completed');
    await fixture.play(() => W.remove());
    expect((await A.read())['status']).toBe('Scheduled');
  });

  test.each(['Completed', 'Cancelled', 'NoShow'])(
    'if somebody has set it to %s since',
    async (status) => {
      const { fixture, A, V } = await playVisit('offer_made');
      await fixture.play(() => A.update({ status }));
      const before = await stateOf(A);
      await fixture.play(() => V.remove());
      expect(await stateOf(A)).toEqual(before);
      expect(before.status).toBe(status);
      const expected = status === 'Completed' ? 'Visita Realizada' : 'Información Solicitada';
      expect((await fixture.lead()).status).toBe(expected);
    },
  );

  test('if it was completed before its visit was recorded', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(() => A.create({ status: 'Completed' }), recordVisit(V));
    const before = await stateOf(A);
    await fixture.play(() => V.update({ status: 'visit_pending' }));
    expect(await stateOf(A)).toEqual(before);
    expect((await fixture.lead()).status).toBe('Visita Realizada');
  });

  test('if somebody changes it between the decision to take it back and its commit', async () => {
    const { fixture, A, V } = await playVisit();
    const retracted = await V.update({ status: 'visit_pending' });
    const cancelled = await A.update({ status: 'Cancelled' });
    await fixture.deliverAtOnce([retracted, cancelled]);
    expect((await A.read())['status']).toBe('Cancelled');
    expect((await fixture.lead()).status).toBe('Información Solicitada');
  });

  test('with its visit if retention deletes that', async () => {
    const { fixture, A, V } = await playVisit('offer_made');
    const expireAt = Timestamp.fromMillis(Date.now() - 60_000);
    await fixture.play(
      () => V.update({ expireAt }),
      () => V.remove(),
    );
    expect((await A.read())['status']).toBe('Completed');
    expect((await fixture.lead()).status).toBe('Oferta Presentada');
  });
});
