import type { ContactKey } from './contactKeys';
import type { ReceivedContact } from './receivedEnquiry';

/** Who the server says has written what it writes when a message arrives. */
export const RECEIVER = 'receiveEnquiry';

/** The fields of `contacts/{contactId}`; null if there is no such document. */
export type ContactDocument = Readonly<Record<string, unknown>> | null;

/** Whose a message is, and by which of its keys that is known; `foundBy` is null if they are new. */
export interface Sender {
  contactId: string;
  foundBy: ContactKey | null;
}

/** What a message changes beside the enquiry that it becomes. */
export interface ReceiptPlan extends Sender {
  /** Keys that named nobody yet. */
  newKeys: readonly ContactKey[];
  /** The contact's document: to be created, or with what it lacks; null if it stays as it is. */
  contact: { isNew: boolean; fields: Readonly<Record<string, string>> } | null;
}

/**
 * Who a message is from: the contact that its first known key names, else a new one with the id of its first
 * key. Null if the message has no key. `holders` are the contacts that the keys name.
 */
export function findSender(
  keys: readonly ContactKey[],
  holders: ReadonlyMap<string, string>,
): Sender | null {
  for (const key of keys) {
    const contactId = holders.get(key.hash);
    if (contactId !== undefined) return { contactId, foundBy: key };
  }
  const [first] = keys;
  return first === undefined ? null : { contactId: first.hash, foundBy: null };
}

/**
 * Plans what a message changes beside its enquiry. A contact that this function has made gains what it lacked; the
 * documents of other systems stay as they are.
 */
export function planReceipt(
  from: ReceivedContact,
  keys: readonly ContactKey[],
  holders: ReadonlyMap<string, string>,
  sender: Sender,
  document: ContactDocument,
): ReceiptPlan {
  const newKeys = keys.filter(({ hash }) => !holders.has(hash));
  const isOurs = document === null || document['createdBy'] === RECEIVER;
  const lacking = Object.entries(from).filter(
    (entry): entry is [string, string] => entry[1] !== null && isEmpty(document?.[entry[0]]),
  );
  const isChanged = isOurs && (document === null || lacking.length > 0);
  return {
    ...sender,
    newKeys,
    contact: isChanged ? { isNew: document === null, fields: Object.fromEntries(lacking) } : null,
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
