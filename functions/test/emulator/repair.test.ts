/** `npm run leads -- check` and `repair`, run as an operator runs them. */
import { projectId } from '../support/ownProject';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { database } from '../../src/firestore/database';
import { emptyProject } from '../support/emptyProject';
import { Scene } from '../support/firestore';
import { catchLogs } from '../support/logs';
import { startLeads } from '../support/operator';
import { until } from '../support/until';

catchLogs();
jest.setTimeout(120_000);
emptyProject(projectId);

/** Where the tool keeps how far it came. */
const cache = mkdtempSync(join(tmpdir(), 'embudo-test-'));
afterAll(() => {
  rmSync(cache, { recursive: true });
});
const kept = join(cache, 'embudo');
const inCache = () => (existsSync(kept) ? readdirSync(kept) : []);
const bookmarks = () => inCache().filter((name) => name.endsWith('.json'));
const start = (...args: readonly string[]) =>
  startLeads(args, { GCLOUD_PROJECT: projectId, XDG_CACHE_HOME: cache });
async function leads(...args: readonly string[]) {
  const { stdout, ...ended } = await start(...args).ended;
  return { ...ended, answer: stdout.trimEnd() };
}

/** As many appointments, each of a pair of its own, whose events were lost. */
async function lost(count: number): Promise<Scene> {
  const scene = new Scene();
  const batches: Promise<unknown>[] = [];
  for (let first = 0; first < count; first += 400) {
    const batch = database().batch();
    for (let n = first; n < Math.min(count, first + 400); n += 1) {
      const { listingId } = scene;
      const name = `A${String(n).padStart(5, '0')}`;
      const data = { contactId: scene.named(`contact-${n}`), listingId, status: 'Scheduled' };
      batch.create(database().doc(`appointments/${scene.named(name)}`), data);
    }
    batches.push(batch.commit());
  }
  await Promise.all(batches);
  return scene;
}

const leadCount = async () => (await database().collection('leads').count().get()).data().count;

test('check says what is wrong, with examples, and writes nothing', async () => {
  const scene = await lost(5);
  const broken = scene.appointment('broken');
  await scene.play(() => broken.create({ status: 'Programada' }));
  const { status, answer } = await leads('check');
  expect(status).toBe(1);
  const lines = answer.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '   found  what',
    '       5  documents without their lead (repair puts it right)',
    '       1  documents that cannot be used (for people to see to)',
  ]);
  expect(lines.filter((line) => line.endsWith(': names no lead'))).toHaveLength(3);
  expect(lines).toContain('  … and 2 more: --json tells all');
  expect(answer).toMatch(/^ {2}1 × status must be one of Scheduled, .+$/m);
  expect(lines.at(-1)).toBe('repair --apply puts right what it can.');
  expect(await leadCount()).toBe(0);
});

test('check of what is as it should be ends with status 0', async () => {
  const scene = new Scene();
  await scene.play(() => scene.appointment('A').create({}));
  const { status, output, answer } = await leads('check');
  expect([status, answer]).toEqual([0, 'Nothing is wrong.']);
  expect(output).toContain('Checking: 2 documents');
});

test('--json gives each finding on a line, and then the summary', async () => {
  await lost(3);
  const { status, answer } = await leads('--json', 'check');
  expect(status).toBe(1);
  const lines = answer.split('\n').map((line): unknown => JSON.parse(line));
  const finding = z.strictObject({
    kind: z.literal('unlinked'),
    source: z.object({ collection: z.literal('appointments'), id: z.string() }),
    leadId: z.string(),
    detail: z.string(),
    isMended: z.literal(false),
  });
  expect(lines.slice(0, 3).map((line) => finding.parse(line))).toHaveLength(3);
  expect(lines.slice(3)).toEqual([
    {
      summary: {
        documents: 3,
        isComplete: true,
        counts: { unlinked: { found: 3, mended: 0 } },
      },
    },
  ]);
});

test('repair is a dry run without --apply, and puts all right with it, once', async () => {
  await lost(3);
  const dry = await leads('repair');
  expect(dry.status).toBe(1);
  expect(dry.answer).toContain('repair --apply puts right what it can.');
  expect(await leadCount()).toBe(0);

  const real = await leads('repair', '--apply');
  expect(real.status).toBe(0);
  expect(real.answer.split('\n')[1]).toBe(
    '       3        3  documents without their lead (repair puts it right)',
  );
  const { docs } = await database().collection('leads').get();
  expect(docs.map((lead) => lead.get('status') as unknown)).toEqual(
    Array<string>(3).fill('Visita Pendiente'),
  );
  expect(bookmarks()).toEqual([]);

  const again = await leads('repair', '--apply');
  expect([again.status, again.answer]).toEqual([0, 'Nothing is wrong.']);
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  'a repair that is broken off by %s goes on from there',
  async (signal) => {
    const count = 500;
    await lost(count);
    const first = start('repair', '--apply');
    await until('the first leads', async () => (await leadCount()) > 0, 30_000);
    await until('the first page', () => Promise.resolve(bookmarks().length === 1), 30_000);
    first.kill(signal);
    const { status, output } = await first.ended;
    const sofar = await leadCount();
    expect(sofar).toBeLessThan(count);
    if (signal === 'SIGINT') {
      expect(status).toBe(130);
      expect(output).toContain('Stopping after the documents at hand');
      expect(output).toContain('It broke off: repair --apply --resume goes on from there.');
    }

    const second = await leads('--json', 'repair', '--apply', '--resume');
    expect(second.status).toBe(0);
    expect(await leadCount()).toBe(count);
    const lines = second.answer.split('\n');
    expect(lines.length).toBeLessThan(count); // What was done is not done again.
    const summary = z.object({
      summary: z.object({
        documents: z.number(),
        isComplete: z.literal(true),
        counts: z.object({ unlinked: z.object({ found: z.number(), mended: z.number() }) }),
      }),
    });
    const { documents, counts } = summary.parse(JSON.parse(lines.at(-1) ?? '')).summary;
    expect(documents).toBe(2 * count);
    expect(counts.unlinked.mended).toBe(counts.unlinked.found);
    expect(inCache()).toEqual([]);
    expect((await leads('check')).status).toBe(0);
  },
);

test('without --resume a repair begins anew, and says that there was another', async () => {
  await lost(300);
  const first = start('repair', '--apply');
  await until('the first page', () => Promise.resolve(bookmarks().length === 1), 30_000);
  first.kill('SIGINT');
  expect((await first.ended).status).toBe(130);
  const { status, output } = await leads('repair', '--apply');
  expect(output).toContain('An earlier repair broke off: --resume goes on from there.');
  expect(status).toBe(0);
  expect((await leads('repair', '--apply', '--resume')).output).toContain(
    'There is nothing to go on with.',
  );
});

test('a real project is not written to where nobody can be asked', async () => {
  const { status, output } = await leads('--project', 'agency', 'repair', '--apply');
  expect(status).toBe(1);
  expect(output).toContain('Repair leads, appointments and visits in project agency?');
});

test('bad input is told in one sentence', async () => {
  const { status, output } = await leads('check', '--older-than', 'soon');
  expect(status).toBe(2);
  expect(output).toContain('It is a number of seconds.');
});
