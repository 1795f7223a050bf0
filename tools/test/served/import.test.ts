/** `npm run leads -- import`, run as an operator runs it, beside the triggers and without them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Firestore, Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { empty } from '../../../functions/test/support/emptyProject';
import { runLeads, startLeads } from '../support/operator';
import { until } from '../../../functions/test/support/until';

const root = dirname(dirname(dirname(__dirname)));
const EXAMPLE = 'docs/example-import';
const MAP = ['--map', join(EXAMPLE, 'map.json')];
const COLLECTIONS = ['leads', 'enquiries', 'appointments', 'visits'] as const;
const exampleFiles = (folder = EXAMPLE) => COLLECTIONS.map((name) => join(folder, `${name}.csv`));

/** The Functions emulator serves this project, and no other. */
const WITH_TRIGGERS = 'demo-embudo';
const WITHOUT = 'demo-embudo-import';

const databases = new Map<string, Firestore>();
afterAll(() => Promise.all([...databases.values()].map((db) => db.terminate())));

function databaseOf(projectId: string): Firestore {
  const db = databases.get(projectId) ?? new Firestore({ projectId });
  databases.set(projectId, db);
  return db;
}

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'embudo-import-'));
  await empty(WITHOUT);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a file into the test's folder, and returns its path. */
function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function leadsIn(project: string, ...args: readonly string[]) {
  const { stdout, ...ended } = await runLeads(args, { GCLOUD_PROJECT: project });
  return { ...ended, stdout, lines: stdout.trimEnd().split('\n') };
}
const leads = (...args: readonly string[]) => leadsIn(WITHOUT, ...args);

/** Every document of these collections: its fields, and when it was last written. */
async function readDocuments(project = WITHOUT) {
  const db = databaseOf(project);
  const found = await Promise.all(COLLECTIONS.map((name) => db.collection(name).get()));
  return found.flatMap(({ docs }) => docs);
}
async function readVersions(project = WITHOUT): Promise<string[]> {
  const documents = await readDocuments(project);
  return documents.map(({ ref, updateTime }) => `${ref.path} ${updateTime.valueOf()}`);
}

const madrid = (time: string) => Timestamp.fromDate(new Date(`${time}+01:00`));

/** What the leads of the example are in the end. */
const EXAMPLE_LEADS = [
  'cli-mora ref-400: Información Solicitada',
  'cli-mora ref-500: Información Solicitada',
  'cli-prado ref-300: Respuesta Pendiente',
  'cli-prado ref-400: Visita Realizada',
  'cli-ruiz ref-100: Oferta Presentada',
  'cli-ruiz ref-200: Cerrado, lost (Demasiado caro)',
  'cli-soler ref-300: Cerrado, won (Firmado ante notario)',
  'cli-vega ref-100: Fase 0: Información Incompleta',
  'cli-vega ref-200: Información Solicitada',
];

const leadSchema = z.object({
  contactId: z.string(),
  listingId: z.string(),
  status: z.string(),
  closed: z.object({ outcome: z.string(), reason: z.string() }).optional(),
});

async function listLeads(project: string): Promise<string[]> {
  const { docs } = await databaseOf(project).collection('leads').get();
  const found = docs.map((doc) => {
    const { contactId, listingId, status, closed } = leadSchema.parse(doc.data());
    const end = closed === undefined ? '' : `, ${closed.outcome} (${closed.reason})`;
    return `${contactId} ${listingId}: ${status}${end}`;
  });
  return found.sort();
}

/** The block of docs/importing.md that follows a command. */
function documentedOutput(command: string): string[] {
  const page = readFileSync(join(root, 'docs', 'importing.md'), 'utf8');
  const [, , block = ''] = page.split(`${command}\n`)[1]?.split('```') ?? [];
  return block
    .replace(/^\w*\n/, '')
    .trimEnd()
    .split('\n');
}

test('a dry run of the example says what the page about it shows, and writes nothing', async () => {
  const { status, lines } = await leads('import', ...exampleFiles(), ...MAP);
  expect(lines).toEqual(documentedOutput(`--map docs/example-import/map.json`));
  expect(status).toBe(1);
  expect(await readDocuments()).toEqual([]);
});

test('each row becomes the document that the contract describes', async () => {
  await leads('import', ...exampleFiles(), ...MAP, '--apply');
  const documents = Object.fromEntries(
    (await readDocuments()).map((document) => [document.ref.path, document.data()]),
  );
  expect(Object.keys(documents)).toEqual([
    'leads/2025%2F0101',
    'leads/2025%2F0102',
    'leads/2025%2F0103',
    'leads/2025%2F0104',
    'enquiries/S-31',
    'enquiries/S-32',
    'enquiries/S-33',
    'appointments/501',
    'appointments/502',
    'appointments/503',
    'appointments/504',
    'appointments/505',
    'visits/9001',
    'visits/9002',
    'visits/9003',
  ]);
  expect(documents['leads/2025%2F0101']).toEqual({
    contactId: 'cli-ruiz',
    listingId: 'ref-100',
    prospectId: 'prop-7',
    status: 'Oferta Presentada',
    source: 'CRM anterior',
    assignedTo: 'lucia',
    notes: 'Prefiere llamadas por la tarde.\nPregunta por "la terraza".',
    createdAt: madrid('2025-11-12T10:15'),
    updatedAt: madrid('2025-11-20T18:30'),
  });
  expect(documents['leads/2025%2F0103']).toMatchObject({
    prospectId: null,
    status: 'Cerrado',
    closed: { outcome: 'won', reason: 'Firmado ante notario' },
  });
  expect(documents['enquiries/S-31']).toEqual({
    contactId: 'cli-ruiz',
    listingId: 'ref-100',
    prospectId: null,
    status: 'answered',
    channel: 'portal',
    origin: { portal: 'Idealista', campaign: 'Otoño 2025' },
    message: '¿Sigue disponible? Puedo verlo por la tarde.',
    externalId: 'id-88121',
    agentId: 'lucia',
    createdAt: madrid('2025-11-11T19:42'),
    statusAt: madrid('2025-11-12T10:10'),
  });
  expect(documents['enquiries/S-32']?.['origin']).toEqual({ portal: 'Fotocasa' });
  expect(documents['enquiries/S-33']).not.toHaveProperty('origin');
  expect(documents['appointments/501']).toEqual({
    contactId: 'cli-ruiz',
    listingId: 'ref-100',
    prospectId: null,
    status: 'Completed',
    type: 'Visita',
    startsAt: madrid('2025-11-18T17:30'),
    endsAt: madrid('2025-11-18T18:00'),
    agentId: 'lucia',
    createdAt: madrid('2025-11-12T10:16'),
    updatedAt: madrid('2025-11-18T18:10'),
  });
  expect(documents['visits/9001']).toEqual({
    appointmentId: '501',
    status: 'visit_done',
    outcome: 'offer_made',
    offer: { amount: 245_000, currency: 'EUR' },
    notes: 'Ofrece algo menos del precio.',
    createdAt: madrid('2025-11-18T18:05'),
  });
});

test('beside the triggers, and without them and then adopt, the leads are the same', async () => {
  await empty(WITH_TRIGGERS);
  for (const project of [WITH_TRIGGERS, WITHOUT]) {
    const { lines } = await leadsIn(project, 'import', ...exampleFiles(), ...MAP, '--apply');
    expect(lines).toContain('       5  written');
    if (project === WITH_TRIGGERS) {
      await until('everything is linked', async () => {
        const sources = (await readDocuments(project)).filter(
          ({ ref }) => ref.parent.id !== 'leads',
        );
        return sources.every((source) => source.get('leadSync.state') === 'linked');
      });
    }
    expect((await leadsIn(project, 'adopt', '--apply')).status).toBe(0);
    expect(await listLeads(project)).toEqual(EXAMPLE_LEADS);
    const check = await leadsIn(project, 'check');
    expect([check.status, check.lines]).toEqual([0, ['Nothing is wrong.']]);

    const before = await readVersions(project);
    const again = await leadsIn(project, 'import', ...exampleFiles(), ...MAP, '--apply');
    const counts = again.lines.filter((line) => /^ +[1-9]\d* {2}/.test(line));
    expect(counts).toEqual([
      '       4  already there',
      '       3  already there',
      '       1  cannot be used',
      '       5  already there',
      '       2  cannot be used',
      '       3  already there',
      '       1  cannot be used',
    ]);
    expect(await readVersions(project)).toEqual(before);
  }
});

test('other encodings, separators and ends of lines of the same files change nothing', async () => {
  await leads('import', ...exampleFiles(), ...MAP, '--apply');
  const before = await readVersions();
  const texts = exampleFiles().map((file) => readFileSync(join(root, file), 'utf8'));
  const windows = (text: string) => Buffer.from(text.replaceAll('€', '\u0080'), 'latin1');
  const variants: readonly ((text: string) => string | Uint8Array)[] = [
    (text) => `\ufeff${text}`,
    (text) => text.replaceAll('\n', '\r\n').replace('tarde.\r\n', 'tarde.\n'),
    (text) => windows(text),
    (text) => Buffer.from(`\ufeff${text.replaceAll(/;(?! y)/g, '\t')}`, 'utf16le'),
  ];
  for (const variant of variants) {
    const files = COLLECTIONS.map((name, n) => write(`${name}.csv`, variant(texts[n] ?? '')));
    const { lines } = await leads('import', ...files, ...MAP, '--apply');
    expect(lines.filter((line) => line.endsWith('already there'))).toEqual([
      '       4  already there',
      '       3  already there',
      '       5  already there',
      '       3  already there',
    ]);
  }
  expect(await readVersions()).toEqual(before);
});

test('a document with other contents is told, and left as it is', async () => {
  const file = write(
    'appointments.csv',
    'id,contactId,status,notes\nA,c,Scheduled,first\nB,c,Scheduled,first\n',
  );
  await leads('import', file, '--apply');
  await databaseOf(WITHOUT).doc('appointments/A').update({ notes: 'second', leadId: 'x' });
  const before = await readVersions();
  const { status, lines } = await leads('import', file, '--apply');
  expect(lines).toContain('       1  there with other contents, and left as they are');
  expect(lines).toContain('    line 2, id A: other notes');
  expect(status).toBe(0);
  expect(await readVersions()).toEqual(before);
});

test('without a map, columns are called as the fields, and words are ours in any spelling', async () => {
  const files = [
    write('leads-2024.csv', 'id,CONTACTID,status,tags\nL,c,oferta presentada,"vip, zona norte"\n'),
    write('visits.csv', 'id,contactId,listingId,status\nV,c,l, VISIT_DONE \n'),
  ];
  const { status, lines } = await leads('import', ...files, '--apply');
  expect(status).toBe(0);
  expect(lines).toContain(
    '  Without a date that tells when (createdAt, updatedAt, statusAt, or a startsAt that has passed), so that they count as written today: 1',
  );
  const [lead, visit] = await readDocuments();
  expect(lead?.data()).toMatchObject({ status: 'oferta presentada', tags: ['vip', 'zona norte'] });
  expect(visit?.data()).toEqual({ contactId: 'c', listingId: 'l', status: ' VISIT_DONE '.trim() });
});

test('an appointment without a date counts as of its viewing, if that has passed', async () => {
  const files = [
    write('leads.csv', 'id,contactId,listingId,status\nL,c,l,Cerrado\n'),
    write(
      'appointments.csv',
      'id,contactId,listingId,status,startsAt\nA,c,l,Completed,2023-05-01 17:00\nB,c,m,Scheduled,2094-05-01 17:00\n',
    ),
  ];
  const { lines } = await leads('import', ...files, '--apply');
  expect(lines).toContain(
    '  Without a date that tells when (createdAt, updatedAt, statusAt, or a startsAt that has passed), so that they count as written today: 1',
  );
  const [, past, future] = (await readDocuments()).map((document) => document.data());
  expect(past).toMatchObject({ status: 'Completed', updatedAt: past?.['startsAt'] });
  expect(future).not.toHaveProperty('updatedAt');
});

const UNUSABLE: readonly (readonly [row: string, reason: string])[] = [
  ['..,c,Scheduled,,', 'line 3, id ..: id is not a document id'],
  ['__a__,c,Scheduled,,', 'line 4, id __a__: id is not a document id'],
  [',c,Scheduled,,', 'line 5: id is empty'],
  ['ok,c,Scheduled,,', 'line 6, id ok: id is that of line 2 of appointments.csv'],
  [
    'B,,Hecha,,',
    'line 7, id B: contactId is empty; status must be one of Scheduled, Completed, Cancelled, NoShow',
  ],
  [
    'C,c,Scheduled,29/03/2026 02:30,',
    'line 8, id C: startsAt is in the hour that the clocks skip when summer begins',
  ],
  ['E,c', 'line 9, id E: the row has 2 cells, and the header 5'],
];

test('every row that cannot be used is told, with its line and id and why', async () => {
  const head = 'id,contactId,status,startsAt,nombre';
  const rows = ['ok,c,Scheduled,25/10/2026 02:30,Ana,,', ...UNUSABLE.map(([row]) => row)];
  const file = write('appointments.csv', [head, ...rows].join('\n'));
  const rejected = join(folder, 'rejected.csv');
  const { status, lines, stdout } = await leads('import', file, '--apply', '--rejected', rejected);
  expect(status).toBe(1);
  expect(lines.filter((line) => line.startsWith('    line '))).toEqual(
    UNUSABLE.map(([, reason]) => `    ${reason}`),
  );
  expect(lines).toContain('  In the hour that the clocks show twice, and taken for the first: 1');
  expect(lines).toContain('    «Hecha» 1');
  expect(stdout).not.toContain('Ana');
  expect((await readDocuments()).map(({ id }) => id)).toEqual(['ok']);

  const written = readFileSync(rejected, 'utf8').split('\r\n');
  expect(written[0]).toBe('\ufefffile,line,id,reason');
  expect(written[1]).toBe('appointments.csv,3,..,id is not a document id');
  expect(written).toHaveLength(UNUSABLE.length + 2);
  const again = await leads('import', file, '--rejected', rejected);
  expect(again.output).toBe(`${rejected} exists: --force replaces it.`);
});

test('a visit needs its appointment, in the files or in the database', async () => {
  await databaseOf(WITHOUT).doc('appointments/there').set({ contactId: 'c', status: 'Scheduled' });
  const files = [
    write(
      'visits.csv',
      'id;appointmentId;status\n1;there;visit_done\n2;a/b;visit_done\n3;bad;visit_done\n4;none;visit_done',
    ),
    write('appointments.csv', 'id;contactId;status\na/b;c;Scheduled\nbad;c;?'),
  ];
  const { lines } = await leads('import', ...files, '--apply');
  expect(lines.filter((line) => line.startsWith('    line '))).toEqual([
    '    line 3, id bad: status must be one of Scheduled, Completed, Cancelled, NoShow',
    '    line 4, id 3: appointmentId is of no appointment that is there',
    '    line 5, id 4: appointmentId is of no appointment that is there',
  ]);
  const visit = await databaseOf(WITHOUT).doc('visits/2').get();
  expect(visit.get('appointmentId')).toBe('a%2Fb');
});

test('--json gives each row that was not written, and a summary', async () => {
  const { lines } = await leads('--json', 'import', ...exampleFiles(), ...MAP);
  const [ofEnquiry, first, ...others] = lines.map((line) => JSON.parse(line) as unknown);
  expect(ofEnquiry).toMatchObject({ file: 'enquiries.csv', line: 5, id: 'S-34' });
  expect(first).toEqual({
    file: 'appointments.csv',
    line: 7,
    id: '506',
    kind: 'rejected',
    issues: [{ path: 'contactId', message: 'is empty' }],
  });
  expect(others).toHaveLength(3);
  expect(others.at(-1)).toMatchObject({
    summary: {
      isComplete: true,
      files: [
        { file: 'leads.csv', rows: 4, new: 4, unknownWords: { status: { Dormido: 1 } } },
        { file: 'enquiries.csv', rows: 4, new: 3, unknownWords: { channel: { Buzón: 1 } } },
        { file: 'appointments.csv', rows: 7, new: 5, rejected: 2 },
        { file: 'visits.csv', rows: 4, new: 3, rejected: 1 },
      ],
    },
  });
});

test.each(['SIGINT', 'SIGKILL'] as const)('the same command resumes after %s', async (signal) => {
  const count = 1_500;
  const numbers = Array.from({ length: count }, (_, n) => n);
  const files = [
    write(
      'visits.csv',
      ['id;appointmentId;status', ...numbers.map((n) => `V${n};A${n};visit_done`)].join('\n'),
    ),
    write(
      'appointments.csv',
      ['id;contactId;status', ...numbers.map((n) => `A${n};c${n};Scheduled`)].join('\n'),
    ),
  ];
  const written = async () => {
    const appointments = await databaseOf(WITHOUT).collection('appointments').count().get();
    return appointments.data().count;
  };
  const first = startLeads(['import', ...files, '--apply'], { GCLOUD_PROJECT: WITHOUT });
  await until('the first appointment', async () => (await written()) > 0);
  first.kill(signal);
  const ended = await first.ended;
  expect(ended.status).toBe(signal === 'SIGINT' ? 130 : null);
  if (signal === 'SIGINT')
    expect(ended.output).toContain('Interrupted: the same command resumes it.');
  const before = await readVersions();
  expect(before.length).toBeLessThan(2 * count);

  const { status, lines } = await leads('import', ...files, '--apply');
  expect(status).toBe(0);
  expect(lines.filter((line) => line.endsWith('already there'))[0]).toContain(
    before.length.toLocaleString('en-US'),
  );
  const after = await readVersions();
  expect(after).toHaveLength(2 * count);
  expect(after).toEqual(expect.arrayContaining(before));
});

test.each([
  [
    'citas.csv',
    'id',
    /citas\.csv: its name has to begin with what it holds: leads, enquiries, appointments, visits\./,
  ],
  [
    'visits.csv',
    'id;estado',
    /visits\.csv has no column for status: name it in the file of --map \(visits\.columns\)\. It has "id", "estado"\.$/,
  ],
  [
    'leads.csv',
    'id;Cliente;Estado',
    /leads\.csv has no column "Expediente"\. It has "id", "Cliente", "Estado"\.$/,
  ],
  ['leads.csv', 'Expediente;Cliente;Cliente;Estado', /leads\.csv has several columns "Cliente"\.$/],
])('%s with the header %s is refused, and nothing is written', async (name, header, refusal) => {
  const columns = { id: 'Expediente', contactId: 'Cliente', status: 'Estado' };
  const map = write('map.json', JSON.stringify({ leads: { columns } }));
  const files = [
    write('appointments.csv', 'id;contactId;status\nA;c;Scheduled\n'),
    write(name, `${header}\n`),
  ];
  const { status, output } = await leads('import', ...files, '--map', map, '--apply');
  expect(output).toMatch(refusal);
  expect(status).toBe(1);
  expect(await readDocuments()).toEqual([]);
});

test('a real project is not written to if nobody can answer', async () => {
  const words = ['--project', 'demo-agency', 'import', ...exampleFiles(), ...MAP, '--apply'];
  const { status, output } = await runLeads(words, { GCLOUD_PROJECT: 'demo-agency' });
  expect(status).toBe(1);
  expect(output).toBe(
    'Write the rows of leads.csv, enquiries.csv, appointments.csv, visits.csv in project demo-agency? Pass --yes if nobody can answer.',
  );
});
