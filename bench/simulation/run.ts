/**
 * Simulates a day, or a part of it, and counts what the pipeline does (docs/scale.md). Needs no emulator.
 *
 *   npx tsx bench/simulation/run.ts --appointments 1000000 --share 0.2 --instances 1,20
 *   npx tsx bench/simulation/run.ts --appointments 1000000 --share 0.02 --hours 0-24
 *   npx tsx bench/simulation/run.ts --busy-lead 0.5,1,2,5,10
 *
 * `--share` simulates a part of the leads. Leads do not meet but in the instances, so what is counted for one
 * lead stays as it is, and sums are multiplied. A fifth of a million takes a minute and a half of computing.
 *
 * `--lead-in` is how many hours before its window a simulation begins, so that lives are under way in it.
 */
import { parseArgs } from 'node:util';
import type { Histogram } from './counts';
import { drawDay, HOUR } from './day';
import { drawBusyLife } from './lives';
import { Random } from './random';
import { DEFAULTS, simulate, type Parameters, type Simulation } from './simulate';

const BUSY_SECONDS = 60;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      appointments: { type: 'string', default: '1000000' },
      share: { type: 'string', default: '1' },
      hours: { type: 'string', default: '19-20' },
      'lead-in': { type: 'string', default: '0.5' },
      instances: { type: 'string', default: String(DEFAULTS.instances) },
      'busy-lead': { type: 'string' },
      'compare-every': { type: 'string', default: '10' },
      'no-older-leads': { type: 'boolean', default: false },
      seed: { type: 'string', default: String(DEFAULTS.seed) },
    },
  });
  const common = {
    ...DEFAULTS,
    mayHaveOlderLeads: !values['no-older-leads'],
    seed: parseNumber(values.seed),
  };
  const columns: Column[] = [];
  for (const instances of values.instances.split(',').map(parseNumber)) {
    const parameters = { ...common, instances };
    const head = `${instances} instances`;
    if (values['busy-lead'] === undefined) {
      const share = parseNumber(values.share);
      const [from = 0, to = 24] = values.hours.split('-').map(parseNumber);
      const begins = Math.max(0, from - parseNumber(values['lead-in']));
      const appointments = parseNumber(values.appointments) * share;
      const { seed } = common;
      const day = drawDay({ appointments, from: begins, to, seed });
      const window = { from: from * HOUR, to: to * HOUR };
      const compareEvery = parseNumber(values['compare-every']);
      const simulation = await simulate(day, window, { ...parameters, compareEvery });
      columns.push({ head, figures: describe(simulation, (to - from) * 3_600, share) });
      continue;
    }
    for (const rate of values['busy-lead'].split(',').map(parseNumber)) {
      const simulation = await simulateBusyLead(rate, parameters);
      const figures = describe(simulation, BUSY_SECONDS, 1);
      columns.push({ head: `${rate} a second, ${head}`, figures });
    }
  }
  console.log(renderColumns(columns));
  const { user } = process.cpuUsage();
  const memory = Math.round(process.resourceUsage().maxRSS / 1_024);
  console.log(`\n${Math.round(user / 1e6)} s of computing, ${memory} MB at most`);
}

function simulateBusyLead(rate: number, parameters: Parameters): Promise<Simulation> {
  const life = drawBusyLife(new Random(parameters.seed), rate, BUSY_SECONDS);
  return simulate([life], { from: 0, to: BUSY_SECONDS * 1_000 }, parameters);
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (text === '' || !(number >= 0)) throw new Error(`«${text}» is not a number, 0 or more`);
  return number;
}

// --- The table -------------------------------------------------------------------------------------

interface Column {
  head: string;
  figures: Readonly<Record<string, string>>;
}

function describe(simulation: Simulation, seconds: number, share: number): Column['figures'] {
  const { counts, mostAtOnce, leads, compared, wrong } = simulation;
  const scaled = (count: number): string => Math.round(count / share).toLocaleString('en');
  const perDelivery = (count: number): string => (count / counts.deliveries).toFixed(2);
  const perSecond = [...counts.written].map(([collection, written]): [string, string] => {
    const all = [...written.values()];
    const mean = all.reduce((sum, count) => sum + count, 0) / seconds / share;
    return [`writes to ${collection} a second: mean`, mean.toFixed(1)];
  });
  const { commits, conflicts, groups } = counts;
  return {
    "clients' commits": scaled(counts.clientCommits),
    'events of them, duplicates included': scaled(counts.deliveries),
    "events of the server's own writes": scaled(counts.ownEvents),
    'commits of the pipeline': scaled(commits),
    'conflicts (of all tries to commit)': `${scaled(conflicts)} (${percent(conflicts, commits + conflicts)})`,
    'deliveries that ran out of attempts': scaled(counts.redeliveries),
    'handled alone, by two, by three or more together': describeGroups(groups),
    'largest group': String(groups.max),
    'reads, writes, requests for an event': [counts.reads, counts.writes, counts.requests]
      .map(perDelivery)
      .join(', '),
    'most commits of one lead in 1 s, in 10 s': `${counts.commitsPerLeadSecond.max}, ${counts.commitsPerLeadTenSeconds.max}`,
    "of a lead's seconds with commits: 1, 2, 3 or more": describeShares(
      counts.commitsPerLeadSecond,
    ),
    'until handled, ms: median, 99 %, most': [
      counts.delays.quantile(0.5),
      counts.delays.quantile(0.99),
      counts.delays.max,
    ].join(', '),
    ...Object.fromEntries(perSecond),
    'events at once in a function, at most': String(Math.max(...Object.values(mostAtOnce))),
    'leads; compared with a sequential handling; wrong': `${scaled(leads)}; ${compared.toLocaleString('en')}; ${wrong.length}`,
  };
}

function describeGroups(groups: Histogram): string {
  return [groups.between(1, 1), groups.between(2, 2), groups.between(3)]
    .map((count) => percent(count, groups.between(1)))
    .join(', ');
}

function describeShares(histogram: Histogram): string {
  return [histogram.between(1, 1), histogram.between(2, 2), histogram.between(3)]
    .map((count) => percent(count, histogram.between(1)))
    .join(', ');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(2)} %`;
}

function renderColumns(columns: readonly Column[]): string {
  const names = Object.keys(columns[0]?.figures ?? {});
  const lines = [
    ['', ...columns.map(({ head }) => head)],
    ['---', ...columns.map(() => '---')],
    ...names.map((name) => [name, ...columns.map(({ figures }) => figures[name] ?? '–')]),
  ];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
