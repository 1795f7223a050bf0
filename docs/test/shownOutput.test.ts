/**
 * What the pages show of the tool's and the demo's output is what these print today: each block is read back, rendered
 * again by the same code, and compared. README.md, docs/checks.md, docs/reports.md, docs/receiving-enquiries.md, and the export
 * of docs/operations.md.
 *
 * The figures themselves are examples: nothing here says that the demo's data add up to them.
 */
import { join } from 'node:path';
import {
  FINDINGS,
  type Finding,
  type FindingKind,
} from '../../functions/src/domain/checks/finding';
import { isLeadStatus, LEAD_STATUSES } from '../../functions/src/domain/leadStatus';
import * as deployed from '../../functions/src/index';
import { TABLES } from '../../functions/test/support/analytics';
import { runNode } from '../../tools/test/support/operator';
import { onlyBlockOf, read } from './documents';

/** The lines of a document's block that begins with a text. */
function linesOf(file: string, beginning: string): string[] {
  return onlyBlockOf(file, 'text', beginning).code.trimEnd().split('\n');
}

async function render(kind: string, input: unknown): Promise<string[]> {
  const script = join(__dirname, 'renderShown.mjs');
  const { stdout, output, status } = await runNode([script, kind, JSON.stringify(input)]);
  if (status !== 0) throw new Error(output);
  return JSON.parse(stdout) as string[];
}

describe('findings', () => {
  const kindOf = (label = ''): FindingKind => {
    const kinds = Object.keys(FINDINGS) as FindingKind[];
    const kind = kinds.find((each) => FINDINGS[each].label === label);
    if (kind === undefined) throw new Error(`No finding is called ${label}`);
    return kind;
  };

  /** The table and the examples, as `FindingSummary` takes them. The examples are among the counted. */
  function readFindings(lines: readonly string[]) {
    const counts: Partial<Record<FindingKind, { found: number; repaired: number }>> = {};
    const findings: Finding[] = [];
    let kind: FindingKind | null = null;
    for (const line of lines) {
      const [, found, repaired, counted] = /^ +(\d+)(?: +(\d+))? {2}(.+) \(.+\)$/.exec(line) ?? [];
      const [, collection, id, leadId, detail] =
        /^ {2}(\w+)\/([^,:]+)(?:, lead ([^:]+))?: (.+)$/.exec(line) ?? [];
      if (counted !== undefined) {
        counts[kindOf(counted)] = { found: Number(found), repaired: Number(repaired ?? 0) };
      } else if (detail !== undefined && kind !== null) {
        const source = { collection: collection as 'leads', id: id ?? '' };
        findings.push({ kind, source, leadId: leadId ?? null, detail, isRepaired: false });
        const count = counts[kind];
        if (count) count.found -= 1;
      } else if (line.endsWith(':')) kind = kindOf(line.slice(0, -1));
    }
    return { counts, findings };
  }

  test('the check of the seeded data', async () => {
    const lines = linesOf(
      'docs/checks.md',
      '   found  what\n       1  documents without their lead',
    );
    const last = lines.splice(-2);
    const { counts, findings } = readFindings(lines);
    expect(findings.length).toBeGreaterThan(5);
    expect(await render('findings', { counts, findings, apply: false })).toEqual(lines);
    expect(last).toEqual(['', 'repair --apply puts right what it can.']);
    expect(read('tools/commands/runCheck.ts')).toContain(`'${last[1] ?? ''}'`);
  });

  test.each([
    ['   found  what\n       1  documents that cannot be used (', false],
    ['leads/crm-0977 is a second lead of ', true],
  ])('the table that begins with %j', async (beginning, apply) => {
    const lines = linesOf('docs/checks.md', beginning);
    const table = lines.slice(apply ? 1 : 0);
    const rendered = await render('findings', { ...readFindings(table), apply });
    expect(rendered.slice(0, table.length)).toEqual(table);
    if (apply) expect(read('tools/commands/runAdopt.ts')).toContain(' is a second lead of leads/');
  });
});

test('the lead that `show` prints', async () => {
  const lines = linesOf('docs/checks.md', 'Lead ');
  const pair = { contactId: 'ana', listingId: 'piso-7' };
  const appointment = (id: string) => ({
    ref: { collection: 'appointments', id },
    fields: { ...pair, status: 'Scheduled', type: 'Visita', agentId: 'luis' },
  });
  const visit = {
    ref: { collection: 'visits', id: 'visita-3' },
    fields: { appointmentId: 'cita-12', status: 'visit_done', outcome: null },
  };
  const asked = { ref: visit.ref, fields: { outcome: 'more_info_needed' } };
  const writes = [appointment('cita-12'), visit, asked, appointment('cita-15')];
  const withoutTimes = (text: readonly string[]) =>
    text.map((line) =>
      line
        .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, '…')
        .replace(/, for [\w ]+?(?=$| so far)/, ', for …'),
    );
  expect(withoutTimes(await render('lead', { pair, writes }))).toEqual(withoutTimes(lines));
});

describe('the report', () => {
  const lines = linesOf('docs/reports.md', 'Funnel of ');

  /** The cells of a table by its first one's head: bars are left out. */
  function tableOf(head: string): string[][] {
    const start = lines.findIndex((line) => line.startsWith(head));
    const end = lines.indexOf('', start);
    return lines
      .slice(start + 1, end < 0 ? undefined : end)
      .map((line) => line.replace(/[█▏▎▍▌▋▊▉░]+/, '').split(/ {2,}/));
  }

  const numberOf = (text = ''): number => Number(text.replace(/[,%\s]/g, ''));

  /** Seconds of `3 d 4 h`; null of `–`. */
  function secondsOf(text = ''): number | null {
    if (text === '–') return null;
    const units = { d: 86_400, h: 3_600, min: 60, s: 1 };
    return [...text.matchAll(/(\d+) (d|h|min|s)/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units],
      0,
    );
  }

  const figuresOf = ([begun, visited, offered, won, lost, noShows]: readonly string[]) => ({
    ...{ begun: numberOf(begun), visited: numberOf(visited), offered: numberOf(offered) },
    ...{ won: numberOf(won), lost: numberOf(lost), noShows: numberOf(noShows), lostToOther: 0 },
  });

  function readReport() {
    const stays = tableOf('Time in status');
    const statuses = tableOf('Reached').map(([status, count, , next, further], n) => {
      const reached = numberOf(count);
      const share = (percent?: string) => (numberOf(percent) / 100) * reached;
      const [, stay, median, percentile90] = stays[n] ?? [];
      return {
        ...{ status, reached, thenNext: share(next), thenFurther: share(further) },
        stays: {
          count: numberOf(stay),
          median: secondsOf(median),
          percentile90: secondsOf(percentile90),
        },
      };
    });
    const [, won, lost, noShows] =
      /won (\d+) {3}lost (\d+) {3}no-shows (\d+)/.exec(lines[2] ?? '') ?? [];
    const total = figuresOf(['0', '0', '0', won ?? '', lost ?? '', noShows ?? '']);
    return {
      leads: numberOf(lines[1]?.replace('leads', '')),
      statuses,
      total,
      byMonth: tableOf('By month').map(([month, ...rest]) => ({ month, ...figuresOf(rest) })),
      byAgent: tableOf('By agent').map(([agent, ...rest]) => ({ agent, ...figuresOf(rest) })),
      otherAgents: null,
      byOrigin: tableOf('By origin').map(([name = '', ...rest]) => {
        const [leads, enquiries, answered, median, visited, offered, won] = rest;
        const source = /^\((.+)\)$/.exec(name)?.[1] ?? null;
        return {
          ...figuresOf(['0', visited ?? '', offered ?? '', won ?? '', '0', '0']),
          ...{ leads: numberOf(leads), enquiries: numberOf(enquiries) },
          ...{ answered: numberOf(answered), medianToAnswer: secondsOf(median) },
          ...{ portal: source === null ? name : null, source, campaigns: [] },
        };
      }),
      otherOrigins: null,
      lostReasons: tableOf('Lost because').map(([reason, leads]) => ({
        reason,
        leads: numberOf(leads),
      })),
      otherLostReasons: 0,
      leftOut: { moved: 0, withoutHistory: null, unreadableEntries: 0 },
    };
  }

  test('as it is printed', async () => {
    const [, project, since, until, timeZone] =
      /^Funnel of (\S+), (\S+) to (\S+) \((.+)\)$/.exec(lines[0] ?? '') ?? [];
    const report = readReport();
    expect(report.statuses.map(({ status }) => status)).toEqual([...LEAD_STATUSES]);
    expect(
      [report.byMonth, report.byAgent, report.byOrigin].map((rows) => rows.length > 1),
    ).toEqual([true, true, true]);
    const scope = { project, since, until, timeZone, madeOn: until };
    // Bars are drawn from exact figures: a page has rounded ones.
    const withoutBars = (text: readonly string[]) =>
      text.map((line) => line.replace(/[█▏▎▍▌▋▊▉░]+ */, ''));
    expect(withoutBars(await render('report', { report, scope }))).toEqual(withoutBars(lines));
  });
});

test('the demo’s story is in the demo, and its statuses are ours', () => {
  const demo = read('demo/stories.ts');
  const [title = '', ...steps] = linesOf('README.md', '4. ');
  const titles = [...demo.matchAll(/ title: '(.+)',$/gm)].map(([, text]) => text);
  expect(title).toBe(`4. ${titles[3] ?? ''}`);
  const statuses = steps.filter((line) => line.startsWith('     → '));
  expect(statuses).toHaveLength(steps.length / 2);
  for (const line of statuses) {
    const [, status] = /^ {5}→ (.+) \d+\.\d s$/.exec(line) ?? [];
    expect(isLeadStatus(status)).toBe(true);
  }
  const printed = steps.filter((line) => !statuses.includes(line)).map((line) => line.trim());
  const parts = printed.flatMap((action) => {
    // A name, a contact and a listing, which are filled into one sentence.
    const [, viewing] = /^\S+ schedules a viewing: (.+)$/.exec(action) ?? [];
    return viewing === undefined ? [action] : viewing.split(/, (.+)/, 2);
  });
  expect(parts.filter((part) => !demo.includes(`'${part}'`))).toEqual([]);
});

test('the filter for the nightly check names the function that runs it', () => {
  const [filter = ''] = linesOf('docs/checks.md', 'resource.type=');
  const [, service] = /service_name="(\w+)"/.exec(filter) ?? [];
  expect(Object.keys(deployed).map((name) => name.toLowerCase())).toContain(service);
});

test('the address for mails has the user and the format that `receiveEnquiry` reads', () => {
  const [line = ''] = linesOf('docs/receiving-enquiries.md', 'https://');
  const { username, password, searchParams } = new URL(line);
  expect([username, password]).toEqual(['mail', 'MAIL_SECRET']);
  expect([...searchParams]).toEqual([['format', 'mail']]);
});

test('the export names the files of its tables, and says where the next one starts', () => {
  const lines = linesOf('docs/operations.md', '     5,120  ');
  const [last = '', ...files] = lines.reverse();
  const tables = files.map((line) => /^ *[\d,]+ {2}export\/(\w+)\.ndjson$/.exec(line)?.[1]);
  expect(tables.sort()).toEqual([...TABLES].sort());
  const [words = '', time = ''] = last.split(' --since ');
  expect(read('tools/commands/runExport.ts')).toContain(`\`${words} --since $`);
  expect(new Date(time).toISOString()).toBe(time);
});
