import type { DocumentSnapshot, Firestore } from 'firebase-admin/firestore';
import { Deadline } from '../../concurrency/deadline';
import {
  CONTACT_KEY_KINDS,
  contactKeysOf,
  type ContactKey,
  type ContactKeyKind,
} from '../../domain/enquiries/contactKeys';
import { isAbsent } from '../../domain/fields';
import { holderOf, writeKey } from '../../firestore/enquiryStore';
import { getAll } from '../../firestore/getAll';
import { sha256 } from '../../firestore/leadIds';
import { contactPages } from '../../firestore/pagination';
import { contactKeyPath, contactPath } from '../../firestore/paths';
import { retryOnConflict } from '../../firestore/retryOnConflict';
import { normalisePhone } from './phoneNumbers';

/** What people have to know of a contact: only ids, and neither addresses nor numbers. */
export interface KeyRemark {
  contactId: string;
  kind: ContactKeyKind;
  /** What stands there is no address or number; or another contact, `holder`, has the same one. */
  why: 'unusable' | 'shared';
  holder: string | null;
}

/** A page of contacts, and what became of their keys. */
export interface KeysPage {
  /** The contacts. */
  count: number;
  /** Keys that were written, or would be. */
  written: number;
  /** Keys that were there. */
  known: number;
  /** Contacts with nothing to be found by. */
  without: number;
  remarks: KeyRemark[];
}

/**
 * Writes what each contact is found by, a page at a time (docs/contract.md §11). Of several contacts with one address or
 * number, the first one keeps it, unless its contact is gone. Without `apply` nothing is written. Idempotent.
 */
export async function* fillContactKeys(
  db: Firestore,
  { apply }: { apply: boolean },
): AsyncGenerator<KeysPage> {
  /** In a dry run: the keys that earlier contacts would have taken. */
  const planned = new Map<string, string>();
  for await (const contacts of contactPages(db)) {
    const wanted = contacts.map(readKeys);
    yield await retryOnConflict(() => fillPage(db, wanted, planned, apply), new Deadline());
  }
}

interface WantedKeys {
  contactId: string;
  keys: readonly ContactKey[];
  unusable: readonly ContactKeyKind[];
}

function readKeys(contact: DocumentSnapshot): WantedKeys {
  const textOf = (kind: ContactKeyKind): string | null => {
    const value: unknown = contact.get(kind);
    // A number that a system wrote as one can be read as well.
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
  };
  const addresses = { email: textOf('email'), phone: textOf('phone') };
  const keys = contactKeysOf(addresses, { normalisePhone, sha256 });
  const unusable = CONTACT_KEY_KINDS.filter(
    (kind) => !isAbsent(contact.get(kind)) && !keys.some((key) => key.kind === kind),
  );
  return { contactId: contact.id, keys, unusable };
}

async function fillPage(
  db: Firestore,
  wanted: readonly WantedKeys[],
  planned: Map<string, string>,
  apply: boolean,
): Promise<KeysPage> {
  const hashes = [...new Set(wanted.flatMap(({ keys }) => keys.map(({ hash }) => hash)))];
  const found = new Map((await getAll(db, hashes.map(contactKeyPath))).map((key) => [key.id, key]));
  const gone = await findGone(db, [...found.values()]);
  const taken = new Map<string, string>();
  const batch = db.batch();
  const page = { count: wanted.length, written: 0, known: 0, without: 0 };
  const remarks: KeyRemark[] = [];
  for (const { contactId, keys, unusable } of wanted) {
    if (keys.length === 0) page.without += 1;
    for (const kind of unusable) remarks.push({ contactId, kind, why: 'unusable', holder: null });
    for (const key of keys) {
      const { hash, kind } = key;
      const snapshot = found.get(hash);
      const stored = snapshot === undefined ? null : holderOf(snapshot);
      const own = stored !== null && gone.has(stored) ? null : stored;
      const holder = taken.get(hash) ?? planned.get(hash) ?? own;
      if (holder === contactId) page.known += 1;
      else if (holder !== null) remarks.push({ contactId, kind, why: 'shared', holder });
      else {
        page.written += 1;
        taken.set(hash, contactId);
        writeKey(db, batch, key, contactId, snapshot);
      }
    }
  }
  if (apply && page.written > 0) await batch.commit();
  if (!apply) for (const [hash, contactId] of taken) planned.set(hash, contactId);
  return { ...page, remarks };
}

/** The contacts that keys name and that are no more. */
async function findGone(
  db: Firestore,
  keys: readonly DocumentSnapshot[],
): Promise<ReadonlySet<string>> {
  const holders = new Set(keys.map(holderOf).filter((holder) => holder !== null));
  const contacts = await getAll(db, [...holders].map(contactPath));
  return new Set(contacts.filter(({ exists }) => !exists).map(({ id }) => id));
}
