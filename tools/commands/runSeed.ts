import { mapConcurrently } from '../../functions/src/concurrency/mapConcurrently';
import { LEAD_STATUSES } from '../../functions/src/domain/leadStatus';
import { database } from '../../functions/src/firestore/database';
import { formatUtcDay, parseDay } from '../lib/calendarDays';
import { formatNumber } from '../lib/format';
import { printJson, printLines } from '../lib/print';
import { Progress } from '../lib/progress';
import { confirmWrite, explainErrors, useTarget, type ToolOptions } from '../lib/target';
import { ToolError } from '../lib/toolError';
import { DAY, type Millis } from '../seed/madridTime';
import { makePlan, type Plan, type PlanArguments } from '../seed/makePlan';
import { COLLECTIONS, type Step } from '../seed/steps';
import {
  isFromAnotherRun,
  writeStep,
  writeTimeline,
  type StepResult,
  type WrittenStep,
} from '../seed/writeTimeline';

/** How many customers are written at the same time. */
const CONCURRENCY = 10;

const MAX_LEADS = 100_000;
const MAX_SEED = 2 ** 31 - 1;

/** What is counted: the new documents of each collection, edits of documents, and moves by hand. */
const COUNTED = [...COLLECTIONS, 'edits', 'moves'] as const;
type Counted = (typeof COUNTED)[number];

/** The result of a run. `--json` prints it as it is. */
interface SeedSummary {
  seed: number;
  until: string;
  written: Record<Counted, number>;
  /** Steps that an earlier run has written. */
  there: number;
  /** Steps whose document is gone, or whose lead is at another status now. */
  leftAlone: number;
  leads: number;
  statuses: Record<string, number>;
}

export interface SeedOptions {
  leads: string;
  seed: string;
  until?: string;
}

/** Writes the demo data, and prints a summary. */
export async function runSeed(toolOptions: ToolOptions, options: SeedOptions): Promise<void> {
  const planArguments = parseArguments(options);
  const target = useTarget(toolOptions);
  const plan = makePlan(planArguments);
  await confirmWrite(
    target,
    `This is a REAL project, and demo data among real leads is hard to remove. Write ${formatNumber(planArguments.leads)} invented leads`,
  );
  const summary = await explainErrors(target, () => writePlan(planArguments, plan));
  if (target.json) printJson(summary);
  else printLines(...renderSummary(summary));
}

// ——— The arguments ———

function parseArguments(options: SeedOptions): PlanArguments {
  const leads = parseWholeNumber(options.leads);
  if (leads === null || leads < 1 || leads > MAX_LEADS) {
    throw new ToolError(`--leads takes a whole number from 1 to ${formatNumber(MAX_LEADS)}.`);
  }
  const seed = parseWholeNumber(options.seed);
  if (seed === null || seed > MAX_SEED) {
    throw new ToolError(`--seed takes a whole number from 0 to ${formatNumber(MAX_SEED)}.`);
  }
  return { leads, seed, until: parseUntil(options.until) };
}

function parseUntil(text: string | undefined): Millis {
  const today = Math.floor(Date.now() / DAY) * DAY;
  if (text === undefined) return today;
  const day = parseDay(text);
  if (day === null) throw new ToolError('--until takes a date such as 2026-01-31.');
  if (day.utcMidnight > today) {
    throw new ToolError('--until takes today or an earlier day: the data is of the past.');
  }
  return day.utcMidnight;
}

function parseWholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

// ——— Writing ———

async function writePlan({ leads, seed, until }: PlanArguments, plan: Plan): Promise<SeedSummary> {
  const db = database();
  const [first] = plan.timelines;
  if (first !== undefined && (await isFromAnotherRun(db, first))) {
    throw new ToolError(
      `Seed ${seed} was written here with another end date: use that --until, or another --seed.`,
    );
  }
  const progress = new Progress('Leads', leads);
  try {
    const listings = await writeListings(plan);
    const { steps, statuses } = await writeTimelines(plan, progress);
    progress.end(`${formatNumber(statuses.length)} are there`);
    const summary = summarize([...listings, ...steps], statuses);
    return { seed, until: formatUtcDay(until), ...summary };
  } catch (error) {
    progress.stop();
    throw error;
  }
}

async function writeListings({ listings }: Plan): Promise<WrittenStep[]> {
  const db = database();
  return mapConcurrently(
    listings,
    async (step) => ({ step, result: await writeStep(db, step) }),
    CONCURRENCY,
  );
}

async function writeTimelines(
  { timelines }: Plan,
  progress: Progress,
): Promise<{ steps: WrittenStep[]; statuses: string[] }> {
  const db = database();
  const written = await mapConcurrently(
    timelines,
    async (timeline) => {
      const result = await writeTimeline(db, timeline);
      progress.advance(timeline.pairs.length);
      return result;
    },
    CONCURRENCY,
  );
  return {
    steps: written.flatMap(({ steps }) => steps),
    statuses: written.flatMap(({ statuses }) => statuses),
  };
}

// ——— The summary ———

function summarize(
  steps: readonly WrittenStep[],
  leadStatuses: readonly string[],
): Omit<SeedSummary, 'seed' | 'until'> {
  const countSteps = (result: StepResult): number =>
    steps.filter((step) => step.result === result).length;
  const statuses: Record<string, number> = {};
  for (const status of leadStatuses) statuses[status] = (statuses[status] ?? 0) + 1;
  return {
    written: countWritten(steps),
    there: countSteps('alreadyWritten'),
    leftAlone: countSteps('skipped'),
    leads: leadStatuses.length,
    statuses,
  };
}

function countWritten(steps: readonly WrittenStep[]): Record<Counted, number> {
  const counts = {
    ...{ contacts: 0, listings: 0, enquiries: 0, appointments: 0, visits: 0 },
    ...{ edits: 0, moves: 0 },
  };
  for (const { step, result } of steps) if (result === 'written') counts[classifyStep(step)] += 1;
  return counts;
}

function classifyStep(step: Step): Counted {
  switch (step.kind) {
    case 'create':
      return step.ref.collection;
    case 'update':
      return 'edits';
    case 'move':
      return 'moves';
  }
}

function renderSummary(summary: SeedSummary): string[] {
  const { seed, until, written, there, leftAlone, leads, statuses } = summary;
  return [
    `Seed ${seed}, two years until ${until}`,
    '',
    'Written now',
    ...COUNTED.map((name) => renderCount(name, written[name])),
    ...(there > 0 ? [`${formatNumber(there)} steps were already there and are unchanged.`] : []),
    ...(leftAlone > 0
      ? [`${formatNumber(leftAlone)} steps were left out: their documents were changed since.`]
      : []),
    '',
    'Leads now',
    ...LEAD_STATUSES.map((status) => renderCount(status, statuses[status] ?? 0)),
    renderCount('in all', leads),
  ];
}

function renderCount(name: string, count: number): string {
  return `  ${name.padEnd(32)} ${formatNumber(count).padStart(7)}`;
}
