/** What customers and agents write cannot control the operator's terminal, whichever verb prints it. */
import { projectId } from '../../../functions/test/support/ownProject';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { database } from '../../../functions/src/firestore/database';
import { emptyProject } from '../../../functions/test/support/emptyProject';
import { Fixture } from '../../../functions/test/support/fixture';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand } from '../support/operator';

catchLogs();
emptyProject(projectId);

const leads = newLeadsCommand(projectId);

/** Clears the screen in two ways, and then pretends to be an answer. */
const HOSTILE = '\u001b[2J\u009b2J\rNothing is wrong.\nNothing is wrong.\u2028\u202e\u2066';

async function writeHostileData(): Promise<{ leadId: string }> {
  const db = database();
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({ agentId: HOSTILE }));
  const { id: leadId } = await fixture.lead();
  await db.doc(`leads/${leadId}`).update({ assignedTo: HOSTILE });
  const [entry] = (await db.collection(`leads/${leadId}/statusHistory`).get()).docs;
  await entry?.ref.update({
    reason: HOSTILE,
    actor: { type: 'user', id: HOSTILE },
    source: { collection: 'visits', id: HOSTILE },
  });
  await db.doc(`appointments/${HOSTILE}`).set({ contactId: HOSTILE, status: HOSTILE });
  await db.doc(`visits/${HOSTILE}`).set({ appointmentId: HOSTILE, status: 'visit_done' });
  await fixture.restoreLead(HOSTILE, {
    status: HOSTILE,
    closed: { outcome: 'lost', reason: HOSTILE },
    assignedTo: HOSTILE,
  });
  return { leadId };
}

/** Files of an older system in which everything is hostile: the header, ids and words. */
function writeHostileFiles(folder: string): string[] {
  const head = `id;contactId;status;${quote(HOSTILE)}`;
  const rows = ['Scheduled', HOSTILE].map((status, n) =>
    [quote(`${HOSTILE}${n}`), quote(HOSTILE), quote(status), quote(HOSTILE)].join(';'),
  );
  return ['leads.csv', 'appointments.csv'].map((name) => {
    const file = join(folder, name);
    writeFileSync(file, [head, ...rows, ...rows, `${quote(HOSTILE)};`].join('\n'));
    return file;
  });
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'embudo-hostile-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('no verb prints a control character of the data, and no line is the data’s own', async () => {
  const { leadId } = await writeHostileData();
  const files = writeHostileFiles(folder);
  const verbs = [
    ['import', ...files],
    ['import', ...files, '--apply'],
    ['check'],
    ['repair'],
    ['adopt'],
    ['show', leadId],
    ['show', HOSTILE],
    ['report'],
    ['report', '--csv'],
    ['roles', 'show', HOSTILE],
    ['adopt', '--apply', '--merge'],
    ['repair', '--apply'],
    ['check'],
    ['report'],
    ['show', leadId],
  ];
  const harmful: unknown[] = [];
  for (const verb of verbs) {
    for (const words of verb.includes('--csv') ? [verb] : [verb, ['--json', ...verb]]) {
      const { output } = await leads(...words);
      const lines = output.replace('\ufeff', '').split(/\r?\n/);
      const isHarmful = (line: string) =>
        /[\p{Cc}\p{Bidi_Control}\u2028]/u.test(line) || line === 'Nothing is wrong.';
      const found = lines.filter(isHarmful);
      if (lines.length < 2 && words.length < 2) harmful.push([words, 'printed nothing']);
      if (found.length > 0) harmful.push([words, found]);
    }
  }
  expect(harmful).toEqual([]);
  expect((await leads('show', leadId)).output).toContain('\\u001b[2J\\u009b2J\\u000dNothing');
});

test('the list of the rows that cannot be imported controls no terminal that shows it', async () => {
  const rejected = join(folder, 'rejected.csv');
  await leads('import', ...writeHostileFiles(folder), '--rejected', rejected);
  const list = readFileSync(rejected, 'utf8').replaceAll('\r\n', '\n');
  expect(list).toContain('\\u001b[2J');
  expect(list).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028]/u);
});
