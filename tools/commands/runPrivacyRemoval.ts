import { blockContact, type AskedBy } from '../../functions/src/application/privacy/blockContact';
import {
  eraseContact,
  type EraseResult,
} from '../../functions/src/application/privacy/eraseContact';
import type { PutAwayOptions } from '../../functions/src/application/privacy/putAway';
import { surveyContact, type Survey } from '../../functions/src/application/privacy/surveyContact';
import { microsOfMillis, type Micros } from '../../functions/src/domain/time';
import { database } from '../../functions/src/firestore/database';
import { countOf } from '../../functions/src/firestore/pagination';
import { LEADS } from '../../functions/src/firestore/paths';
import {
  COUNTED,
  type Counted,
  type Counts,
  type PrivacyVerb,
  type Receipt,
} from '../../functions/src/firestore/privacyRuns';
import { formatLastDay, getLocalSpan, parseDay } from '../lib/calendarDays';
import { parseContact } from '../lib/contact';
import { formatNumber } from '../lib/format';
import { Interrupt, INTERRUPTED } from '../lib/interrupt';
import { printErrorLines, printJson, printLines } from '../lib/print';
import { Progress } from '../lib/progress';
import {
  confirmWrite,
  explainErrors,
  useTarget,
  type Target,
  type ToolOptions,
} from '../lib/target';
import { ToolError } from '../lib/toolError';

export interface RemovalOptions {
  contact: string;
  apply?: boolean;
  by?: string;
  reference?: string;
  /** Only `block` has it. */
  until?: string;
}

/** Puts a contact away until a day. */
export async function runPrivacyBlock(
  toolOptions: ToolOptions,
  options: RemovalOptions,
): Promise<void> {
  const until = parseUntil(options.until ?? '');
  await run(toolOptions, options, {
    verb: 'block',
    action: `Put all that is held of the contact ${options.contact} away until ${formatLastDay(until)}`,
    remove: (contactId, asked, removal) =>
      blockContact(database(), contactId, until, asked, removal),
  });
}

/** Destroys what is held of a contact. */
export async function runPrivacyErase(
  toolOptions: ToolOptions,
  options: RemovalOptions,
): Promise<void> {
  await run(toolOptions, options, {
    verb: 'erase',
    action: `Destroy all that is held of the contact ${options.contact}`,
    remove: (contactId, asked, removal) => eraseContact(database(), contactId, asked, removal),
  });
}

/** What differs between the two verbs. */
interface Removal {
  verb: PrivacyVerb;
  /** The question before it, without its end. */
  action: string;
  remove: (contactId: string, asked: AskedBy, options: PutAwayOptions) => Promise<EraseResult>;
}

async function run(
  toolOptions: ToolOptions,
  options: RemovalOptions,
  removal: Removal,
): Promise<void> {
  const contactId = parseContact(options.contact);
  const asked = options.apply === true ? parseAsked(contactId, options) : null;
  const target = useTarget(toolOptions);
  const survey = await explainErrors(target, () => surveyContact(database(), contactId));
  if (asked === null) {
    printSurvey(target, removal.verb, survey);
    process.exitCode = isNothing(survey.counts) ? 0 : 1;
    return;
  }
  if (!target.json) printLines(...renderSurvey(survey));
  await confirmWrite(target, removal.action);
  const interrupt = new Interrupt();
  try {
    const result = await explainErrors(target, () =>
      removeWithProgress(contactId, asked, removal, interrupt),
    );
    process.exitCode = printResult(target, result);
  } finally {
    interrupt.end();
  }
}

/** The moment after the last day. */
function parseUntil(text: string): Micros {
  const day = parseDay(text);
  if (day === null) throw new ToolError(`${text} is not a day: write it as in 2026-01-31.`);
  const { ends } = getLocalSpan(day);
  if (ends <= now())
    throw new ToolError(`--until ${text} has passed: privacy erase destroys at once.`);
  return ends;
}

function parseAsked(contactId: string, { by = '', reference }: RemovalOptions): AskedBy {
  if (by.trim() === '') throw new ToolError('--by says who does it: the receipt needs it.');
  if ([by, reference].some((text) => text?.includes(contactId))) {
    throw new ToolError('The receipt stays: --by and --reference must not name the contact.');
  }
  return { by, reference: reference ?? null };
}

function now(): Micros {
  return microsOfMillis(Date.now());
}

async function removeWithProgress(
  contactId: string,
  asked: AskedBy,
  { remove }: Removal,
  interrupt: Interrupt,
): Promise<EraseResult> {
  const progress = new Progress('Leads looked through', await countOf(database(), LEADS));
  try {
    const result = await remove(contactId, asked, {
      now: now(),
      onLeads: (count) => {
        progress.advance(count);
      },
      isStopped: () => interrupt.isRequested(),
    });
    progress.end(result.result);
    return result;
  } catch (error) {
    progress.stop();
    throw error;
  }
}

function printSurvey({ json }: Target, verb: PrivacyVerb, { counts, blockedUntil }: Survey): void {
  if (json) {
    printJson({ counts, blockedUntil: blockedUntil === null ? null : formatLastDay(blockedUntil) });
    return;
  }
  printLines(...renderSurvey({ counts, blockedUntil }));
  if (!isNothing(counts)) printLines('', `privacy ${verb} --apply --by NAME does it.`);
}

function renderSurvey({ counts, blockedUntil }: Survey): string[] {
  const block = blockedUntil === null ? [] : ['', `Blocked until ${formatLastDay(blockedUntil)}.`];
  return [...renderCounts(counts), ...block];
}

const LABELS: Readonly<Record<Counted, string>> = {
  accounts: 'accounts to sign in with (a block leaves them)',
  enquiries: 'enquiries',
  appointments: 'appointments',
  visits: 'visits',
  leads: 'leads',
  historyEntries: 'entries of their histories',
  contacts: 'display data of other systems (contacts)',
  contactKeys: 'hashes of addresses and numbers (contactKeys)',
  mails: 'mails that are known to be theirs (inbox)',
  mentions: 'visits of other contacts that name this one (only the name goes)',
  blockedDocuments: 'documents that are blocked',
};

function renderCounts(counts: Counts): string[] {
  if (isNothing(counts)) return ['Nothing is held of this contact.'];
  return COUNTED.filter((name) => (counts[name] ?? 0) > 0).map(
    (name) => `${formatNumber(counts[name] ?? 0).padStart(8)}  ${LABELS[name]}`,
  );
}

function isNothing(counts: Counts): boolean {
  return COUNTED.every((name) => (counts[name] ?? 0) === 0);
}

/** Prints what became of it, and returns the exit status. */
function printResult({ json }: Target, result: EraseResult): number {
  if (json) printJson(toJson(result));
  switch (result.result) {
    case 'done':
      if (!json) printLines('', ...renderReceipt(result.receipt));
      return 0;
    case 'nothing':
      return 0;
    case 'blocked':
      printErrorLines(
        `The contact is blocked until ${formatLastDay(result.until)}: nothing is destroyed before that day has passed.`,
      );
      return 1;
    case 'interrupted':
      printErrorLines('Interrupted: the same command takes it up again.');
      return INTERRUPTED;
  }
}

function toJson(result: EraseResult): object {
  switch (result.result) {
    case 'done':
      return { result: result.result, receipt: receiptJson(result.receipt) };
    case 'blocked':
      return { result: result.result, until: formatLastDay(result.until) };
    case 'nothing':
    case 'interrupted':
      return result;
  }
}

function receiptJson({ begunAt, finishedAt, until, ...receipt }: Receipt) {
  return {
    ...receipt,
    begunAt: formatMoment(begunAt),
    finishedAt: finishedAt === null ? null : formatMoment(finishedAt),
    until: until === null ? null : formatLastDay(until),
  };
}

function renderReceipt(receipt: Receipt): string[] {
  const { id, verb, by, reference, begunAt, finishedAt, until, counts } = receipt;
  const done =
    verb === 'block' ? `blocked until ${until === null ? '' : formatLastDay(until)}` : 'erased';
  return [
    `Receipt ${id}`,
    `  ${done}, by ${by}${reference === null ? '' : `, reference ${reference}`}`,
    `  ${formatMoment(begunAt)} to ${finishedAt === null ? '' : formatMoment(finishedAt)}`,
    ...renderCounts(counts),
  ];
}

function formatMoment(time: Micros): string {
  return new Date(Math.floor(time / 1_000)).toISOString();
}
