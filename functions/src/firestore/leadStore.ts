import {
  FieldValue,
  Filter,
  type DocumentSnapshot,
  type Firestore,
  type WriteBatch,
} from 'firebase-admin/firestore';
import { deriveAttention, type Attention } from '../domain/leads/attention';
import {
  asCommitted,
  isOfPair,
  statusFieldsSchema,
  storedLeadSchema,
  type StoredLead,
} from '../domain/leads/lead';
import type { Pair } from '../domain/leads/leadId';
import { compareDuplicates } from '../domain/leads/mergeLeads';
import { translateOlderLead, type OlderWords } from '../domain/leads/olderWords';
import type { EntryRewrite, LeadWrite, LinkWrite, SyncPlan } from '../domain/sync/syncPlan';
import { readTimestamp, type Micros } from '../domain/time';
import { attentionDays } from './attentionDays';
import { getAll } from './getAll';
import { updateFields } from './fieldWrites';
import { changedLeadFields, entryData, newLeadData } from './leadEncoding';
import { leadIdOf } from './leadIds';
import { historyEntryPath, leadPath, LEADS, sourcePath } from './paths';
import { ownStampsData } from './sourceDocuments';
import { toMicros, toTimestamp } from './timestamps';

/** Reads one lead; null if it does not exist. */
export async function readLead(db: Firestore, id: string): Promise<StoredLead | null> {
  return storedLeadOf(await db.doc(leadPath(id)).get());
}

/** Reads leads in as few requests as possible. Leaves out those that do not exist. */
export async function readLeads(db: Firestore, ids: readonly string[]): Promise<StoredLead[]> {
  const snapshots = await getAll(db, ids.map(leadPath));
  return snapshots.map(storedLeadOf).filter((lead) => lead !== null);
}

/** A lead as its document has it, whatever an older system or the console wrote. Null if the document does not exist. */
export function storedLeadOf(snapshot: DocumentSnapshot): StoredLead | null {
  const { id, updateTime } = snapshot;
  const data = snapshot.data();
  if (data === undefined || updateTime === undefined) return null;
  return { ...storedLeadSchema.parse(data), kind: 'stored', id, version: toMicros(updateTime) };
}

/** Whether a lead's `listingId` is missing or empty. Queries do not find a lead without the field. */
export async function lacksListing(db: Firestore, id: string): Promise<boolean> {
  const listingId: unknown = (await db.doc(leadPath(id)).get()).get('listingId');
  return listingId === undefined || listingId === '';
}

/** Whether a lead's status differs from its history: somebody typed it over in the console. */
export function isEditedInConsole(snapshot: DocumentSnapshot): boolean {
  const { status, history } = statusFieldsOf(snapshot);
  return history !== null && history.status !== status;
}

/**
 * Whether a lead knows fewer entries of its history than before: it was restored from a backup
 * (docs/contract.md §3).
 */
export function hasFallenBehind(before: DocumentSnapshot, after: DocumentSnapshot): boolean {
  const [earlier, now] = [historySeq(before), historySeq(after)];
  return earlier !== null && now !== null && now < earlier;
}

/** Whether a person has put a lead off to another date, or no longer does (docs/contract.md §10). */
export function hasOtherFollowUp(before: DocumentSnapshot, after: DocumentSnapshot): boolean {
  return followUpOf(before) !== followUpOf(after);
}

function followUpOf(snapshot: DocumentSnapshot): Micros | null {
  return readTimestamp(snapshot.get('followUpAt'));
}

function historySeq(snapshot: DocumentSnapshot): number | null {
  return statusFieldsOf(snapshot).history?.seq ?? null;
}

/** Needed for every write to a lead, so the viewings are not decoded. */
function statusFieldsOf(snapshot: DocumentSnapshot) {
  const status: unknown = snapshot.get('status');
  const history: unknown = snapshot.get('history');
  return statusFieldsSchema.parse({ status, history });
}

/**
 * The lead that an older system wrote for a pair under an id of its own; of several, the canonical one
 * (docs/contract.md §3). Null if there is none.
 */
export async function findOlderLead(db: Firestore, pair: Pair): Promise<StoredLead | null> {
  const found = await db
    .collection(LEADS)
    .where('contactId', '==', pair.contactId)
    .where(isOfListing(pair.listingId))
    .get();
  const leads = found.docs.map(storedLeadOf).filter((lead) => lead !== null);
  return leads.sort(compareDuplicates)[0] ?? null;
}

/** An empty text is no listing, as null is (docs/contract.md §2). */
function isOfListing(listingId: string | null): Filter {
  const isEqual = Filter.where('listingId', '==', listingId);
  return listingId === null ? Filter.or(isEqual, Filter.where('listingId', '==', '')) : isEqual;
}

/**
 * Every lead of a pair, the canonical one first: the lead under the pair's own id, then those of older
 * systems, which may lack a `listingId`, in the pipeline's words. Reads every lead of the contact.
 */
export async function findLeadsOfPair(
  db: Firestore,
  pair: Pair,
  words: OlderWords,
): Promise<StoredLead[]> {
  const found = await db.collection(LEADS).where('contactId', '==', pair.contactId).get();
  const ownId = leadIdOf(pair);
  return found.docs
    .map(storedLeadOf)
    .filter((lead) => lead !== null)
    .filter((lead) => isOfPair(lead) && lead.listingId === pair.listingId)
    .map((lead) => translateOlderLead(lead, words))
    .sort((a, b) => Number(b.id === ownId) - Number(a.id === ownId) || compareDuplicates(a, b));
}

/**
 * Writes the missing or empty `listingId` of an older system's lead as null, so that queries find the lead,
 * if it is still at `version`.
 */
export async function setMissingListing(db: Firestore, id: string, version: Micros): Promise<void> {
  const precondition = { lastUpdateTime: toTimestamp(version) };
  await db.doc(leadPath(id)).update({ listingId: null }, precondition);
}

/**
 * Commits a plan, all or nothing. Every document that the plan writes must be at the version that the plan is based on,
 * or still not exist; else nothing is written, and `retryOnConflict` starts again. Returns the leads as committed. Only
 * two other functions here write a lead's status or its history: `replaceLead` (`putAway.ts`) removes a whole lead, and
 * `mendLead` (`exportedDocuments.ts`) rewrites times and numbers after a restore.
 */
export async function commitPlan(
  db: Firestore,
  { leads, links, rewrites }: SyncPlan,
): Promise<StoredLead[]> {
  const batch = db.batch();
  const attentions = leads.map(({ change }) => deriveAttention(change.lead, attentionDays()));
  leads.forEach((write, n) => {
    writeLead(db, batch, write, attentions[n] ?? null);
  });
  for (const write of leads) createEntries(db, batch, write);
  for (const link of links) writeLink(db, batch, link);
  for (const rewrite of rewrites) rewriteEntry(db, batch, rewrite);
  const results = await batch.commit();
  // The leads were written first.
  return leads.flatMap(({ id, change }, n) => {
    const writtenAt = results[n]?.writeTime;
    if (writtenAt === undefined) return [];
    return [asCommitted(id, toMicros(writtenAt), change.lead, attentions[n] ?? null)];
  });
}

function writeLead(
  db: Firestore,
  batch: WriteBatch,
  { id, basis, change }: LeadWrite,
  attention: Attention | null,
): void {
  const ref = db.doc(leadPath(id));
  const { seq } = change.lead.history;
  const isNewestWritten = change.entries.some((entry) => entry.seq === seq);
  switch (basis.kind) {
    case 'none':
      batch.create(ref, newLeadData(change, attention));
      return;
    case 'stored':
      updateFields(
        batch,
        ref,
        changedLeadFields(change, isNewestWritten, basis, attention),
        basis.version,
      );
      return;
    case 'planned':
      throw new Error('A plan that is based on another one is committed together with it');
  }
}

function createEntries(db: Firestore, batch: WriteBatch, { id, change }: LeadWrite): void {
  for (const entry of change.entries) {
    const data = { ...entryData(entry), at: FieldValue.serverTimestamp() };
    batch.create(db.doc(historyEntryPath(id, entry.seq)), data);
  }
}

function writeLink(
  db: Firestore,
  batch: WriteBatch,
  { ref, version, leadId: id, isUsable, isNew, shows, stamped }: LinkWrite,
): void {
  const at = FieldValue.serverTimestamp();
  const isWritten = isNew || shows !== null;
  const linked = { leadSync: { state: 'linked', id: ref.id, at, ...ownStampsData(stamped) } };
  const data = {
    leadId: id,
    ...(isWritten && (isUsable ? linked : { 'leadSync.at': at })),
    ...(shows !== null && { status: shows.status, statusAt: toTimestamp(shows.statusAt) }),
  };
  batch.update(db.doc(sourcePath(ref)), data, { lastUpdateTime: toTimestamp(version) });
}

function rewriteEntry(db: Firestore, batch: WriteBatch, rewrite: EntryRewrite): void {
  const { leadId: id, seq, version, from } = rewrite;
  const precondition = { lastUpdateTime: toTimestamp(version) };
  batch.update(db.doc(historyEntryPath(id, seq)), { from }, precondition);
}
