import '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { checkLead, readCountedSources } from '../../src/application/checks/checkLead';
import type { Finding } from '../../src/domain/checks/finding';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { readHistory } from '../../src/firestore/historyStore';
import { readLead } from '../../src/firestore/leadStore';
import { Fixture, type LeadSnapshot } from '../support/fixture';
import { catchLogs } from '../support/logs';
import {
  FASE_0,
  CREATED,
  SCHEDULED,
  VISITED,
  OFFERED,
  INFO_NEEDED,
  ENQUIRED,
  ANSWERED,
  BY_CONSOLE,
  schedule,
  setStatus,
  recordVisit,
  expectLinked,
  millis,
} from '../support/steps';

catchLogs();

const REMOVED = ['Información Solicitada', 'appointment.removed'];

describe('when documents are deleted', () => {
  test('a deleted appointment counts as cancelled', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(schedule(A));
    const removed = await A.remove();
    await fixture.deliver(removed);
    const { chain, history } = await fixture.lead();
    expect(chain).toEqual([CREATED, SCHEDULED, REMOVED]);
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
    expect(chain.at(-1)).toEqual(REMOVED);
    expect(millis(history[2]?.effectiveAt)).toBeGreaterThan(millis(history[1]?.effectiveAt));
  });

  test('a deletion takes back only its own viewing', async () => {
    const fixture = new Fixture();
    const B = fixture.appointment('B');
    await fixture.play(schedule(fixture.appointment('A')), schedule(B), () => B.remove());
    expect((await fixture.lead()).chain).toEqual([CREATED, SCHEDULED]);
  });

  test.each(['Completed', 'Cancelled', 'NoShow'])(
    'the deletion of an appointment that was %s leaves its state as it was',
    async (status) => {
      const fixture = new Fixture();
      const A = fixture.appointment('A');
      await fixture.play(schedule(A), setStatus(A, status));
      const before = await fixture.lead();
      await fixture.play(() => A.remove());
      const after = await fixture.lead();
      expect(after.history).toEqual(before.history);
      expect(after.data['viewings']).toMatchObject({
        appointments: { [A.id]: { status, gone: true } },
      });
    },
  );

  test('an appointment that is created again for another pair is another one there', async () => {
    for (const isLate of [false, true]) {
      const fixture = new Fixture();
      const L2 = fixture.named('L2');
      const A = fixture.appointment('A');
      const V = fixture.visit('V', A);
      await fixture.play(schedule(A), recordVisit(V, 'offer_made'));
      const removed = await A.remove();
      const again = await A.create({ listingId: L2 });
      await fixture.deliver(...(isLate ? [again, removed] : [removed, again]));
      const [first, second] = [await fixture.lead(), await fixture.lead(L2)];
      expect([first.status, second.status]).toEqual(['Oferta Presentada', 'Visita Pendiente']);
      await expectLinked(A, second);
      // The visit stays with the former appointment, and can still be corrected there.
      await fixture.play(() => V.update({ outcome: 'more_info_needed' }));
      await expectLinked(V, await fixture.lead());
      const statuses = [(await fixture.lead()).status, (await fixture.lead(L2)).status];
      expect(statuses).toEqual(['Información Solicitada', 'Visita Pendiente']);
      expect((await A.read())['status']).toBe('Scheduled');
    }
  });

  test('the deletion of a linked document whose lead was erased creates nothing', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    const V = fixture.visit('V', A);
    const W = fixture.visit('W');
    await fixture.play(schedule(A), recordVisit(V, 'offer_made'), recordVisit(W));
    await database().recursiveDelete((await fixture.lead()).ref);
    await fixture.play(
      () => A.remove(),
      () => V.remove(),
      () => W.remove(),
    );
    expect(await fixture.leads()).toEqual([]);
  });

  test('the deletion of a rejected document creates nothing', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({ status: 'Programada' }),
      () => A.remove(),
    );
    expect(await fixture.leads()).toEqual([]);
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
    expect(chain.at(-1)).toEqual(['Visita Pendiente', 'visit.removed']);
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

  test('a deleted enquiry no longer counts, nor does its origin', async () => {
    const fixture = new Fixture();
    const E = fixture.enquiry('E', { origin: { portal: 'Idealista' } });
    await fixture.play(
      () => E.create({}),
      () => E.remove(),
    );
    const { chain, history, data } = await fixture.lead();
    expect(chain).toEqual([CREATED, ENQUIRED, [FASE_0, 'enquiry.removed']]);
    expect(history.at(-1)).toMatchObject({
      actor: BY_CONSOLE,
      source: { collection: 'enquiries', id: E.id },
    });
    expect(data['origin']).toBeNull();
  });

  test('the other one of two enquiries counts after one was deleted', async () => {
    const fixture = new Fixture();
    const [E, F] = [fixture.enquiry('E'), fixture.enquiry('F')];
    await fixture.play(
      () => E.create({ status: 'answered' }),
      () => F.create({}),
      () => F.remove(),
    );
    expect((await fixture.lead()).chain.slice(1)).toEqual([
      ANSWERED,
      ENQUIRED,
      ['Respuesta Pendiente', 'enquiry.removed'],
    ]);
  });

  test.each([true, false])(
    'an enquiry that is created again under its id counts, its deletion first: %s',
    async (isFirst) => {
      const fixture = new Fixture();
      const E = fixture.enquiry('E');
      await fixture.play(() => E.create({}));
      const removed = await E.remove();
      const again = await E.create({ status: 'answered' });
      await fixture.deliver(...(isFirst ? [removed, again] : [again, removed]));
      const lead = await fixture.lead();
      expect(lead.status).toBe('Respuesta Pendiente');
      await expectLinked(E, lead);
    },
  );

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
    'the deletion of an appointment stays where it was, wherever one that is created again goes, its deletion first: %s',
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
      expect((await fixture.lead()).chain.at(-1)).toEqual(REMOVED);
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

describe('what retention deletes says nothing (§4)', () => {
  const passed = () => Timestamp.fromMillis(Date.now() - 60_000);
  const checkAgain = async (lead: LeadSnapshot): Promise<Finding[]> => {
    const stored = await readLead(database(), lead.id);
    if (stored === null) throw new Error('There is one');
    const history = await readHistory(database(), lead.id);
    const sources = await readCountedSources(database(), [stored]);
    const options = { apply: false, now: microsOfMillis(Date.now()) };
    return checkLead(database(), { lead: stored, history }, sources, options);
  };

  test.each(['Scheduled', 'Completed', 'Cancelled'])(
    'an appointment that is %s stays as it was, and a check does not miss it',
    async (status) => {
      const fixture = new Fixture();
      const A = fixture.appointment('A', { expireAt: passed() });
      await fixture.play(() => A.create({ status }));
      const before = await fixture.lead();
      await fixture.play(() => A.remove());
      const after = await fixture.lead();
      expect(after.history).toEqual(before.history);
      expect(after.data['viewings']).toMatchObject({
        appointments: { [A.id]: { status, gone: true } },
      });
      expect(await checkAgain(after)).toEqual([]);
    },
  );

  test.each(['open', 'answered', 'dismissed'])(
    'an enquiry that is %s stays as it was, and a check does not miss it',
    async (status) => {
      const fixture = new Fixture();
      const E = fixture.enquiry('E', { expireAt: passed(), origin: { portal: 'Idealista' } });
      await fixture.play(() => E.create({ status }));
      const before = await fixture.lead();
      await fixture.play(() => E.remove());
      const after = await fixture.lead();
      expect(after.history).toEqual(before.history);
      expect(after.data['viewings']).toMatchObject({
        enquiries: { [E.id]: { status, gone: true } },
      });
      expect(after.data['origin']).toEqual({ portal: 'Idealista' });
      expect(await checkAgain(after)).toEqual([]);
    },
  );

  test('a visit stays, its appointment goes before or after it', async () => {
    for (const isFirst of [false, true]) {
      const fixture = new Fixture();
      const A = fixture.appointment('A');
      const V = fixture.visit('V', A);
      await fixture.play(
        schedule(A),
        recordVisit(V, 'offer_made'),
        () => A.update({ expireAt: passed() }),
        () => V.update({ expireAt: passed() }),
      );
      const removed = [await A.remove(), await V.remove()];
      await fixture.deliver(...(isFirst ? removed : removed.reverse()));
      const lead = await fixture.lead();
      expect(lead.chain).toEqual([CREATED, SCHEDULED, VISITED, OFFERED]);
      expect(await checkAgain(lead)).toEqual([]);
    }
  });

  test('an expireAt that has not passed changes nothing: the deletion counts', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { expireAt: Timestamp.fromMillis(Date.now() + 60_000) });
    await fixture.play(schedule(A), () => A.remove());
    expect((await fixture.lead()).chain.at(-1)).toEqual(REMOVED);
  });

  test('an appointment that shows a visit keeps its own state, and a later correction of the visit counts', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A', { expireAt: passed() });
    const V = fixture.visit('V', A);
    await fixture.play(schedule(A), recordVisit(V, 'offer_made'), () => A.remove());
    await fixture.play(() => V.update({ outcome: 'more_info_needed' }));
    const lead = await fixture.lead();
    expect(lead.chain.at(-1)).toEqual(INFO_NEEDED);
    await expectLinked(V, lead);
  });
});
