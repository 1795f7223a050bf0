import type { Actor } from '../actor';
import {
  APPOINTMENT_STATUSES,
  COMPLETED_APPOINTMENT_STATUS,
  INITIAL_APPOINTMENT_STATUS,
  type Appointment,
} from '../documents/appointment';
import { ENQUIRY_STATUSES, type Enquiry } from '../documents/enquiry';
import { REASONS, type Cause, type Explanation } from '../documents/history';
import type { Observation } from '../documents/observation';
import {
  hasOutdatedStamp,
  importedAt,
  isCreation,
  openingTime,
  type SourceDocument,
} from '../documents/sourceDocument';
import type { SourceRef } from '../documents/sourceRef';
import { newestState, type Version } from '../documents/version';
import type { Visit } from '../documents/visit';
import type { Micros } from '../time';
import { isOpenAppointment } from './statements';
import {
  isGone,
  type AppointmentDetails,
  type AppointmentState,
  type EnquiryDetails,
  type EnquiryState,
  type SourceState,
  type Viewing,
  type VisitState,
} from './viewing';

type VersionObservation = Extract<Observation, { kind: 'version' }>;
type DeletionObservation = Extract<Observation, { kind: 'deletion' }>;

/** A viewing after one of its documents was observed; `explanation` is null if no state changed. */
export interface ObservedViewing {
  viewing: Viewing;
  explanation: Explanation | null;
}

/**
 * What a viewing knows once a version of one of its documents, or a deletion, was observed
 * (docs/contract.md §4). Returns the same viewing if nothing changes. A document that was created again
 * under its id takes the place of the former one, whose own events then change nothing.
 */
export function applyObservation(viewing: Viewing, observation: Observation): ObservedViewing {
  const { document, actor } = observation;
  const { ref } = document;
  const unchanged = { viewing, explanation: null };
  if (isGone(viewing, document)) return unchanged;
  switch (ref.collection) {
    case 'enquiries': {
      const before = sameDocument(viewing.enquiry, document);
      const enquiry = observeEnquiry(before, observation);
      if (enquiry === null || enquiry === before) return unchanged;
      const isExplained = before === null || changesState(before, enquiry);
      const explanation = isExplained ? explainEnquiry(ref, enquiry, actor) : null;
      return { viewing: { ...viewing, enquiry }, explanation };
    }
    case 'appointments': {
      const before = sameDocument(viewing.appointment, document);
      const appointment = observeAppointment(before, observation);
      if (appointment === null || appointment === before) return unchanged;
      const isExplained = before === null || changesState(before, appointment);
      const explanation = isExplained ? explainAppointment(ref, before, appointment, actor) : null;
      return { viewing: { ...viewing, appointment }, explanation };
    }
    case 'visits': {
      const before = sameDocument(viewing.visits.get(ref.id) ?? null, document);
      const visit = observeVisit(before, observation);
      if (visit === null || visit === before) return unchanged;
      const visits = new Map(viewing.visits).set(ref.id, visit);
      const isExplained = before === null || changesState(before, visit);
      const explanation = isExplained ? explainVisit(ref, visit, actor) : null;
      return { viewing: { ...viewing, visits }, explanation };
    }
  }
}

/** Whether a state is another one, or began at another time: then it has an explanation of its own. */
function changesState(known: SourceState, next: object): boolean {
  return (['status', 'type', 'outcome', 'at'] as const).some(
    (field) => Reflect.get(known, field) !== Reflect.get(next, field),
  );
}

/** The known state if it is of this document, and not of a former one of that name. */
function sameDocument<State extends { createTime: Micros }>(
  known: State | null,
  { createTime }: SourceDocument,
): State | null {
  return known?.createTime === createTime ? known : null;
}

function observeAppointment(
  known: AppointmentState | null,
  observation: Observation,
): AppointmentState | null {
  switch (observation.kind) {
    case 'version':
      return observation.content.collection === 'appointments'
        ? withAppointmentVersion(known, observation, observation.content)
        : known;
    case 'deletion': {
      const last = observation.last === null ? known : observeAppointment(known, observation.last);
      return last && withoutAppointment(last, observation);
    }
  }
}

function withAppointmentVersion(
  known: AppointmentState | null,
  observation: VersionObservation,
  content: Appointment,
): AppointmentState {
  const { document } = observation;
  const { at, version, ...state } = newestState<Pick<AppointmentState, 'status' | 'type'>>(
    known,
    ownVersion(known, observation, content),
  );
  const next: AppointmentState = {
    ...(known ?? firstAppointment(document, content)),
    ...state,
    ...openingOf(known, observation),
    ...detailsAfter(known, observation, detailsOf(content)),
    at,
    version,
  };
  return isSame(known, next) ? (known ?? next) : next;
}

/**
 * What a version says of an appointment's state. If the document was only read, `Completed`, as the server
 * shows it after a visit, is not its own (docs/contract.md §4, both directions).
 */
function ownVersion(
  known: AppointmentState | null,
  observation: VersionObservation,
  { status, type }: Appointment,
): Version<Pick<AppointmentState, 'status' | 'type'>> {
  const { document, stateChange } = observation;
  const isShown = stateChange !== 'changed' && showsCompleted(document, known);
  if (!isShown) {
    const own = versionOf(observation, { status, type });
    return hasOutdatedStamp(document, known?.version ?? 0) ? { ...own, statusAt: null } : own;
  }
  const own = known?.status ?? INITIAL_APPOINTMENT_STATUS;
  return {
    ...versionOf(observation, { status: own, type }),
    statusAt: null, // The visit's time stands there now.
    changedAt: document.stamps.statusAt ?? document.updateTime,
    unchangedSince: importedAt(document) ?? document.createTime,
  };
}

/**
 * Whether a document still shows the `Completed` that the server wrote to it: no stamp says otherwise. The
 * server notes it in the document and in its lead, and either may have been written over since.
 */
export function showsCompleted(document: SourceDocument, known: AppointmentState | null): boolean {
  const { content, leadSync } = document;
  if (content?.collection !== 'appointments') return false;
  if (content.status !== COMPLETED_APPOINTMENT_STATUS) return false;
  const { statusAt } = document.stamps;
  const shown = [leadSync?.completedAt ?? null, known?.shownCompletedAt ?? null];
  return shown.some((at) => at !== null && (statusAt === null || statusAt === at));
}

function firstAppointment(
  { createTime, updateTime }: SourceDocument,
  content: Appointment,
): Omit<AppointmentState, 'status' | 'type' | 'at' | 'version' | 'openedAt'> {
  return {
    createTime,
    isDeleted: false,
    shownCompletedAt: null,
    detailsVersion: updateTime,
    ...detailsOf(content),
  };
}

function detailsOf({ agentId, prospectId, startsAt, endsAt }: AppointmentDetails) {
  return { agentId, prospectId, startsAt, endsAt };
}

/** The details of a version that wrote or shows other ones, if it is the newest that did; else null. */
function detailsAfter<Details extends object>(
  known: (Details & { detailsVersion: Micros }) | null,
  { document, isNewDetails }: VersionObservation,
  details: Details,
): (Details & { detailsVersion: Micros }) | null {
  const { updateTime } = document;
  const isNewer =
    known === null ||
    (updateTime > known.detailsVersion && (isNewDetails || !hasValues(known, details)));
  return isNewer ? { ...details, detailsVersion: updateTime } : null;
}

/** What is left of an appointment that was deleted: one that was open counts as cancelled. */
function withoutAppointment(
  last: AppointmentState,
  { document, deletedAt, isRetention }: DeletionObservation,
): AppointmentState {
  const version = Math.max(last.version, document.updateTime);
  return isOpenAppointment(last) && !isRetention
    ? { ...last, status: 'removed', at: deletedAt, version, isDeleted: true }
    : { ...last, version, isDeleted: true };
}

function observeVisit(known: VisitState | null, observation: Observation): VisitState | null {
  switch (observation.kind) {
    case 'version':
      return observation.content.collection === 'visits'
        ? withVisitVersion(known, observation, observation.content)
        : known;
    case 'deletion': {
      const state = stateAtDeletion(known, observation, observeVisit);
      return state && { ...state, ...(!observation.isRetention && { outcome: null }) };
    }
  }
}

/**
 * What is left of a visit or an enquiry that was deleted: it no longer counts. If retention took it, what it said
 * stands.
 */
function stateAtDeletion<State extends VisitState | EnquiryState>(
  known: State | null,
  { last, document, deletedAt, isRetention }: DeletionObservation,
  observe: (known: State | null, last: Observation) => State | null,
): State | null {
  const version = document.updateTime;
  if (isRetention) {
    const state = last === null ? known : observe(known, last);
    return state && { ...state, version: Math.max(state.version, version), isDeleted: true };
  }
  // Of a document that nobody knows, nothing has to be remembered.
  return known && { ...known, status: 'removed', at: deletedAt, version, isDeleted: true };
}

function withVisitVersion(
  known: VisitState | null,
  observation: VersionObservation,
  { status, outcome, amount, currency }: Visit,
): VisitState {
  const { createTime, updateTime } = observation.document;
  const details = { amount, currency };
  const next: VisitState = {
    ...(known ?? { ...details, detailsVersion: updateTime }),
    ...newestState<Pick<VisitState, 'status' | 'outcome'>>(
      known,
      versionOf(observation, { status, outcome }),
    ),
    ...openingOf(known, observation),
    ...detailsAfter(known, observation, details),
    createTime,
    isDeleted: false,
  };
  return isSame(known, next) ? (known ?? next) : next;
}

function observeEnquiry(known: EnquiryState | null, observation: Observation): EnquiryState | null {
  switch (observation.kind) {
    case 'version':
      return observation.content.collection === 'enquiries'
        ? withEnquiryVersion(known, observation, observation.content)
        : known;
    case 'deletion':
      return stateAtDeletion(known, observation, observeEnquiry);
  }
}

function withEnquiryVersion(
  known: EnquiryState | null,
  observation: VersionObservation,
  content: Enquiry,
): EnquiryState {
  const { createTime, updateTime } = observation.document;
  const { status } = content;
  const details = enquiryDetailsOf(content);
  const next: EnquiryState = {
    ...(known ?? { ...details, detailsVersion: updateTime }),
    ...newestState<Pick<EnquiryState, 'status'>>(known, versionOf(observation, { status })),
    ...openingOf(known, observation),
    ...detailsAfter(known, observation, details),
    createTime,
    isDeleted: false,
  };
  return isSame(known, next) ? (known ?? next) : next;
}

function enquiryDetailsOf({ agentId, prospectId, portal, campaign }: Enquiry): EnquiryDetails {
  return { agentId, prospectId, portal, campaign };
}

/** When a document was opened, as the version that created it says, or else the first that was seen. */
function openingOf(
  known: SourceState | null,
  { document }: VersionObservation,
): { openedAt: Micros } {
  const isKnown = known !== null && !isCreation(document);
  return { openedAt: isKnown ? known.openedAt : openingTime(document) };
}

function versionOf<State>(
  { document: { updateTime }, ...observed }: VersionObservation,
  state: State,
): Version<State> {
  const { stateChange, changedAt, unchangedSince, unchangedVersion, statusAt } = observed;
  return {
    state,
    stateChange,
    updateTime,
    changedAt,
    unchangedSince,
    unchangedVersion,
    statusAt,
  };
}

function isSame<State extends object>(known: State | null, next: State): boolean {
  return known !== null && hasValues(known, next);
}

/** Whether an object has these fields with these values. */
function hasValues(object: object, fields: object): boolean {
  return Object.entries(fields).every(([field, value]) => Reflect.get(object, field) === value);
}

/** Explains every state of a viewing that arrived at a lead as a whole. */
export function explainAll(viewing: Viewing, actor: Actor): Explanation[] {
  const { ref, appointment, visits, enquiry } = viewing;
  return [
    ...(enquiry === null ? [] : [explainEnquiry(ref, enquiry, actor)]),
    ...(appointment === null ? [] : [explainAppointment(ref, null, appointment, actor)]),
    ...[...visits].map(([id, visit]) => explainVisit({ collection: 'visits', id }, visit, actor)),
  ];
}

function explainEnquiry(
  source: SourceRef,
  { status, at }: EnquiryState,
  actor: Actor,
): Explanation {
  if (status === 'removed') return explain('enquiry.removed', source, at, actor);
  const { cause, reason } = ENQUIRY_STATUSES[status];
  return { cause, reason, source, actor, effectiveAt: at };
}

function explainAppointment(
  source: SourceRef,
  known: AppointmentState | null,
  { status, type, at }: AppointmentState,
  actor: Actor,
): Explanation {
  if (status === 'removed') return explain('appointment.removed', source, at, actor);
  if (known !== null && known.type !== type) {
    return explain('appointment.retyped', source, at, actor);
  }
  const { cause, reason } = APPOINTMENT_STATUSES[status];
  return { cause, reason, source, actor, effectiveAt: at };
}

function explainVisit(
  source: SourceRef,
  { status, outcome, at }: VisitState,
  actor: Actor,
): Explanation {
  switch (status) {
    case 'removed':
      return explain('visit.removed', source, at, actor);
    case 'visit_pending':
      return explain('visit.pending', source, at, actor);
    case 'visit_done':
      return explain(outcome === null ? 'visit.done' : `visit.${outcome}`, source, at, actor);
  }
}

function explain(
  cause: Exclude<Cause, 'manual'>,
  source: SourceRef,
  effectiveAt: Micros,
  actor: Actor,
): Explanation {
  return { cause, reason: REASONS[cause], source, actor, effectiveAt };
}
