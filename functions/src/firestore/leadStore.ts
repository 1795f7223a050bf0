import { createHash } from 'node:crypto';
import {
  FieldValue,
  type DocumentData,
  type DocumentSnapshot,
  type Firestore,
  type QueryDocumentSnapshot,
} from 'firebase-admin/firestore';
import * as z from 'zod';
import type { LeadChange } from '../domain/changeLead';
import type { Decision } from '../domain/deriveStatus';
import { isReserved } from '../domain/fields';
import {
  recordedEntrySchema,
  type ChainEnd,
  type HistoryEntry,
  type StoredEntry,
} from '../domain/history';
import {
  asCommitted,
  missingInfo,
  storedLeadSchema,
  type Lead,
  type StoredLead,
} from '../domain/lead';
import { leadId, type Pair } from '../domain/leadId';
import { leadStatusSchema } from '../domain/leadStatus';
import { compareDuplicates } from '../domain/mergeLeads';
import type { EntryRewrite, SyncPlan } from '../domain/planSync';
import type { Issue } from '../domain/sourceDocument';
import { timestampSchema, type Micros } from '../domain/time';
import type { Dated } from '../domain/version';
import type { SourceCollection, SourceRef, Viewing, Viewings } from '../domain/viewing';
import { getAll } from './getAll';
import { historyEntryPath, leadPath, LEADS, sourcePath, statusHistoryPath } from './paths';
import { toMicros, toTimestamp } from './timestamps';

const LONGEST_KEY_BYTES = 1_000;

/** The id of a pair's lead (contract, section 3). */
export function leadIdOf(pair: Pair): string {
  return leadId(pair, sha256);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export async function readLead(db: Firestore, id: string): Promise<StoredLead | null> {
  return storedLeadOf(await db.doc(leadPath(id)).get());
}

/** Whether a lead's document has a `listingId` at all: queries do not find one that has none. */
export async function hasListingField(db: Firestore, id: string): Promise<boolean> {
  return (await db.doc(leadPath(id)).get()).get('listingId') !== undefined;
}

/** Reads leads, in as few requests as can be; those that do not exist are left out. */
export async function readLeads(db: Firestore, ids: readonly string[]): Promise<StoredLead[]> {
  const snapshots = await getAll(db, ids.map(leadPath));
  return snapshots.map(storedLeadOf).filter(isThere);
}

/** Whether a lead's status is another than its history says: someone typed it over in the console. */
export function isOutsidePipeline(snapshot: DocumentSnapshot): boolean {
  const { status, history } = standingSchema.parse(snapshot.data() ?? {});
  return history !== null && history.status !== status;
}

/** This is asked of every write to a lead, so its viewings are left unread. */
const standingSchema = storedLeadSchema.pick({ status: true, history: true });

/**
 * The lead that an older system wrote for a pair under an id of its own; of several the first in the
 * contract's order (section 3). Null where there is none.
 */
export async function findOlderLead(db: Firestore, pair: Pair): Promise<StoredLead | null> {
  const found = await db
    .collection(LEADS)
    .where('contactId', '==', pair.contactId)
    .where('listingId', '==', pair.listingId)
    .get();
  return found.docs.map(storedLeadOf).filter(isThere).sort(compareDuplicates)[0] ?? null;
}

/**
 * Every lead of a pair: that under the pair's own id first, then those of older systems, which may lack
 * a `listingId`. Reads every lead of the contact.
 */
export async function findLeadsOfPair(db: Firestore, pair: Pair): Promise<StoredLead[]> {
  const found = await db.collection(LEADS).where('contactId', '==', pair.contactId).get();
  const ownId = leadIdOf(pair);
  return found.docs
    .map(storedLeadOf)
    .filter(isThere)
    .filter(({ listingId }) => listingId === pair.listingId)
    .sort((a, b) => Number(b.id === ownId) - Number(a.id === ownId) || compareDuplicates(a, b));
}

/** The end of the history that stands under a lead's id, whether or not the lead is there. */
export async function readChainEnd(db: Firestore, id: string): Promise<ChainEnd | null> {
  const newest = await db.collection(statusHistoryPath(id)).orderBy('seq', 'desc').limit(1).get();
  const entry = chainEndSchema.safeParse(newest.docs[0]?.data());
  return entry.success ? entry.data : null;
}

/** A lead's whole history, by id, which is the order of `seq`. */
export async function readHistory(db: Firestore, id: string): Promise<StoredEntry[]> {
  return (await db.collection(statusHistoryPath(id)).get()).docs.map(storedEntryOf);
}

export function storedEntryOf(doc: QueryDocumentSnapshot): StoredEntry {
  const entry = recordedEntrySchema.safeParse(doc.data()).data ?? null;
  return { id: doc.id, version: toMicros(doc.updateTime), entry };
}

/** The move by hand that was made for a request; null where there was none. */
export async function findMove(
  db: Firestore,
  id: string,
  requestId: string,
): Promise<z.infer<typeof moveSchema> | null> {
  const found = await db
    .collection(statusHistoryPath(id))
    .where('requestId', '==', requestId)
    .limit(1)
    .get();
  const move = found.docs[0]?.data();
  return move === undefined ? null : moveSchema.parse(move);
}

const moveSchema = z
  .object({
    seq: z.number().int(),
    from: leadStatusSchema,
    to: leadStatusSchema,
    reason: z.string(),
    outcome: z
      .enum(['won', 'lost'])
      .nullish()
      .transform((outcome) => outcome ?? null),
    actor: z.object({ id: z.string() }),
  })
  .transform(({ actor, ...move }) => ({ ...move, uid: actor.id }));

const chainEndSchema = z
  .object({ seq: z.number().int(), to: leadStatusSchema, effectiveAt: timestampSchema })
  .transform(({ seq, to, effectiveAt }): ChainEnd => ({ seq, status: to, effectiveAt }));

/**
 * Commits leads, their history and the back-links of their documents, all or nothing: the only place
 * that writes leads or history. Each document must still stand as it was when the change was decided,
 * or still be gone, else nothing is written and the error is one after which `optimistically` starts again.
 * Answers the leads as they stand then.
 */
export async function commitPlan(
  db: Firestore,
  { leads, links, gone, rewrites }: SyncPlan,
): Promise<StoredLead[]> {
  const batch = db.batch();
  const at = FieldValue.serverTimestamp();
  const isWritten = (leadId: string, seq: number): boolean =>
    rewrites.some((each) => each.leadId === leadId && each.seq === seq && isWhole(each));
  for (const { id, version, change } of leads) {
    const ref = db.doc(leadPath(id));
    const { seq } = change.lead.history;
    const isNewestWritten = change.entries.some((entry) => entry.seq === seq) || isWritten(id, seq);
    if (version === null) {
      batch.create(ref, newLeadData(change));
    } else {
      const closed = closedData(change.lead) ?? FieldValue.delete();
      const data = { ...leadData(change, isNewestWritten), closed };
      batch.update(ref, data, { lastUpdateTime: toTimestamp(version) });
    }
  }
  for (const { id, change } of leads) {
    for (const entry of change.entries) {
      const data = { ...entryData(entry), at };
      batch.create(db.doc(historyEntryPath(id, entry.seq)), data);
    }
  }
  for (const { ref, version, leadId, isUsable, completedAt } of links) {
    const data = {
      leadId,
      ...(isUsable ? { leadSync: { state: 'linked', at } } : { 'leadSync.at': at }),
      ...(completedAt !== null && { status: 'Completed', statusAt: toTimestamp(completedAt) }),
    };
    batch.update(db.doc(sourcePath(ref)), data, { lastUpdateTime: toTimestamp(version) });
  }
  for (const rewrite of rewrites) {
    const { leadId, seq, version, fields } = rewrite;
    const data = { ...entryData(fields), ...(isWhole(rewrite) && { at }) };
    batch.update(db.doc(historyEntryPath(leadId, seq)), data, {
      lastUpdateTime: toTimestamp(version),
    });
  }
  if (gone !== null) batch.delete(db.doc(sourcePath(gone)), { exists: false });
  // The leads were written first.
  const written = await batch.commit();
  return leads.flatMap(({ id, change }, n) => {
    const at = written[n]?.writeTime;
    return at === undefined ? [] : [asCommitted(id, toMicros(at), change.lead)];
  });
}

/** Whether an entry is written anew, and not only one field of it. */
function isWhole({ fields }: EntryRewrite): boolean {
  return fields.to !== undefined;
}

/**
 * Writes the `listingId` that a lead of an older system lacks, as null, so that queries find it: where it
 * still stands at `version`.
 */
export async function setMissingListing(db: Firestore, id: string, version: Micros): Promise<void> {
  const precondition = { lastUpdateTime: toTimestamp(version) };
  await db.doc(leadPath(id)).update({ listingId: null }, precondition);
}

/** Tells a document's writer why it cannot be used, if the document still stands at `version`. */
export async function rejectSource(
  db: Firestore,
  ref: SourceRef,
  version: Micros,
  issues: readonly Issue[],
): Promise<void> {
  await db
    .doc(sourcePath(ref))
    .update(
      { leadSync: { state: 'rejected', issues, at: FieldValue.serverTimestamp() } },
      { lastUpdateTime: toTimestamp(version) },
    );
}

function newLeadData(change: LeadChange): DocumentData {
  const { contactId, listingId, prospectId, assignedTo, source } = change.lead;
  const closed = closedData(change.lead);
  return {
    contactId,
    listingId,
    prospectId,
    assignedTo,
    source,
    createdAt: FieldValue.serverTimestamp(),
    ...leadData(change, true),
    ...(closed !== null && { closed }),
  };
}

/** The fields that a change writes. What is missing still is left as it was found. */
function leadData({ lead }: LeadChange, isNewestWritten: boolean): DocumentData {
  const { prospectId, assignedTo, status, decision, viewings, history } = lead;
  return {
    status,
    missingInfo: missingInfo(lead),
    updatedAt: FieldValue.serverTimestamp(),
    viewings: viewingsData(viewings),
    ...(prospectId !== null && { prospectId }),
    ...(assignedTo !== null && { assignedTo }),
    statusChangedAt: toTimestamp(history.effectiveAt),
    ...(isNewestWritten
      ? {
          history: {
            seq: history.seq,
            status: history.status,
            at: FieldValue.serverTimestamp(),
            decision: decisionData(decision),
          },
        }
      : {
          'history.seq': history.seq,
          'history.status': history.status,
          'history.decision': decisionData(decision),
        }),
  };
}

function decisionData(decision: Decision | null): DocumentData | null {
  return decision && { ...decision, at: toTimestamp(decision.at) };
}

function entryData({ request, effectiveAt, ...entry }: Partial<HistoryEntry>): DocumentData {
  return {
    ...entry,
    ...(request !== undefined && { requestId: request.requestId }),
    ...(request !== undefined && request.outcome !== null && { outcome: request.outcome }),
    ...(effectiveAt !== undefined && { effectiveAt: toTimestamp(effectiveAt) }),
  };
}

function viewingsData(viewings: Viewings): DocumentData {
  const data: Record<SourceCollection, DocumentData> = { appointments: {}, visits: {} };
  for (const viewing of viewings.values()) {
    const { collection, id } = viewing.ref;
    Object.assign(data[collection], entryUnder(id, viewingData(viewing)));
  }
  return data;
}

/**
 * A map's entry under a document's id. Firestore takes no key that is as long as a document id can be,
 * nor one like the numeric ids of Datastore (`__id7__`): such an id is said in the entry, and its hash
 * is the key, after a slash, so that it is no other document's id.
 */
function entryUnder(id: string, data: DocumentData): DocumentData {
  const isKey = Buffer.byteLength(id) <= LONGEST_KEY_BYTES && !isReserved(id);
  return isKey ? { [id]: data } : { [`/${sha256(id)}`]: { ...data, id } };
}

function viewingData({ openedAt, appointment, visits, left }: Viewing): DocumentData {
  return {
    openedAt: toTimestamp(openedAt),
    appointment: appointment && datedData(appointment),
    visits: Object.fromEntries(
      [...visits].flatMap(([id, visit]) => Object.entries(entryUnder(id, datedData(visit)))),
    ),
    left: left && { ...left, at: toTimestamp(left.at) },
  };
}

function datedData<State extends object>(state: Dated<State>): DocumentData {
  return { ...state, at: toTimestamp(state.at), version: toTimestamp(state.version) };
}

function closedData({ closed }: Lead): DocumentData | null {
  if (closed === null) return null;
  const { leadId, ...rest } = closed;
  return leadId === null ? rest : { ...rest, leadId };
}

export function storedLeadOf(snapshot: DocumentSnapshot): StoredLead | null {
  const { id, updateTime } = snapshot;
  const data = snapshot.data();
  if (data === undefined || updateTime === undefined) return null;
  return { ...storedLeadSchema.parse(data), id, version: toMicros(updateTime) };
}

function isThere(lead: StoredLead | null): lead is StoredLead {
  return lead !== null;
}
