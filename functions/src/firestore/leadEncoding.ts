import { FieldValue, type DocumentData } from 'firebase-admin/firestore';
import type { HistoryEntry } from '../domain/documents/history';
import { SOURCE_COLLECTIONS } from '../domain/documents/sourceRef';
import type { Micros } from '../domain/time';
import { isReserved } from '../domain/fields';
import type { LeadChange } from '../domain/leads/changeLead';
import type { Decision } from '../domain/leads/deriveStatus';
import { missingInfo, type KeptFields, type Lead } from '../domain/leads/lead';
import type { AppointmentState, Move, Viewing, VisitState } from '../domain/viewings/viewing';
import { sha256 } from './leadIds';
import { toTimestamp } from './timestamps';

/** Firestore takes map keys of at most 1,500 bytes. */
const MAX_KEY_BYTES = 1_000;

/** The document of a new lead. */
export function newLeadData(change: LeadChange): DocumentData {
  const { contactId, listingId } = change.lead;
  const closed = closedData(change.lead);
  return {
    contactId,
    listingId,
    createdAt: FieldValue.serverTimestamp(),
    ...leadData(change, true),
    ...(closed !== null && { closed }),
  };
}

/** The fields of an existing lead that a change writes. `isNewestWritten`: its newest entry is written too. */
export function changedLeadData(change: LeadChange, isNewestWritten: boolean): DocumentData {
  const closed = closedData(change.lead) ?? FieldValue.delete();
  return { ...leadData(change, isNewestWritten), closed };
}

function leadData({ lead }: LeadChange, isNewestWritten: boolean): DocumentData {
  const { source, prospectId, assignedTo, status, history } = lead;
  return {
    status,
    source,
    prospectId,
    assignedTo,
    missingInfo: missingInfo(lead),
    updatedAt: FieldValue.serverTimestamp(),
    viewings: viewingsData(lead),
    statusChangedAt: toTimestamp(history.effectiveAt),
    ...historyData(lead, isNewestWritten),
  };
}

/** The lead's copy of its newest entry. Its `at` is written if that entry is, or was read. */
function historyData({ history, decision }: Lead, isNewestWritten: boolean): DocumentData {
  const { seq, status, at } = history;
  return isNewestWritten
    ? {
        history: {
          seq,
          status,
          at: FieldValue.serverTimestamp(),
          decision: decisionData(decision),
        },
      }
    : {
        'history.seq': seq,
        'history.status': status,
        ...(at !== undefined && { 'history.at': toTimestamp(at) }),
        'history.decision': decisionData(decision),
      };
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
export function entryData({ request, effectiveAt, ...entry }: HistoryEntry): DocumentData {
  return {
    ...entry,
    ...(request !== undefined && { requestId: request.requestId }),
    ...(request !== undefined && request.outcome !== null && { outcome: request.outcome }),
    effectiveAt: toTimestamp(effectiveAt),
  };
}

/** A lead's viewings, as `storedViewings.ts` reads them: what follows from the rest is left out. */
function viewingsData({ viewings, moves, kept }: Lead): DocumentData {
  const data: Record<string, DocumentData> = { appointments: {}, visits: {} };
  for (const viewing of viewings.values()) {
    const { collection, id } = viewing.ref;
    Object.assign(data[collection] ?? {}, entryUnder(id, viewingData(viewing)));
  }
  for (const [key, move] of moves) {
    const collection = SOURCE_COLLECTIONS.find((name) => key.startsWith(`${name}/`));
    if (collection === undefined) continue;
    const id = key.slice(collection.length + 1);
    Object.assign(data[collection] ?? {}, entryUnder(id, moveData(move)));
  }
  return { ...data, ...keptData(kept) };
}

function viewingData({ ref, appointment, visits }: Viewing): DocumentData {
  if (ref.collection === 'visits') {
    const visit = visits.get(ref.id);
    return visit === undefined ? {} : visitData(visit);
  }
  const stored = [...visits].flatMap(([id, visit]) =>
    Object.entries(entryUnder(id, visitData(visit))),
  );
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

function visitData(state: VisitState): DocumentData {
  const { status, outcome } = state;
  return { status, ...(outcome !== null && { outcome }), ...documentData(state) };
}

/** What both kinds of documents have. */
function documentData({
  at,
  version,
  createTime,
  openedAt,
  isDeleted,
}: AppointmentState | VisitState): DocumentData {
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

function keptData({ source, prospectId, assignedTo }: KeptFields): DocumentData {
  const kept = {
    ...(source && { source }),
    ...(prospectId && { prospectId }),
    ...(assignedTo !== null && { assignedTo }),
  };
  return Object.keys(kept).length === 0 ? {} : { kept };
}

/**
 * A map entry for a document's id. Firestore refuses keys as long as a document id can be, and keys like
 * the numeric ids of Datastore (`__id7__`). Such an id stands in the entry itself, and the key is its hash
 * after a slash, which no document id contains.
 */
function entryUnder(id: string, data: DocumentData): DocumentData {
  const isKey = Buffer.byteLength(id) <= MAX_KEY_BYTES && !isReserved(id);
  return isKey ? { [id]: data } : { [`/${sha256(id)}`]: { ...data, id } };
}
