import { Command } from 'commander';
import { adopt, findDuplicates } from '../functions/src/application/adopt';
import { countReviewed } from '../functions/src/application/review';
import { microsOfMillis } from '../functions/src/domain/time';
import { database } from '../functions/src/firestore/database';
import { LEADS } from '../functions/src/firestore/paths';
import { countOf } from '../functions/src/firestore/walk';
import { BreakOff, BROKEN_OFF } from './breakOff';
import { numberOf } from './progress';
import { Tally } from './tally';
import { aim, confirmWrite, reach, type Target } from './target';
import { walk } from './walk';

interface Options {
  apply?: boolean;
  merge?: boolean;
}

/** `adopt`: takes over what an older system has left. */
export function adoptCommand(target: () => Target): Command {
  return new Command('adopt')
    .description(
      'takes over the leads, appointments and visits of an older system; a dry run without --apply',
    )
    .option('--apply', 'write it; without, it only says what it would do')
    .option('--merge', 'merge second leads of one pair into the first; they are listed in any case')
    .exitOverride()
    .action((options: Options) => run(target(), options));
}

async function run(target: Target, options: Options): Promise<void> {
  const [mends, merges] = [options.apply === true, options.merge === true];
  aim(target);
  const breakOff = new BreakOff();
  const tally = new Tally();
  try {
    const duplicates = await reach(target, () => listDuplicates(target, breakOff));
    if (mends && !breakOff.isWanted()) {
      const merging = merges ? `, and merge ${numberOf(duplicates)} leads into others` : '';
      await confirmWrite(target, `Adopt what an older system has left${merging}`);
    }
    const pages = () => adopt(database(), { mends, merges, now: microsOfMillis(Date.now()) });
    await reach(target, async () => {
      const total = await countReviewed(database());
      const title = mends ? 'Adopting' : 'Looking';
      await walk({ title, total }, pages(), breakOff, ({ findings }) => {
        for (const finding of findings) {
          tally.add(finding);
          // The others have been listed before.
          const isNew = finding.kind !== 'duplicate' || finding.isMended;
          if (target.json === true && isNew) console.log(JSON.stringify(finding));
        }
      });
    });
  } finally {
    breakOff.end();
  }
  sayOutcome(target, tally, { mends, merges, broke: breakOff.isWanted() });
}

/** Says every second lead of a pair, before anything is written; answers how many there are. */
async function listDuplicates({ json }: Target, breakOff: BreakOff): Promise<number> {
  const db = database();
  let count = 0;
  const total = await countOf(db, LEADS);
  const title = 'Second leads of one pair';
  await walk({ title, total }, findDuplicates(db), breakOff, ({ findings }) => {
    for (const finding of findings) {
      count += 1;
      const { source, leadId, detail } = finding;
      const line = `leads/${source.id} is a second lead of leads/${leadId ?? ''}: ${detail}`;
      console.log(json === true ? JSON.stringify(finding) : line);
    }
  });
  return count;
}

function sayOutcome(
  { json }: Target,
  tally: Tally,
  { mends, merges, broke }: { mends: boolean; merges: boolean; broke: boolean },
): void {
  const left = tally.left('adopt', 'repair', ...(merges ? (['adopt --merge'] as const) : []));
  const unmerged = tally.left('adopt --merge');
  if (json === true) {
    console.log(JSON.stringify({ summary: { isComplete: !broke, counts: tally.counts } }));
  } else {
    console.log(tally.lines({ mends }).join('\n'));
    if (broke) console.log('\nIt broke off: the same command goes on from there.');
    else if (!mends && left > 0) console.log('\nadopt --apply does it.');
    if (!merges && unmerged > 0) {
      console.log(`\n${numberOf(unmerged)} second leads of one pair stay: --merge merges them.`);
    }
  }
  process.exitCode = broke ? BROKEN_OFF : left > 0 ? 1 : 0;
}
