import { z } from 'zod';
import {
  checkAll,
  CHECKED_COLLECTIONS,
  countDocuments,
  type CheckedPage,
  type Cursor,
} from '../../functions/src/application/checks/checkAll';
import { FINDINGS, type FindingKind } from '../../functions/src/domain/checks/finding';
import { microsOfMillis, secondsBefore } from '../../functions/src/domain/time';
import { database } from '../../functions/src/firestore/database';
import { Checkpoint } from '../lib/checkpoint';
import { FindingSummary } from '../lib/findingSummary';
import { Interrupt, INTERRUPTED } from '../lib/interrupt';
import {
  confirmWrite,
  explainErrors,
  useTarget,
  type Target,
  type ToolOptions,
} from '../lib/target';
import { printErrorLines, printJson, printLines } from '../lib/print';
import { walk } from '../lib/walk';
import { SECONDS_TO_SETTLE } from './newCheckCommand';

export type CheckVerb = 'check' | 'repair';

export interface CheckOptions {
  olderThan?: number;
  /** Only `repair` has these two. */
  apply?: boolean;
  resume?: boolean;
}

const FINDING_KINDS = Object.keys(FINDINGS) as FindingKind[];

const checkpointSchema = z.object({
  cursor: z.object({ collection: z.enum(CHECKED_COLLECTIONS), after: z.string().nullable() }),
  done: z.number(),
  counts: z.partialRecord(
    z.enum(FINDING_KINDS),
    z.object({ found: z.number(), repaired: z.number() }),
  ),
});
type CheckState = z.infer<typeof checkpointSchema>;
type CheckCheckpoint = Checkpoint<typeof checkpointSchema>;

/** Checks every document and lead, and repairs them with `--apply`. Sets the exit status. */
export async function runCheck(
  toolOptions: ToolOptions,
  verb: CheckVerb,
  options: CheckOptions,
): Promise<void> {
  const target = useTarget(toolOptions);
  if (options.apply === true)
    await confirmWrite(target, 'Repair leads, enquiries, appointments and visits');
  const checkpoint = new Checkpoint(verb, target, checkpointSchema);
  const resumed = chooseStart(checkpoint, options);
  const result = await explainErrors(target, () =>
    checkPages(target, options, checkpoint, resumed),
  );
  if (options.apply === true && result.isComplete) checkpoint.remove();
  printResult(target, options, result);
  process.exitCode = chooseExitCode(verb, result);
}

/** The state to resume from; null to start from the beginning. Says what becomes of an earlier run. */
function chooseStart(
  checkpoint: CheckCheckpoint,
  { apply, resume }: CheckOptions,
): CheckState | null {
  const earlier = apply === true ? checkpoint.read() : null;
  if (resume === true) {
    if (earlier === null) printErrorLines('There is no interrupted repair to resume.');
    return earlier;
  }
  if (earlier !== null) {
    printErrorLines(
      'An earlier repair was interrupted: --resume resumes it. This one starts from the beginning.',
    );
  }
  return null;
}

interface CheckResult {
  summary: FindingSummary;
  documents: number;
  /** Whether every document was checked. */
  isComplete: boolean;
}

async function checkPages(
  { isReal, json }: Target,
  options: CheckOptions,
  checkpoint: CheckCheckpoint,
  resumed: CheckState | null,
): Promise<CheckResult> {
  const db = database();
  const interrupt = new Interrupt();
  const summary = new FindingSummary(resumed?.counts);
  let documents = resumed?.done ?? 0;
  const recordPage = ({ cursor, findings }: CheckedPage, done: number): void => {
    documents = done;
    for (const finding of findings) {
      summary.add(finding);
      if (json) printJson(finding);
    }
    if (options.apply === true) checkpoint.write({ cursor, done, counts: summary.counts });
  };
  try {
    const title = options.apply === true ? 'Repairing' : 'Checking';
    const about = { title, total: await countDocuments(db), doneBefore: documents };
    const pages = checkAll(db, toWalkOptions(isReal, options, resumed?.cursor));
    const isComplete = await walk(about, pages, interrupt, recordPage);
    return { summary, documents, isComplete };
  } finally {
    interrupt.end();
  }
}

function toWalkOptions(
  isReal: boolean,
  { apply, olderThan }: CheckOptions,
  from: Cursor | undefined,
) {
  const now = microsOfMillis(Date.now());
  const seconds = olderThan ?? (isReal ? SECONDS_TO_SETTLE : 0);
  const writtenBefore = seconds === 0 ? Infinity : secondsBefore(now, seconds);
  return { apply: apply === true, now, writtenBefore, ...(from !== undefined && { from }) };
}

function printResult(
  { json }: Target,
  options: CheckOptions,
  { summary, documents, isComplete }: CheckResult,
): void {
  const apply = options.apply === true;
  if (json) {
    printJson({ summary: { documents, isComplete, counts: summary.counts } });
    return;
  }
  printLines(...summary.render({ apply }));
  if (!isComplete) {
    const next = apply ? 'repair --apply --resume resumes it' : 'the rest was not checked';
    printLines('', `Interrupted: ${next}.`);
  } else if (!apply && summary.countUnrepaired('repair') > 0) {
    printLines('', 'repair --apply puts right what it can.');
  }
}

/** 1 if `check` found wrong data, or if `repair` left or failed at something that it can put right. */
function chooseExitCode(verb: CheckVerb, { summary, isComplete }: CheckResult): number {
  if (!isComplete) return INTERRUPTED;
  const left =
    verb === 'check'
      ? summary.countWrong()
      : summary.countUnrepaired('repair') + summary.countFailed();
  return left > 0 ? 1 : 0;
}
