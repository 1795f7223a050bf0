import { exportContact } from '../../functions/src/application/privacy/exportContact';
import { database } from '../../functions/src/firestore/database';
import { atomicWrite, ensureWritable } from '../lib/atomicWrite';
import { formatCount } from '../lib/format';
import { printErrorLines, printJson } from '../lib/print';
import { explainErrors, useTarget, type ToolOptions } from '../lib/target';
import { formatLastDay } from '../lib/calendarDays';
import { parseContact } from '../lib/contact';

export interface ExportOptions {
  contact: string;
  out: string;
  force?: boolean;
}

/** Writes all that is held of a contact into a file, and prints only how much that is. */
export async function runPrivacyExport(
  options: ToolOptions,
  { contact, out, force }: ExportOptions,
): Promise<void> {
  const contactId = parseContact(contact);
  const target = useTarget(options);
  await ensureWritable(out, { mayReplace: force === true });
  const held = await explainErrors(target, () => exportContact(database(), contactId));
  const { accounts, documents, namedIn, blocked } = held;
  const file = {
    project: target.projectId,
    exportedAt: new Date().toISOString(),
    ...held,
    blocked: blocked && { ...blocked, until: blocked.until && formatLastDay(blocked.until) },
  };
  await atomicWrite(out, `${JSON.stringify(file, null, 2)}\n`, { isPrivate: true });
  const counts = {
    documents: documents.length,
    namedIn: namedIn.length,
    accounts: accounts.length,
    blocked: blocked?.documents.length ?? 0,
  };
  if (target.json) printJson({ out, ...counts });
  printErrorLines(
    `Written: ${out}: ${formatCount(counts.documents, 'document', 'documents')}, ${formatCount(counts.blocked, 'blocked one', 'blocked ones')}, ${formatCount(counts.accounts, 'account', 'accounts')}.`,
  );
}
