/** `npm run leads -- adopt`, run as an operator runs it, on the data of an older system. */
import { projectId } from '../../../functions/test/support/ownProject';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { MERGED_REASON } from '../../../functions/src/domain/documents/history';
import { SOURCE_COLLECTIONS } from '../../../functions/src/domain/documents/sourceRef';
import { database } from '../../../functions/src/firestore/database';
import { emptyProject } from '../../../functions/test/support/emptyProject';
import { CONSOLE, Fixture, type Fields } from '../../../functions/test/support/fixture';
import { catchLogs } from '../../../functions/test/support/logs';
import { runLeads, startLeads } from '../support/operator';
import { until } from '../../../functions/test/support/until';

catchLogs();
emptyProject(projectId);

async function leads(...args: readonly string[]) {
  const { stdout, ...ended } = await runLeads(args, { GCLOUD_PROJECT: projectId });
  return { ...ended, lines: stdout.trimEnd().split('\n') };
}

const day = (n: number) => Timestamp.fromMillis(Date.UTC(2024, 0, n));

/** A document that an older system wrote, without the stamps of a client. */
async function writeDocument(path: string, fields: Fields): Promise<void> {
  await database().doc(path).create(fields);
}
const readFields = async (path: string) => (await database().doc(path).get()).data() ?? {};

/** Every document, with its version. */
async function readVersions(): Promise<string[]> {
  const found = await Promise.all(
    ['leads', ...SOURCE_COLLECTIONS].map((name) => database().collection(name).get()),
  );
  return found.flatMap(({ docs }) =>
    docs.map(({ ref, updateTime }) => `${ref.path} ${updateTime.valueOf()}`),
  );
}

test('a lead keeps its status as a decision, and its documents are linked', async () => {
  const fixture = new Fixture();
  const pair = { contactId: fixture.contactId, listingId: fixture.listingId };
  await writeDocument('appointments/A', {
    ...pair,
    status: 'Completed',
    createdAt: day(1),
    statusAt: day(2),
  });
  await writeDocument('visits/V', {
    appointmentId: 'A',
    status: 'visit_done',
    outcome: 'offer_made',
    createdAt: day(3),
    statusAt: day(3),
  });
  const older = await fixture.restoreLead('older', { status: 'Oferta Pendiente Aprobación' });

  const dry = await leads('adopt');
  expect(dry.status).toBe(1);
  expect(dry.lines).toContain('       1  leads of an older system (adopt puts it right)');
  expect(dry.lines).toContain('       2  documents without their lead (repair puts it right)');
  expect(dry.lines.at(-1)).toBe('adopt --apply does it.');
  expect((await older.get()).get('history')).toBeUndefined();

  expect((await leads('adopt', '--apply')).status).toBe(0);
  const { id, chain, appointments } = await fixture.lead();
  expect([id, chain, appointments]).toEqual([
    'older',
    [['Oferta Pendiente Aprobación', 'lead.adopted']],
    ['A'],
  ]);
  expect(await readFields('appointments/A')).toMatchObject({ leadId: 'older' });
  expect(await readFields('visits/V')).toMatchObject({ leadId: 'older' });

  const before = await readVersions();
  const again = await leads('adopt', '--apply');
  expect([again.status, again.lines]).toEqual([0, ['Nothing is wrong.']]);
  expect(await readVersions()).toEqual(before);
  expect((await leads('check')).status).toBe(0);
});

test('documents without a lead are linked oldest first, across collections', async () => {
  const fixture = new Fixture();
  const pair = { contactId: fixture.contactId, listingId: fixture.listingId };
  const at = (n: number) => ({ createdAt: day(n), statusAt: day(n) });
  await writeDocument('appointments/a-second', { ...pair, status: 'Scheduled', ...at(5) });
  await writeDocument('appointments/b-first', { ...pair, status: 'Scheduled', ...at(1) });
  await writeDocument('visits/V', {
    appointmentId: 'b-first',
    status: 'visit_done',
    outcome: 'more_info_needed',
    ...at(3),
  });
  await writeDocument('appointments/0-undated', { ...pair, status: 'Cancelled', statusAt: day(4) });
  await leads('adopt', '--apply');
  const { chain, history } = await fixture.lead();
  expect(chain).toEqual([
    ['Fase 0: Información Incompleta', 'lead.created'],
    ['Visita Pendiente', 'appointment.scheduled'],
    ['Visita Realizada', 'visit.done'],
    ['Información Solicitada', 'visit.more_info_needed'],
    ['Visita Pendiente', 'appointment.scheduled'],
  ]);
  expect(history.map(({ effectiveAt }) => effectiveAt.toDate().getUTCDate())).toEqual([
    1, 1, 3, 3, 5,
  ]);
});

test.each([{}, { listingId: '' }])(
  'a lead with %j as its listing gets null, so that its pair is found',
  async (listing) => {
    const fixture = new Fixture();
    const { contactId } = fixture;
    await writeDocument('leads/older', { contactId, ...listing, status: 'Respuesta Pendiente' });
    await writeDocument('appointments/A', { contactId, status: 'Scheduled', statusAt: day(1) });
    await leads('adopt', '--apply');
    const lead = await fixture.lead(null);
    expect([lead.id, lead.status]).toEqual(['older', 'Respuesta Pendiente']);
    expect(await readFields('appointments/A')).toMatchObject({ leadId: 'older' });
  },
);

test('an older status is a decision of now, and a dry run lists the newer documents that will count as older', async () => {
  const fixture = new Fixture();
  await fixture.restoreLead('older', { status: 'Respuesta Pendiente', statusChangedAt: day(1) });
  const [A, B] = [fixture.appointment('A'), fixture.appointment('B')];
  await A.create({ statusAt: day(2) }, CONSOLE);
  await B.create({}, CONSOLE);
  const dry = await leads('--json', 'adopt');
  expect(dry.lines.filter((line) => line.startsWith('{"kind":"newer-than-lead"'))).toEqual([
    JSON.stringify({
      kind: 'newer-than-lead',
      source: { collection: 'appointments', id: B.id },
      leadId: 'older',
      detail: 'is newer than its lead, whose «Respuesta Pendiente» will stand',
      isRepaired: false,
    }),
  ]);
  expect((await leads('adopt')).lines).toContain(
    '       1  documents newer than their lead of an older system, which will count as older (for people to see to)',
  );
  expect((await leads('adopt', '--apply')).status).toBe(0);
  const { chain, history } = await fixture.lead();
  expect(chain).toEqual([['Respuesta Pendiente', 'lead.adopted']]);
  expect(history[0]).toMatchObject({ effectiveAt: day(1) });
  await fixture.play(() => A.update({ status: 'Completed' }));
  expect((await fixture.lead()).status).toBe('Visita Realizada');
});

describe('several leads of one pair', () => {
  async function duplicates() {
    const fixture = new Fixture();
    await fixture.restoreLead('a', { status: 'Visita Pendiente' });
    await fixture.restoreLead('b', { status: 'Oferta Presentada' });
    await fixture.restoreLead('c', { status: 'Cerrado' });
    const A = fixture.appointment('A', { leadId: 'a' });
    await A.create({ statusAt: day(1) }, CONSOLE);
    return { fixture, A };
  }

  test('are listed, and left alone without --merge', async () => {
    const { fixture } = await duplicates();
    const { status, lines } = await leads('adopt', '--apply');
    expect(status).toBe(0);
    expect(lines.slice(0, 2)).toEqual([
      'leads/a is a second lead of leads/b: «Visita Pendiente», and the lead of its pair has «Oferta Presentada»',
      'leads/c is a second lead of leads/b: «Cerrado» (lost), and the lead of its pair has «Oferta Presentada»',
    ]);
    expect(lines.at(-1)).toBe('2 second leads of one pair stay: --merge merges them.');
    expect((await fixture.leads()).map(({ status: at }) => at).sort()).toEqual(
      ['Cerrado', 'Oferta Presentada', 'Visita Pendiente'].sort(),
    );
    expect((await leads('check')).lines).toContain(
      '       2  second leads of one pair (adopt --merge puts it right)',
    );
  });

  test('are merged into the furthest open one with --merge, their documents too', async () => {
    const { fixture, A } = await duplicates();
    expect((await leads('adopt', '--apply', '--merge')).status).toBe(0);
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id) => fixture.leadById(id)));
    expect(b?.status).toBe('Oferta Presentada');
    for (const other of [a, c]) {
      expect(other?.closed).toEqual({ outcome: 'moved', reason: MERGED_REASON, leadId: 'b' });
    }
    expect(a?.chain.at(-1)).toEqual(['Cerrado', 'lead.moved']);
    expect(c?.chain).toEqual([
      ['Cerrado', 'lead.adopted'], // As lost.
      ['Cerrado', 'lead.moved'],
    ]);
    expect((await A.read())['leadId']).toBe('b');
    await fixture.play(() => A.update({ status: 'Cancelled' }));
    const B = fixture.appointment('B');
    await fixture.play(() => B.create({}));
    expect((await B.read())['leadId']).toBe('b');
    expect((await leads('check')).lines).toEqual(['Nothing is wrong.']);
    expect((await leads('adopt', '--apply', '--merge')).lines).toEqual(['Nothing is wrong.']);
  });

  test('are merged even if their documents are linked already', async () => {
    const { fixture, A } = await duplicates();
    await leads('adopt', '--apply');
    await fixture.play(() => A.update({ status: 'Completed' }));
    expect((await A.read())['leadId']).toBe('a');
    expect((await leads('adopt', '--apply', '--merge')).status).toBe(0);
    expect((await A.read())['leadId']).toBe('b');
    const { appointments, status } = await fixture.leadById('b');
    expect([appointments, status]).toEqual([[A.id], 'Oferta Presentada']);
    expect((await leads('check')).lines).toEqual(['Nothing is wrong.']);
  });

  test('are merged into the lead in use, whose status stays its own', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const own = await fixture.lead();
    await fixture.restoreLead('further', { status: 'Oferta Aceptada' });
    expect((await leads('adopt', '--apply', '--merge')).status).toBe(0);
    expect((await fixture.leadById('further')).closed).toMatchObject({ leadId: own.id });
    expect((await fixture.leadById(own.id)).chain).toEqual(own.chain);
    expect((await leads('check')).lines).toEqual(['Nothing is wrong.']);
  });

  test.each(['won', 'Vendido', { outcome: 'ALQUILADA ' }])(
    'are not merged if one is won (closed: %j) and another is open: people decide',
    async (closed) => {
      const fixture = new Fixture();
      await fixture.restoreLead('open', { status: 'Oferta Presentada' });
      await fixture.restoreLead('sold', { status: 'Cerrado', closed });
      const { lines } = await leads('adopt', '--apply', '--merge');
      expect(lines[0]).toBe(
        'leads/sold is a second lead of leads/open: «Cerrado» (won), and the lead of its pair has «Oferta Presentada»',
      );
      const label = 'second leads of one pair that are not merged, since one is won';
      expect(lines).toContain(`       1        0  ${label} (for people to see to)`);
      const [open, sold] = await Promise.all(['open', 'sold'].map((id) => fixture.leadById(id)));
      expect([open?.status, sold?.closed?.outcome]).toEqual(['Oferta Presentada', 'won']);
      expect((await leads('check')).status).toBe(1);
    },
  );

  test('a lost lead in use does not swallow a sale', async () => {
    const fixture = new Fixture();
    const A = fixture.appointment('A');
    await fixture.play(() => A.create({}));
    const { id } = await fixture.lead();
    await database().doc(`leads/${id}`).update({ status: 'Cerrado' });
    expect((await leads('repair', '--apply')).status).toBe(0);
    await fixture.restoreLead('sold', { status: 'Cerrado', closed: 'won' });
    const { lines } = await leads('adopt', '--apply', '--merge');
    expect(lines[0]).toBe(
      `leads/sold is a second lead of leads/${id}: «Cerrado» (won), and the lead of its pair has «Cerrado» (lost)`,
    );
    expect((await fixture.leadById('sold')).closed).toMatchObject({ outcome: 'won' });
  });
});

describe('what cannot be taken over as it stands (§9)', () => {
  const tables = (lines: readonly string[]) =>
    lines.slice(lines.indexOf('Before anything is written:'), lines.indexOf(''));

  test('is counted by the dry run, with examples', async () => {
    const fixture = new Fixture();
    const write = (id: string, fields: Fields) =>
      writeDocument(`leads/${id}`, { contactId: id, listingId: 'L', ...fields });
    await write('negotiating', { status: 'En negociación' });
    await write('negotiating-too', { status: 'En negociación' });
    await write('blank', {});
    await write('signed', { status: 'Cerrado', closed: 'firmado' });
    await write('ended', { status: 'Cerrado' });
    await write('sold', { status: 'Cerrado', closed: { outcome: 'Won' } });
    await write('numeric', { status: 'Visita Pendiente', contactId: 7 });
    const reference = database().doc('listings/L');
    await write('referring', { status: 'Visita Pendiente', listingId: reference });
    const own = { history: ['llamó', 'no contesta'], updatedAt: '2021-03-04' };
    await write('own', { status: 'Visita Pendiente', ...own });
    const text = { startsAt: '2026-01-03' };
    await fixture
      .appointment('A')
      .create({ updatedAt: day(1), statusAt: day(1), ...text }, CONSOLE);
    const { status, lines } = await leads('adopt');
    expect(status).toBe(1);
    expect(tables(lines)).toEqual([
      'Before anything is written:',
      '   found  what',
      '       2  leads of an older system that no pair finds, so they are not adopted (for people to see to)',
      '       3  leads of an older system whose status is none of the ten: it counts as Fase 0 (for people to see to)',
      '       2  leads of an older system that are Cerrado without a known outcome: lost (for people to see to)',
      '       2  leads whose own fields the pipeline needs; it keeps their values under "replaced" (for people to see to)',
    ]);
    for (const line of [
      '  leads/numeric: its contactId is no text',
      '  leads/referring: its listingId is no text',
      '  2 × «En negociación»',
      '  1 × has no status',
      '  1 × «firmado»',
      '  1 × has no outcome',
      '  1 × updatedAt, history',
      '  1 × closed',
      '       1  documents with a time that cannot be read, and counts as absent (for people to see to)',
      '       1  documents without an updatedAt since they were copied: no nightly check looks at them (for people to see to)',
    ]) {
      expect(lines).toContain(line);
    }
  });

  test('is kept: values in fields of the pipeline, and leads without a pair', async () => {
    const own = {
      history: ['llamó', { at: day(3), what: 'no contesta' }],
      viewings: 3,
      closed: { outcome: 'won', price: 250_000.5 },
      assignedTo: database().doc('agents/ana'),
      statusChangedAt: '2021-03-04',
      updatedAt: 'ayer',
      missingInfo: 'DNI',
      source: 5,
      precio: 12,
    };
    const { precio, ...replaced } = own;
    const fixture = new Fixture();
    const older = await fixture.restoreLead('older', { status: 'Cerrado', ...own });
    const nameless = { contactId: 7, listingId: 'L', status: 'Visita Pendiente' };
    await writeDocument('leads/nameless', nameless);
    await leads('adopt', '--apply');
    expect((await older.get()).data()).toMatchObject({
      replaced,
      precio,
      closed: { outcome: 'won', reason: 'Cerrado en un sistema anterior' },
      history: { seq: 1, status: 'Cerrado' },
      source: 'Appointment',
    });
    expect(await readFields('leads/nameless')).toEqual(nameless);
    const { lines } = await leads('check');
    expect(lines.slice(1, 2)).toEqual([
      '       1  leads of an older system that no pair finds, so they are not adopted (for people to see to)',
    ]);
    // Once it has a contact, it is taken over as any other.
    await database().doc('leads/nameless').update({ contactId: 'seven' });
    expect((await leads('adopt', '--apply')).status).toBe(0);
    expect(await readFields('leads/nameless')).toMatchObject({ history: { seq: 1 } });
  });
});

describe("--map translates the older system's words", () => {
  async function withMap(map: object, run: (file: string) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'embudo-map-'));
    try {
      const file = join(folder, 'map.json');
      await writeFile(file, JSON.stringify(map));
      await run(file);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const map = {
    status: { 'En negociación': 'Oferta Presentada', Vendido: 'Cerrado', Perdido: 'Cerrado' },
    outcome: { vendido: 'won', 'otra agencia': 'lost' },
  };

  test('as the dry run shows, and the history quotes', async () => {
    await withMap(map, async (file) => {
      const fixtures = Array.from({ length: 4 }, () => new Fixture());
      const older: [id: string, fields: Fields][] = [
        ['talks', { status: ' EN NEGOCIACIÓN' }],
        ['sold', { status: 'vendido' }],
        ['gone', { status: 'Perdido', closed: { outcome: 'Otra agencia', reason: 'Más barato' } }],
        ['other', { status: 'Cerrado', closed: 'permuta' }],
      ];
      for (const [n, [id, fields]] of older.entries()) await fixtures[n]?.restoreLead(id, fields);
      const { lines } = await leads('adopt', '--map', file);
      for (const line of [
        '       3  leads of an older system whose words the map translates (for people to see to)',
        '  1 × « EN NEGOCIACIÓN» is «Oferta Presentada»',
        '  1 × «vendido» is «Cerrado», has no outcome is won',
        '  1 × «Perdido» is «Cerrado», «Otra agencia» is lost',
        '  1 × «permuta»',
      ]) {
        expect(lines).toContain(line);
      }
      expect((await leads('adopt', '--apply', '--map', file)).status).toBe(0);
      const found = await Promise.all(fixtures.map((each) => each.lead()));
      expect(found.map(({ id, status, closed }) => [id, status, closed?.outcome])).toEqual([
        ['talks', 'Oferta Presentada', undefined],
        ['sold', 'Cerrado', 'won'],
        ['gone', 'Cerrado', 'lost'],
        ['other', 'Cerrado', 'lost'],
      ]);
      expect(found.map(({ history }) => history[0]?.reason)).toEqual([
        'Lead de un sistema anterior, adoptado con el estado que tenía: « EN NEGOCIACIÓN»',
        'Lead de un sistema anterior, adoptado con el estado que tenía: «vendido»',
        'Lead de un sistema anterior, adoptado con el estado que tenía: «Perdido»',
        'Lead de un sistema anterior, adoptado con el estado que tenía',
      ]);
      expect((await leads('check')).lines).toEqual(['Nothing is wrong.']);
    });
  });

  test('before duplicates are merged, so that no sale is lost', async () => {
    await withMap(map, async (file) => {
      const fixture = new Fixture();
      await fixture.restoreLead('open', { status: 'Oferta Presentada' });
      await fixture.restoreLead('sold', { status: 'Vendido' });
      const { lines } = await leads('adopt', '--apply', '--merge', '--map', file);
      expect(lines[0]).toBe(
        'leads/sold is a second lead of leads/open: «Cerrado» (won), and the lead of its pair has «Oferta Presentada»',
      );
      expect((await fixture.leadById('sold')).closed).toMatchObject({ outcome: 'won' });
    });
  });

  test('and is refused if it is wrong, before anything is read', async () => {
    await withMap({ status: { Ganado: 'Vendido' }, outcomes: {} }, async (file) => {
      const { status, output } = await leads('adopt', '--apply', '--map', file);
      expect(status).toBe(1);
      expect(output).toContain(`${file}: status.Ganado: must be one of Fase 0`);
      expect(output).toContain('has no "outcomes": it takes status, outcome');
    });
    const { status, output } = await leads('adopt', '--map', '/nowhere/map.json');
    expect([status, output]).toEqual([1, expect.stringContaining('cannot be read')]);
  });
});

test('the order in which an older system was copied does not matter, whatever dates its documents have', async () => {
  const stamps: readonly Fields[] = [
    { statusAt: day(2), updatedAt: day(2), createdAt: day(1) },
    { createdAt: day(1), updatedAt: day(2) },
    {},
  ];
  const ends = [
    {
      ...{ status: 'Cerrado', closed: { outcome: 'lost' } },
      ...{ appointment: 'Completed', enquiry: 'answered' },
    },
    { status: 'Oferta Rechazada', appointment: 'Scheduled', enquiry: 'open' },
    { status: 'Oferta Presentada', appointment: 'Cancelled', enquiry: 'dismissed' },
  ];
  const copied = [];
  for (const dates of stamps) {
    for (const { appointment, enquiry, ...lead } of ends) {
      for (const kind of ['appointment', 'enquiry'] as const) {
        for (const first of ['leads', 'documents']) {
          const fixture = new Fixture();
          const source = fixture[kind]('S');
          const status = kind === 'appointment' ? appointment : enquiry;
          const copies = [
            () => fixture.restoreLead(fixture.named('older'), lead),
            () => source.create({ status, ...dates }, CONSOLE),
          ];
          for (const copy of first === 'leads' ? copies : copies.reverse()) await copy();
          copied.push({ fixture, source, status: lead.status });
        }
      }
    }
  }
  expect(copied).toHaveLength(36);
  expect((await leads('adopt', '--apply')).status).toBe(0);
  for (const { fixture, source, status } of copied) {
    expect((await fixture.lead()).chain).toEqual([[status, 'lead.adopted']]);
    await fixture.play(() => source.update({ notes: 'llamó' }));
    expect((await fixture.lead()).status).toBe(status);
  }
  expect((await leads('check')).lines).toEqual(['Nothing is wrong.']);
});

test('a lead that cannot be written is a finding of its own, and the walk goes on', async () => {
  const [large, small] = [new Fixture(), new Fixture()];
  // Its history would make the document too large, so Firestore refuses it.
  const archive = 'x'.repeat(1_048_200);
  const ref = await large.restoreLead('large', { status: 'Visita Pendiente', archive });
  await small.restoreLead('small', { status: 'Oferta Presentada' });
  const label = 'documents that could not be checked or put right; the next run tries again';
  for (const found of [1, 0]) {
    const { status, lines } = await leads('adopt', '--apply');
    expect(lines).toContain(`       1        0  ${label} (for people to see to)`);
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}leads\/large: .*INVALID_ARGUMENT/));
    const adopted = lines.filter((line) => line.includes('leads of an older system'));
    expect(adopted).toHaveLength(2 * found);
    expect(status).toBe(1);
  }
  expect((await small.leadById('small')).chain).toEqual([['Oferta Presentada', 'lead.adopted']]);
  await ref.update({ archive: '' });
  expect((await leads('adopt', '--apply')).status).toBe(0);
  expect((await large.leadById('large')).chain).toEqual([['Visita Pendiente', 'lead.adopted']]);
});

test('--json lists the duplicates first, and then what was done', async () => {
  const fixture = new Fixture();
  await fixture.restoreLead('a', { status: 'Visita Pendiente' });
  await fixture.restoreLead('b', { status: 'Oferta Presentada' });
  const { lines } = await leads('--json', 'adopt', '--apply', '--merge');
  const found = lines.slice(0, -1).map((line) => {
    const { kind, source, isRepaired } = z
      .object({ kind: z.string(), source: z.object({ id: z.string() }), isRepaired: z.boolean() })
      .parse(JSON.parse(line));
    return `${kind} ${source.id} ${String(isRepaired)}`;
  });
  expect(found[0]).toBe('duplicate a false');
  expect(found.slice(1).sort()).toEqual([
    'duplicate a true',
    'not-adopted a true',
    'not-adopted b true',
  ]);
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
    summary: {
      isComplete: true,
      counts: {
        'not-adopted': { found: 2, repaired: 2 },
        duplicate: { found: 1, repaired: 1 },
      },
    },
  });
});

test('the same command resumes an interrupted adoption', async () => {
  const count = 450;
  const batch = database().batch();
  for (let n = 0; n < count; n += 1) {
    const ref = database().doc(`leads/older-${String(n).padStart(4, '0')}`);
    batch.create(ref, { contactId: `contact-${n}`, listingId: 'L', status: 'Visita Realizada' });
  }
  await batch.commit();
  const adopted = async () =>
    (await database().collectionGroup('statusHistory').count().get()).data().count;
  const first = startLeads(['adopt', '--apply'], { GCLOUD_PROJECT: projectId });
  await until('the first adopted lead', async () => (await adopted()) > 0);
  first.kill('SIGINT');
  const ended = await first.ended;
  expect(ended.status).toBe(130);
  expect(ended.output).toContain('Interrupted: the same command resumes it.');
  expect(await adopted()).toBeLessThan(count);
  expect((await leads('adopt', '--apply')).status).toBe(0);
  expect(await adopted()).toBe(count);
});

test('a real project is not written to if nobody can answer', async () => {
  const words = ['--project', 'demo-agency', 'adopt', '--apply'];
  const { status, output } = await runLeads(words, { GCLOUD_PROJECT: 'demo-agency' });
  expect(status).toBe(1);
  expect(output).not.toContain('Adopting');
});
