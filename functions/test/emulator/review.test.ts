/**
 * The review of check and repair: each kind of damage is made, found and put right, through the same
 * decisions as the triggers'.
 */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { review, type WalkOptions } from '../../src/application/review';
import { readHeldSources, reviewLead } from '../../src/application/reviewLead';
import type { Finding, FindingKind } from '../../src/domain/finding';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { readLead } from '../../src/firestore/leadStore';
import { deliver } from '../support/events';
import { emptyProject } from '../support/emptyProject';
import { AGENT, CONSOLE, Scene, type SeenLead, type Source } from '../support/firestore';
import { catchLogs } from '../support/logs';
import { failNextCommit } from '../support/faults';
import { measure } from '../support/traffic';

catchLogs();
jest.setTimeout(60_000);

emptyProject(projectId);

/** Everything that a review of the whole project finds. */
async function reviewed(options: Partial<WalkOptions> = {}): Promise<Finding[]> {
  const findings: Finding[] = [];
  const now = microsOfMillis(Date.now());
  const all = { mends: false, now, writtenBefore: Infinity, ...options };
  for await (const page of review(database(), all)) findings.push(...page.findings);
  return findings;
}

const check = () => reviewed();
const repair = () => reviewed({ mends: true });
const inShort = (findings: readonly Finding[]) =>
  findings.map(({ kind, source }) => `${kind} ${source.collection}/${source.id}`).sort();

/** A pair with a visit that led to an offer, and another appointment. */
async function played() {
  const scene = new Scene();
  const [A, B] = [scene.appointment('A'), scene.appointment('B')];
  const V = scene.visit('V', A);
  await scene.play(
    () => A.create({}),
    () => V.create({ outcome: 'offer_made' }),
    () => B.create({}),
  );
  return { scene, A, B, V, lead: await scene.lead() };
}

type Played = Awaited<ReturnType<typeof played>>;

const entryOf = (lead: SeenLead, seq: number) =>
  lead.ref.collection('statusHistory').doc(String(seq).padStart(6, '0'));
const edit = (lead: SeenLead, fields: object) => lead.ref.update({ ...fields });
const OFFERED = 'Oferta Presentada';
const statusAfter = async ({ scene }: Played) => (await scene.lead()).status;

interface Damage {
  what: string;
  /** What is found: the kind, where, and for some what exactly. */
  finds: (played: Played) => (readonly [FindingKind, Source | SeenLead, detail?: string])[];
  make: (played: Played) => Promise<unknown>;
  /** What holds once it was put right, besides that nothing is found any more. */
  then?: (played: Played) => Promise<void>;
}

const DAMAGES: readonly Damage[] = [
  {
    what: 'an appointment whose event was lost',
    make: ({ scene }) => scene.appointment('C').create({}),
    finds: ({ scene }) => [['unlinked', scene.appointment('C'), 'names no lead']],
    then: async ({ scene, lead }) => {
      expect(await scene.appointment('C').read()).toMatchObject({ leadId: lead.id });
    },
  },
  {
    what: 'the first appointment of a pair whose event was lost',
    make: ({ scene }) => scene.appointment('C', { listingId: scene.named('L2') }).create({}),
    finds: ({ scene }) => [['unlinked', scene.appointment('C')]],
    then: async ({ scene }) => {
      const { chain, history } = await scene.lead(scene.named('L2'));
      expect(chain).toEqual([
        ['Fase 0: Información Incompleta', 'lead.created'],
        ['Visita Pendiente', 'repaired'],
      ]);
      expect(history[1]?.actor).toEqual({ type: 'system', id: null });
    },
  },
  {
    what: 'an appointment that lost its back-link',
    make: ({ B }) => B.ref.update({ leadId: null }),
    finds: ({ B }) => [['unlinked', B]],
    then: async ({ B, lead }) => {
      expect(await B.read()).toMatchObject({ leadId: lead.id });
    },
  },
  {
    what: 'an appointment that names another lead',
    make: ({ B }) => B.ref.update({ leadId: 'somebody-else' }),
    finds: ({ B }) => [['wrong-link', B, 'names the lead somebody-else']],
    then: async ({ B, lead }) => {
      expect(await B.read()).toMatchObject({ leadId: lead.id });
    },
  },
  {
    what: 'an appointment that lost what was said of it',
    make: ({ B }) => B.ref.update({ leadSync: null }),
    finds: ({ B }) => [['unlinked', B, 'is not told so']],
  },
  {
    what: 'a listing whose event was lost',
    make: ({ B, scene }) => B.update({ listingId: scene.named('L2') }),
    finds: ({ B }) => [['wrong-link', B]],
    then: async ({ B, scene }) => {
      const moved = await scene.lead(scene.named('L2'));
      expect([moved.status, (await B.read())['leadId']]).toEqual(['Visita Pendiente', moved.id]);
    },
  },
  {
    what: 'a status whose event was lost',
    make: ({ V }) => V.update({ outcome: 'more_info_needed' }),
    finds: ({ V }) => [['disagreement', V, 'its lead does not know how it stands']],
    then: async ({ scene }) => {
      expect((await scene.lead()).chain.at(-1)).toEqual(['Información Solicitada', 'repaired']);
    },
  },
  {
    what: 'a visit whose event was lost',
    make: ({ scene, B }) => scene.visit('W', B).create({ outcome: 'more_info_needed' }),
    finds: ({ scene }) => [['unlinked', scene.visit('W')]],
    then: async ({ scene, B }) => {
      expect(await B.read()).toMatchObject({ status: 'Completed' });
      expect((await scene.lead()).status).toBe(OFFERED);
    },
  },
  {
    what: 'an agent whose event was lost',
    make: async ({ lead, B }) => {
      await edit(lead, { assignedTo: null });
      await B.update({ agentId: 'agent-9' });
    },
    finds: ({ B }) => [['disagreement', B]],
    then: async ({ scene }) => {
      expect((await scene.lead()).data).toMatchObject({ assignedTo: 'agent-9' });
    },
  },
  {
    what: 'an owner whose event was lost',
    make: ({ B }) => B.update({ prospectId: 'owner' }),
    finds: ({ B }) => [['disagreement', B]],
    then: async ({ scene }) => {
      expect((await scene.lead()).data).toMatchObject({ prospectId: 'owner', missingInfo: [] });
    },
  },
  {
    what: 'a lead that was deleted, and its history was not',
    make: ({ lead }) => lead.ref.delete(),
    finds: ({ A, B, V }) => [
      ['unlinked', A, 'names a lead that is gone'],
      ['unlinked', B, 'names a lead that is gone'],
      ['unlinked', V, 'names a lead that is gone'],
    ],
  },
  {
    what: 'an appointment that cannot be used, and whose event was lost',
    make: ({ scene }) => scene.appointment('C').create({ status: 'Programada' }),
    finds: ({ scene }) => [['unjudged', scene.appointment('C')]],
    then: async ({ scene }) => {
      expect(await scene.appointment('C').read()).toMatchObject({
        leadSync: { state: 'rejected' },
      });
      await scene.appointment('C').ref.delete();
    },
  },
  {
    what: 'a visit whose appointment came later',
    make: async ({ scene }) => {
      const C = scene.appointment('C');
      await scene.play(() => scene.visit('W', C).create({}));
      await scene.play(() => C.create({}));
    },
    finds: ({ scene }) => [['unlinked', scene.visit('W')]],
    then: async ({ scene }) => {
      expect(await scene.visit('W').read()).toMatchObject({ leadSync: { state: 'linked' } });
      expect(await scene.appointment('C').read()).toMatchObject({ status: 'Scheduled' });
    },
  },
  {
    what: 'a deletion whose event was lost',
    make: ({ B }) => B.remove(),
    finds: ({ B }) => [['removed', B]],
    then: async ({ scene }) => {
      expect((await scene.lead()).status).toBe(OFFERED);
    },
  },
  {
    what: 'the deletion of a visit whose event was lost',
    make: ({ V }) => V.remove(),
    finds: ({ V }) => [['removed', V]],
    then: async ({ scene }) => {
      expect((await scene.lead()).chain.at(-1)).toEqual(['Visita Pendiente', 'repaired']);
    },
  },
  {
    what: 'a lead that counts what another has',
    make: async ({ scene, lead, B }) => {
      const { viewings } = lead.data;
      await scene.play(() => B.update({ listingId: scene.named('L2') }));
      await edit(lead, { viewings });
    },
    finds: ({ B }) => [['stray', B]],
    then: async ({ scene, B }) => {
      const other = await scene.lead(scene.named('L2'));
      expect((await B.read())['leadId']).toBe(other.id);
    },
  },
  {
    what: 'a status that was typed over, and whose event was lost',
    make: ({ lead }) => edit(lead, { status: 'Respuesta Pendiente' }),
    finds: ({ lead }) => [['console-edit', lead]],
    then: async ({ scene }) => {
      expect((await scene.lead()).chain.at(-1)).toEqual(['Respuesta Pendiente', 'console.edited']);
    },
  },
  {
    what: 'a status that is none of the ten',
    make: ({ lead }) => edit(lead, { status: 'En negociación' }),
    finds: ({ lead }) => [['unknown-status', lead]],
    then: async (all) => {
      expect(await statusAfter(all)).toBe(OFFERED);
    },
  },
  {
    what: 'a status that is not as derived',
    make: async ({ lead }) => {
      const to = 'Oferta Aceptada';
      await edit(lead, { status: to, 'history.status': to });
      await entryOf(lead, lead.history.length).update({ to });
    },
    finds: ({ lead }) => [['underived', lead]],
    then: async ({ scene }) => {
      expect((await scene.lead()).chain.at(-1)).toEqual([OFFERED, 'repaired']);
    },
  },
  {
    what: 'a lead that was put back, and its history was not',
    make: async ({ scene, lead }) => {
      await scene.play(scene.editLead(lead, { status: 'Cerrado' }));
      await edit(lead, { ...lead.data });
    },
    finds: ({ lead }) => [
      ['broken-history', lead],
      ['underived', lead],
    ],
  },
  {
    what: 'a history without its last entries',
    make: async ({ lead }) => {
      await entryOf(lead, 4).delete();
      await entryOf(lead, 3).delete();
    },
    finds: ({ lead }) => [
      ['broken-history', lead],
      ['broken-history', lead],
    ],
  },
  {
    what: 'a history without its first entry',
    make: ({ lead }) => entryOf(lead, 1).delete(),
    finds: ({ lead }) => [['broken-history', lead]],
    then: async ({ scene }) => {
      expect((await scene.lead()).chain[0]).toEqual(['Fase 0: Información Incompleta', 'repaired']);
    },
  },
  {
    what: 'a history with a gap',
    make: ({ lead }) => entryOf(lead, 2).delete(),
    finds: ({ lead }) => [['broken-history', lead]],
    then: async ({ scene, lead }) => {
      const [, gap] = (await scene.lead()).history;
      const [, before] = lead.history;
      expect(gap).toMatchObject({ from: before?.from, to: before?.to, cause: 'repaired' });
      const apart = (gap?.effectiveAt.toMillis() ?? 0) - (before?.effectiveAt.toMillis() ?? 0);
      expect(Math.abs(apart)).toBeLessThan(3); // The next one still told when it began.
    },
  },
  {
    what: 'a history entry that cannot be read',
    make: ({ lead }) => entryOf(lead, 4).update({ to: 'Vendido' }),
    finds: ({ lead }) => [['broken-history', lead]],
    then: async ({ scene }) => {
      expect((await scene.lead()).chain.at(-1)).toEqual([OFFERED, 'repaired']);
    },
  },
  {
    what: 'a history entry that does not begin where the one before ended',
    make: ({ lead }) => entryOf(lead, 3).update({ from: 'Oferta Aceptada' }),
    finds: ({ lead }) => [['broken-history', lead]],
    then: async ({ scene, lead }) => {
      expect((await scene.lead()).history[2]).toEqual(lead.history[2]);
    },
  },
];

describe('damage', () => {
  test.each(DAMAGES)('$what is found and put right', async ({ make, finds, then }) => {
    const all = await played();
    await make(all);
    const expected = finds(all).map(([kind, { ref }]) => `${kind} ${ref.parent.id}/${ref.id}`);
    const found = await check();
    expect(inShort(found)).toEqual(expected.sort());
    for (const [kind, { id }, detail] of finds(all)) {
      if (detail === undefined) continue;
      expect(found).toContainEqual(
        expect.objectContaining({
          kind,
          detail,
          isMended: false,
          source: expect.objectContaining({ id }),
        }),
      );
    }

    const mended = await repair();
    expect(mended.map(({ source }) => source.id).sort()).toEqual(
      finds(all)
        .map(([, { id }]) => id)
        .sort(),
    );
    expect(mended.every(({ isMended }) => isMended)).toBe(true);
    await all.scene.settle();
    expect((await all.scene.leads()).length).toBeGreaterThan(0); // Each is checked as it is read.
    await then?.(all);

    const before = await versions(all.scene);
    expect(await repair()).toEqual([]);
    expect(await versions(all.scene)).toEqual(before);
  });
});

async function versions(scene: Scene) {
  return (await scene.leads()).map(({ id, version, history }) => [id, version, history.length]);
}

test('what is as it should be is no finding, whatever it went through', async () => {
  const { scene, A, B, V, lead } = await played();
  const [F, N] = [
    scene.appointment('F', { type: 'Firma' }),
    scene.appointment('N', { listingId: null }),
  ];
  await scene.play(
    () => F.create({}),
    () => N.create({}),
    () => B.update({ status: 'NoShow' }),
    () => V.update({ outcome: 'more_info_needed' }, CONSOLE),
    () => B.update({ status: 'Scheduled' }, CONSOLE),
    () => N.update({ listingId: scene.listingId }),
    scene.editLead(lead, { status: 'Cerrado' }),
    () => scene.visit('W').create({}),
    () => A.update({ notes: 'Llamar' }),
    () => B.remove(),
  );
  expect(await check()).toEqual([]);
});

test('a document that cannot be used, and says so, is for people to see to', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  await scene.play(() => A.create({ status: 'Programada' }));
  const [found, ...others] = await repair();
  expect(found).toMatchObject({ kind: 'rejected', source: { id: A.id }, isMended: false });
  expect(found?.detail).toMatch(/^status must be one of Scheduled, /);
  expect(others).toEqual([]);
  await A.ref.delete();
});

test('a visit whose end passed without an outcome is told, and only that', async () => {
  const scene = new Scene();
  const [past, ahead, kept] = [
    scene.appointment('past'),
    scene.appointment('ahead'),
    scene.appointment('kept'),
  ];
  const hour = 3_600_000;
  const at = (millis: number) => Timestamp.fromMillis(Date.now() + millis);
  await scene.play(
    () => past.create({ startsAt: at(-2 * hour), endsAt: at(-hour) }),
    () => ahead.create({ startsAt: at(-hour), endsAt: at(hour) }),
    () => kept.create({ startsAt: at(-2 * hour), status: 'Completed' }),
  );
  expect(await repair()).toEqual([
    {
      kind: 'overdue',
      source: { collection: 'appointments', id: past.id },
      leadId: (await scene.lead()).id,
      detail: 'is Scheduled, and its time has passed',
      isMended: false,
    },
  ]);
  await scene.play(() => past.update({ status: 'NoShow' }));
});

test('a lead of an older system, and a second one of its pair, are for adoption', async () => {
  const scene = new Scene();
  const first = await scene.restoreLead(scene.named('a'), { status: 'Oferta Aceptada' });
  const second = await scene.restoreLead(scene.named('b'), { status: 'Visita Pendiente' });
  expect(inShort(await repair())).toEqual(
    [
      `not-adopted leads/${first.id}`,
      `not-adopted leads/${second.id}`,
      `duplicate leads/${second.id}`,
    ].sort(),
  );
  await Promise.all([first.delete(), second.delete()]);
});

test('a second lead of a pair is told with both statuses; one that was merged, or has no contact, is none', async () => {
  const { scene, lead } = await played();
  const second = await scene.restoreLead(scene.named('b'), { status: 'Visita Pendiente' });
  const merged = await scene.restoreLead(scene.named('c'), {
    status: 'Cerrado',
    closed: { outcome: 'moved', reason: 'x', leadId: lead.id },
  });
  const nobodys = await scene.restoreLead(scene.named('d'), { status: 'Cerrado', contactId: null });
  const found = await check();
  expect(found.filter(({ kind }) => kind === 'duplicate')).toEqual([
    {
      kind: 'duplicate',
      source: { collection: 'leads', id: second.id },
      leadId: lead.id,
      detail: '«Visita Pendiente», and the lead of its pair has «Oferta Presentada»',
      isMended: false,
    },
  ]);
  await Promise.all([second.delete(), merged.delete(), nobodys.delete()]);
});

test('an appointment that was put back to before its visit, as was what its lead knows, is completed', async () => {
  const { scene, A, V, lead } = await played();
  const { createdAt } = await A.read();
  const { writeTime } = await A.ref.update({ status: 'Scheduled', statusAt: createdAt });
  const known = { status: 'Scheduled', type: 'Visita', at: createdAt, version: writeTime };
  await edit(lead, { [`viewings.appointments.${A.id}.appointment`]: known });
  const found = (await check()).map(({ source, detail }) => [source.id, detail]);
  const detail = 'the visit took place, and its appointment is Scheduled';
  expect(found).toEqual([
    [A.id, detail],
    [V.id, detail],
  ]);
  await repair();
  expect(await A.read()).toMatchObject({ status: 'Completed' });
  expect((await scene.lead()).status).toBe(OFFERED);
  expect(await check()).toEqual([]);
});

test('what a lead counts wrongly is told with what it is', async () => {
  const { scene, lead, B, V } = await played();
  const { viewings } = lead.data;
  await scene.play(() => B.update({ listingId: scene.named('L2') }));
  await edit(lead, { viewings });
  await V.ref.delete();
  const other = await scene.lead(scene.named('L2'));
  const found = (await check()).map(({ kind, detail, leadId }) => [kind, detail, leadId]);
  expect(found).toEqual(
    expect.arrayContaining([
      ['stray', `belongs to the lead ${other.id}`, lead.id],
      ['removed', 'is gone, and no event has told of it', lead.id],
    ]),
  );
  await repair();
});

test('what was put right, or removed, since a lead was read is no finding', async () => {
  const { scene, lead } = await played();
  const damaged = await readLead(database(), lead.id);
  if (!damaged?.history) throw new Error('There is one');
  const stale = { ...damaged, history: { ...damaged.history, seq: 1 } };
  const options = { mends: true, now: microsOfMillis(Date.now()) };
  const sources = await readHeldSources(database(), [damaged]);
  const reviewAgain = () => reviewLead(database(), { lead: stale, history: [] }, sources, options);
  const before = await versions(scene);
  expect(await reviewAgain()).toEqual([]);
  expect(await versions(scene)).toEqual(before);
  await lead.ref.delete();
  expect(await reviewAgain()).toEqual([]);
  expect(await scene.leads()).toEqual([]);
});

test('a lead that Firestore refuses to write is told, and ends no repair', async () => {
  const { lead, scene } = await played();
  await entryOf(lead, 2).delete();
  const calm = failNextCommit('invalidArgument', 'before it is applied');
  const [found, ...others] = await repair();
  calm();
  expect(found).toMatchObject({ kind: 'broken-history', isMended: false });
  expect(others).toEqual([]);
  await repair();
  expect((await scene.lead()).status).toBe(OFFERED);
});

test('what was written just now is left to its event', async () => {
  const scene = new Scene();
  const A = scene.appointment('A');
  const created = await A.create({});
  const since = microsOfMillis(Date.now() - 60_000);
  expect(await reviewed({ writtenBefore: since, mends: true })).toEqual([]);
  expect(await scene.leads()).toEqual([]);
  await scene.deliver(created);
});

test('a repair while events come changes nothing about what they lead to', async () => {
  const scene = new Scene();
  const sources = ['A', 'B', 'C', 'D'].map((name) => scene.appointment(name));
  const created = await Promise.all(sources.map((source) => source.create({})));
  const visited = await scene.visit('V', sources[0]).create({ outcome: 'offer_made' });
  await Promise.all([
    repair(),
    ...created.map((each) => deliver(each)),
    deliver(visited),
    repair(),
  ]);
  await scene.settle();
  expect((await scene.lead()).status).toBe(OFFERED);
  expect(await check()).toEqual([]);
});

test('an event that comes after the repair finds all as it should be', async () => {
  const { scene, V } = await played();
  const corrected = await V.update({ outcome: 'more_info_needed' }, AGENT);
  await repair();
  const before = await versions(scene);
  await scene.deliver(corrected);
  expect(await versions(scene)).toEqual(before);
});

test('a review reads at most 3 documents for an appointment, 4 for a visit, 1 for a lead and for an entry', async () => {
  const scene = new Scene();
  const [A, B] = [scene.appointment('A'), scene.appointment('B')];
  await scene.play(
    () => A.create({}),
    () => B.create({}),
    () => scene.visit('V', A).create({}),
  );
  const { history } = await scene.lead();
  expect(history).toHaveLength(3);
  const appointments = 2 + 1; // With their lead, which is read once.
  const visits = 1 + 2; // With its appointment and its lead.
  const leads = 1 + 3 + 3; // With its entries, and with what it counts.
  const all = { read: appointments + visits + leads, written: 0, rpcs: 2 + 3 + 3 };
  expect(await measure(check)).toEqual(all);
  expect(all.read).toBeLessThanOrEqual(2 * 3 + 1 * 4 + 1 + 3);
});
