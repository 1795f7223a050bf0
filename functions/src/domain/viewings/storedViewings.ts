import { APPOINTMENT_STATUSES, APPOINTMENT_TYPES } from '../documents/appointment';
import { ENQUIRY_STATUSES } from '../documents/enquiry';
import {
  SOURCE_COLLECTIONS,
  sourceKey,
  type SourceCollection,
  type SourceKey,
  type SourceRef,
} from '../documents/sourceRef';
import { offerSchema, VISIT_OUTCOMES, VISIT_STATUSES, type VisitDetails } from '../documents/visit';
import { recogniseKey } from '../fields';
import { readTimestamp, type Micros } from '../time';
import {
  newViewing,
  type AppointmentState,
  type EnquiryState,
  type Move,
  type Moves,
  type Viewing,
  type Viewings,
  type VisitState,
} from './viewing';

/*
 * The viewings of a lead as its document holds them: by collection, then by id. A lead holds up to 1,000
 * documents, so names are short (`by` is the version that brought a state, `info` that of the details), and
 * what follows from the rest is left out: `made` and `info` if they are `by`, `open` if it is `made`,
 * and everything that is null, false, or a `Visita`.
 *
 * They are read by hand: all of them for each event of the lead, and schemas take ten times as long.
 */

/** The viewings that a lead has, and the moves of those that left it. */
export interface LeadViewings {
  viewings: Viewings;
  moves: Moves;
}

/** Reads the maps of a lead's viewings; null if anything in them is not as the pipeline stores it. */
export function readViewings(
  stored: Readonly<Record<SourceCollection, unknown>>,
): LeadViewings | null {
  try {
    return viewingsOf(stored);
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** Ends the reading. */
class Unreadable extends Error {}

function viewingsOf(stored: Readonly<Record<SourceCollection, unknown>>): LeadViewings {
  const viewings = new Map<SourceKey, Viewing>();
  const moves = new Map<SourceKey, Move>();
  for (const collection of SOURCE_COLLECTIONS) {
    // A lead that was written before there were enquiries has no map of them.
    const isMissing = collection === 'enquiries' && stored.enquiries === undefined;
    for (const [id, entry] of isMissing ? [] : entriesOf(stored[collection])) {
      const ref = { collection, id };
      const move = moveIn(entry);
      if (move === null) viewings.set(sourceKey(ref), viewingIn(ref, entry));
      else moves.set(sourceKey(ref), move);
    }
  }
  return { viewings, moves };
}

// --- Entries -------------------------------------------------------------------------------------

/** Null unless the entry is that of a viewing that left. */
function moveIn({ movedTo }: StoredMap): Move | null {
  if (!isMap(movedTo)) return null;
  const at = readTimestamp(movedTo['at']);
  const leadId = movedTo['leadId'];
  return at === null || typeof leadId !== 'string' ? null : { at, leadId };
}

function viewingIn(ref: SourceRef, entry: StoredMap): Viewing {
  switch (ref.collection) {
    case 'enquiries':
      return { ...newViewing(ref), enquiry: enquiryIn(entry) };
    case 'appointments':
      return { ...newViewing(ref), ...appointmentViewingIn(entry) };
    case 'visits':
      return { ...newViewing(ref), visits: new Map([[ref.id, visitIn(entry)]]) };
  }
}

const NO_VISITS: ReadonlyMap<string, VisitState> = new Map();

/** An appointment and its visits, or the visits of an appointment of which no state is known. */
function appointmentViewingIn(entry: StoredMap): Pick<Viewing, 'appointment' | 'visits'> {
  const { visits: recorded } = entry;
  const hasState = Object.keys(entry).some((name) => name !== 'id' && name !== 'visits');
  return {
    appointment: hasState ? appointmentIn(entry) : null,
    visits:
      recorded === undefined
        ? NO_VISITS
        : new Map(entriesOf(recorded).map(([id, visit]) => [id, visitIn(visit)])),
  };
}

function appointmentIn(entry: StoredMap): AppointmentState {
  const { status, type } = entry;
  const state = documentStateIn(entry);
  return {
    status: status === 'removed' ? status : known(recogniseKey(APPOINTMENT_STATUSES, status)),
    type: type === undefined ? 'Visita' : wordOf(APPOINTMENT_TYPES, type),
    ...state,
    agentId: textIn(entry, 'agent'),
    prospectId: textIn(entry, 'prospect'),
    startsAt: optionalTimeIn(entry, 'from'),
    endsAt: optionalTimeIn(entry, 'to'),
    detailsVersion: optionalTimeIn(entry, 'info') ?? state.version,
    shownCompletedAt: optionalTimeIn(entry, 'show'),
  };
}

function enquiryIn(entry: StoredMap): EnquiryState {
  const { status } = entry;
  const state = documentStateIn(entry);
  return {
    status: status === 'removed' ? status : known(recogniseKey(ENQUIRY_STATUSES, status)),
    ...state,
    agentId: textIn(entry, 'agent'),
    prospectId: textIn(entry, 'prospect'),
    portal: textIn(entry, 'portal'),
    campaign: textIn(entry, 'campaign'),
    detailsVersion: optionalTimeIn(entry, 'info') ?? state.version,
  };
}

function visitIn(entry: StoredMap): VisitState {
  const { status, outcome } = entry;
  const state = documentStateIn(entry);
  return {
    status: status === 'removed' ? status : wordOf(VISIT_STATUSES, status),
    outcome: outcome === undefined ? null : wordOf(VISIT_OUTCOMES, outcome),
    ...state,
    ...offerIn(entry),
    detailsVersion: optionalTimeIn(entry, 'info') ?? state.version,
  };
}

function offerIn({ offer }: StoredMap): VisitDetails {
  if (offer === undefined) return { amount: null, currency: null };
  const { success, data } = offerSchema.safeParse(offer);
  if (!success) throw new Unreadable();
  return data;
}

/** What all kinds of documents have. */
function documentStateIn(entry: StoredMap) {
  const { gone } = entry;
  if (gone !== undefined && gone !== true) throw new Unreadable();
  const version = known(readTimestamp(entry['by']));
  const createTime = optionalTimeIn(entry, 'made') ?? version;
  return {
    at: known(readTimestamp(entry['at'])),
    version,
    createTime,
    openedAt: optionalTimeIn(entry, 'open') ?? createTime,
    isDeleted: gone === true,
  };
}

// --- Values --------------------------------------------------------------------------------------

type StoredMap = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is StoredMap {
  if (typeof value !== 'object' || value === null) return false;
  // A list, a time and bytes are no maps.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The entries of a map by their documents' ids. One whose id is too long to be a key holds it itself. */
function entriesOf(map: unknown): [id: string, entry: StoredMap][] {
  if (!isMap(map)) throw new Unreadable();
  return Object.entries(map).map(([key, entry]) => {
    if (!isMap(entry)) throw new Unreadable();
    return [textIn(entry, 'id') ?? key, entry];
  });
}

function textIn(entry: StoredMap, field: string): string | null {
  const text = entry[field];
  if (text === undefined) return null;
  if (typeof text !== 'string') throw new Unreadable();
  return text;
}

function optionalTimeIn(entry: StoredMap, field: string): Micros | null {
  const time = entry[field];
  return time === undefined ? null : known(readTimestamp(time));
}

function wordOf<Word extends string>(words: readonly Word[], value: unknown): Word {
  return known(words.find((word) => word === value) ?? null);
}

function known<Value>(value: Value | null): Value {
  if (value === null) throw new Unreadable();
  return value;
}
