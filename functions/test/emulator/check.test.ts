/**
 * What `check` and `repair` do: each kind of damage is made, found and put right, through the decisions
 * that the triggers use.
 */
import { projectId } from '../support/ownProject';
import { FieldValue, Timestamp } from 'firebase-admin/firestore';
import { checkAll, type CheckAllOptions } from '../../src/application/checks/checkAll';
import { checkLead, readCountedSources } from '../../src/application/checks/checkLead';
import type { Finding, FindingKind } from '../../src/domain/checks/finding';
import { microsOfMillis } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { readHistory } from '../../src/firestore/historyStore';
import { readLead } from '../../src/firestore/leadStore';
import { leadPages, sourcePages } from '../../src/firestore/pagination';
import { deliver } from '../support/events';
import { write } from '../support/writeDocuments';
import { emptyProject } from '../support/emptyProject';
import { AGENT, CONSOLE, Fixture, type LeadSnapshot, type Source } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { failNextCommit } from '../support/faults';
import { measure } from '../support/traffic';

catchLogs();

emptyProject(projectId);

/** All findings of a check of the whole project. */
async function checkProject(options: Partial<CheckAllOptions> = {}): Promise<Finding[]> {
  const findings: Finding[] = [];
  const now = microsOfMillis(Date.now());
  const all = { apply: false, now, writtenBefore: Infinity, ...options };
  for await (const page of checkAll(database(), all)) findings.push(...page.findings);
  return findings;
}

const check = () => checkProject();
const repair = () => checkProject({ apply: true });
const abbreviate = (findings: readonly Finding[]) =>
  findings.map(({ kind, source }) => `${kind} ${source.collection}/${source.id}`).sort();

/** A pair with a visit that led to an offer, and another appointment. */
async function playOffer() {
  const fixture = new Fixture();
  const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
  const V = fixture.visit('V', A);
  await fixture.play(
    () => A.create({}),
    () => V.create({ outcome: 'offer_made' }),
    () => B.create({}),
  );
  return { fixture, A, B, V, lead: await fixture.lead() };
}

type Played = Awaited<ReturnType<typeof playOffer>>;

const entryOf = (lead: LeadSnapshot, seq: number) =>
  lead.ref.collection('statusHistory').doc(String(seq).padStart(6, '0'));
const edit = (lead: LeadSnapshot, fields: object) => lead.ref.update({ ...fields });
const OFFERED = 'Oferta Presentada';
const FOLLOW_UP = Timestamp.fromMillis(Date.UTC(2040, 0, 7));
const statusAfter = async ({ fixture }: Played) => (await fixture.lead()).status;

interface Damage {
  what: string;
  /** The expected findings: the kind, the document, and for some the detail. */
  finds: (played: Played) => (readonly [FindingKind, Source | LeadSnapshot, detail?: string])[];
  make: (played: Played) => Promise<unknown>;
  /** Further expectations after the repair. Every repair must also leave nothing to find. */
  then?: (played: Played) => Promise<void>;
}

const DAMAGES: readonly Damage[] = [
  {
    what: 'an appointment whose event was lost',
    make: ({ fixture }) => fixture.appointment('C').create({}),
    finds: ({ fixture }) => [['unlinked', fixture.appointment('C'), 'names no lead']],
    then: async ({ fixture, lead }) => {
      expect(await fixture.appointment('C').read()).toMatchObject({ leadId: lead.id });
    },
  },
  {
    what: 'the first appointment of a pair whose event was lost',
    make: ({ fixture }) => fixture.appointment('C', { listingId: fixture.named('L2') }).create({}),
    finds: ({ fixture }) => [['unlinked', fixture.appointment('C')]],
    then: async ({ fixture }) => {
      const { chain, history } = await fixture.lead(fixture.named('L2'));
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
    what: 'an appointment that lost its leadSync',
    make: ({ B }) => B.ref.update({ leadSync: null }),
    finds: ({ B }) => [['unlinked', B, 'has no leadSync that says so']],
  },
  {
    what: 'a listing whose event was lost',
    make: ({ B, fixture }) => B.update({ listingId: fixture.named('L2') }),
    finds: ({ B }) => [['wrong-link', B]],
    then: async ({ B, fixture }) => {
      const moved = await fixture.lead(fixture.named('L2'));
      expect([moved.status, (await B.read())['leadId']]).toEqual(['Visita Pendiente', moved.id]);
    },
  },
  {
    what: 'a status whose event was lost',
    make: ({ V }) => V.update({ outcome: 'more_info_needed' }),
    finds: ({ V }) => [['disagreement', V, 'its lead does not know its state']],
    then: async ({ fixture }) => {
      expect((await fixture.lead()).chain.at(-1)).toEqual(['Información Solicitada', 'repaired']);
    },
  },
  {
    what: 'a visit whose event was lost',
    make: ({ fixture, B }) => fixture.visit('W', B).create({ outcome: 'more_info_needed' }),
    finds: ({ fixture }) => [['unlinked', fixture.visit('W')]],
    then: async ({ fixture, B }) => {
      expect(await B.read()).toMatchObject({ status: 'Completed' });
      expect((await fixture.lead()).status).toBe(OFFERED);
    },
  },
  {
    what: 'an agent whose event was lost',
    make: async ({ lead, B }) => {
      await edit(lead, { assignedTo: null });
      await B.update({ agentId: 'agent-9' });
    },
    finds: ({ B }) => [['disagreement', B]],
    then: async ({ fixture }) => {
      expect((await fixture.lead()).data).toMatchObject({ assignedTo: 'agent-9' });
    },
  },
  {
    what: 'an owner whose event was lost',
    make: ({ B }) => B.update({ prospectId: 'owner' }),
    finds: ({ B }) => [['disagreement', B]],
    then: async ({ fixture }) => {
      expect((await fixture.lead()).data).toMatchObject({ prospectId: 'owner', missingInfo: [] });
    },
  },
  {
    what: 'a lead that was deleted without its history',
    make: ({ lead }) => lead.ref.delete(),
    finds: ({ A, B, V }) => [
      ['unlinked', A, 'names a lead that is gone'],
      ['unlinked', B, 'names a lead that is gone'],
      ['unlinked', V, 'names a lead that is gone'],
    ],
  },
  {
    what: 'an appointment that cannot be used, and whose event was lost',
    make: ({ fixture }) => fixture.appointment('C').create({ status: 'Programada' }),
    finds: ({ fixture }) => [['unjudged', fixture.appointment('C')]],
    then: async ({ fixture }) => {
      expect(await fixture.appointment('C').read()).toMatchObject({
        leadSync: { state: 'rejected' },
      });
      await fixture.appointment('C').ref.delete();
    },
  },
  {
    what: 'a visit whose appointment came later',
    make: async ({ fixture }) => {
      const C = fixture.appointment('C');
      await fixture.play(() => fixture.visit('W', C).create({}));
      await fixture.play(() => C.create({}));
    },
    finds: ({ fixture }) => [['unlinked', fixture.visit('W')]],
    then: async ({ fixture }) => {
      expect(await fixture.visit('W').read()).toMatchObject({ leadSync: { state: 'linked' } });
      expect(await fixture.appointment('C').read()).toMatchObject({ status: 'Scheduled' });
    },
  },
  {
    what: 'a visit that lost its back-link, and whose appointment is gone',
    make: async ({ fixture, A, V }) => {
      await fixture.play(() => A.remove());
      await V.ref.update({ leadId: null, leadSync: null });
    },
    finds: ({ V }) => [
      ['unjudged', V],
      ['unlinked', V, 'names no lead, and belongs to the one that counts it'],
    ],
    then: async ({ lead, V }) => {
      expect(await V.read()).toMatchObject({ leadId: lead.id, leadSync: { state: 'linked' } });
    },
  },
  {
    what: 'a deletion whose event was lost',
    make: ({ B }) => B.remove(),
    finds: ({ B }) => [['removed', B]],
    then: async ({ fixture }) => {
      expect((await fixture.lead()).status).toBe(OFFERED);
    },
  },
  {
    what: 'a lead that counts a document of another lead',
    make: async ({ fixture, lead, B }) => {
      const { viewings } = lead.data;
      await fixture.play(() => B.update({ listingId: fixture.named('L2') }));
      await edit(lead, { viewings });
    },
    finds: ({ B }) => [['stray', B]],
    then: async ({ fixture, B }) => {
      const other = await fixture.lead(fixture.named('L2'));
      expect((await B.read())['leadId']).toBe(other.id);
    },
  },
  {
    what: 'a visit that counts in two viewings of its lead',
    make: async ({ lead, A, B, V }) => {
      const path = (viewing: Source) => `viewings.appointments.${viewing.id}.visits.${V.id}`;
      await edit(lead, { [path(B)]: (await lead.ref.get()).get(path(A)) });
    },
    finds: ({ V }) => [['stray', V, 'counts in two viewings']],
    then: async ({ lead, A, B, V }) => {
      const now = await lead.ref.get();
      expect(now.get(`viewings.appointments.${A.id}.visits.${V.id}`)).toBeDefined();
      expect(now.get(`viewings.appointments.${B.id}.visits`)).toBeUndefined();
    },
  },
  {
    what: 'a lead whose times of change are none',
    make: ({ lead }) => edit(lead, { statusChangedAt: '2026-01-03', updatedAt: 1_767_398_400 }),
    finds: ({ lead }) => [
      ['undated', lead, 'holds no Timestamp in statusChangedAt'],
      ['undated', lead, 'holds no Timestamp in updatedAt'],
    ],
    then: async ({ fixture, lead }) => {
      const { data, history } = await fixture.lead();
      expect(data['statusChangedAt']).toEqual(history.at(-1)?.effectiveAt);
      expect(history).toEqual(lead.history);
    },
  },
  {
    what: 'a lead whose next viewing is another time',
    make: ({ lead }) => edit(lead, { nextViewingAt: 'mañana' }),
    finds: ({ lead }) => [['wrong-detail', lead, 'nextViewingAt is not that of its viewings']],
    then: async ({ fixture, lead }) => {
      const { data, history } = await fixture.lead();
      expect(data).toMatchObject({ nextViewingAt: null, replaced: { nextViewingAt: 'mañana' } });
      expect(history).toEqual(lead.history);
    },
  },
  {
    what: 'a lead that needs somebody at another time',
    make: ({ lead }) => edit(lead, { attention: 'mañana' }),
    finds: ({ lead }) => [['wrong-detail', lead, 'attention is not that of its state']],
    then: async ({ fixture, lead }) => {
      const { data, history } = await fixture.lead();
      const { attention } = lead.data;
      expect(data).toMatchObject({ attention, replaced: { attention: 'mañana' } });
      expect(history).toEqual(lead.history);
    },
  },
  {
    what: 'a lead that a person put off, and whose event was lost',
    make: ({ lead }) => edit(lead, { followUpAt: FOLLOW_UP }),
    finds: ({ lead }) => [['wrong-detail', lead, 'attention is not that of its state']],
    then: async ({ fixture }) => {
      const { data } = await fixture.lead();
      const attention = { at: FOLLOW_UP, why: 'follow_up' };
      expect(data).toMatchObject({ attention, followUpAt: FOLLOW_UP });
    },
  },
  {
    what: 'a status that was typed over, and whose event was lost',
    make: ({ lead }) => edit(lead, { status: 'Respuesta Pendiente' }),
    finds: ({ lead }) => [['console-edit', lead]],
    then: async ({ fixture }) => {
      expect((await fixture.lead()).chain.at(-1)).toEqual([
        'Respuesta Pendiente',
        'console.edited',
      ]);
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
    then: async ({ fixture }) => {
      expect((await fixture.lead()).chain.at(-1)).toEqual([OFFERED, 'repaired']);
    },
  },
  {
    what: 'a lead that was restored without its history',
    make: async ({ fixture, lead }) => {
      await fixture.play(fixture.editLead(lead, { status: 'Cerrado' }));
      await edit(lead, { ...lead.data });
    },
    finds: ({ lead }) => [['broken-history', lead]],
    then: async ({ fixture, lead }) => {
      const { status, history } = await fixture.lead();
      expect([status, history.length]).toEqual(['Cerrado', lead.history.length + 1]);
    },
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
    then: async ({ fixture }) => {
      expect((await fixture.lead()).chain[0]).toEqual([
        'Fase 0: Información Incompleta',
        'repaired',
      ]);
    },
  },
  {
    what: 'a history with a gap',
    make: ({ lead }) => entryOf(lead, 2).delete(),
    finds: ({ lead }) => [['broken-history', lead]],
    then: async ({ fixture, lead }) => {
      const [, gap] = (await fixture.lead()).history;
      const [, before] = lead.history;
      expect(gap).toMatchObject({ from: before?.from, to: before?.to, cause: 'repaired' });
      const apart = (gap?.effectiveAt.toMillis() ?? 0) - (before?.effectiveAt.toMillis() ?? 0);
      expect(Math.abs(apart)).toBeLessThan(3); // The next entry still says how long this one lasted.
    },
  },
  {
    what: 'a status in another spelling',
    make: ({ lead }) => edit(lead, { status: OFFERED.toUpperCase() }),
    finds: ({ lead }) => [['console-edit', lead]],
    then: async ({ fixture, lead }) => {
      expect((await fixture.lead()).history).toEqual(lead.history);
    },
  },
  {
    what: 'a history entry that does not begin where the one before ended',
    make: ({ lead }) => entryOf(lead, 3).update({ from: 'Oferta Aceptada' }),
    finds: ({ lead }) => [['broken-history', lead]],
    then: async ({ fixture, lead }) => {
      expect((await fixture.lead()).history[2]).toEqual(lead.history[2]);
    },
  },
];

describe('damage', () => {
  test.each(DAMAGES)('$what is found and put right', async ({ make, finds, then }) => {
    const all = await playOffer();
    await make(all);
    const expected = finds(all).map(([kind, { ref }]) => `${kind} ${ref.parent.id}/${ref.id}`);
    const found = await check();
    expect(abbreviate(found)).toEqual(expected.sort());
    for (const [kind, { id }, detail] of finds(all)) {
      if (detail === undefined) continue;
      expect(found).toContainEqual(
        expect.objectContaining({
          kind,
          detail,
          isRepaired: false,
          source: expect.objectContaining({ id }),
        }),
      );
    }

    const repaired = await repair();
    expect(repaired.map(({ source }) => source.id).sort()).toEqual(
      finds(all)
        .map(([, { id }]) => id)
        .sort(),
    );
    expect(repaired.every(({ isRepaired }) => isRepaired)).toBe(true);
    await all.fixture.settle();
    expect((await all.fixture.leads()).length).toBeGreaterThan(0); // Reading a lead checks it.
    await then?.(all);

    const before = await versions(all.fixture);
    expect(await repair()).toEqual([]);
    expect(await versions(all.fixture)).toEqual(before);
  });
});

async function versions(fixture: Fixture) {
  return (await fixture.leads()).map(({ id, version, history }) => [id, version, history.length]);
}

test('data that is as it should be gives no finding, whatever happened to it', async () => {
  const { fixture, A, B, V, lead } = await playOffer();
  const [F, N] = [
    fixture.appointment('F', { type: 'Firma' }),
    fixture.appointment('N', { listingId: null }),
  ];
  await fixture.play(
    () => F.create({}),
    () => N.create({}),
    () => B.update({ status: 'NoShow' }),
    () => V.update({ outcome: 'more_info_needed' }, CONSOLE),
    () => B.update({ status: 'Scheduled' }, CONSOLE),
    () => N.update({ listingId: fixture.listingId }),
    fixture.editLead(lead, { status: 'Cerrado' }),
    () => fixture.visit('W').create({}),
    () => A.update({ notes: 'Llamar' }),
    () => B.remove(),
  );
  expect(await check()).toEqual([]);
});

test('a document that is gone without a trace is left to people, unless it was still scheduled', async () => {
  const { fixture, A, B, V, lead } = await playOffer();
  await fixture.play(() => A.update({ status: 'NoShow' }));
  const before = await versions(fixture);
  await Promise.all([A.ref.delete(), V.ref.delete()]);
  const missing = [A, V].map(({ ref }) => ({
    kind: 'missing',
    source: { collection: ref.parent.id, id: ref.id },
    leadId: lead.id,
    detail: 'no longer exists, and its deletion was not handled',
    isRepaired: false,
  }));
  expect(await repair()).toEqual(missing);
  expect(await versions(fixture)).toEqual(before);

  await B.ref.delete();
  expect(abbreviate(await repair())).toContain(`removed appointments/${B.id}`);
  expect(await check()).toEqual(missing);
});

test('a deletion that was handled is not missed, whatever it was of', async () => {
  const { fixture, A, B, V } = await playOffer();
  await fixture.play(
    () => A.remove(),
    () => V.remove(),
    () => B.remove(),
  );
  expect(await check()).toEqual([]);
});

test('a document that cannot be used, and says so, is left to people', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  await fixture.play(() => A.create({ status: 'Programada' }));
  const [found, ...others] = await repair();
  expect(found).toMatchObject({ kind: 'rejected', source: { id: A.id }, isRepaired: false });
  expect(found?.detail).toMatch(/^status must be one of Scheduled, /);
  expect(others).toEqual([]);
  await A.ref.delete();
});

test('a visit whose end passed without an outcome is reported, and nothing else is', async () => {
  const fixture = new Fixture();
  const [past, ahead, kept] = [
    fixture.appointment('past'),
    fixture.appointment('ahead'),
    fixture.appointment('kept'),
  ];
  const hour = 3_600_000;
  const at = (millis: number) => Timestamp.fromMillis(Date.now() + millis);
  await fixture.play(
    () => past.create({ startsAt: at(-2 * hour), endsAt: at(-hour) }),
    () => ahead.create({ startsAt: at(-hour), endsAt: at(hour) }),
    () => kept.create({ startsAt: at(-2 * hour), status: 'Completed' }),
  );
  expect(await repair()).toEqual([
    {
      kind: 'overdue',
      source: { collection: 'appointments', id: past.id },
      leadId: (await fixture.lead()).id,
      detail: 'is Scheduled, and its time has passed',
      isRepaired: false,
    },
  ]);
  await fixture.play(() => past.update({ status: 'NoShow' }));
});

describe('what is found and left to people', () => {
  /** Checks that a repair, and another one, find the same and change nothing. */
  async function expectLeft(
    { fixture }: { fixture: Fixture },
    ...expected: readonly (readonly [FindingKind, { ref: Source['ref'] }, detail: string])[]
  ): Promise<void> {
    const before = await versions(fixture);
    const findings = expected.map(([kind, { ref }, detail]) => `${kind} ${ref.path}: ${detail}`);
    for (const find of [check, repair, repair]) {
      const found = await find();
      const described = found.map(
        ({ kind, source, detail }) => `${kind} ${source.collection}/${source.id}: ${detail}`,
      );
      expect(described.sort()).toEqual(findings.sort());
      expect(found.every(({ isRepaired }) => !isRepaired)).toBe(true);
    }
    expect(await versions(fixture)).toEqual(before);
  }

  test('a visit that names another contact than its appointment, at no further cost', async () => {
    const { fixture, A, V, lead } = await playOffer();
    const cost = await measure(check);
    await fixture.play(() => V.update({ contactId: fixture.named('partner') }));
    expect(await measure(check)).toEqual(cost);
    await expectLeft({ fixture }, ['other-contact', V, 'its appointment names another contact']);
    expect(await V.read()).toMatchObject({ leadId: lead.id });
    await fixture.play(() => V.update({ contactId: fixture.contactId }));
    expect(await check()).toEqual([]);
    await fixture.play(
      () => V.update({ contactId: fixture.named('partner') }),
      () => A.remove(),
    );
    expect(await check()).toEqual([]);
  });

  test('times that are none, of appointments and visits', async () => {
    const { fixture, A, B, V } = await playOffer();
    await fixture.play(
      () => A.update({ startsAt: '2026-01-03', endsAt: 1_767_398_400 }),
      () => B.update({ createdAt: { seconds: 1_767_398_400 } }),
      () => V.update({ expireAt: 'mañana' }),
    );
    await expectLeft(
      { fixture },
      ['unreadable-time', A, 'holds no Timestamp in startsAt, endsAt'],
      ['unreadable-time', B, 'holds no Timestamp in createdAt'],
      ['unreadable-time', V, 'holds no Timestamp in expireAt'],
    );
  });

  test('times that are none, of leads: that of their creation, and those of an older system', async () => {
    const { fixture, lead } = await playOffer();
    await edit(lead, { createdAt: '2026-01-03' });
    await expectLeft({ fixture }, ['unreadable-time', lead, 'holds no Timestamp in createdAt']);
    await lead.ref.update({ createdAt: Timestamp.now() });
    const id = fixture.named('older');
    const fields = { status: 'Visita Pendiente', listingId: 'L2', statusChangedAt: '2026-01-03' };
    const older = await fixture.restoreLead(id, fields);
    expect(abbreviate(await repair())).toEqual([
      `not-adopted leads/${id}`,
      `unreadable-time leads/${id}`,
    ]);
    await older.delete();
  });

  test('a lead that is closed as moved to itself', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(
      () => A.create({}),
      () => A.update({ listingId: fixture.named('L2') }),
    );
    const lead = await fixture.lead();
    const other = await fixture.lead(fixture.named('L2'));
    await edit(lead, { 'closed.leadId': lead.id });
    expect(abbreviate(await repair())).toEqual([`underived leads/${lead.id}`]); // Its moves tell it.
    expect((await fixture.lead()).closed?.leadId).toBe(other.id);
    await edit(lead, {
      'closed.leadId': lead.id,
      [`viewings.appointments.${A.id}.movedTo.leadId`]: lead.id,
    });
    await expectLeft({ fixture }, [
      'moved-to-itself',
      lead,
      'is closed as moved, and names itself',
    ]);
  });

  test('a document under no number of a history', async () => {
    const { fixture, lead } = await playOffer();
    const note = lead.ref.collection('statusHistory').doc('nota');
    await note.set({ text: 'Llamar' });
    await expectLeft({ fixture }, [
      'foreign-entry',
      lead,
      'the document «nota» is under no number',
    ]);
    await note.delete();
  });
});

test('a lead of an older system, and a second lead of its pair, are left to adoption', async () => {
  const fixture = new Fixture();
  const first = await fixture.restoreLead(fixture.named('a'), { status: 'Oferta Aceptada' });
  const second = await fixture.restoreLead(fixture.named('b'), { status: 'Visita Pendiente' });
  expect(abbreviate(await repair())).toEqual(
    [
      `not-adopted leads/${first.id}`,
      `not-adopted leads/${second.id}`,
      `duplicate leads/${second.id}`,
    ].sort(),
  );
  await Promise.all([first.delete(), second.delete()]);
});

test('a second lead of a pair is reported with both statuses; a lead that was merged, or has no contact, is not', async () => {
  const { fixture, lead } = await playOffer();
  const second = await fixture.restoreLead(fixture.named('b'), { status: 'Visita Pendiente' });
  const merged = await fixture.restoreLead(fixture.named('c'), {
    status: 'Cerrado',
    closed: { outcome: 'moved', reason: 'x', leadId: lead.id },
  });
  const nobodys = await fixture.restoreLead(fixture.named('d'), {
    status: 'Cerrado',
    contactId: null,
  });
  const found = await check();
  expect(found.filter(({ kind }) => kind === 'duplicate')).toEqual([
    {
      kind: 'duplicate',
      source: { collection: 'leads', id: second.id },
      leadId: lead.id,
      detail: '«Visita Pendiente», and the lead of its pair has «Oferta Presentada»',
      isRepaired: false,
    },
  ]);
  await Promise.all([second.delete(), merged.delete(), nobodys.delete()]);
});

test('an appointment that was restored to a version before its visit, with its lead, is completed', async () => {
  const { fixture, A, V, lead } = await playOffer();
  const { createdAt } = await A.read();
  await A.ref.update({
    status: 'Scheduled',
    statusAt: createdAt,
    'leadSync.completedAt': FieldValue.delete(),
  });
  await edit(lead, { [`viewings.appointments.${A.id}.shown`]: FieldValue.delete() });
  const found = (await check()).map(({ source, detail }) => [source.id, detail]);
  const detail = 'its appointment has to show Completed';
  expect(found).toEqual([
    [A.id, detail],
    [V.id, detail],
  ]);
  await repair();
  expect(await A.read()).toMatchObject({ status: 'Completed' });
  expect((await fixture.lead()).status).toBe(OFFERED);
  expect(await check()).toEqual([]);
});

test('a document that a lead counts wrongly is reported with the reason', async () => {
  const { fixture, lead, B, V } = await playOffer();
  const { viewings } = lead.data;
  await fixture.play(() => B.update({ listingId: fixture.named('L2') }));
  await edit(lead, { viewings });
  await V.ref.delete();
  const other = await fixture.lead(fixture.named('L2'));
  const found = (await check()).map(({ kind, detail, leadId }) => [kind, detail, leadId]);
  expect(found).toEqual(
    expect.arrayContaining([
      ['stray', `belongs to the lead ${other.id}`, lead.id],
      ['missing', 'no longer exists, and its deletion was not handled', lead.id],
    ]),
  );
  await repair();
});

test('damage that was repaired, or a lead that was deleted, after the lead was read gives no finding', async () => {
  const { fixture, lead } = await playOffer();
  const damaged = await readLead(database(), lead.id);
  if (!damaged?.history) throw new Error('There is one');
  const stale = { ...damaged, history: { ...damaged.history, seq: 1 } };
  const options = { apply: true, now: microsOfMillis(Date.now()) };
  const sources = await readCountedSources(database(), [damaged]);
  const checkAgain = () => checkLead(database(), { lead: stale, history: [] }, sources, options);
  const before = await versions(fixture);
  expect(await checkAgain()).toEqual([]);
  expect(await versions(fixture)).toEqual(before);
  await lead.ref.delete();
  expect(await checkAgain()).toEqual([]);
  expect(await fixture.leads()).toEqual([]);
});

test('documents that moved away, or whose deletion was handled, after the lead was read give no finding', async () => {
  const { fixture, lead, A, B } = await playOffer();
  const stale = await readLead(database(), lead.id);
  if (stale === null) throw new Error('There is one');
  await fixture.play(
    () => B.update({ listingId: fixture.named('L2') }),
    () => A.remove(),
  );
  const options = { apply: true, now: microsOfMillis(Date.now()) };
  const sources = await readCountedSources(database(), [stale]);
  const before = await versions(fixture);
  const history = await readHistory(database(), lead.id);
  expect(await checkLead(database(), { lead: stale, history }, sources, options)).toEqual([]);
  expect(await versions(fixture)).toEqual(before);
});

test('a lead that Firestore refuses to write is reported, and the repair goes on', async () => {
  const { lead, fixture } = await playOffer();
  await entryOf(lead, 2).delete();
  const calm = failNextCommit('invalidArgument', 'before it is applied');
  const [found, ...others] = await repair();
  calm();
  expect(found).toMatchObject({ kind: 'broken-history', isRepaired: false });
  expect(others).toEqual([]);
  await repair();
  expect((await fixture.lead()).status).toBe(OFFERED);
});

test('a document that was written just now is left to its event', async () => {
  const fixture = new Fixture();
  const A = fixture.appointment('A');
  const created = await A.create({});
  const since = microsOfMillis(Date.now() - 60_000);
  expect(await checkProject({ writtenBefore: since, apply: true })).toEqual([]);
  expect(await fixture.leads()).toEqual([]);
  await fixture.deliver(created);
});

test('a repair while events arrive does not change their result', async () => {
  const fixture = new Fixture();
  const sources = ['A', 'B', 'C', 'D'].map((name) => fixture.appointment(name));
  const created = await Promise.all(sources.map((source) => source.create({})));
  const visited = await fixture.visit('V', sources[0]).create({ outcome: 'offer_made' });
  await Promise.all([
    repair(),
    ...created.map((each) => deliver(each)),
    deliver(visited),
    repair(),
  ]);
  await fixture.settle();
  expect((await fixture.lead()).status).toBe(OFFERED);
  expect(await check()).toEqual([]);
});

test('an event that arrives after the repair changes nothing', async () => {
  const { fixture, V } = await playOffer();
  const corrected = await V.update({ outcome: 'more_info_needed' }, AGENT);
  await repair();
  const before = await versions(fixture);
  await fixture.deliver(corrected);
  expect(await versions(fixture)).toEqual(before);
});

test('a query reads up to 2,000 documents, and a page has 200 of them', async () => {
  const names = Array.from({ length: 450 }, (_, n) => `walked-${String(n).padStart(3, '0')}`);
  await write(names.map((name) => [`visits/${name}`, { status: 'visit_done' }]));
  await write(names.map((name) => [`leads/${name}`, { contactId: name, status: 'Cerrado' }]));
  await write(names.map((name) => [`leads/${name}/statusHistory/000001`, {}]));
  const walk = async (pages: AsyncIterable<readonly unknown[]>): Promise<number[]> => {
    const sizes: number[] = [];
    for await (const page of pages) sizes.push(page.length);
    return sizes;
  };

  const sizes: number[][] = [];
  const visits = await measure(async () => {
    sizes.push(await walk(sourcePages(database(), 'visits')));
  });
  const leads = await measure(async () => {
    sizes.push(await walk(leadPages(database())));
  });
  expect(visits).toEqual({ read: 450, written: 0, rpcs: 1 });
  expect(leads).toEqual({ read: 450 + 450, written: 0, rpcs: 2 });
  sizes.push(await walk(sourcePages(database(), 'visits', 'walked-199')));
  sizes.push(await walk(leadPages(database(), 'walked-399')));
  expect(sizes).toEqual([[200, 200, 50], [200, 200, 50], [200, 50], [50]]);
});

test('a check reads at most 3 documents for an appointment, 4 for a visit, 1 for a lead, its listing and an entry', async () => {
  const fixture = new Fixture();
  const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
  await fixture.play(
    () => A.create({}),
    () => B.create({}),
    () => fixture.visit('V', A).create({}),
  );
  const { history } = await fixture.lead();
  expect(history).toHaveLength(3);
  const appointments = 2 + 1; // With their lead, which is read once.
  const visits = 1 + 2; // With its appointment and its lead.
  const leads = 1 + 3 + 3; // With its entries, and with what it counts.
  const listings = 1; // Whether it exists or not.
  const enquiries = 1; // A query that finds nothing costs one.
  const orphans = 1; // The same.
  const read = enquiries + appointments + visits + leads + listings + orphans;
  const all = { read, written: 0, rpcs: 1 + 2 + 3 + 4 + 1 };
  expect(await measure(check)).toEqual(all);
  expect(read).toBeLessThanOrEqual(enquiries + 2 * 3 + 1 * 4 + 1 + 3 + listings + orphans);
});
