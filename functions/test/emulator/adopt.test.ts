/** `npm run leads -- adopt`, run as an operator runs it, on what an older system has left. */
import { projectId } from '../support/ownProject';
import { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { MERGED } from '../../src/domain/history';
import { database } from '../../src/firestore/database';
import { emptyProject } from '../support/emptyProject';
import { CONSOLE, Scene, type Fields } from '../support/firestore';
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
async function write(path: string, fields: Fields): Promise<void> {
  await database().doc(path).create(fields);
}
const fieldsOf = async (path: string) => (await database().doc(path).get()).data() ?? {};

/** Everything that there is, with the version of each document. */
async function everything(): Promise<string[]> {
  const found = await Promise.all(
    ['leads', 'appointments', 'visits'].map((name) => database().collection(name).get()),
  );
  return found.flatMap(({ docs }) =>
    docs.map(({ ref, updateTime }) => `${ref.path} ${updateTime.valueOf()}`),
  );
}

test('a lead keeps its status, which counts as a decision, and its documents are linked', async () => {
  const scene = new Scene();
  const pair = { contactId: scene.contactId, listingId: scene.listingId };
  await write('appointments/A', {
    ...pair,
    status: 'Completed',
    createdAt: day(1),
    statusAt: day(2),
  });
  await write('visits/V', {
    appointmentId: 'A',
    status: 'visit_done',
    outcome: 'offer_made',
    createdAt: day(3),
    statusAt: day(3),
  });
  const older = await scene.restoreLead('older', { status: 'Oferta Pendiente Aprobación' });

  const dry = await leads('adopt');
  expect(dry.status).toBe(1);
  expect(dry.lines).toContain('       1  leads of an older system (adopt puts it right)');
  expect(dry.lines).toContain('       2  documents without their lead (repair puts it right)');
  expect(dry.lines.at(-1)).toBe('adopt --apply does it.');
  expect((await older.get()).get('history')).toBeUndefined();

  expect((await leads('adopt', '--apply')).status).toBe(0);
  const { id, chain, appointments } = await scene.lead();
  expect([id, chain, appointments]).toEqual([
    'older',
    [['Oferta Pendiente Aprobación', 'lead.adopted']],
    ['A'],
  ]);
  expect(await fieldsOf('appointments/A')).toMatchObject({ leadId: 'older' });
  expect(await fieldsOf('visits/V')).toMatchObject({ leadId: 'older' });

  const before = await everything();
  const again = await leads('adopt', '--apply');
  expect([again.status, again.lines]).toEqual([0, ['Nothing is wrong.']]);
  expect(await everything()).toEqual(before);
  expect((await leads('check')).status).toBe(0);
});

test('documents without a lead are taken in oldest first, across collections', async () => {
  const scene = new Scene();
  const pair = { contactId: scene.contactId, listingId: scene.listingId };
  const at = (n: number) => ({ createdAt: day(n), statusAt: day(n) });
  await write('appointments/a-second', { ...pair, status: 'Scheduled', ...at(5) });
  await write('appointments/b-first', { ...pair, status: 'Scheduled', ...at(1) });
  await write('visits/V', {
    appointmentId: 'b-first',
    status: 'visit_done',
    outcome: 'more_info_needed',
    ...at(3),
  });
  await write('appointments/0-undated', { ...pair, status: 'Cancelled', statusAt: day(4) });
  await leads('adopt', '--apply');
  const { chain, history } = await scene.lead();
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

test('a lead without a listing field gets null, so that its pair is found', async () => {
  const scene = new Scene();
  const { contactId } = scene;
  await write('leads/older', { contactId, status: 'Respuesta Pendiente' });
  await write('appointments/A', { contactId, status: 'Scheduled', statusAt: day(1) });
  await leads('adopt', '--apply');
  const lead = await scene.lead(null);
  expect([lead.id, lead.status]).toEqual(['older', 'Respuesta Pendiente']);
  expect(await fieldsOf('appointments/A')).toMatchObject({ leadId: 'older' });
});

describe('several leads of one pair', () => {
  async function duplicates() {
    const scene = new Scene();
    await scene.restoreLead('a', { status: 'Visita Pendiente' });
    await scene.restoreLead('b', { status: 'Oferta Presentada' });
    await scene.restoreLead('c', { status: 'Cerrado' });
    const A = scene.appointment('A', { leadId: 'a' });
    await A.create({ statusAt: day(1) }, CONSOLE);
    return { scene, A };
  }

  test('are listed, and left alone without --merge', async () => {
    const { scene } = await duplicates();
    const { status, lines } = await leads('adopt', '--apply');
    expect(status).toBe(0);
    expect(lines.slice(0, 2)).toEqual([
      'leads/a is a second lead of leads/b: «Visita Pendiente», and the lead of its pair has «Oferta Presentada»',
      'leads/c is a second lead of leads/b: «Cerrado», and the lead of its pair has «Oferta Presentada»',
    ]);
    expect(lines.at(-1)).toBe('2 second leads of one pair stay: --merge merges them.');
    expect((await scene.leads()).map(({ status: at }) => at).sort()).toEqual(
      ['Cerrado', 'Oferta Presentada', 'Visita Pendiente'].sort(),
    );
    expect((await leads('check')).lines).toContain(
      '       2  second leads of one pair (adopt --merge puts it right)',
    );
  });

  test('are merged into the furthest open one with --merge, their documents too', async () => {
    const { scene, A } = await duplicates();
    expect((await leads('adopt', '--apply', '--merge')).status).toBe(0);
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id) => scene.leadCalled(id)));
    expect(b?.status).toBe('Oferta Presentada');
    for (const other of [a, c]) {
      expect(other?.closed).toEqual({ outcome: 'moved', reason: MERGED, leadId: 'b' });
    }
    expect(a?.chain.at(-1)).toEqual(['Cerrado', 'lead.moved']);
    expect(c?.chain).toEqual([['Cerrado', 'lead.adopted']]); // Closed it was before: no step.
    expect((await A.read())['leadId']).toBe('b');
    await scene.play(() => A.update({ status: 'Cancelled' }));
    const B = scene.appointment('B');
    await scene.play(() => B.create({}));
    expect((await B.read())['leadId']).toBe('b');
    expect((await leads('check')).lines).toEqual(['Nothing is wrong.']);
    expect((await leads('adopt', '--apply', '--merge')).lines).toEqual(['Nothing is wrong.']);
  });

  test('are merged also where their documents were linked already', async () => {
    const { scene, A } = await duplicates();
    await leads('adopt', '--apply');
    await scene.play(() => A.update({ status: 'Completed' }));
    expect((await A.read())['leadId']).toBe('a');
    expect((await leads('adopt', '--apply', '--merge')).status).toBe(0);
    expect((await A.read())['leadId']).toBe('b');
    const { appointments, status } = await scene.leadCalled('b');
    expect([appointments, status]).toEqual([[A.id], 'Oferta Presentada']);
    expect((await leads('check')).lines).toEqual(['Nothing is wrong.']);
  });

  test('are merged into the one under the pair’s own id where there is one, with the better status', async () => {
    const scene = new Scene();
    const A = scene.appointment('A');
    await scene.play(() => A.create({}));
    const own = await scene.lead();
    await scene.restoreLead('further', { status: 'Oferta Aceptada' });
    expect((await leads('adopt', '--apply', '--merge')).status).toBe(0);
    expect((await scene.leadCalled('further')).closed).toMatchObject({ leadId: own.id });
    expect((await scene.leadCalled(own.id)).chain.at(-1)).toEqual(['Oferta Aceptada', 'repaired']);
    expect((await leads('check')).lines).toEqual(['Nothing is wrong.']);
  });
});

test('--json lists the duplicates first, and then what is done', async () => {
  const scene = new Scene();
  await scene.restoreLead('a', { status: 'Visita Pendiente' });
  await scene.restoreLead('b', { status: 'Oferta Presentada' });
  const { lines } = await leads('--json', 'adopt', '--apply', '--merge');
  const found = lines.slice(0, -1).map((line) => {
    const { kind, source, isMended } = z
      .object({ kind: z.string(), source: z.object({ id: z.string() }), isMended: z.boolean() })
      .parse(JSON.parse(line));
    return `${kind} ${source.id} ${String(isMended)}`;
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
        'not-adopted': { found: 2, mended: 2 },
        duplicate: { found: 1, mended: 1 },
      },
    },
  });
});

test('an adoption that is broken off goes on with the same command', async () => {
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
  expect(ended.output).toContain('It broke off: the same command goes on from there.');
  expect(await adopted()).toBeLessThan(count);
  expect((await leads('adopt', '--apply')).status).toBe(0);
  expect(await adopted()).toBe(count);
});

test('a real project is not written to where nobody can be asked', async () => {
  const { status, output } = await leads('--project', 'demo-agency', 'adopt', '--apply');
  expect(status).toBe(1);
  expect(output).not.toContain('Adopting');
});
