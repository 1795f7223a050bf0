/** `npm run leads -- report`, run as an operator runs it. */
import { projectId } from '../../../functions/test/support/ownProject';
import { execFileSync } from 'node:child_process';
import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Timestamp } from 'firebase-admin/firestore';
import { z } from 'zod';
import { database } from '../../../functions/src/firestore/database';
import { Fixture } from '../../../functions/test/support/fixture';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand, startLeads } from '../support/operator';

catchLogs();
const leads = newLeadsCommand(projectId);
const report = (...args: readonly string[]) => leads('report', ...args);

type EntryFields = [
  to: string,
  day: string,
  cause?: string,
  fields?: Readonly<Record<string, unknown>>,
];

/** Writes a lead with a history whose entries took effect at noon UTC of their days. */
async function writeLead(
  id: string,
  entries: readonly EntryFields[],
  fields: object,
): Promise<void> {
  const ref = database().collection('leads').doc(id);
  const batch = database().batch();
  entries.forEach(([to, day, cause = 'manual', more = {}], n) => {
    const before = entries[n - 1];
    batch.set(ref.collection('statusHistory').doc(String(n + 1).padStart(6, '0')), {
      seq: n + 1,
      from: before?.[0] ?? null,
      to,
      at: Timestamp.now(),
      effectiveAt: noon(day),
      cause,
      reason: cause,
      source: { collection: 'leads', id },
      actor: { type: 'system', id: null },
      secondsInPrevious: before === undefined ? null : noon(day).seconds - noon(before[1]).seconds,
      ...more,
    });
  });
  batch.set(ref, {
    contactId: id,
    listingId: 'L',
    status: entries.at(-1)?.[0] ?? 'En curso',
    ...fields,
  });
  await batch.commit();
}

const FASE_0 = 'Fase 0: Información Incompleta';
const PORTAL = '=Idealista <b>';
const noon = (day: string) => Timestamp.fromDate(new Date(`${day}T12:00:00Z`));
const HOSTILE = '=1+1 <script>alert("hola")</script>';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embudo-report-'));
  const db = database();
  await db.recursiveDelete(db.collection('leads'));
  await writeLead(
    'won',
    [
      [FASE_0, '2020-01-10', 'lead.created'],
      ['Visita Pendiente', '2020-01-10', 'appointment.scheduled'],
      ['Visita Realizada', '2020-01-14', 'visit.done'],
      ['Oferta Presentada', '2020-01-14', 'visit.offer_made'],
      ['Cerrado', '2020-03-05', 'manual', { outcome: 'won', reason: 'Firmado' }],
    ],
    {
      ...{ assignedTo: 'ana', closed: { outcome: 'won', reason: 'Firmado' } },
      ...{ source: 'Enquiry', origin: { portal: PORTAL, campaign: 'Otoño' } },
      ...{ history: { seq: 5, status: 'Cerrado', decision: null } },
      viewings: {
        enquiries: {
          E: {
            ...{ status: 'answered', portal: PORTAL, campaign: 'Otoño' },
            ...{ by: noon('2020-01-10'), at: Timestamp.fromDate(new Date('2020-01-10T15:00:00Z')) },
          },
          F: { status: 'dismissed', by: noon('2020-01-11'), at: noon('2020-01-12') },
          G: { status: 'open', by: noon('2020-02-03'), at: noon('2020-02-03') },
        },
        ...{ appointments: {}, visits: {} },
      },
    },
  );
  await writeLead(
    'lost',
    [
      [FASE_0, '2020-01-20', 'lead.created'],
      ['Visita Pendiente', '2020-01-21', 'appointment.scheduled'],
      ['Información Solicitada', '2020-02-02', 'appointment.no_show'],
      ['Cerrado', '2020-02-03', 'manual', { outcome: 'lost', reason: HOSTILE }],
    ],
    { assignedTo: null, source: 'Appointment', closed: { outcome: 'lost', reason: HOSTILE } },
  );
  await writeLead('older', [], {});
});
afterAll(() => rm(folder, { recursive: true }));

const figures = {
  begun: z.number(),
  visited: z.number(),
  offered: z.number(),
  won: z.number(),
  lost: z.number(),
  lostToOther: z.number(),
  noShows: z.number(),
};
const originFigures = {
  ...figures,
  leads: z.number(),
  enquiries: z.number(),
  answered: z.number(),
  medianToAnswer: z.number().nullable(),
};
const reportSchema = z.object({
  byOrigin: z.array(
    z.object({
      portal: z.string().nullable(),
      source: z.string().nullable(),
      campaigns: z.array(z.object({ campaign: z.string(), ...originFigures })),
      ...originFigures,
    }),
  ),
  project: z.string(),
  since: z.string().nullable(),
  until: z.string().nullable(),
  leads: z.number(),
  statuses: z.array(
    z.object({
      status: z.string(),
      reached: z.number(),
      stays: z.object({ count: z.number(), median: z.number().nullable() }),
    }),
  ),
  total: z.object(figures),
  byAgent: z.array(z.object({ agent: z.string().nullable(), ...figures })),
  byMonth: z.array(z.object({ month: z.string(), ...figures })),
  lostReasons: z.array(z.object({ reason: z.string(), leads: z.number() })),
  leftOut: z.object({ moved: z.number(), withoutHistory: z.number().nullable() }),
});

async function reportJson(...args: readonly string[]) {
  const { status, stdout } = await leads('--json', 'report', ...args);
  expect(status).toBe(0);
  return reportSchema.parse(JSON.parse(stdout));
}

const NOTHING = { begun: 0, visited: 0, offered: 0, won: 0, lost: 0, lostToOther: 0, noShows: 0 };

test('--json gives every figure', async () => {
  const result = await reportJson();
  expect(result).toMatchObject({ project: projectId, since: null, until: null, leads: 2 });
  expect(result.statuses.map(({ reached }) => reached)).toEqual([2, 1, 0, 2, 1, 1, 0, 0, 0, 2]);
  expect(result.total).toEqual({
    begun: 2,
    visited: 1,
    offered: 1,
    won: 1,
    lost: 1,
    lostToOther: 0,
    noShows: 1,
  });
  expect(result.byAgent).toEqual([
    { ...NOTHING, agent: null, begun: 1, lost: 1, noShows: 1 },
    { ...NOTHING, agent: 'ana', begun: 1, visited: 1, offered: 1, won: 1 },
  ]);
  expect(result.byMonth).toEqual([
    { ...NOTHING, month: '2020-01', begun: 2, visited: 1, offered: 1 },
    { ...NOTHING, month: '2020-02', lost: 1, noShows: 1 },
    { ...NOTHING, month: '2020-03', won: 1 },
  ]);
  expect(result.lostReasons).toEqual([{ reason: HOSTILE, leads: 1 }]);
  expect(result.leftOut.withoutHistory).toBe(1);
  // Four days, and twelve.
  const { stays } = z.object({ stays: z.unknown() }).parse(result.statuses[3]);
  expect(stays).toMatchObject({ count: 2 });
  expect(Math.abs((result.statuses[3]?.stays.median ?? 0) - 345_600)).toBeLessThan(3_457);
});

test('by origin it counts leads, their enquiries, and how soon these were answered', async () => {
  const { byOrigin } = await reportJson();
  const none = { ...NOTHING, leads: 0, enquiries: 0, answered: 0, medianToAnswer: null };
  const came = { ...NOTHING, leads: 1, begun: 1, visited: 1, offered: 1, won: 1 };
  const [first] = byOrigin;
  const medianToAnswer = first?.medianToAnswer ?? 0;
  expect(Math.abs(medianToAnswer - 3 * 3_600)).toBeLessThan(110);
  const answered = { ...came, enquiries: 1, answered: 1, medianToAnswer };
  expect(byOrigin).toEqual([
    {
      ...{ portal: PORTAL, source: null, ...answered },
      campaigns: [{ campaign: 'Otoño', ...answered }],
    },
    {
      ...{ portal: null, source: 'Appointment', campaigns: [] },
      ...{ ...none, leads: 1, begun: 1, lost: 1, noShows: 1 },
    },
    { ...{ portal: null, source: 'Enquiry', campaigns: [] }, ...none, enquiries: 2 },
  ]);
  // In February the lead is closed no more, so that its enquiry of that month does not count.
  const february = await reportJson('--since', '2020-02-01', '--until', '2020-02-28');
  expect(february.byOrigin.map(({ source, leads }) => [source, leads])).toEqual([
    ['Appointment', 1],
  ]);
  const march = await reportJson('--since', '2020-02-01', '--until', '2020-03-31');
  expect(march.byOrigin.map((row) => [row.portal ?? row.source, row.leads, row.enquiries])).toEqual(
    [
      [PORTAL, 1, 0],
      ['Appointment', 1, 0],
      ['Enquiry', 0, 1],
    ],
  );
});

test('the terminal shows tables with bars, within 100 columns', async () => {
  const { status, stdout } = await report();
  expect(status).toBe(0);
  const lines = stdout.split('\n');
  expect(lines[0]).toContain(`Funnel of ${projectId}, all time`);
  expect(lines[1]).toMatch(/^ {2}2 leads; left out: .*1 without history/);
  expect(stdout).toContain('  won 1   lost 1   no-shows 1');
  expect(stdout).toMatch(/^Visita Pendiente +2 {2}█{26} +100 % +50 % +50 %$/m);
  expect(stdout).toMatch(/^Visita Realizada +1 {2}█{13} +50 % +100 % +100 %$/m);
  expect(stdout).toMatch(/^Cerrado +2 {2}█{26} +100 %$/m);
  expect(stdout).toMatch(/^2020-01 +2 {2}█{16} +1 +1 +0 +0 +0$/m);
  expect(stdout).toMatch(/^sin agente +1 +█{16} +0 +0 +0 +1 +1$/m);
  expect(stdout).toMatch(/^=Idealista <b> +1 +1 +1 +(2 h 59 min|3 h)( \d+ s| \d+ min)? +1 +1 +1$/m);
  expect(stdout).toMatch(/^ {2}Otoño +1 +1 +1 +\S.* +1 +1 +1$/m);
  expect(stdout).toMatch(/^\(Enquiry\) +0 +2 +0 +– +0 +0 +0$/m);
  expect(Math.max(...lines.map((line) => Array.from(line).length))).toBeLessThanOrEqual(100);
});

test('both days are included, whole, in the time zone of the machine', async () => {
  const inFebruary = await reportJson('--since', '2020-02-02', '--until', '2020-02-03');
  expect(inFebruary).toMatchObject({ since: '2020-02-02', until: '2020-02-03', leads: 1 });
  expect(inFebruary.total).toEqual({ ...NOTHING, lost: 1, noShows: 1 });
  expect(inFebruary.leftOut.withoutHistory).toBeNull();
  const firstDay = await reportJson('--until', '2020-02-02', '--since', '2020-02-02');
  expect(firstDay.total).toEqual({ ...NOTHING, noShows: 1 });
  expect((await reportJson('--until', '2020-01-10')).total).toEqual({ ...NOTHING, begun: 1 });

  const before = process.env['TZ'];
  process.env['TZ'] = 'Pacific/Kiritimati'; // At noon in Greenwich it is two o’clock on the next morning there.
  try {
    const there = await reportJson('--since', '2020-02-03', '--until', '2020-02-03');
    expect(there.total).toEqual({ ...NOTHING, noShows: 1 });
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
});

test('a report since a day does not look for leads without a history, and says nothing of them', async () => {
  const page = join(folder, 'since.html');
  const { status, stdout } = await report('--since', '2020-01-01', '--html', page);
  expect(status).toBe(0);
  expect(stdout).toContain('2 leads\n');
  expect(await readFile(page, 'utf8')).not.toContain('leads sin historial');
  const csv = await report('--since', '2020-01-01', '--csv', '--csv-separator', ',');
  expect(csv.stdout).toContain('left out,without history,leads,\r\n');
});

test('a period in which nothing happened says so', async () => {
  const page = join(folder, 'nothing.html');
  const { status, stdout } = await report('--until', '1990-01-01', '--html', page);
  expect(status).toBe(0);
  expect(stdout).toContain('until 1990-01-01');
  expect(stdout).toContain('Nothing happened to any lead in this time.');
  expect(await readFile(page, 'utf8')).toContain('no pasó nada');
});

test('a lead that moved to another lead is left out', async () => {
  const before = await reportJson();
  const fixture = new Fixture();
  const A = fixture.appointment('A', { listingId: null });
  await fixture.play(
    () => A.create({}),
    () => A.update({ listingId: fixture.listingId }),
  );
  expect((await fixture.lead(null)).closed?.outcome).toBe('moved');
  const after = await reportJson();
  expect(after.leads).toBe(before.leads + 1);
  expect(after.total).toEqual({ ...before.total, begun: before.total.begun + 1 });
  expect(after.leftOut.moved).toBe(before.leftOut.moved + 1);
});

test('--csv is a table for spreadsheets, in which no text is a formula', async () => {
  const words = ['--csv', '--until', '2020-12-31'];
  const { status, stdout } = await report(...words, '--csv-separator', ',');
  expect(status).toBe(0);
  expect(stdout[0]).toBe('\ufeff');
  const lines = stdout.slice(1).split('\r\n');
  expect(lines[0]).toBe('table,name,figure,value');
  expect(lines.at(-1)).toBe('');
  expect(lines).toContain('status,Visita Pendiente,reached,2');
  expect(lines).toContain('status,Respuesta Pendiente,median seconds,');
  expect(lines).toContain('month,2020-02,no-shows,1');
  expect(lines).toContain('agent,ana,won,1');
  expect(lines).toContain(`portal,'=Idealista <b>,won,1`);
  expect(lines).toContain(`campaign,'=Idealista <b>: Otoño,answered enquiries,1`);
  expect(lines).toContain('source,Enquiry,enquiries,2');
  expect(lines).toContain('source,Appointment,median seconds to answer,');
  expect(lines).toContain(`lost reason,"'=1+1 <script>alert(""hola"")</script>",leads,1`);

  const semicolons = await report(...words, '--csv-separator', ';');
  expect(semicolons.stdout).toContain('status;Visita Pendiente;reached;2');
  const tabs = await report(...words, '--csv-separator', 'tab');
  expect(tabs.stdout).toContain('status\tVisita Pendiente\treached\t2');
});

test.each([
  ['es_ES.UTF-8', ';'],
  ['en_US.UTF-8', ','],
])('with the language %s of the machine, CSV is separated by %s', async (language, separator) => {
  const words = ['report', '--csv', '--until', '2020-12-31'];
  const environment = { GCLOUD_PROJECT: projectId, LC_ALL: language };
  const { stdout } = await startLeads(words, environment).ended;
  expect(stdout).toContain(`table${separator}name`);
});

test('--html writes a whole page that loads and runs nothing, and shows reasons as text', async () => {
  const page = join(folder, 'page.html');
  const link = join(folder, 'link.html');
  await writeFile(page, 'before');
  await symlink(page, link);
  const refused = await report('--html', link);
  expect(refused).toMatchObject({ status: 1, output: `${link} exists: --force replaces it.` });
  expect(await readFile(page, 'utf8')).toBe('before');
  const words = ['--html', link, '--force', '--until', '2020-12-31'];
  const { status, output, stdout } = await report(...words);
  expect(status).toBe(0);
  expect(output).toContain(`Written: ${link}`);
  expect(stdout).toContain('Funnel of');
  expect(stdout).not.toContain('Written');

  const text = await readFile(page, 'utf8');
  expect(text).toMatch(/^<!doctype html>\s*<html lang="es">/);
  expect(text.trimEnd()).toMatch(/<\/html>$/);
  expect(text).toContain('width=device-width');
  expect(text).toContain('prefers-color-scheme: dark');
  expect(text).toContain('hasta el 31 de diciembre de 2020');
  expect(text).not.toMatch(/<(script|link|img|iframe|object)\b|https?:|url\(|@import|\son\w+=/i);
  expect(text).toContain('=1+1 &lt;script&gt;alert(&quot;hola&quot;)&lt;/script&gt;');
  expect(text).toMatch(/<th scope="row" class=""><bdi>=Idealista &lt;b&gt;<\/bdi><\/th>/);
  expect(text).toContain('Sin procedencia: cita');
  expectWellFormed(text);
  expect(text).toMatch(/<rect\s+class="won"[^>]*>\s*<title>Ganados, mar 2020: 1<\/title>/);
  expect((await readdir(folder)).filter((name) => name.includes('.part'))).toEqual([]);
});

/** Every element that opens also closes, and elements nest. */
function expectWellFormed(page: string): void {
  const open: string[] = [];
  const withoutStyle = page.replace(/<style>[^<]*<\/style>/, '');
  for (const [, slash, name = '', rest = ''] of withoutStyle.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/g,
  )) {
    if (slash === '/') expect(open.pop()).toBe(name);
    else if (name !== 'meta' && !rest.endsWith('/')) open.push(name);
  }
  expect(open).toEqual([]);
}

test.each<[what: string, args: string[], message: RegExp]>([
  ['a day that does not exist', ['--since', '2026-02-30'], /^2026-02-30 is not a day: /],
  ['another format of days', ['--until', '31/12/2020'], /^31\/12\/2020 is not a day: /],
  [
    'an end before the beginning',
    ['--since', '2020-02-02', '--until', '2020-02-01'],
    /^--until 2020-02-01 is before --since 2020-02-02\.$/,
  ],
  [
    'a folder that is not there',
    ['--html', '/nowhere/at/all.html'],
    /^\/nowhere\/.+ cannot be written: /,
  ],
])('%s is refused in one sentence', async (_what, args, message) => {
  const { status, output } = await report(...args);
  expect(output).toMatch(message);
  expect(output.split('\n')).toHaveLength(1);
  expect(status).toBe(1);
});

test('only files are replaced', async () => {
  const pipe = join(folder, 'pipe'); // A mistake would replace only this pipe.
  execFileSync('mkfifo', [pipe]);
  for (const place of [pipe, folder]) {
    const { status, output } = await report('--html', place);
    expect(output).toBe(`${place} is not a file.`);
    expect(status).toBe(1);
  }
  expect((await lstat(pipe)).isFIFO()).toBe(true);
});

test('--csv together with --json is refused', async () => {
  const { status, output } = await leads('--json', 'report', '--csv');
  expect(output).toBe('Use --csv or --json, not both.');
  expect(status).toBe(1);
});
