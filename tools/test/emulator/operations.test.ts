/** Plays docs/operations.md: every command in its order, and what it prints. */
import { projectId } from '../../../functions/test/support/ownProject';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DocumentData } from 'firebase-admin/firestore';
import { database } from '../../../functions/src/firestore/database';
import { leadIdOf } from '../../../functions/src/firestore/leadIds';
import { empty, emptyProject } from '../../../functions/test/support/emptyProject';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand } from '../support/operator';
import { readPipeline } from '../support/readPipeline';

catchLogs();
emptyProject(projectId);

const page = readFileSync(
  join(dirname(dirname(dirname(__dirname))), 'docs', 'operations.md'),
  'utf8',
);
const PREFIX = 'npm run leads -- ';

interface Documented {
  day: string;
  command: string;
  output: string;
}

/** Every command of the page, under its day, with the output that follows. */
const documented = page.split('\n## ').flatMap((section): Documented[] => {
  const day = section.split(':')[0] ?? '';
  const blocks = [...section.matchAll(/```(\w+)\n(.*?)\n```/gs)].map(([, kind, text = '']) => ({
    kind,
    text,
  }));
  return blocks.flatMap(({ kind, text }, n) =>
    kind === 'sh' ? [{ day, command: text, output: blocks[n + 1]?.text ?? '' }] : [],
  );
});

const lead = (id: string) => database().collection('leads').doc(id);

/** What happens on a day before its first command. */
const EVENTS: Readonly<Record<string, () => Promise<void>>> = {
  Monday: () => Promise.resolve(),
  Tuesday: async () => {
    const pair = { contactId: 'cli-ruiz', listingId: 'ref-100' };
    await lead('2025%2F0999').create({ ...pair, status: 'Visita Realizada' });
  },
  Wednesday: async () => {
    await lead('2025%2F0101').set({ notes: 'Llamar el lunes' });
    await lead(leadIdOf({ contactId: 'cli-prado', listingId: 'ref-400' })).delete();
  },
  Thursday: async () => {
    const backup = await readPipeline();
    await empty(projectId);
    const batch = database().batch();
    for (const [path, data] of backup) batch.set(database().doc(path), asJson(data));
    await batch.commit();
  },
  Friday: () => Promise.resolve(),
};

/** A document as an export to JSON has it. */
function asJson(data: DocumentData): DocumentData {
  return JSON.parse(JSON.stringify(data)) as DocumentData;
}

/** An output without a receipt's id and times. */
function withoutChance(output: string): string {
  return output
    .replace(/Receipt [0-9a-f-]{36}/, 'Receipt …')
    .replace(/[\d-]{10}T[\d:.]+Z to [\d-]{10}T[\d:.]+Z/, '… to …');
}

test('the page has the days of a week', () => {
  expect([...new Set(documented.map(({ day }) => day))]).toEqual(Object.keys(EVENTS));
});

test('each command prints what the page shows', async () => {
  const leads = newLeadsCommand(projectId);
  let today = '';
  const printed: Documented[] = [];
  for (const { day, command } of documented) {
    if (day !== today) await EVENTS[day]?.();
    today = day;
    expect(command.startsWith(PREFIX)).toBe(true);
    const { stdout } = await leads(...command.slice(PREFIX.length).split(' '));
    printed.push({ day, command, output: withoutChance(stdout.trimEnd()) });
  }
  expect(printed).toEqual(documented);
});
