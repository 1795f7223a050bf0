import { adopt, findDuplicates } from '../../functions/src/application/checks/adopt';
import { countDocuments } from '../../functions/src/application/checks/checkAll';
import type { Finding, FindingKind } from '../../functions/src/domain/checks/finding';
import { microsOfMillis } from '../../functions/src/domain/time';
import { database } from '../../functions/src/firestore/database';
import { countOf } from '../../functions/src/firestore/pagination';
import { LEADS } from '../../functions/src/firestore/paths';
import { FindingSummary } from '../lib/findingSummary';
import { formatNumber } from '../lib/format';
import { Interrupt, INTERRUPTED } from '../lib/interrupt';
import { printJson, printLines } from '../lib/print';
import {
  confirmWrite,
  explainErrors,
  useTarget,
  type Target,
  type ToolOptions,
} from '../lib/target';
import { walk } from '../lib/walk';

/** Findings that are listed before anything is written. */
const DUPLICATES: readonly FindingKind[] = ['duplicate', 'sale-at-stake'];

export interface AdoptOptions {
  apply: boolean;
  merge: boolean;
}

/** Lists the duplicates, asks, and adopts. Sets the exit status. */
export async function runAdopt(toolOptions: ToolOptions, options: AdoptOptions): Promise<void> {
  const target = useTarget(toolOptions);
  const interrupt = new Interrupt();
  try {
    const duplicates = await explainErrors(target, () => listDuplicates(target, interrupt));
    if (options.apply && !interrupt.isRequested()) {
      await confirmWrite(target, describeAdoption(options, duplicates));
    }
    const summary = await explainErrors(target, () => adoptPages(target, options, interrupt));
    printResult(target, options, summary, interrupt);
  } finally {
    interrupt.end();
  }
}

function describeAdoption({ merge }: AdoptOptions, duplicates: number): string {
  const merging = merge ? `, and merge ${formatNumber(duplicates)} leads into others` : '';
  return `Adopt the data of an older system${merging}`;
}

/** Lists every second lead of a pair before anything is written, and returns how many would be merged. */
async function listDuplicates({ json }: Target, interrupt: Interrupt): Promise<number> {
  const db = database();
  const about = { title: 'Second leads of one pair', total: await countOf(db, LEADS) };
  let count = 0;
  await walk(about, findDuplicates(db), interrupt, ({ findings }) => {
    count += findings.filter(({ kind }) => kind === 'duplicate').length;
    for (const finding of findings) {
      if (json) printJson(finding);
      else printLines(renderDuplicate(finding));
    }
  });
  return count;
}

function renderDuplicate({ source, leadId, detail }: Finding): string {
  return `leads/${source.id} is a second lead of leads/${leadId ?? ''}: ${detail}`;
}

async function adoptPages(
  { json }: Target,
  { apply, merge }: AdoptOptions,
  interrupt: Interrupt,
): Promise<FindingSummary> {
  const db = database();
  const summary = new FindingSummary();
  const about = { title: apply ? 'Adopting' : 'Looking', total: await countDocuments(db) };
  const pages = adopt(db, { apply, merge, now: microsOfMillis(Date.now()) });
  await walk(about, pages, interrupt, ({ findings }) => {
    for (const finding of findings) {
      summary.add(finding);
      // Duplicates that stay were listed before.
      const isListed = DUPLICATES.includes(finding.kind) && !finding.isRepaired;
      if (json && !isListed) printJson(finding);
    }
  });
  return summary;
}

function printResult(
  { json }: Target,
  { apply, merge }: AdoptOptions,
  summary: FindingSummary,
  interrupt: Interrupt,
): void {
  const isComplete = !interrupt.isRequested();
  const unmerged = summary.countUnrepaired('adopt --merge');
  const left = summary.countUnrepaired('adopt', 'repair') + (merge ? unmerged : 0);
  if (json) {
    printJson({ summary: { isComplete, counts: summary.counts } });
  } else {
    printLines(...summary.render({ apply }));
    if (!isComplete) printLines('', 'Interrupted: the same command resumes it.');
    else if (!apply && left > 0) printLines('', 'adopt --apply does it.');
    if (!merge && unmerged > 0) {
      printLines(
        '',
        `${formatNumber(unmerged)} second leads of one pair stay: --merge merges them.`,
      );
    }
  }
  const isDone = left + summary.countFailed() === 0;
  process.exitCode = !isComplete ? INTERRUPTED : isDone ? 0 : 1;
}
