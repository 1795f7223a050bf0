import { FieldValue, type DocumentData, type Timestamp } from 'firebase-admin/firestore';
import type { Origin } from '../domain/documents/enquiry';
import type { HistoryEntry } from '../domain/documents/history';
import { sourceOfKey, type SourceCollection, type SourceKey } from '../domain/documents/sourceRef';
import { offerOf } from '../domain/documents/visit';
import type { Micros } from '../domain/time';
import { isReserved } from '../domain/fields';
import type { LeadChange } from '../domain/leads/changeLead';
import type { Attention } from '../domain/leads/attention';
import type { Decision } from '../domain/leads/deriveStatus';
import { missingInfo, type KeptFields, type Lead } from '../domain/leads/lead';
import type { LeadEnquiry } from '../domain/leads/leadEnquiry';
import { knownListing } from '../domain/leads/listingStatus';
import type { AnonymousEntry, AnonymousLead } from '../domain/privacy/anonymiseLead';
import type { HeldFields } from '../domain/sync/syncPlan';
import { latestOffer } from '../domain/viewings/latestOffer';
import { nextViewing } from '../domain/viewings/nextViewing';
import type { LeadViewings } from '../domain/viewings/storedViewings';
import type {
  AppointmentState,
  EnquiryState,
  Move,
  SourceState,
  Viewing,
  VisitState,
} from '../domain/viewings/viewing';
import type { FieldWrite } from './fieldWrites';
import { sha256 } from './leadIds';
import { toTimestamp } from './timestamps';

/** Firestore takes map keys of at most 1,500 bytes. */
const MAX_KEY_BYTES = 1_000;

/** The document of a new lead. */
export function newLeadData({ lead }: LeadChange, attention: Attention | null): DocumentData {
  const { contactId, listingId } = lead;
  const closed = closedData(lead);
  return {
    contactId,
    listingId,
    createdAt: FieldValue.serverTimestamp(),
    ...detailsData(lead, attention),
    ...(closed !== null && { closed }),
    viewings: viewingsData(lead),
    history: historyData(lead),
  };
}

/** The document of a lead that is of nobody any more (docs/contract.md §12). `createdAt` is that of the lead that it was. */
export function anonymousLeadData(
  { lead, hasHistory, enquiries, entries }: AnonymousLead,
  createdAt: Timestamp | null,
): DocumentData {
  const closed = closedData(lead);
  const at = committedAt(entries.at(-1)?.at ?? null);
  return {
    contactId: null,
    listingId: null,
    createdAt: createdAt ?? toTimestamp(lead.history.effectiveAt),
    anonymisedAt: FieldValue.serverTimestamp(),
    ...detailsData(lead, null),
    ...(enquiries.length > 0 && { enquiries: enquiries.map(leadEnquiryData) }),
    ...(closed !== null && { closed }),
    ...(hasHistory && { viewings: viewingsData(lead), history: { ...historyData(lead), at } }),
  };
}

/** An enquiry of such a lead, as `leadEnquiriesSchema` reads it. */
function leadEnquiryData({ openedAt, answeredAt, portal, campaign }: LeadEnquiry): DocumentData {
  return {
    openedAt: toTimestamp(openedAt),
    answeredAt: answeredAt === null ? null : toTimestamp(answeredAt),
    portal,
    campaign,
  };
}

export function anonymousEntryData({
  at,
  effectiveAt,
  outcome,
  ...entry
}: AnonymousEntry): DocumentData {
  return {
    ...entry,
    ...(outcome !== null && { outcome }),
    effectiveAt: toTimestamp(effectiveAt),
    at: committedAt(at),
  };
}

/** When an entry was committed; null stands for this commit. */
function committedAt(at: Micros | null): Timestamp | FieldValue {
  return at === null ? FieldValue.serverTimestamp() : toTimestamp(at);
}

/**
 * The fields of an existing lead that a change writes. `held` is what its document holds already: of its
 * viewings, only those that are others now are written, and what it has in a field that is replaced, and that
 * cannot be used, is kept. `isNewestWritten`: its newest entry is written too.
 */
export function changedLeadFields(
  { lead }: LeadChange,
  isNewestWritten: boolean,
  held: HeldFields,
  attention: Attention | null,
): [FieldWrite, ...FieldWrite[]] {
  const closed = closedData(lead) ?? FieldValue.delete();
  const writes: [FieldWrite, ...FieldWrite[]] = [
    { path: ['closed'], value: closed },
    ...(held.isGathered ? pairFields(lead) : []),
    ...Object.entries(detailsData(lead, attention)).map(([field, value]) => ({
      path: [field],
      value,
    })),
    ...listingFields(lead),
    ...viewingsFields(lead, held),
    ...historyFields(lead, isNewestWritten),
  ];
  return [...writes, ...replacedFields(writes, held)];
}

/** What a lead has from its creation on, and may have lost with its viewings. */
function pairFields({ contactId, listingId }: Lead): FieldWrite[] {
  return [
    { path: ['contactId'], value: contactId },
    { path: ['listingId'], value: listingId },
  ];
}

/** Values that the pipeline cannot use, and that these writes replace: they are kept under `replaced`. */
function replacedFields(writes: readonly FieldWrite[], { unusable }: HeldFields): FieldWrite[] {
  const written = new Set(writes.map(({ path: [field] }) => field));
  return Object.entries(unusable)
    .filter(([field]) => written.has(field))
    .map(([field, value]) => ({ path: ['replaced', field], value }));
}

function detailsData(lead: Lead, attention: Attention | null): Record<string, unknown> {
  const { source, origin, prospectId, assignedTo, status, history, viewings } = lead;
  const next = nextViewing(viewings);
  const offer = latestOffer(viewings);
  return {
    status,
    source,
    origin: origin && originData(origin),
    prospectId,
    assignedTo,
    missingInfo: missingInfo(lead),
    nextViewingAt: next && toTimestamp(next.startsAt),
    offer: offer && { ...offer, at: toTimestamp(offer.at) },
    attention: attention && attentionData(attention),
    updatedAt: FieldValue.serverTimestamp(),
    statusChangedAt: toTimestamp(history.effectiveAt),
  };
}

/** A lead that knows nothing of its listing has neither field: a new one, and a closed one. */
function listingFields(lead: Lead): FieldWrite[] {
  const known = knownListing(lead);
  return [
    { path: ['listingStatus'], value: known?.status ?? FieldValue.delete() },
    { path: ['listingStatusAt'], value: known ? toTimestamp(known.at) : FieldValue.delete() },
  ];
}

function attentionData({ at, why }: Attention): DocumentData {
  return { at: toTimestamp(at), why };
}

/** The texts that an origin names. */
function originData({ portal, campaign }: Origin): DocumentData {
  return { ...(portal !== null && { portal }), ...(campaign !== null && { campaign }) };
}

/** The lead's copy of its newest entry, which is written with it. */
function historyData({ history: { seq, status }, decision }: Lead): DocumentData {
  return { seq, status, at: FieldValue.serverTimestamp(), decision: decisionData(decision) };
}

/** The same for an existing lead. If that entry is not written, its `at` is only if it was read. */
function historyFields(lead: Lead, isNewestWritten: boolean): FieldWrite[] {
  if (isNewestWritten) return [{ path: ['history'], value: historyData(lead) }];
  const { seq, status, at } = lead.history;
  const fields = {
    seq,
    status,
    ...(at !== undefined && { at: toTimestamp(at) }),
    decision: decisionData(lead.decision),
  };
  return Object.entries(fields).map(([field, value]) => ({ path: ['history', field], value }));
}

function decisionData(decision: Decision | null): DocumentData | null {
  return decision && { ...decision, at: toTimestamp(decision.at) };
}

function closedData({ closed }: Lead): DocumentData | null {
  if (closed === null) return null;
  const { leadId, ...rest } = closed;
  return leadId === null ? rest : { ...rest, leadId };
}

/** A history entry without the time of the commit. */
export function entryData({ effectiveAt, ...entry }: HistoryEntry): DocumentData {
  return { ...entry, effectiveAt: toTimestamp(effectiveAt) };
}

/** A lead's viewings, as `storedViewings.ts` reads them: what follows from the rest is left out. */
function viewingsData(lead: Lead): DocumentData {
  const data: Record<SourceCollection, DocumentData> = {
    enquiries: {},
    appointments: {},
    visits: {},
  };
  for (const key of heldKeys(lead)) {
    const { collection, id } = sourceOfKey(key);
    data[collection][mapKey(id)] = heldData(lead, key);
  }
  const kept = keptData(lead.kept);
  return { ...data, ...(kept !== null && { kept }) };
}

/**
 * The same for a lead that holds some already. A viewing is never changed in place, so one that is still the
 * same object is not written.
 */
function viewingsFields(lead: Lead, held: HeldFields): FieldWrite[] {
  const { viewings, moves } = held;
  const changed =
    viewings === null
      ? []
      : changedKeys({ viewings, moves }, lead).map((key) => ({ key, ...sourceOfKey(key) }));
  // The client takes the names that every object has for fields that are there.
  const isUnreachable = changed.some(({ id }) => id in Object.prototype);
  if (viewings === null || isUnreachable) {
    return [{ path: ['viewings'], value: viewingsData(lead) }];
  }
  return [
    ...changed.map(({ key, collection, id }) => ({
      path: ['viewings', collection, mapKey(id)],
      value: heldData(lead, key) ?? FieldValue.delete(),
    })),
    { path: ['viewings', 'kept'], value: keptData(lead.kept) ?? FieldValue.delete() },
  ];
}

/** The keys of all viewings that a lead holds, and of those that left it; each once. */
function heldKeys(...leads: readonly LeadViewings[]): ReadonlySet<SourceKey> {
  return new Set(leads.flatMap(({ viewings, moves }) => [...viewings.keys(), ...moves.keys()]));
}

/** Those under which there is something else, or nothing any more. */
function changedKeys(before: LeadViewings, after: LeadViewings): SourceKey[] {
  return [...heldKeys(before, after)].filter(
    (key) =>
      before.viewings.get(key) !== after.viewings.get(key) ||
      before.moves.get(key) !== after.moves.get(key),
  );
}

/** The map entry of a viewing, or of one that left; null if the lead knows neither. */
function heldData({ viewings, moves }: LeadViewings, key: SourceKey): DocumentData | null {
  const [move, viewing] = [moves.get(key), viewings.get(key)];
  if (move !== undefined) return entryOf(sourceOfKey(key).id, moveData(move));
  return viewing === undefined ? null : entryOf(viewing.ref.id, viewingData(viewing));
}

function viewingData({ ref, appointment, visits, enquiry }: Viewing): DocumentData {
  if (enquiry !== null) return enquiryData(enquiry);
  if (ref.collection === 'visits') {
    const visit = visits.get(ref.id);
    return visit === undefined ? {} : visitData(visit);
  }
  const stored = [...visits].map(([id, visit]): [string, DocumentData] => [
    mapKey(id),
    entryOf(id, visitData(visit)),
  ]);
  return {
    ...(appointment !== null && appointmentData(appointment)),
    ...((stored.length > 0 || appointment === null) && { visits: Object.fromEntries(stored) }),
  };
}

function appointmentData(state: AppointmentState): DocumentData {
  const { status, type, version, agentId, prospectId, startsAt, endsAt } = state;
  const { detailsVersion, shownCompletedAt } = state;
  return {
    status,
    ...(type !== 'Visita' && { type }),
    ...documentData(state),
    ...(agentId !== null && { agent: agentId }),
    ...(prospectId !== null && { prospect: prospectId }),
    ...timeData({
      from: startsAt,
      to: endsAt,
      info: detailsVersion === version ? null : detailsVersion,
      show: shownCompletedAt,
    }),
  };
}

function enquiryData(state: EnquiryState): DocumentData {
  const { status, version, agentId, prospectId, detailsVersion } = state;
  return {
    status,
    ...documentData(state),
    ...(agentId !== null && { agent: agentId }),
    ...(prospectId !== null && { prospect: prospectId }),
    ...originData(state),
    ...timeData({ info: detailsVersion === version ? null : detailsVersion }),
  };
}

function visitData(state: VisitState): DocumentData {
  const { status, outcome, version, detailsVersion } = state;
  const offer = offerOf(state);
  return {
    status,
    ...(outcome !== null && { outcome }),
    ...documentData(state),
    ...(offer !== null && { offer }),
    ...timeData({ info: detailsVersion === version ? null : detailsVersion }),
  };
}

/** What all kinds of documents have. */
function documentData({ at, version, createTime, openedAt, isDeleted }: SourceState): DocumentData {
  return {
    ...timeData({
      at,
      by: version,
      made: createTime === version ? null : createTime,
      open: openedAt === createTime ? null : openedAt,
    }),
    ...(isDeleted && { gone: true }),
  };
}

function timeData(times: Readonly<Record<string, Micros | null>>): DocumentData {
  return Object.fromEntries(
    Object.entries(times).flatMap(([name, time]) =>
      time === null ? [] : [[name, toTimestamp(time)]],
    ),
  );
}

function moveData({ at, leadId }: Move): DocumentData {
  return { movedTo: { at: toTimestamp(at), leadId } };
}

function keptData({ source, origin, prospectId, assignedTo }: KeptFields): DocumentData | null {
  const kept = {
    ...(source && { source }),
    ...(origin && { origin }),
    ...(prospectId && { prospectId }),
    ...(assignedTo !== null && { assignedTo }),
  };
  return Object.keys(kept).length === 0 ? null : kept;
}

/**
 * The key of a document's map entry: its id. Firestore refuses keys as long as an id can be, and keys like
 * the numeric ids of Datastore (`__id7__`). The key of such an id is its hash after a slash, which no document
 * id contains.
 */
function mapKey(id: string): string {
  return isKey(id) ? id : `/${sha256(id)}`;
}

/** A document's map entry. An id that is no key stands in the entry itself. */
function entryOf(id: string, data: DocumentData): DocumentData {
  return isKey(id) ? data : { ...data, id };
}

function isKey(id: string): boolean {
  return Buffer.byteLength(id) <= MAX_KEY_BYTES && !isReserved(id);
}
