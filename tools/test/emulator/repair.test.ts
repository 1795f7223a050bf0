/** `npm run leads -- check` and `repair`, run as an operator runs them. */
import { projectId } from '../../../functions/test/support/ownProject';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { database } from '../../../functions/src/firestore/database';
import { emptyProject } from '../../../functions/test/support/emptyProject';
import { Fixture } from '../../../functions/test/support/fixture';
import { catchLogs } from '../../../functions/test/support/logs';
import { runLeads, startLeads } from '../support/operator';
import { until } from '../../../functions/test/support/until';

catchLogs();
emptyProject(projectId);

/** The folder of the tool's checkpoints. */
const cache = mkdtempSync(join(tmpdir(), 'embudo-test-'));
afterAll(() => {
  rmSync(cache, { recursive: true });
});
const checkpointFolder = join(cache, 'embudo');
const listCache = () => (existsSync(checkpointFolder) ? readdirSync(checkpointFolder) : []);
const listCheckpoints = () => listCache().filter((name) => name.endsWith('.json'));
const environment = { GCLOUD_PROJECT: projectId, XDG_CACHE_HOME: cache };
const start = (...args: readonly string[]) => startLeads(args, environment);
async function leads(...args: readonly string[]) {
  const { stdout, ...ended } = await runLeads(args, environment);
  return { ...ended, answer: stdout.trimEnd() };
}

/** Creates appointments, each of its own pair, whose events are lost. */
async function createWithoutEvents(count: number): Promise<Fixture> {
  const fixture = new Fixture();
  const batches: Promise<unknown>[] = [];
  for (let first = 0; first < count; first += 400) {
    const batch = database().batch();
    for (let n = first; n < Math.min(count, first + 400); n += 1) {
      const { listingId } = fixture;
      const name = `A${String(n).padStart(5, '0')}`;
      const data = { contactId: fixture.named(`contact-${n}`), listingId, status: 'Scheduled' };
      batch.create(database().doc(`appointments/${fixture.named(name)}`), data);
    }
    batches.push(batch.commit());
  }
  await Promise.all(batches);
  return fixture;
}

const leadCount = async () => (await database().collection('leads').count().get()).data().count;

test('check lists what is wrong, with examples, and writes nothing', async () => {
  const fixture = await createWithoutEvents(5);
  const broken = fixture.appointment('broken');
  await fixture.play(() => broken.create({ status: 'Programada' }));
  const { status, answer } = await leads('check');
  expect(status).toBe(1);
  const lines = answer.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '   found  what',
    '       5  documents without their lead (repair puts it right)',
    '       1  documents that cannot be used (for people to see to)',
  ]);
  expect(lines.filter((line) => line.endsWith(': names no lead'))).toHaveLength(3);
  expect(lines).toContain('  … and 2 more: --json lists all');
  expect(answer).toMatch(/^ {2}1 × status must be one of Scheduled, .+$/m);
  expect(lines.at(-1)).toBe('repair --apply puts right what it can.');
  expect(await leadCount()).toBe(0);
});

test('check ends with status 0 if nothing is wrong', async () => {
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({}));
  const { status, output, answer } = await leads('check');
  expect([status, answer]).toEqual([0, 'Nothing is wrong.']);
  expect(output).toContain('Checking: 2 documents');
});

test('--json prints each finding on a line, and then the summary', async () => {
  await createWithoutEvents(3);
  const { status, answer } = await leads('--json', 'check');
  expect(status).toBe(1);
  const lines = answer.split('\n').map((line): unknown => JSON.parse(line));
  const finding = z.strictObject({
    kind: z.literal('unlinked'),
    source: z.object({ collection: z.literal('appointments'), id: z.string() }),
    leadId: z.string(),
    detail: z.string(),
    isRepaired: z.literal(false),
  });
  expect(lines.slice(0, 3).map((line) => finding.parse(line))).toHaveLength(3);
  expect(lines.slice(3)).toEqual([
    {
      summary: {
        documents: 3,
        isComplete: true,
        counts: { unlinked: { found: 3, repaired: 0 } },
      },
    },
  ]);
});

test('repair is a dry run without --apply, and with it puts everything right, once', async () => {
  await createWithoutEvents(3);
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
  expect(listCheckpoints()).toEqual([]);

  const again = await leads('repair', '--apply');
  expect([again.status, again.answer]).toEqual([0, 'Nothing is wrong.']);
});

test.each(['SIGINT', 'SIGKILL'] as const)(
  '--resume resumes a repair that %s interrupted',
  async (signal) => {
    const count = 500;
    await createWithoutEvents(count);
    const first = start('repair', '--apply');
    await until('the first leads', async () => (await leadCount()) > 0);
    await until('the first page', () => Promise.resolve(listCheckpoints().length === 1));
    first.kill(signal);
    const { status, output } = await first.ended;
    const leadsSoFar = await leadCount();
    expect(leadsSoFar).toBeLessThan(count);
    if (signal === 'SIGINT') {
      expect(status).toBe(130);
      expect(output).toContain('Stopping after the current page');
      expect(output).toContain('Interrupted: repair --apply --resume resumes it.');
    }

    const second = await leads('--json', 'repair', '--apply', '--resume');
    expect(second.status).toBe(0);
    expect(await leadCount()).toBe(count);
    const lines = second.answer.split('\n');
    expect(lines.length).toBeLessThan(count); // The second run skips what the first has done.
    const summary = z.object({
      summary: z.object({
        documents: z.number(),
        isComplete: z.literal(true),
        counts: z.object({ unlinked: z.object({ found: z.number(), repaired: z.number() }) }),
      }),
    });
    const { documents, counts } = summary.parse(JSON.parse(lines.at(-1) ?? '')).summary;
    expect(documents).toBe(2 * count);
    expect(counts.unlinked.repaired).toBe(counts.unlinked.found);
    expect(listCache()).toEqual([]);
    expect((await leads('check')).status).toBe(0);
  },
);

test('without --resume a repair starts from the beginning, and says that another was interrupted', async () => {
  await createWithoutEvents(300);
  const first = start('repair', '--apply');
  await until('the first page', () => Promise.resolve(listCheckpoints().length === 1));
  first.kill('SIGINT');
  expect((await first.ended).status).toBe(130);
  const { status, output } = await leads('repair', '--apply');
  expect(output).toContain('An earlier repair was interrupted: --resume resumes it.');
  expect(status).toBe(0);
  expect((await leads('repair', '--apply', '--resume')).output).toContain(
    'There is no interrupted repair to resume.',
  );
});

test('a real project is not written to if nobody can answer', async () => {
  const words = ['--project', 'agency', 'repair', '--apply'];
  const { status, output } = await runLeads(words, { GCLOUD_PROJECT: 'agency' });
  expect(status).toBe(1);
  expect(output).toContain('Repair leads, enquiries, appointments and visits in project agency?');
});

test('bad input is refused in one sentence', async () => {
  const { status, output } = await leads('check', '--older-than', 'soon');
  expect(status).toBe(2);
  expect(output).toContain('It must be a number of seconds.');
});
