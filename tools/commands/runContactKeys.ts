import {
  fillContactKeys,
  type KeyRemark,
} from '../../functions/src/application/enquiries/fillContactKeys';
import { database } from '../../functions/src/firestore/database';
import { countOf } from '../../functions/src/firestore/pagination';
import { CONTACTS } from '../../functions/src/firestore/paths';
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

/** What became of all contacts. */
interface KeysSummary {
  isComplete: boolean;
  contacts: number;
  written: number;
  known: number;
  without: number;
  unusable: number;
  shared: number;
}

/** Writes the keys of all contacts with `apply`, else counts them. Sets the exit status. */
export async function runContactKeys(toolOptions: ToolOptions, apply: boolean): Promise<void> {
  const target = useTarget(toolOptions);
  if (apply) await confirmWrite(target, 'Write what the contacts are found by');
  const interrupt = new Interrupt();
  try {
    const summary = await explainErrors(target, () => fillPages(target, apply, interrupt));
    printSummary(target, apply, summary);
    process.exitCode = summary.isComplete ? 0 : INTERRUPTED;
  } finally {
    interrupt.end();
  }
}

async function fillPages(
  { json }: Target,
  apply: boolean,
  interrupt: Interrupt,
): Promise<KeysSummary> {
  const db = database();
  const counts = { contacts: 0, written: 0, known: 0, without: 0, unusable: 0, shared: 0 };
  const title = apply ? 'Writing keys' : 'Looking';
  const about = { title, things: 'contacts', total: await countOf(db, CONTACTS) };
  const isComplete = await walk(about, fillContactKeys(db, { apply }), interrupt, (page) => {
    counts.contacts += page.count;
    counts.written += page.written;
    counts.known += page.known;
    counts.without += page.without;
    for (const remark of page.remarks) {
      counts[remark.why] += 1;
      if (json) printJson(remark);
      else printLines(renderRemark(remark));
    }
  });
  return { isComplete, ...counts };
}

const KINDS = { email: 'an e-mail address', phone: 'a phone number' } as const;

function renderRemark({ contactId, kind, why, holder }: KeyRemark): string {
  return why === 'shared'
    ? `contacts/${contactId} has ${KINDS[kind]} of contacts/${holder ?? ''}, which keeps it`
    : `contacts/${contactId} has ${KINDS[kind]} that cannot be used`;
}

function printSummary({ json }: Target, apply: boolean, summary: KeysSummary): void {
  if (json) {
    printJson({ summary });
    return;
  }
  const { contacts, written, known, without, unusable, shared, isComplete } = summary;
  const lines: [count: number, what: string][] = [
    [contacts, 'contacts'],
    [written, apply ? 'keys written' : 'keys would be written'],
    [known, 'keys were there'],
    [without, 'contacts have nothing to be found by'],
    [unusable, 'addresses and numbers cannot be used'],
    [shared, 'addresses and numbers are of another contact'],
  ];
  printLines(...lines.map(([count, what]) => `${formatNumber(count).padStart(8)}  ${what}`));
  if (!isComplete) printLines('', 'Interrupted: the same command goes on with the rest.');
  else if (!apply && written > 0) printLines('', 'contact-keys --apply writes them.');
}
