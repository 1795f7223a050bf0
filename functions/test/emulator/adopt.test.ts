/** `npm run leads -- adopt`, run as an operator runs it, on the data of an older system. */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { MERGED_REASON } from '../../src/domain/documents/history';
import { database } from '../../src/firestore/database';
import { emptyProject } from '../support/emptyProject';
import { CONSOLE, Fixture, type Fields } from '../support/fixture';
import { catchLogs } from '../support/logs';
import { startLeads } from '../support/operator';
import { until } from '../support/until';

catchLogs();
jest.setTimeout(60_000);
emptyProject(projectId);

const start = (...args: readonly string[]) => startLeads(args, { GCLOUD_PROJECT: projectId });
async function leads(...args: readonly string[]) {
  const { stdout, ...ended } = await start(...args).ended;
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
    ['leads', 'appointments', 'visits'].map((name) => database().collection(name).get()),
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
    expect(c?.chain).toEqual([['Cerrado', 'lead.adopted']]); // It was closed before, so there is no further entry.
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
  const first = start('adopt', '--apply');
  await until('the first adopted lead', async () => (await adopted()) > 0, 30_000);
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
  const { status, output } = await startLeads(words, { GCLOUD_PROJECT: 'demo-agency' }).ended;
  expect(status).toBe(1);
  expect(output).not.toContain('Adopting');
});
