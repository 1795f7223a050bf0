import { FieldValue, type DocumentData } from 'firebase-admin/firestore';
import type { HistoryEntry } from '../domain/documents/history';
import type { SourceCollection } from '../domain/documents/sourceRef';
import type { DatedState } from '../domain/documents/version';
import { isReserved } from '../domain/fields';
import type { LeadChange } from '../domain/leads/changeLead';
import type { Decision } from '../domain/leads/deriveStatus';
import { missingInfo, type Lead } from '../domain/leads/lead';
import type { Viewing, Viewings } from '../domain/viewings/viewing';
import { sha256 } from './leadIds';
import { toTimestamp } from './timestamps';

/** Firestore takes map keys of at most 1,500 bytes. */
const MAX_KEY_BYTES = 1_000;

/** The document of a new lead. */
export function newLeadData(change: LeadChange): DocumentData {
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

/** The fields of an existing lead that a change writes. `isNewestWritten`: its newest entry is written too. */
export function changedLeadData(change: LeadChange, isNewestWritten: boolean): DocumentData {
  const closed = closedData(change.lead) ?? FieldValue.delete();
  return { ...leadData(change, isNewestWritten), closed };
}

/** Ids that are still missing are left as they were found. */
function leadData({ lead }: LeadChange, isNewestWritten: boolean): DocumentData {
  const { prospectId, assignedTo, status, viewings, history } = lead;
  return {
    status,
    missingInfo: missingInfo(lead),
    updatedAt: FieldValue.serverTimestamp(),
    viewings: viewingsData(viewings),
    ...(prospectId !== null && { prospectId }),
    ...(assignedTo !== null && { assignedTo }),
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

function viewingsData(viewings: Viewings): DocumentData {
  const data: Record<SourceCollection, DocumentData> = { appointments: {}, visits: {} };
  for (const viewing of viewings.values()) {
    const { collection, id } = viewing.ref;
    Object.assign(data[collection], entryUnder(id, viewingData(viewing)));
  }
  return data;
}

function viewingData({ openedAt, appointment, visits, movedTo }: Viewing): DocumentData {
  return {
    openedAt: toTimestamp(openedAt),
    appointment: appointment && stateData(appointment),
    visits: Object.fromEntries(
      [...visits].flatMap(([id, visit]) => Object.entries(entryUnder(id, stateData(visit)))),
    ),
    ...(movedTo !== null && { movedTo: { ...movedTo, at: toTimestamp(movedTo.at) } }),
  };
}

function stateData<State extends object>(state: DatedState<State>): DocumentData {
  return { ...state, at: toTimestamp(state.at), version: toTimestamp(state.version) };
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
