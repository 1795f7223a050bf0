import { Command } from 'commander';
import { severalAtOnce } from '../functions/src/application/severalAtOnce';
import { LEAD_STATUSES } from '../functions/src/domain/leadStatus';
import { database } from '../functions/src/firestore/database';
import { numberOf, Progress } from './progress';
import { DAY, midnightOf, nameOfDay } from './seed/calendar';
import { planOf, type Plan, type PlanArguments } from './seed/plan';
import { isOfAnotherRun, playLife, playStep, type Done, type Outcome } from './seed/play';
import { COLLECTIONS, type Life, type Step, type Write } from './seed/steps';
import { aim, confirmWrite, reach, ToolError, type Target } from './target';

/** Customers whose lives are written at the same time. */
const CONCURRENCY = 10;

const MOST_LEADS = 100_000;
const LARGEST_SEED = 2 ** 31 - 1;

/** What is counted: the documents of each collection, edits of them, and moves by hand. */
const COUNTED = [...COLLECTIONS, 'edits', 'moves'] as const;
type Counted = (typeof COUNTED)[number];

interface Summary {
  seed: number;
  until: string;
  written: Record<Counted, number>;
  /** Steps that an earlier run had taken. */
  there: number;
  /** Steps whose document has gone, or whose lead has moved elsewhere meanwhile. */
  leftAlone: number;
  leads: number;
  statuses: Record<string, number>;
}

/** `seed --leads N`: two years of demo data, through the ordinary write path. */
export function seedCommand(target: () => Target): Command {
  return new Command('seed')
    .description(
      'Spanish demo data: customers, flats, and two years of appointments, visits, offers and sales',
    )
    .requiredOption('--leads <n>', 'how many leads')
    .option('--seed <n>', 'another number, other data', '1')
    .option(
      '--until <date>',
      'where the two years end: YYYY-MM-DD, at midnight UTC (default: today)',
    )
    .addHelpText(
      'after',
      '\nThe same seed and end date give the same data: more leads add to fewer, and a second run changes nothing.',
    )
    .exitOverride()
    .action(async (options: { leads: string; seed: string; until?: string }) => {
      const asked = argumentsOf(options);
      const given = target();
      aim(given);
      const plan = planOf(asked);
      await confirmWrite(
        given,
        `This is a REAL project, and demo data among real leads is hard to take out again. Write ${numberOf(asked.leads)} invented leads`,
      );
      const summary = await reach(given, () => seed(asked, plan));
      console.log(given.json === true ? JSON.stringify(summary) : asText(summary));
    });
}

function argumentsOf(options: { leads: string; seed: string; until?: string }): PlanArguments {
  const leads = wholeNumber(options.leads);
  if (leads === null || leads < 1 || leads > MOST_LEADS) {
    throw new ToolError(`--leads takes a whole number from 1 to ${numberOf(MOST_LEADS)}.`);
  }
  const seed = wholeNumber(options.seed);
  if (seed === null || seed > LARGEST_SEED) {
    throw new ToolError(`--seed takes a whole number from 0 to ${numberOf(LARGEST_SEED)}.`);
  }
  const today = Math.floor(Date.now() / DAY) * DAY;
  const until = options.until === undefined ? today : midnightOf(options.until);
  if (until === null) throw new ToolError('--until takes a date, as 2026-01-31.');
  if (until > today)
    throw new ToolError('--until takes today or a day before: the data is of the past.');
  return { leads, seed, until };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

async function seed({ leads, seed: number, until }: PlanArguments, plan: Plan): Promise<Summary> {
  const db = database();
  const [first] = plan.lives;
  if (first !== undefined && (await isOfAnotherRun(db, first))) {
    throw new ToolError(
      `Seed ${number} was written here with another end: say its --until, or another --seed.`,
    );
  }
  const outcomes: Outcome[] = [];
  const statuses: Record<string, number> = {};
  let found = 0;
  const progress = new Progress('Leads', leads);
  try {
    const flats = async (step: Write) => {
      outcomes.push({ step, done: await playStep(db, step) });
    };
    await severalAtOnce(plan.listings, flats, CONCURRENCY);
    const lives = async (life: Life) => {
      const played = await playLife(db, life);
      outcomes.push(...played.outcomes);
      found += played.statuses.length;
      for (const status of played.statuses) statuses[status] = (statuses[status] ?? 0) + 1;
      progress.advance(life.pairs.length);
    };
    await severalAtOnce(plan.lives, lives, CONCURRENCY);
  } catch (error) {
    progress.stop();
    throw error;
  }
  progress.end(`${numberOf(found)} are there`);
  const count = (done: Done): number => outcomes.filter((outcome) => outcome.done === done).length;
  return {
    seed: number,
    until: nameOfDay(until),
    written: writtenOf(outcomes),
    there: count('there'),
    leftAlone: count('leftAlone'),
    leads: found,
    statuses,
  };
}

function writtenOf(outcomes: readonly Outcome[]): Record<Counted, number> {
  const counts = { contacts: 0, listings: 0, appointments: 0, visits: 0, edits: 0, moves: 0 };
  for (const { step, done } of outcomes) if (done === 'written') counts[countedAs(step)] += 1;
  return counts;
}

function countedAs(step: Step): Counted {
  switch (step.kind) {
    case 'create':
      return step.ref.collection;
    case 'update':
      return 'edits';
    case 'move':
      return 'moves';
  }
}

function asText(summary: Summary): string {
  const { seed: number, until, written, there, leftAlone, leads, statuses } = summary;
  const line = (name: string, count: number): string =>
    `  ${name.padEnd(32)} ${numberOf(count).padStart(7)}`;
  return [
    `Seed ${number}, two years until ${until}`,
    '',
    'Written now',
    ...COUNTED.map((name) => line(name, written[name])),
    ...(there > 0 ? [`${numberOf(there)} steps were there already, and are as they were.`] : []),
    ...(leftAlone > 0
      ? [
          `${numberOf(leftAlone)} steps were left out: somebody has changed their documents meanwhile.`,
        ]
      : []),
    '',
    'Leads, as they stand',
    ...LEAD_STATUSES.map((status) => line(status, statuses[status] ?? 0)),
    line('in all', leads),
  ].join('\n');
}
