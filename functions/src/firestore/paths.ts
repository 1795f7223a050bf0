import type { SourceRef } from '../domain/documents/sourceRef';

/** Every path of the database. Triggers pass a `{wildcard}` in place of an id. */
export const enquiryPath = (id: string) => `enquiries/${id}`;
export const appointmentPath = (id: string) => `appointments/${id}`;
export const visitPath = (id: string) => `visits/${id}`;
export const LEADS = 'leads';
export const leadPath = (id: string) => `${LEADS}/${id}`;
export const STATUS_HISTORY = 'statusHistory';
export const statusHistoryPath = (leadId: string) => `${leadPath(leadId)}/${STATUS_HISTORY}`;
export const historyDocumentPath = (leadId: string, id: string) =>
  `${statusHistoryPath(leadId)}/${id}`;

/** A path after a lead's whole history and before the next lead's. */
export const afterHistoryPath = (leadId: string) => `${statusHistoryPath(leadId)}~/~`;

/** The id of the lead that a document of a collection `statusHistory` is of; null if it is of no lead. */
export function leadOfEntry(path: string): string | null {
  const [root, leadId = null, collection, , ...deeper] = path.split('/');
  const isOfLead = root === LEADS && collection === STATUS_HISTORY && deeper.length === 0;
  return isOfLead ? leadId : null;
}

/** The id of an entry is its number in six digits, so that the console lists the history in order. */
export const entryId = (seq: number) => String(seq).padStart(6, '0');
export const LAST_ENTRY_ID = '999999';

export const historyEntryPath = (leadId: string, seq: number) =>
  historyDocumentPath(leadId, entryId(seq));

/** A user whose role was taken away (docs/contract.md §7, Leaving). */
export const deniedUserPath = (uid: string) => `denied/${uid}`;

/** What the agency's other systems say of a contact, for the board to show. */
export const CONTACTS = 'contacts';
export const contactPath = (id: string) => `${CONTACTS}/${id}`;

/** What the agency's other systems say of a listing. */
export const listingPath = (id: string) => `listings/${id}`;

/** Which contact has an e-mail address or a phone number (docs/contract.md §11). */
export const CONTACT_KEYS = 'contactKeys';
export const contactKeyPath = (hash: string) => `${CONTACT_KEYS}/${hash}`;

/** Mail that no parser understood, or that answers an earlier one, for people to read (docs/contract.md §11). */
export const INBOX = 'inbox';
export const inboxPath = (id: string) => `${INBOX}/${id}`;

/** What was put away of a contact (docs/contract.md §12). `hash` is the SHA-256 of the contact's id. */
export const blockPath = (hash: string) => `blocked/${hash}`;
export const blockedDocumentsPath = (hash: string) => `${blockPath(hash)}/blockedDocuments`;

/** What `privacy block` or `privacy erase` did, without personal data. */
export const receiptPath = (id: string) => `privacyReceipts/${id}`;

/** That a webhook has turned itself off (docs/contract.md §10). `hash` is the SHA-256 of its address. */
export const webhookOffPath = (hash: string) => `maintenance/webhook-${hash}`;

/** Where the nightly check notes how far it has come. */
export const CHECK_PROGRESS_PATH = 'maintenance/checkLeads';

export function sourcePath({ collection, id }: SourceRef): string {
  switch (collection) {
    case 'enquiries':
      return enquiryPath(id);
    case 'appointments':
      return appointmentPath(id);
    case 'visits':
      return visitPath(id);
  }
}
