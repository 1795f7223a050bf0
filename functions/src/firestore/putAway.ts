import { randomBytes } from 'node:crypto';
import {
  FieldValue,
  Timestamp,
  type DocumentData,
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  type WriteBatch,
} from 'firebase-admin/firestore';
import { Deadline } from '../concurrency/deadline';
import { SOURCE_COLLECTIONS } from '../domain/documents/sourceRef';
import { isAnonymous } from '../domain/leads/lead';
import { anonymiseLead, type AnonymousLead } from '../domain/privacy/anonymiseLead';
import { putCopy, readCopies } from './blockedDocuments';
import { getAll } from './getAll';
import { storedEntryOf } from './historyStore';
import { anonymousEntryData, anonymousLeadData } from './leadEncoding';
import { storedLeadOf } from './leadStore';
import { CONTACT_KEYS, historyEntryPath, leadPath, statusHistoryPath } from './paths';
import { countInReceipt, type Counts, type PrivacyRun } from './privacyRuns';
import { retryOnConflict } from './retryOnConflict';
import { sourceOf } from './sourceDocuments';

/** Documents that one commit takes. Each may have 1 MiB and its copy too, and a request at most 10 MiB. */
export const MAX_PER_COMMIT = 8;

/** The `expireAt` of a document that is about to go: passed, by any clock. */
const EXPIRED = Timestamp.fromMillis(0);

/**
 * Prepares enquiries, appointments and visits for their deletion, so that its events say nothing (docs/contract.md §4). Each gets
 * an `expireAt` that has passed. One that was not handled yet is rejected, since the deletion of such a document would
 * count. A block puts them away as they were, in the same commit.
 */
export async function markSources(
  db: Firestore,
  run: PrivacyRun,
  paths: readonly string[],
): Promise<void> {
  await retryOnConflict(async () => {
    const found = (await getAll(db, paths)).filter((each) => each.exists && !isMarked(each));
    if (found.length === 0) return;
    const batch = db.batch();
    await putSourcesAway(db, batch, run, found);
    for (const snapshot of found) {
      const note = !isHandled(snapshot) && { leadSync: leaving(snapshot.id) };
      batch.update(snapshot.ref, { expireAt: EXPIRED, ...note }, atVersion(snapshot));
    }
    await batch.commit();
  }, new Deadline());
}

/** Deletes those of some enquiries, appointments and visits that are marked. The others wait for another round. */
export async function deleteSources(
  db: Firestore,
  run: PrivacyRun,
  paths: readonly string[],
): Promise<void> {
  await retryOnConflict(async () => {
    const found = (await getAll(db, paths)).filter((each) => each.exists && isMarked(each));
    if (found.length === 0) return;
    const batch = db.batch();
    await putSourcesAway(db, batch, run, found);
    for (const snapshot of found) batch.delete(snapshot.ref, atVersion(snapshot));
    countInReceipt(db, batch, run, countByCollection(found));
    await batch.commit();
  }, new Deadline());
}

/** How many source documents there are of each collection; of none, nothing. */
function countByCollection(found: readonly DocumentSnapshot[]): Counts {
  const counts = SOURCE_COLLECTIONS.map((name) => {
    const count = found.filter(({ ref }) => ref.parent.id === name).length;
    return [name, count] as const;
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/** Whether a document says that its event was handled: its deletion then counts only where a lead holds it. */
function isHandled(snapshot: DocumentSnapshot): boolean {
  const source = sourceOf(snapshot);
  return source !== null && (source.leadId !== null || source.leadSync !== null);
}

function isMarked(snapshot: DocumentSnapshot): boolean {
  return sourceOf(snapshot)?.expireAt === 0 && isHandled(snapshot);
}

function leaving(id: string): DocumentData {
  const issues = [{ path: '', message: 'is being put away or erased (privacy)' }];
  return { state: 'rejected', id, issues, at: FieldValue.serverTimestamp() };
}

/**
 * Puts documents away that have no copy, or have changed since. Of one that is marked, the copy keeps the `expireAt`
 * that it had before.
 */
async function putSourcesAway(
  db: Firestore,
  batch: WriteBatch,
  run: PrivacyRun,
  found: readonly DocumentSnapshot[],
): Promise<void> {
  if (run.verb !== 'block') return;
  const copies = await readCopies(db, run, found);
  for (const [n, snapshot] of found.entries()) {
    const copy = copies[n] ?? null;
    // The copy and the mark are of one commit, and so of one time.
    const isUnchanged =
      snapshot.updateTime !== undefined && copy?.updateTime?.isEqual(snapshot.updateTime) === true;
    if (isUnchanged) continue;
    const { expireAt, ...fields } = snapshot.data() ?? {};
    const isOwn = sourceOf(snapshot)?.expireAt === 0;
    const before: unknown = isOwn ? copy?.get('data.expireAt') : expireAt;
    putCopy(db, batch, run, snapshot, {
      ...fields,
      ...(before !== undefined && { expireAt: before }),
    });
  }
}

/**
 * Replaces a lead with what reports count of it, under a new id, and deletes it with its whole history: one commit, so
 * that there is never both or neither. A block puts lead and history away in the same commit.
 */
export async function replaceLead(db: Firestore, run: PrivacyRun, id: string): Promise<void> {
  await retryOnConflict(async () => {
    const ref = db.doc(leadPath(id));
    const snapshot = await ref.get();
    const found = storedLeadOf(snapshot);
    if (found === null || isAnonymous(found)) return;
    // After the lead: whatever is written to its history from now on changes the lead as well.
    const { docs: entries } = await db.collection(statusHistoryPath(id)).get();
    const batch = db.batch();
    const createdAt: unknown = snapshot.get('createdAt');
    createAnonymousLead(db, batch, anonymiseLead(found, entries.map(storedEntryOf)), createdAt);
    for (const each of [snapshot, ...entries]) {
      if (run.verb === 'block') putCopy(db, batch, run, each);
      batch.delete(each.ref, atVersion(each));
    }
    countInReceipt(db, batch, run, { leads: 1, historyEntries: entries.length });
    await batch.commit();
  }, new Deadline());
}

function createAnonymousLead(
  db: Firestore,
  batch: WriteBatch,
  stays: AnonymousLead,
  createdAt: unknown,
): void {
  const id = randomBytes(16).toString('hex');
  const created = createdAt instanceof Timestamp ? createdAt : null;
  batch.create(db.doc(leadPath(id)), anonymousLeadData(stays, created));
  for (const entry of stays.entries) {
    batch.create(db.doc(historyEntryPath(id, entry.seq)), anonymousEntryData(entry));
  }
}

/** Deletes what the agency's other systems say of the contact. */
export async function deleteContact(
  db: Firestore,
  run: PrivacyRun,
  ref: DocumentReference,
): Promise<void> {
  await changeOne(db, run, ref, { contacts: 1 }, (batch, snapshot) => {
    if (run.verb === 'block') putCopy(db, batch, run, snapshot);
    batch.delete(ref, atVersion(snapshot));
    return true;
  });
}

/** Deletes a key or a mail of the contact, unless it is of another one by now. */
export async function deleteNaming(
  db: Firestore,
  run: PrivacyRun,
  ref: DocumentReference,
  contactId: string,
): Promise<void> {
  const counts = ref.parent.id === CONTACT_KEYS ? { contactKeys: 1 } : { mails: 1 };
  await changeOne(db, run, ref, counts, (batch, snapshot) => {
    if (snapshot.get('contactId') !== contactId) return false;
    if (run.verb === 'block') putCopy(db, batch, run, snapshot);
    batch.delete(ref, atVersion(snapshot));
    return true;
  });
}

/** Takes the contact's id from a visit of another contact's appointment: nobody looks at it (docs/contract.md §2). */
export async function removeMention(
  db: Firestore,
  run: PrivacyRun,
  ref: DocumentReference,
  contactId: string,
): Promise<void> {
  await changeOne(db, run, ref, { mentions: 1 }, (batch, snapshot) => {
    if (snapshot.get('contactId') !== contactId) return false;
    if (run.verb === 'block') putCopy(db, batch, run, snapshot, { contactId });
    batch.update(ref, { contactId: FieldValue.delete() }, atVersion(snapshot));
    return true;
  });
}

/** Changes one document as it is now, and counts it, unless it is gone or `change` returns false. */
async function changeOne(
  db: Firestore,
  run: PrivacyRun,
  ref: DocumentReference,
  counts: Counts,
  change: (batch: WriteBatch, snapshot: DocumentSnapshot) => boolean,
): Promise<void> {
  await retryOnConflict(async () => {
    const snapshot = await ref.get();
    if (!snapshot.exists) return;
    const batch = db.batch();
    if (!change(batch, snapshot)) return;
    countInReceipt(db, batch, run, counts);
    await batch.commit();
  }, new Deadline());
}

/** The precondition that a document is still as it was read. */
function atVersion({ ref, updateTime }: DocumentSnapshot): { lastUpdateTime: Timestamp } {
  if (updateTime === undefined) throw new Error(`${ref.path} does not exist`);
  return { lastUpdateTime: updateTime };
}
