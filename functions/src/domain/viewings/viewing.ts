import type { AppointmentStatus, AppointmentType } from '../documents/appointment';
import type { EnquiryStatus, Origin } from '../documents/enquiry';
import { isSameSource, sourceKey, type SourceKey, type SourceRef } from '../documents/sourceRef';
import type { VisitDetails, VisitOutcome, VISIT_STATUSES } from '../documents/visit';
import type { Micros } from '../time';

/** What a lead knows of any document: its last known state began `at` a time, and a version brought it. */
interface DocumentState {
  /** Tells the document from one that is created again under its id. */
  createTime: Micros;
  openedAt: Micros;
  at: Micros;
  version: Micros;
  /** Whether the document is gone, by a deletion that was handled. */
  isDeleted: boolean;
}

/** The fields of an appointment that are no state: they follow its newest version (docs/contract.md §4). */
export interface AppointmentDetails {
  agentId: string | null;
  prospectId: string | null;
  startsAt: Micros | null;
  endsAt: Micros | null;
}

/** The last known state of an appointment. */
export interface AppointmentState extends DocumentState, AppointmentDetails {
  /** Its own status, even while its document shows `Completed`. `removed`: it was open when it was deleted. */
  status: AppointmentStatus | 'removed';
  type: AppointmentType;
  /** The version that the details are of. */
  detailsVersion: Micros;
  /** The `statusAt` with which the server set the document to `Completed`; null if it has not, or no longer. */
  shownCompletedAt: Micros | null;
}

/** The last known state of a visit. One that was `removed` no longer counts. */
export interface VisitState extends DocumentState, VisitDetails {
  status: (typeof VISIT_STATUSES)[number] | 'removed';
  outcome: VisitOutcome | null;
  /** The version that the details are of. */
  detailsVersion: Micros;
}

/** The fields of an enquiry that are no state. The texts of its origin are null if it does not name them. */
export interface EnquiryDetails extends Origin {
  agentId: string | null;
  prospectId: string | null;
}

/** The last known state of an enquiry. One that was `removed` no longer counts, nor do its details. */
export interface EnquiryState extends DocumentState, EnquiryDetails {
  status: EnquiryStatus | 'removed';
  /** The version that the details are of. */
  detailsVersion: Micros;
}

/** The last known state of any document. */
export type SourceState = EnquiryState | AppointmentState | VisitState;

/**
 * One showing of a listing: an appointment, and every visit that was recorded for it (docs/contract.md §4). Or
 * the interest before it: an enquiry, which stands alone.
 */
export interface Viewing {
  /** The document that it is named after: its appointment, a visit without an appointment, or an enquiry. */
  ref: SourceRef;
  appointment: AppointmentState | null;
  visits: ReadonlyMap<string, VisitState>;
  enquiry: EnquiryState | null;
}

/** The viewings that a lead has now. */
export type Viewings = ReadonlyMap<SourceKey, Viewing>;

/** When a viewing left its lead, and the lead that it went to. */
export interface Move {
  at: Micros;
  leadId: string;
}

/** The viewings that left a lead: all that it remembers of them (docs/contract.md §3). */
export type Moves = ReadonlyMap<SourceKey, Move>;

/** A viewing of which no state is known yet. */
export function newViewing(ref: SourceRef): Viewing {
  return { ref, appointment: null, visits: new Map(), enquiry: null };
}

/** A document's state, and its reference. */
export interface CountedDocument {
  ref: SourceRef;
  state: SourceState;
}

/** All documents whose states a viewing holds. */
export function documentsOf({ ref, appointment, visits, enquiry }: Viewing): CountedDocument[] {
  const own = enquiry ?? appointment;
  return [
    ...(own === null ? [] : [{ ref, state: own }]),
    ...[...visits].map(([id, state]) => ({ ref: { collection: 'visits', id } as const, state })),
  ];
}

/** Every document that counts for a lead. */
export function countedDocuments(viewings: Viewings): CountedDocument[] {
  return [...viewings.values()].flatMap(documentsOf);
}

/** How many documents count for a lead. */
export function countDocuments(viewings: Viewings): number {
  let count = 0;
  for (const { appointment, visits, enquiry } of viewings.values()) {
    count += (appointment === null && enquiry === null ? 0 : 1) + visits.size;
  }
  return count;
}

/** The time of the newest state among viewings; 0 if they hold none. */
export function newestStateAt(viewings: Viewings): Micros {
  return Math.max(0, ...countedDocuments(viewings).map(({ state }) => state.at));
}

/** When a viewing was opened: with the earliest of the documents that it has now; null if it has none. */
export function openedAt({ appointment, visits, enquiry }: Viewing): Micros | null {
  if (enquiry !== null) return enquiry.status === 'removed' ? null : enquiry.openedAt;
  let earliest = appointment?.openedAt ?? null;
  for (const { status, openedAt: opened } of visits.values()) {
    if (status !== 'removed') earliest = Math.min(earliest ?? opened, opened);
  }
  return earliest;
}

/** Whether a viewing has anything left: an appointment, or a visit or an enquiry that was not removed. */
export function isOccupied(viewing: Viewing): boolean {
  return openedAt(viewing) !== null;
}

/** The state that a viewing holds of a document, whichever document of that id it is; null if it holds none. */
export function stateOf(
  { ref: own, appointment, visits, enquiry }: Viewing,
  ref: SourceRef,
): SourceState | null {
  if (ref.collection === 'visits') return visits.get(ref.id) ?? null;
  return isSameSource(own, ref) ? (enquiry ?? appointment) : null;
}

/** A document: its name, and the creation that tells it from others of that name. */
export interface Identity {
  ref: SourceRef;
  createTime: Micros;
}

/** Whether a viewing holds a state of exactly this document. */
export function holds(viewing: Viewing | null, { ref, createTime }: Identity): boolean {
  return viewing !== null && stateOf(viewing, ref)?.createTime === createTime;
}

/** Whether a viewing knows that exactly this document is gone, or that another one has its id since. */
export function isGone(viewing: Viewing | null, { ref, createTime }: Identity): boolean {
  const state = viewing === null ? null : stateOf(viewing, ref);
  if (state === null) return false;
  return state.createTime > createTime || (state.createTime === createTime && state.isDeleted);
}

/** The viewings of a lead that hold a state of exactly this document. */
export function viewingsHolding(viewings: Viewings, document: Identity): Viewing[] {
  return [...viewings.values()].filter((viewing) => holds(viewing, document));
}

/** The viewings with this one added, or put in place of the one with its name. */
export function withViewing(viewings: Viewings, viewing: Viewing): Viewings {
  const key = sourceKey(viewing.ref);
  return viewings.get(key) === viewing ? viewings : new Map(viewings).set(key, viewing);
}
