import type { Actor } from '../../src/domain/actor';
import { findLeadFaults, type LeadRepair } from '../../src/domain/checks/repairLead';
import {
  REASONS,
  type Explanation,
  type HistoryEntry,
  type RecordedEntry,
  type StoredEntry,
} from '../../src/domain/documents/history';
import type { SourceChange } from '../../src/domain/documents/sourceChange';
import { readSource, type SourceDocument } from '../../src/domain/documents/sourceDocument';
import { sourceKey, type SourceRef } from '../../src/domain/documents/sourceRef';
import type { LeadStatus } from '../../src/domain/leadStatus';
import { DEFAULT_ATTENTION_DAYS, deriveAttention } from '../../src/domain/leads/attention';
import type { Decision } from '../../src/domain/leads/deriveStatus';
import { asCommitted, NOTHING_KEPT, type Lead, type StoredLead } from '../../src/domain/leads/lead';
import type { Pair } from '../../src/domain/leads/leadId';
import { secondsAndNanos, type Micros } from '../../src/domain/time';
import {
  newViewing,
  type AppointmentState,
  type EnquiryDetails,
  type EnquiryState,
  type Viewing,
  type Viewings,
  type VisitState,
} from '../../src/domain/viewings/viewing';
import { leadIdOf } from '../../src/firestore/leadIds';

/** The time `n` seconds after a test's clock begins. */
export const second = (n: number): Micros => n * 1_000_000;

/** A time as a document holds it. */
export const timestamp = (time: Micros) => secondsAndNanos(time);

export const enquiryRef = (id: string): SourceRef => ({ collection: 'enquiries', id });
export const appointmentRef = (id: string): SourceRef => ({ collection: 'appointments', id });
export const visitRef = (id: string): SourceRef => ({ collection: 'visits', id });

export const AGENT: Actor = { type: 'user', id: 'agent-1' };
export const PAIR: Pair = { contactId: 'contact', listingId: 'L' };
export const NO_LISTING: Pair = { contactId: 'contact', listingId: null };

// --- The facts that a status is derived from -----------------------------------------------------

/** The fields that every document's state has; it was created and opened when the state began. */
function documentState(at: Micros) {
  return { createTime: at, openedAt: at, at, version: at, isDeleted: false };
}

export function enquiryState(
  status: EnquiryState['status'],
  at: Micros,
  details: Partial<EnquiryDetails> = {},
): EnquiryState {
  return {
    ...documentState(at),
    status,
    agentId: null,
    prospectId: null,
    portal: null,
    campaign: null,
    ...details,
    detailsVersion: at,
  };
}

export function appointmentState(
  status: AppointmentState['status'],
  at: Micros,
  type: AppointmentState['type'] = 'Visita',
): AppointmentState {
  return {
    ...documentState(at),
    status,
    type,
    agentId: null,
    prospectId: null,
    startsAt: null,
    endsAt: null,
    detailsVersion: at,
    shownCompletedAt: null,
  };
}

/** A `visit_done`. */
export function done(outcome: VisitState['outcome'], at: Micros): VisitState {
  return { ...visitState('visit_done', at), outcome };
}

export function visitState(status: VisitState['status'], at: Micros): VisitState {
  const details = { amount: null, currency: null, detailsVersion: at };
  return { ...documentState(at), status, outcome: null, ...details };
}

/** A `visit_done` in which somebody made an offer. */
export function offered(amount: number, at: Micros, currency = 'EUR'): VisitState {
  return { ...done('offer_made', at), amount, currency };
}

/** The viewing of an appointment; its documents were opened at the same time. */
export function viewing(
  id: string,
  openedAt: Micros,
  appointment: AppointmentState | null,
  visits: Readonly<Record<string, VisitState>> = {},
): Viewing {
  return {
    ...newViewing(appointmentRef(id)),
    appointment: appointment && { ...appointment, openedAt },
    visits: new Map(
      Object.entries(visits).map(([visitId, visit]) => [visitId, { ...visit, openedAt }]),
    ),
  };
}

/** The viewing of a visit that has no appointment. */
export function visitViewing(id: string, openedAt: Micros, visit: VisitState): Viewing {
  const visits = new Map([[id, { ...visit, openedAt }]]);
  return { ...newViewing(visitRef(id)), visits };
}

/** An enquiry of its own, opened at that time. */
export function enquiryViewing(id: string, openedAt: Micros, enquiry: EnquiryState): Viewing {
  return { ...newViewing(enquiryRef(id)), enquiry: { ...enquiry, openedAt } };
}

export function viewingsOf(...list: readonly Viewing[]): Viewings {
  return new Map(list.map((each) => [sourceKey(each.ref), each]));
}

export function decisionFor(
  status: LeadStatus,
  at: Micros,
  outcome: Decision['outcome'] = null,
): Decision {
  return { status, outcome, reason: 'Lo dijo el cliente', at };
}

export function because(
  cause: Exclude<Explanation['cause'], 'manual'>,
  effectiveAt: Micros,
  source: Explanation['source'] = appointmentRef('A'),
): Explanation {
  return { cause, reason: REASONS[cause], source, actor: AGENT, effectiveAt };
}

// --- Documents -----------------------------------------------------------------------------------

/** The fields of a document; a value may be anything. */
export type Fields = Readonly<Record<string, unknown>>;

/** One version of a source document; `updateTime` is its `createTime` unless it is given. */
export function documentOf(
  ref: SourceRef,
  data: Fields,
  createTime: Micros = second(1),
  updateTime: Micros = createTime,
): SourceDocument {
  return readSource(ref, data, { createTime, updateTime });
}

export function created(after: SourceDocument): SourceChange {
  return { kind: 'created', ref: after.ref, after };
}

export function updated(before: SourceDocument, after: SourceDocument): SourceChange {
  return { kind: 'updated', ref: after.ref, before, after };
}

export function wasRead(after: SourceDocument): SourceChange {
  return { kind: 'read', ref: after.ref, after };
}

export function deleted(before: SourceDocument, deletedAt: Micros): SourceChange {
  return { kind: 'deleted', ref: before.ref, before, deletedAt };
}

// --- Leads ---------------------------------------------------------------------------------------

/** A history entry as it was read. `at` and `before` are seconds; `before` is the time of the previous entry. */
export function recordedEntry(
  seq: number,
  [from, to]: readonly [LeadStatus | null, LeadStatus],
  at: number,
  before: number | null,
): RecordedEntry {
  return {
    seq,
    from,
    to,
    at: second(100),
    effectiveAt: second(at),
    cause: 'manual',
    reason: 'x',
    source: { collection: 'leads', id: 'lead' },
    actor: { type: 'user', id: 'agent' },
    secondsInPrevious: before === null ? null : at - before,
    outcome: null,
  };
}

/** The document of a history entry. */
export function storedEntry(entry: RecordedEntry): StoredEntry {
  const { seq, effectiveAt } = entry;
  return { id: String(seq).padStart(6, '0'), version: second(seq), effectiveAt, entry };
}

/** A lead that an older system wrote. */
export function olderLead(fields: Partial<StoredLead>): StoredLead {
  return {
    ...PAIR,
    kind: 'stored',
    id: 'older',
    version: second(10),
    prospectId: null,
    assignedTo: null,
    source: null,
    origin: null,
    status: null,
    closed: null,
    statusChangedAt: null,
    nextViewingAt: null,
    offer: null,
    attention: null,
    followUpAt: null,
    listingStatus: null,
    listingStatusAt: null,
    viewings: null,
    moves: new Map(),
    kept: NOTHING_KEPT,
    history: null,
    unusable: {},
    ...fields,
  };
}

/** A lead as it is read back once it was committed. */
export function committedLead(id: string, version: Micros, lead: Lead): StoredLead {
  return asCommitted(id, version, lead, deriveAttention(lead, DEFAULT_ATTENTION_DAYS));
}

/** The faults of a lead where the parameter `ATTENTION_DAYS` is not set. */
export function leadFaults(found: StoredLead, stored: readonly StoredEntry[]): LeadRepair | null {
  return findLeadFaults(found, stored, DEFAULT_ATTENTION_DAYS);
}

/** The id of a pair's lead. */
export const idOf = leadIdOf;

/** A history in short: each status and its cause. */
export function chainOf(entries: readonly HistoryEntry[]): [to: LeadStatus, cause: string][] {
  return entries.map(({ to, cause }) => [to, cause]);
}
