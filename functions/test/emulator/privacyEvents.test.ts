/** What is put away or erased stays so: whatever events come, and wherever it is interrupted (docs/contract.md §12). */
import { projectId } from '../support/ownProject';
import type { DocumentSnapshot } from 'firebase-admin/firestore';
import fc from 'fast-check';
import { checkAll } from '../../src/application/checks/checkAll';
import { blockContact } from '../../src/application/privacy/blockContact';
import { eraseContact } from '../../src/application/privacy/eraseContact';
import { reportFunnel } from '../../src/application/reports/reportFunnel';
import { needsAttention, type Finding } from '../../src/domain/checks/finding';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { leadIdOf } from '../../src/firestore/leadIds';
import { COMMIT_FAULTS, injectCommitFault, recordCommits } from '../support/commits';
import { empty } from '../support/emptyProject';
import { anotherProcess, deliver, type DocumentEvent } from '../support/events';
import { Fixture, type Step } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { recordVisit, schedule, setStatus } from '../support/steps';
import { until } from '../support/until';
import { readEverything } from '../support/wholeDatabase';

catchLogs();
const another = anotherProcess();
afterAll(another.stop);

const now = () => microsOfMillis(Date.now());
const ASKED = { by: 'Operadora', reference: null };
const options = () => ({ now: now(), onLeads: () => undefined, isStopped: () => false });

const erase = (contactId: string) => eraseContact(database(), contactId, ASKED, options());
const UNTIL = now() + 86_400_000_000;
const block = (contactId: string) => blockContact(database(), contactId, UNTIL, ASKED, options());

/**
 * What `check` finds that somebody has to put right, but for visits that were never linked and whose appointment somebody
 * deleted: nothing says whose they are.
 */
async function findWrong(): Promise<Finding[]> {
  const found: Finding[] = [];
  for await (const { findings } of checkAll(database(), {
    apply: false,
    now: now(),
    writtenBefore: Infinity,
  })) {
    found.push(...findings.filter((each) => needsAttention(each) && each.kind !== 'rejected'));
  }
  return found;
}

const report = () =>
  reportFunnel(
    database(),
    { since: null, until: null },
    () => 'month',
    () => undefined,
  );

/** Every lead that is of nobody, with its version and its history. */
async function readAnonymous(): Promise<string[]> {
  const { docs } = await database().collection('leads').orderBy('anonymisedAt').get();
  const whole = await Promise.all(
    docs.map(async ({ ref, updateTime }) => {
      const history = await ref.collection('statusHistory').get();
      return `${ref.path} ${updateTime.valueOf()} ${history.docs.map(({ id }) => id).join()}`;
    }),
  );
  return whole.sort();
}

/** What clients do to a person and to another one, in the order of the commits. */
function lifeOf(fixture: Fixture, other: Fixture): Step[] {
  const { contactId } = fixture;
  const L2 = fixture.named('L2');
  const A = fixture.appointment('A');
  const V = fixture.visit('V', A);
  const B = fixture.appointment('B', { listingId: null });
  const W = fixture.visit('W');
  const C = fixture.appointment('C', { status: 'Programada' });
  const D = other.appointment('D');
  const X = other.visit('X', D);
  const E = fixture.appointment('E', { listingId: fixture.named('L3') });
  const Y = fixture.visit('Y', E);
  const Q = fixture.enquiry('Q', { origin: { portal: 'Idealista' } });
  const R = fixture.enquiry('R', { listingId: null });
  return [
    () => Q.create({}),
    schedule(A),
    () => R.create({}),
    () => Q.update({ status: 'answered' }),
    recordVisit(V, 'offer_made'),
    schedule(B),
    () => B.update({ listingId: L2 }),
    recordVisit(W, 'more_info_needed'),
    () => C.create({}),
    schedule(D),
    recordVisit(X),
    // The other's viewing becomes theirs, and one of theirs the other's.
    () => D.update({ contactId }),
    schedule(E),
    recordVisit(Y),
    () => E.update({ contactId: other.contactId }),
    setStatus(B, 'NoShow'),
    () => R.update({ listingId: L2 }),
    () => Q.remove(),
    () => A.remove(),
    () => V.update({ outcome: 'more_info_needed' }),
  ];
}

test('no event brings anything back, in whatever order it comes, before, meanwhile or afterwards', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
    fc.array(fc.nat(3), { minLength: 12, maxLength: 12 }),
    fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
    fc.boolean(),
    async (isLate, meanwhile, order, isBlocked) => {
      await empty(projectId);
      const [fixture, other] = [new Fixture(), new Fixture()];
      const { contactId } = fixture;
      const all: DocumentEvent[] = [];
      const late: DocumentEvent[] = [];
      for (const [n, step] of lifeOf(fixture, other).entries()) {
        const event = await step();
        all.push(event);
        // Of a document that somebody deleted before it was handled, nothing is promised: the first two are handled.
        if (n > 1 && isLate[n] === true) late.push(event);
        else {
          await deliver(event);
          all.push(...(await fixture.ownWrites()));
        }
      }
      // Before each commit of the erasure, another process handles some of what is on its way.
      let commits = 0;
      const recorded = await recordCommits(async () => {
        const count = meanwhile[commits++ % meanwhile.length] ?? 0;
        const due = [...late, ...recorded.events].filter((_, n) => n % 4 < count).slice(0, count);
        for (const event of due) await deliver(event, another.functions);
      });
      try {
        const removed = await (isBlocked ? block(contactId) : erase(contactId));
        expect(removed.result).toBe('done');
      } finally {
        await recorded.stop();
      }
      const before = await readAnonymous();
      const rest = [...all, ...late, ...recorded.events]
        .map((event, n) => ({ event, key: order[n % order.length] ?? 0 }))
        .sort((a, b) => a.key - b.key);
      for (const { event } of rest) await deliver(event);
      await other.settle();

      const pairs = [fixture.listingId, null, fixture.named('L2'), fixture.named('L3')]
        .concat(other.listingId)
        .map((listingId) => leadIdOf({ contactId, listingId }));
      const left = (await readEverything(database())).filter(
        (each) =>
          !each.startsWith('blocked/') && [contactId, ...pairs].some((id) => each.includes(id)),
      );
      expect(left).toEqual([]);
      expect(await readAnonymous()).toEqual(before);
      expect(await findWrong()).toEqual([]);
    },
  );
  await fc.assert(property, { seed: 20_261_127, numRuns: 6, endOnFailure: true });
});

describe.each(['erase', 'block'] as const)('a %s that is interrupted', (verb) => {
  const remove = verb === 'erase' ? erase : block;

  /** A person with a little of everything. */
  async function seed(): Promise<Fixture> {
    await empty(projectId);
    const [fixture, other] = [new Fixture(), new Fixture()];
    const { contactId } = fixture;
    const A = fixture.appointment('A', { notes: 'busca piso' });
    const B = fixture.appointment('B', { listingId: fixture.named('L2') });
    const C = other.appointment('C');
    const origin = { portal: 'Idealista', campaign: 'Otoño' };
    const Q = fixture.enquiry('Q', { origin, message: 'busca piso' });
    await fixture.play(
      () => Q.create({}),
      () => Q.update({ status: 'answered' }),
    );
    await database().doc(`contacts/${contactId}`).set({ name: 'Rosa' });
    await fixture.play(schedule(A), recordVisit(fixture.visit('V', A), 'offer_made'), schedule(B));
    await other.play(schedule(C), () => other.visit('W', C, { contactId }).create({}));
    return fixture;
  }

  /** Of what is put away: the kind of document, and what only the original has. */
  function contentOf(copy: DocumentSnapshot): string {
    const path = String(copy.get('path')).split('/');
    const [notes, expireAt] = [
      copy.get('data.notes') as unknown,
      copy.get('data.expireAt') as unknown,
    ];
    return JSON.stringify([path.at(-2), notes, expireAt, copy.get('data.leadSync.state')]);
  }

  /** What is there in the end, without what is random, and without times. */
  async function endOf({ contactId }: Fixture) {
    const [receipt, ...others] = (await database().collection('privacyReceipts').get()).docs;
    const blocked = await database().collectionGroup('blockedDocuments').get();
    const all = await readEverything(database());
    return {
      receipts: 1 + others.length,
      counts: receipt?.get('counts') as unknown,
      isFinished: receipt?.get('finishedAt') !== null,
      anonymous: (await readAnonymous()).length,
      blocked: blocked.docs.map(contentOf).sort(),
      left: all.filter((each) => each.includes(contactId) && !each.startsWith('blocked/')).length,
      wrong: await findWrong(),
    };
  }

  test.each(COMMIT_FAULTS)(
    'is completed by the next run, wherever its commit %s',
    async (fault) => {
      const whole = await seed();
      const before = await report();
      expect(before.enquiries).toMatchObject({ enquiries: 1, answered: 1 });
      expect(before.byOrigin).toHaveLength(2);
      await remove(whole.contactId);
      const expected = await endOf(whole);
      expect(expected).toMatchObject({ receipts: 1, isFinished: true, anonymous: 2, left: 0 });
      expect([await report(), expected.wrong]).toEqual([before, []]);
      let nth = 0;
      for (; ; nth += 1) {
        const fixture = await seed();
        // Its durations are those of this life: each takes its own time.
        const reported = await report();
        const injected = injectCommitFault(nth, fault);
        const first = remove(fixture.contactId).catch(() => undefined);
        const hasEnded = { now: false };
        void first.then(() => (hasEnded.now = true));
        await until('the run ends, or dies', () => hasEnded.now || injected.isDead());
        injected.remove();
        if (!injected.isReached()) break;
        const again = await remove(fixture.contactId);
        // One that dies after its last commit leaves nothing to do.
        expect(['done', 'nothing']).toContain(again.result);
        expect([nth, await endOf(fixture), await report()]).toEqual([nth, expected, reported]);
      }
      expect(nth).toBeGreaterThan(6);
    },
  );
});
