import { Option, Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import {
  countReviewed,
  review,
  REVIEWED,
  type ReviewedPage,
} from '../functions/src/application/review';
import { FINDINGS, type FindingKind } from '../functions/src/domain/finding';
import { microsOfMillis } from '../functions/src/domain/time';
import { database } from '../functions/src/firestore/database';
import { Bookmark } from './bookmark';
import { BreakOff, BROKEN_OFF } from './breakOff';
import { Tally } from './tally';
import { aim, confirmWrite, reach, type Target } from './target';
import { walk } from './walk';

/** Events reach a real project's functions within seconds; in the emulators nothing is in between. */
const SECONDS_TO_SETTLE = 60;

interface Options {
  olderThan?: number;
  apply?: boolean;
  resume?: boolean;
}

const kinds = Object.keys(FINDINGS) as FindingKind[];
const placeSchema = z.object({
  cursor: z.object({ collection: z.enum(REVIEWED), after: z.string().nullable() }),
  done: z.number(),
  counts: z.partialRecord(z.enum(kinds), z.object({ found: z.number(), mended: z.number() })),
});

/** `check`: what is wrong, and nothing else. */
export function checkCommand(target: () => Target): Command {
  return reviewCommand('check')
    .description(
      'what is wrong with appointments, visits and leads; status 1 where something is that no mere time will mend',
    )
    .action((options: Options) => run(target(), 'check', options));
}

/** `repair`: the same walk, putting right what it finds. */
export function repairCommand(target: () => Target): Command {
  return reviewCommand('repair')
    .description(
      'puts right what check finds, as far as the documents tell; a dry run without --apply',
    )
    .option('--apply', 'write it; without, it only says what it would do')
    .option('--resume', 'go on where an earlier run with --apply broke off')
    .action((options: Options) => run(target(), 'repair', options));
}

function reviewCommand(verb: string): Command {
  return new Command(verb)
    .exitOverride()
    .addOption(
      new Option(
        '--older-than <seconds>',
        `leave alone what was written since, as its events may be on their way (${SECONDS_TO_SETTLE} for a real project, else 0)`,
      ).argParser(secondsOf),
    );
}

function secondsOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a number of seconds.');
  return Number(text);
}

async function run(target: Target, verb: 'check' | 'repair', options: Options): Promise<void> {
  const mends = options.apply === true;
  aim(target);
  if (mends) await confirmWrite(target, 'Repair leads, appointments and visits');
  const bookmark = new Bookmark(verb, placeSchema);
  const earlier = mends ? bookmark.read() : null;
  const from = options.resume === true ? earlier : null;
  if (options.resume === true && from === null) console.error('There is nothing to go on with.');
  if (earlier !== null && from === null) {
    console.error(
      'An earlier repair broke off: --resume goes on from there. This one begins anew.',
    );
  }

  const breakOff = new BreakOff();
  const tally = new Tally(from?.counts);
  let documents = from?.done ?? 0;
  const isComplete = await reach(target, async () => {
    const db = database();
    const about = {
      title: mends ? 'Repairing' : 'Checking',
      total: await countReviewed(db),
      doneBefore: documents,
    };
    const pages = review(db, walkOptions(target, options, from?.cursor));
    return walk(about, pages, breakOff, (page, done) => {
      documents = done;
      report(target, page, tally);
      if (mends) bookmark.write({ cursor: page.cursor, done, counts: tally.counts });
    });
  }).finally(() => {
    breakOff.end();
  });
  if (mends && isComplete) bookmark.remove();
  sayOutcome(target, tally, { verb, mends, isComplete, documents });
}

function walkOptions(
  { project }: Target,
  { apply, olderThan }: Options,
  from: { collection: (typeof REVIEWED)[number]; after: string | null } | undefined,
) {
  const now = microsOfMillis(Date.now());
  const seconds = olderThan ?? (project === undefined ? 0 : SECONDS_TO_SETTLE);
  const writtenBefore = seconds === 0 ? Infinity : now - seconds * 1_000_000;
  return { mends: apply === true, now, writtenBefore, ...(from !== undefined && { from }) };
}

function report({ json }: Target, { findings }: ReviewedPage, tally: Tally): void {
  for (const finding of findings) {
    tally.add(finding);
    if (json === true) console.log(JSON.stringify(finding));
  }
}

function sayOutcome(
  { json }: Target,
  tally: Tally,
  {
    verb,
    mends,
    isComplete,
    documents,
  }: { verb: 'check' | 'repair'; mends: boolean; isComplete: boolean; documents: number },
): void {
  const left = tally.left('repair');
  if (json === true) {
    const summary = { documents, isComplete, counts: tally.counts };
    console.log(JSON.stringify({ summary }));
  } else {
    console.log(tally.lines({ mends }).join('\n'));
    if (!isComplete && mends)
      console.log('\nIt broke off: repair --apply --resume goes on from there.');
    else if (!isComplete) console.log('\nIt broke off: the rest was not looked at.');
    else if (!mends && left > 0) {
      console.log('\nrepair --apply puts right what it can.');
    }
  }
  const isBad = verb === 'check' ? tally.wrong() > 0 : left > 0;
  process.exitCode = !isComplete ? BROKEN_OFF : isBad ? 1 : 0;
}
