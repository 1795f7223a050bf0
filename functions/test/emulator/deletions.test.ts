import '../support/ownProject';
import { Fixture } from '../support/fixture';
import { catchLogs } from '../support/logs';
import {
  FASE_0,
  CREATED,
  SCHEDULED,
  VISITED,
  OFFERED,
  INFO_NEEDED,
  BY_CONSOLE,
  schedule,
  recordVisit,
  expectLinked,
  millis,
} from '../support/steps';

catchLogs();

describe('when documents are deleted', () => {
  test('a deleted appointment counts as cancelled', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const removed = await A.remove();
    await fixture.deliver(removed);
    const { chain, history } = await fixture.lead();
    expect(chain).toEqual([CREATED, SCHEDULED, ['Información Solicitada', 'appointment.removed']]);
    expect(history[2]).toMatchObject({
      actor: BY_CONSOLE,
      source: { collection: 'appointments', id: A.id },
    });
    const age = Math.abs(millis(history[2]?.effectiveAt) - Date.parse(removed.time));
    expect(age).toBeLessThanOrEqual(1);
  });

  test('a deletion whose event has whole seconds, as in the emulators, is newer than what it deleted', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const removed = await A.remove();
    await fixture.deliver({ ...removed, time: removed.time.replace(/\.\d+Z$/, 'Z') });
    const { chain, history } = await fixture.lead();
    expect(chain.at(-1)).toEqual(['Información Solicitada', 'appointment.removed']);
    expect(millis(history[2]?.effectiveAt)).toBeGreaterThan(millis(history[1]?.effectiveAt));
  });

  test('a deletion takes back only its own viewing', async () => {
    const fixture = new Fixture();
    const B = fixture.appointment('B');
    await fixture.play(schedule(fixture.appointment('A')), schedule(B), () => B.remove());
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED]);
  });

  test('the deletion of an appointment changes nothing if its visit took place', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), recordVisit(V, 'offer_made'), () => A.remove());
    const lead = await fixture.lead();
    expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
    await expectLinked(V, lead);
  });

  test('a visit stays with its lead after its appointment was deleted, and can still be corrected', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), recordVisit(V, 'offer_made'), () => A.remove());
    await fixture.play(() => V.update({ outcome: 'more_info_needed' }));
    const lead = await fixture.lead();
    expect(lead.chain.at(-1)).toEqual(INFO_NEEDED);
    await expectLinked(V, lead);
  });

  test('a deleted visit no longer counts, but its appointment does', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), recordVisit(V, 'offer_made'), () => V.remove());
    const { chain, history } = await fixture.lead();
    expect(chain.at(-1)).toEqual(['Visita Realizada', 'visit.removed']);
    expect(history.at(-1)).toMatchObject({
      actor: BY_CONSOLE,
      source: { collection: 'visits', id: V.id },
    });
  });

  test('a deleted visit that had no appointment leaves its lead in Fase 0', async () => {
    const fixture = new Fixture();
    const V = fixture.visit('V');
    await fixture.play(recordVisit(V), () => V.remove());
    expect((await fixture.lead()).chain).toEqual([CREATED, VISITED, [FASE_0, 'visit.removed']]);
  });

  test('the other one of two visits counts after one was deleted', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V2 = fixture.visit('V2', A);
    await fixture.play(
      schedule(A),
      recordVisit(fixture.visit('V1', A), 'more_info_needed'),
      recordVisit(V2, 'offer_made'),
      () => V2.remove(),
    );
    expect((await fixture.lead()).chain.at(-1)).toEqual([
      'Información Solicitada',
      'visit.removed',
    ]);
  });

  test('an appointment that is created again under its id counts, even if its deletion comes late', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const removed = await A.remove();
    const again = await A.create({ status: 'Completed' });
    await fixture.deliver(again, removed);
    const lead = await fixture.lead();
    expect(lead.status).toBe('Visita Realizada');
    await expectLinked(A, lead);
  });

  test('an appointment that is created again after its deletion was handled counts', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      schedule(A),
      () => A.remove(),
      () => A.create({}),
    );
    const lead = await fixture.lead();
    expect(lead.chain.at(-1)).toEqual(SCHEDULED);
    await expectLinked(A, lead);
  });

  test.each(['its deletion first', 'its deletion in between', 'its deletion last'])(
    'an appointment that got its listing, was deleted and created again moves from the lead without listing, %s',
    async (when) => {
      const fixture = new Fixture();
      const A = fixture.appointment('A', { listingId: null });
      await fixture.play(schedule(A));
      const { listingId } = fixture;
      const listed = await A.update({ listingId });
      const removed = await A.remove();
      const again = await A.create({ listingId });
      await fixture.deliver(
        ...(when === 'its deletion first'
          ? [removed, again, listed]
          : when === 'its deletion last'
            ? [again, listed, removed]
            : [again, removed, listed]),
      );
      const lead = await fixture.lead();
      expect(lead.status).toBe('Visita Pendiente');
      expect((await fixture.lead(null)).closed).toMatchObject({
        outcome: 'moved',
        leadId: lead.id,
      });
      await expectLinked(A, lead);
    },
  );

  test.each([true, false])(
    'an appointment that moves after it was created again leaves nothing behind, its deletion first: %s',
    async (isFirst) => {
      const fixture = new Fixture();
      const A = fixture.appointment('A');
      await fixture.play(schedule(A));
      const removed = await A.remove();
      const again = await A.create({});
      const moved = await A.update({ listingId: fixture.named('L2') });
      await fixture.deliver(...(isFirst ? [removed, moved, again] : [moved, again, removed]));
      const lead = await fixture.lead(fixture.named('L2'));
      expect(lead.status).toBe('Visita Pendiente');
      expect((await fixture.lead()).closed).toMatchObject({ outcome: 'moved', leadId: lead.id });
      await expectLinked(A, lead);
    },
  );

  test('an appointment that was deleted before its first event is handled counts as cancelled, in any order', async () => {
    const statuses = [];
    for (const isLate of [false, true]) {
      const fixture = new Fixture();
      const A = fixture.appointment('A');
      const created = await A.create({});
      const removed = await A.remove();
      await fixture.deliver(...(isLate ? [removed, created] : [created, removed]));
      statuses.push((await fixture.lead()).status);
    }
    expect(statuses).toEqual(['Información Solicitada', 'Información Solicitada']);
  });

  test('an appointment that moved back and was deleted before its events are handled counts as cancelled there', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({}),
      () => A.update({ listingId: null }),
    );
    const movedBack = await A.update({ listingId: fixture.listingId });
    const removed = await A.remove();
    await fixture.deliver(movedBack, removed);
    expect((await fixture.lead()).status).toBe('Información Solicitada');
    expect((await fixture.lead(null)).closed).toMatchObject({ outcome: 'moved' });
  });
});
