import { adopt, lookThroughLeads } from '../../functions/src/application/checks/adopt';
import { countDocuments } from '../../functions/src/application/checks/checkAll';
import type { Finding, FindingKind } from '../../functions/src/domain/checks/finding';
import { NO_OLDER_WORDS, type OlderWords } from '../../functions/src/domain/leads/olderWords';
import { microsOfMillis } from '../../functions/src/domain/time';
import { database } from '../../functions/src/firestore/database';
import { countOf } from '../../functions/src/firestore/pagination';
import { LEADS } from '../../functions/src/firestore/paths';
import { FindingSummary } from '../lib/findingSummary';
import { formatNumber } from '../lib/format';
import { Interrupt, INTERRUPTED } from '../lib/interrupt';
import { newTranslator, readMap, type OlderSystemMap } from '../lib/olderSystemMap';
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
  /** The file of the older system's words. */
  map: string | undefined;
}

/** Lists what people should know before anything is written, asks, and adopts. Sets the exit status. */
export async function runAdopt(toolOptions: ToolOptions, options: AdoptOptions): Promise<void> {
  const words = options.map === undefined ? NO_OLDER_WORDS : wordsOf(await readMap(options.map));
  const target = useTarget(toolOptions);
  const interrupt = new Interrupt();
  try {
    const older = await explainErrors(target, () => lookFirst(target, words, interrupt));
    if (options.apply && !interrupt.isRequested()) {
      await confirmWrite(target, describeAdoption(options, older));
    }
    const found = await explainErrors(target, () => adoptPages(target, options, words, interrupt));
    printResult(target, options, { older, found }, interrupt);
  } finally {
    interrupt.end();
  }
}

function wordsOf({ status, outcome }: OlderSystemMap): OlderWords {
  return { status: newTranslator(status), outcome: newTranslator(outcome) };
}

/** What is found before anything is written. */
interface OlderLeads {
  /** How many leads would be merged. */
  duplicates: number;
  /** What cannot be taken over as it stands. */
  summary: FindingSummary;
}

function describeAdoption({ merge }: AdoptOptions, { duplicates, summary }: OlderLeads): string {
  const numberOf = (kind: FindingKind) => summary.counts[kind]?.found ?? 0;
  const parts: [count: number, what: string][] = [
    [merge ? duplicates : 0, 'second leads merged into others'],
    [numberOf('fase-0'), 'leads as Fase 0, since their status is not known'],
    [numberOf('counts-as-lost'), 'leads as lost, since their end is not known'],
  ];
  const described = parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${formatNumber(count)} ${what}`);
  return [`Adopt the data of an older system`, ...described].join('; ');
}

/** Lists every second lead of a pair, and what cannot be taken over as it stands. Writes nothing. */
async function lookFirst(
  { json }: Target,
  words: OlderWords,
  interrupt: Interrupt,
): Promise<OlderLeads> {
  const db = database();
  const about = { title: 'Older leads', total: await countOf(db, LEADS) };
  const summary = new FindingSummary();
  let duplicates = 0;
  await walk(about, lookThroughLeads(db, words), interrupt, ({ findings }) => {
    for (const finding of findings) {
      const isDuplicate = DUPLICATES.includes(finding.kind);
      if (finding.kind === 'duplicate') duplicates += 1;
      if (!isDuplicate) summary.add(finding);
      if (json) printJson(finding);
      else if (isDuplicate) printLines(renderDuplicate(finding));
    }
  });
  if (!json && !summary.isEmpty()) {
    printLines('Before anything is written:', ...summary.render({ apply: false }), '');
  }
  return { duplicates, summary };
}

function renderDuplicate({ source, leadId, detail }: Finding): string {
  return `leads/${source.id} is a second lead of leads/${leadId ?? ''}: ${detail}`;
}

async function adoptPages(
  { json }: Target,
  { apply, merge }: AdoptOptions,
  words: OlderWords,
  interrupt: Interrupt,
): Promise<FindingSummary> {
  const db = database();
  const summary = new FindingSummary();
  const about = { title: apply ? 'Adopting' : 'Looking', total: await countDocuments(db) };
  const pages = adopt(db, { apply, merge, now: microsOfMillis(Date.now()), words });
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
  { older, found: summary }: { older: OlderLeads; found: FindingSummary },
  interrupt: Interrupt,
): void {
  const isComplete = !interrupt.isRequested();
  const unmerged = summary.countUnrepaired('adopt --merge');
  const left = summary.countUnrepaired('adopt', 'repair') + (merge ? unmerged : 0);
  if (json) {
    const counts = { ...older.summary.counts, ...summary.counts };
    printJson({ summary: { isComplete, counts } });
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
