/**
 * What the versions of a document say (docs/contract.md §2 and §4), read independently of the code under
 * test: which of them can be used, which brought a state, and at what time.
 */
import type { SourceRef } from '../../src/domain/documents/sourceRef';
import type { Pair } from '../../src/domain/leads/leadId';

/** Microseconds since 1970. */
type Micros = number;
export type Fields = Readonly<Record<string, unknown>>;

const MINUTE: Micros = 60_000_000;

/**
 * The time of a state that a version brought only since the one before could not be used, with no word
 * changed: true if its `statusAt` counts although that version did not write it, false if its `updateTime`
 * does.
 */
const MENDED_STATE_KEEPS_ITS_STAMP = true;

/**
 * A document as one write left it; `data` is null if the write deleted it. `createTime` is that of the
 * document as it is or was: a document created again under its id has another.
 */
export interface Version {
  ref: SourceRef;
  data: Fields | null;
  createTime: Micros;
  /** When it was committed; for a deletion, the time of its event. */
  time: Micros;
}

export const pathOf = ({ collection, id }: SourceRef) => `${collection}/${id}`;
export const nameOf = ({ contactId, listingId }: Pair) => JSON.stringify([contactId, listingId]);

export const APPOINTMENT_WORDS = ['Scheduled', 'Completed', 'Cancelled', 'NoShow'] as const;
export const TYPE_WORDS = ['Visita', 'Reunión', 'Firma', 'Cierre', 'Viaje'] as const;
export const LISTING_WORDS = ['available', 'reserved', 'sold', 'withdrawn'] as const;
export const ENQUIRY_WORDS = ['open', 'answered', 'dismissed'] as const;
const CHANNEL_WORDS = ['portal', 'web', 'phone', 'email', 'office', 'other'] as const;
const VISIT_WORDS = ['visit_pending', 'visit_done'] as const;
const OUTCOME_WORDS = ['offer_made', 'more_info_needed'] as const;

/** The word of a fixed list that a value stands for (§2); null if it is none of them. */
export function recognise<Word extends string>(
  words: readonly Word[],
  value: unknown,
): Word | null {
  const folded = (text: string) => text.normalize('NFC').trim().toLowerCase();
  if (typeof value !== 'string') return null;
  return words.find((word) => folded(word) === folded(value)) ?? null;
}

/** A text, if there is one: an empty one counts as absent (§2). */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function microsOf(stamp: unknown): Micros | null {
  if (typeof stamp !== 'object' || stamp === null) return null;
  const { seconds, nanoseconds } = stamp as { seconds: number; nanoseconds: number };
  return seconds * 1_000_000 + Math.floor(nanoseconds / 1_000);
}

/** What one version says, if it can be used. */
export interface Content {
  status:
    | (typeof APPOINTMENT_WORDS)[number]
    | (typeof VISIT_WORDS)[number]
    | (typeof ENQUIRY_WORDS)[number];
  /** Of an appointment. */
  type: (typeof TYPE_WORDS)[number];
  /** Of a visit. */
  outcome: (typeof OUTCOME_WORDS)[number] | null;
  place: Pair | { appointmentId: string };
  prospectId: string | null;
  agentId: string | null;
  startsAt: Micros | null;
  endsAt: Micros | null;
  /** Of a visit; null if it cannot be used. */
  offer: { amount: number; currency: string } | null;
  /** Of an enquiry; null if it names neither. */
  origin: { portal: string | null; campaign: string | null } | null;
}

/** Reads a version; null if it cannot be used, whatever other documents say. */
export function contentOf({ ref, data }: Version): Content | null {
  if (data === null) return null;
  const details = {
    prospectId: textOf(data['prospectId']),
    agentId: textOf(data['agentId']),
    startsAt: microsOf(data['startsAt']),
    endsAt: microsOf(data['endsAt']),
    offer: null,
    origin: null,
  };
  const contactId = textOf(data['contactId']);
  const listingId = textOf(data['listingId']);
  if (ref.collection === 'enquiries') {
    const status = recognise(ENQUIRY_WORDS, data['status']);
    const isOfChannel = recognise(CHANNEL_WORDS, data['channel']) !== null;
    if (status === null || !isOfChannel || contactId === null) return null;
    const { portal, campaign } = (data['origin'] ?? {}) as Fields;
    const origin = { portal: textOf(portal), campaign: textOf(campaign) };
    const hasOrigin = origin.portal !== null || origin.campaign !== null;
    const said = { status, type: 'Visita' as const, outcome: null };
    const place = { contactId, listingId };
    const times = { startsAt: null, endsAt: null };
    return { ...said, place, ...details, ...times, origin: hasOrigin ? origin : null };
  }
  if (ref.collection === 'appointments') {
    const status = recognise(APPOINTMENT_WORDS, data['status']);
    const typeText = textOf(data['type']);
    const type = typeText === null ? 'Visita' : recognise(TYPE_WORDS, typeText);
    if (status === null || type === null || contactId === null) return null;
    return { status, type, outcome: null, place: { contactId, listingId }, ...details };
  }
  const status = recognise(VISIT_WORDS, data['status']);
  const outcomeText = textOf(data['outcome']);
  const outcome = outcomeText === null ? null : recognise(OUTCOME_WORDS, outcomeText);
  if (status === null || (outcomeText !== null && outcome === null)) return null;
  const none = { prospectId: null, agentId: null, startsAt: null, endsAt: null, origin: null };
  const said = { status, type: 'Visita' as const, outcome, ...none, offer: offerOf(data['offer']) };
  const appointmentId = textOf(data['appointmentId']);
  if (appointmentId !== null) return { ...said, place: { appointmentId } };
  // "contactId and listingId (needed only where there is no appointment)".
  if (contactId === null || listingId === null) return null;
  return { ...said, place: { contactId, listingId } };
}

/** What a visit offers (§7: a positive amount, at most 10,000,000,000, and three capital letters). */
function offerOf(value: unknown): Content['offer'] {
  if (typeof value !== 'object' || value === null) return null;
  const { amount, currency } = value as Fields;
  const isAmount = typeof amount === 'number' && amount > 0 && amount <= 1e10;
  const isCurrency = typeof currency === 'string' && /^[A-Z]{3}$/.test(currency);
  return isAmount && isCurrency ? { amount, currency } : null;
}

function leadSyncOf(data: Fields | null): { id: unknown; at: Micros | null; state: unknown } {
  const sync = data?.['leadSync'];
  if (typeof sync !== 'object' || sync === null) return { id: null, at: null, state: null };
  const { id, at, state } = sync as Fields;
  return { id: id ?? null, at: microsOf(at), state };
}

/** Whether a version says that the document is linked, in its own name. */
export function isLinked({ ref, data }: Version): boolean {
  const { id, state } = leadSyncOf(data);
  return id === ref.id && state === 'linked';
}

/** Whether the stamp of an appointment's state is the one that the server notes as its own. */
function hasStampOfServer({ data }: Version): boolean {
  const completedAt = microsOf((data?.['leadSync'] as Fields | undefined)?.['completedAt']);
  return completedAt !== null && microsOf(data?.['statusAt']) === completedAt;
}

/** Whether an appointment has the `Completed` and the stamp that the server notes as its own. */
function isShownByServer(version: Version): boolean {
  const isCompleted = recognise(APPOINTMENT_WORDS, version.data?.['status']) === 'Completed';
  return isCompleted && hasStampOfServer(version);
}

/** Whether a version says that the document was rejected, in its own name. */
function isRejected({ ref, data }: Version): boolean {
  const { id, state } = leadSyncOf(data);
  return id === ref.id && state === 'rejected';
}

/** The server's own write has the document's own `leadSync.id` and a later `leadSync.at` (§4). */
export function isServerWrite(before: Version | undefined, version: Version): boolean {
  if (before === undefined || version.data === null) return false;
  const { id, at } = leadSyncOf(version.data);
  return id === version.ref.id && at !== null && at > (leadSyncOf(before.data).at ?? -Infinity);
}

/** A version whose `leadSync.id` is another document's: none of its stamps count (§4). */
function isCopy({ ref, data }: Version): boolean {
  const { id } = leadSyncOf(data);
  return id !== null && id !== ref.id;
}

/** A stamp of a version, if it counts: not of a copy, and not of a foreign clock. */
function stampOf(version: Version, field: string): Micros | null {
  const at = microsOf(version.data?.[field]);
  return at === null || isCopy(version) || at > version.time + MINUTE ? null : at;
}

/** One document, from its creation to its deletion. */
export interface Incarnation {
  ref: SourceRef;
  path: string;
  /** The path with the `createTime`: tells it from others under the same id. */
  key: string;
  versions: readonly Version[];
  /** Where its creation and its deletion stand among all versions of all documents. */
  createdAt: number;
  deletedAt: number | null;
  /** When its deletion counts; null while it exists. */
  deletionTime: Micros | null;
  /** Whether retention took it: it was deleted after its `expireAt`. */
  isExpired: boolean;
  openedAt: Micros;
  /** Its newest version that can be used; null if there was none. */
  content: Content | null;
  /** Whether its last version can be used. */
  isUsable: boolean;
  /** What its newest version that brought a state says; null if none could be used. */
  state: { content: Content; at: Micros } | null;
  /** Whether the last version alone tells that state and its time, and when it was opened. */
  isToldByLast: boolean;
  /** Whether the stamp of its last version would date that state later: that of a foreign clock, once its time came. */
  isToldLater: boolean;
  /** Whether any of its versions was rejected. */
  wasRejected: boolean;
  /** Whether it was rejected when it was deleted, and never linked: then it never counted (§3). */
  isGoneUncounted: boolean;
  /** Where the versions that can be used belonged: all that differ from the one before. */
  places: readonly { place: Content['place']; since: number }[];
}

export function incarnationsOf(versions: readonly Version[]): Incarnation[] {
  const byKey = new Map<string, { version: Version; position: number }[]>();
  for (const [position, version] of versions.entries()) {
    const key = `${pathOf(version.ref)}@${String(version.createTime)}`;
    const known = byKey.get(key);
    if (known === undefined) byKey.set(key, [{ version, position }]);
    else known.push({ version, position });
  }
  return [...byKey].flatMap(([key, own]) => incarnationOf(key, own) ?? []);
}

function incarnationOf(
  key: string,
  own: readonly { version: Version; position: number }[],
): Incarnation | null {
  const existing = own.filter(({ version }) => version.data !== null);
  const [first] = existing;
  const last = existing.at(-1);
  if (first === undefined || last === undefined) return null;
  const deletion = own.find(({ version }) => version.data === null);
  const versions = existing.map(({ version }) => version);
  const { ref } = first.version;
  const openedAt = openedOf(first.version);
  const state = stateOf(versions);
  const places: { place: Content['place']; since: number }[] = [];
  for (const { version, position } of existing) {
    const place = contentOf(version)?.place;
    if (place === undefined || isSamePlace(place, places.at(-1)?.place)) continue;
    places.push({ place, since: position });
  }
  const expireAt = microsOf(last.version.data?.['expireAt']);
  const deletionTime =
    deletion === undefined ? null : Math.max(deletion.version.time, last.version.time);
  const toldByLast = stampOf(last.version, 'statusAt');
  return {
    ref,
    path: pathOf(ref),
    key,
    versions,
    createdAt: first.position,
    deletedAt: deletion?.position ?? null,
    deletionTime,
    isExpired: deletionTime !== null && expireAt !== null && expireAt <= deletionTime,
    openedAt,
    content: versions.map(contentOf).findLast((content) => content !== null) ?? null,
    isUsable: contentOf(last.version) !== null,
    state,
    isToldByLast:
      state !== null &&
      toldByLast === state.at &&
      !isCopy(first.version) &&
      openedOf({ ...last.version, time: first.version.time }) === openedAt,
    isToldLater: state !== null && toldByLast !== null && toldByLast > state.at,
    wasRejected: versions.some(isRejected),
    isGoneUncounted: deletion !== undefined && isRejected(last.version) && !versions.some(isLinked),
    places,
  };
}

function isSamePlace(one: Content['place'], other: Content['place'] | undefined): boolean {
  if (other === undefined) return false;
  if ('appointmentId' in one || 'appointmentId' in other) {
    return (
      'appointmentId' in one &&
      'appointmentId' in other &&
      one.appointmentId === other.appointmentId
    );
  }
  return nameOf(one) === nameOf(other);
}

/** When a document was opened, as the version that created it says (§4). */
function openedOf(created: Version): Micros {
  const createdAt = stampOf(created, 'createdAt');
  return createdAt !== null && createdAt < created.createTime - MINUTE
    ? createdAt
    : created.createTime;
}

/** The newest state that a version brought, with its time (§4). */
function stateOf(versions: readonly Version[]): Incarnation['state'] {
  let state: Incarnation['state'] = null;
  let before: Version | undefined;
  for (const version of versions) {
    const previous = before;
    before = version;
    const content = contentOf(version);
    if (content === null || isServerWrite(previous, version)) continue;
    // What the server shows is not the appointment's own, if only another field was mended.
    const isMending = previous !== undefined && contentOf(previous) === null;
    if (isMending && isShownByServer(version)) continue;
    const old = previous === undefined ? null : contentOf(previous);
    const stamp = stampOf(version, 'statusAt');
    const isNewStamp = stamp !== microsOf(previous?.data?.['statusAt']);
    const isMended =
      previous !== undefined &&
      old === null &&
      wordsOf(previous) === wordsOf(version) &&
      !hasStampOfServer(version) &&
      MENDED_STATE_KEEPS_ITS_STAMP;
    const isStamped = stamp !== null && (isNewStamp || isMended);
    // Created, after one that could not be used, a changed word, or another stamp.
    const brings =
      old === null ||
      content.status !== old.status ||
      content.type !== old.type ||
      content.outcome !== old.outcome ||
      isStamped;
    if (!brings) continue;
    const unstamped = previous === undefined ? importedAt(version) : version.time;
    state = { content, at: isStamped ? stamp : unstamped };
  }
  return state;
}

/** The words of a version's state, whether it can be used or not. */
function wordsOf({ data }: Version): string {
  const words = [
    ...APPOINTMENT_WORDS,
    ...TYPE_WORDS,
    ...VISIT_WORDS,
    ...OUTCOME_WORDS,
    ...ENQUIRY_WORDS,
  ];
  const said = [data?.['status'], textOf(data?.['type']) ?? 'Visita', textOf(data?.['outcome'])];
  return JSON.stringify(said.map((each) => recognise(words, each) ?? each));
}

/** The time of an unstamped version that created a document: an import tells when it happened (§4). */
function importedAt(created: Version): Micros {
  const at = stampOf(created, 'updatedAt') ?? stampOf(created, 'createdAt');
  return at !== null && at < created.createTime - MINUTE ? at : created.time;
}
