import { isOverdue } from '../documents/appointment';
import type { SourceDocument } from '../documents/sourceDocument';
import type { Micros } from '../time';
import type { Finding } from './finding';

/** What people have to see to in a document. No lead depends on it, so no repair touches it. */
export type Remark = Pick<Finding, 'kind' | 'detail'>;

/** The remarks on a document as it is; `appointment` is that of a visit, if it has one that exists. */
export function remarksOn(
  { content, unused }: SourceDocument,
  appointment: SourceDocument | null,
  now: Micros,
): Remark[] {
  const remarks: Remark[] = [];
  if (content?.collection === 'appointments' && isOverdue(content, now)) {
    remarks.push({ kind: 'overdue', detail: `is ${content.status}, and its time has passed` });
  }
  const contactId = appointment?.content?.contactId ?? null;
  if (contactId !== null && unused.contactId !== null && unused.contactId !== contactId) {
    remarks.push({ kind: 'other-contact', detail: 'its appointment names another contact' });
  }
  if (unused.times.length > 0) {
    remarks.push({ kind: 'unreadable-time', detail: describeUnreadable(unused.times) });
  }
  return remarks;
}

/** Fields that hold something in the place of a time. */
export function describeUnreadable(fields: readonly string[]): string {
  return `holds no Timestamp in ${fields.join(', ')}`;
}
