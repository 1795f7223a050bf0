/**
 * An independent model of the contract (docs/contract.md §2 to §4): derives the leads from the versions of
 * the documents and from the decisions alone. It has no events, no order of delivery, and no code under test.
 */
import type { LeadStatus } from '../../src/domain/leadStatus';
import type { Pair } from '../../src/domain/leads/leadId';
import {
  incarnationsOf,
  nameOf,
  textOf,
  type Content,
  type Incarnation,
  type LISTING_WORDS,
  type Version,
} from './modelDocuments';

export { nameOf, type Version } from './modelDocuments';

/** Microseconds since 1970. */
type Micros = number;

/** A decision: made by hand, in the console, or by the older system whose lead was adopted. */
export interface Decision {
  pair: Pair;
  status: LeadStatus;
  outcome: 'won' | 'lost' | null;
  at: Micros;
}

/** A lead that an older system wrote, before any document of its pair. */
export interface OlderLead {
  pair: Pair;
  id: string;
  status: string;
  outcome: 'won' | 'lost' | null;
  prospectId: string | null;
  assignedTo: string | null;
  hasHistory: boolean;
  /** The lead's `updateTime`. */
  at: Micros;
}

/** A version of a listing: what it says, if that is news, and its `updateTime`. */
export interface ListingVersion {
  news: ListingNews | null;
  at: Micros;
}
type ListingNews = Exclude<(typeof LISTING_WORDS)[number], 'available'>;

/** All that the model knows. */
export interface HistoryRecord {
  /** In the order of the commits, with those of the server. */
  versions: readonly Version[];
  /** In the order in which they were made. Those of a lead that was deleted since are not among them. */
  decisions: readonly Decision[];
  olderLeads: readonly OlderLead[];
  /** What persons wrote to `assignedTo`, by the name of the pair. */
  assigned: ReadonlyMap<string, string>;
  /** When persons want to be reminded of leads, by the name of the pair. */
  followUps: ReadonlyMap<string, Micros>;
  /** The versions of the listings, by their ids, in the order in which they were written. */
  listings: ReadonlyMap<string, readonly ListingVersion[]>;
  /** The keys of the deleted documents that went with the lead that held them (§3). */
  forgotten: ReadonlySet<string>;
  /** Whether everything was repaired at the end, so that every document was read. */
  isRepaired: boolean;
}

/** What a lead must be at the end. A field that is `undefined` may be anything. */
export interface ExpectedLead {
  pair: Pair;
  /** What it may be; empty if there must be none. */
  allowed: readonly { status: LeadStatus; outcome: 'won' | 'lost' | 'moved' | null }[];
  /** Whether there must be one. */
  isSure: boolean;
  source: 'Enquiry' | 'Appointment' | 'Visit' | undefined;
  origin: Content['origin'] | undefined;
  prospectId: string | null | undefined;
  assignedTo: string | null | undefined;
  nextViewingAt: Micros | null;
  offer: { amount: number; currency: string; at: Micros } | null;
  attention: { at: Micros; why: string } | null | undefined;
  /** What it must know of its listing while it is open, and the versions of which it may have it (§10). */
  listing: { news: ListingNews | null; versions: readonly Micros[] };
  /** The id of the lead, if an older system wrote it. */
  id: string | undefined;
  /** The keys of the existing documents that it must count. */
  documents: readonly string[];
}

/** What an existing document must look like at the end. */
interface ExpectedDocument {
  path: string;
  key: string;
  /** The pair of its lead; null if the document is rejected. */
  pair: Pair | null;
  /** The status that an appointment must show; null for a visit. */
  status: string | null;
}

export interface Expected {
  /** There must be no lead of any other pair, but for the vague ones. */
  leads: readonly ExpectedLead[];
  /** The names of the pairs about which nothing is promised. */
  vague: ReadonlySet<string>;
  documents: readonly ExpectedDocument[];
}

type Kind =
  | 'cancelled'
  | 'open'
  | 'answered'
  | 'completed'
  | 'visited'
  | 'offer_made'
  | 'more_info_needed'
  | 'scheduled';

interface Statement {
  kind: Kind;
  at: Micros;
  id: string;
  /** When the viewing was opened. */
  openedAt: Micros;
}

const FIRST_STATUS: LeadStatus = 'Fase 0: Información Incompleta';
/** The derivation table (docs/contract.md §4); `null` is "stays". */
const TABLE: { readonly [kind in Kind]: [before: LeadStatus, realizada: LeadStatus | null] } = {
  scheduled: ['Visita Pendiente', 'Visita Pendiente'],
  completed: ['Visita Realizada', 'Visita Realizada'],
  visited: ['Visita Realizada', 'Visita Realizada'],
  offer_made: ['Oferta Presentada', 'Oferta Presentada'],
  more_info_needed: ['Información Solicitada', 'Información Solicitada'],
  cancelled: ['Información Solicitada', null],
  open: ['Información Solicitada', null],
  answered: ['Respuesta Pendiente', null],
};
const BEFORE: readonly LeadStatus[] = [
  FIRST_STATUS,
  'Información Solicitada',
  'Respuesta Pendiente',
  'Visita Pendiente',
];
const AT_EQUAL_TIMES: readonly Kind[][] = [
  ['cancelled'],
  ['open'],
  ['answered'],
  ['completed'],
  ['visited', 'offer_made', 'more_info_needed'],
  ['scheduled'],
];
/** The ten statuses, in order. */
export const STATUSES: readonly LeadStatus[] = [
  ...BEFORE,
  'Visita Realizada',
  'Oferta Presentada',
  'Oferta Pendiente Aprobación',
  'Oferta Aceptada',
  'Oferta Rechazada',
  'Cerrado',
];

/** An appointment with its visits, a visit of its own, or an enquiry, where it stands at the end. */
interface ViewingFacts {
  pair: Pair;
  /** Of the document that it is named after. */
  path: string;
  appointment: Incarnation | null;
  visits: readonly Incarnation[];
  enquiry: Incarnation | null;
}

/** Where every document stands at the end. */
export interface Standing {
  incarnations: readonly Incarnation[];
  viewings: readonly ViewingFacts[];
  /** The pair of each document that has one, by its key. */
  pairOf: ReadonlyMap<string, Pair>;
  /** The viewing and pair of each document that has one, by its key. */
  viewingOf: ReadonlyMap<string, string>;
}

/** Derives what must be at the end. */
export function expectedOf(record: HistoryRecord): Expected {
  const standing = standingOf(record.versions, record.forgotten);
  const { incarnations, viewings, pairOf } = standing;
  const isVague = (each: Incarnation) =>
    isVagueItself(each, standing) || isMisdated(each, record.isRepaired) || isHalfSeen(each);
  const vague = vaguePairs(incarnations, isVague);
  const leads = pairsOf(record, incarnations)
    .filter((pair) => !vague.has(nameOf(pair)))
    .map((pair) => expectedLead(pair, record, standing));
  const documents = incarnations.flatMap((each): ExpectedDocument[] => {
    if (each.deletedAt !== null) return [];
    const { path, key } = each;
    const pair = pairOf.get(key) ?? null;
    if (pair === null ? isVague(each) : vague.has(nameOf(pair))) return [];
    const own = viewings.find(({ appointment }) => appointment?.key === key);
    const status = own === undefined ? null : shownStatus(own);
    return [{ path, key, pair, status }];
  });
  return { leads, vague, documents };
}

// --- Where documents stand -------------------------------------------------------------------------

export function standingOf(
  versions: readonly Version[],
  forgotten: ReadonlySet<string> = new Set(),
): Standing {
  const incarnations = incarnationsOf(versions).filter(({ key }) => !forgotten.has(key));
  const pairOf = new Map<string, Pair>();
  const viewingOf = new Map<string, string>();
  for (const each of incarnations) {
    const place = each.isGoneUncounted ? null : placeOf(each, incarnations);
    if (place === null) continue;
    pairOf.set(each.key, place.pair);
    viewingOf.set(each.key, `${place.path} of ${nameOf(place.pair)}`);
  }
  // In one viewing the newest document of an id takes the former's place (§3).
  const placed = incarnations.filter((each) => pairOf.has(each.key));
  const standing = placed.filter((each) => {
    const rivals = placed.filter(
      (other) => other.path === each.path && viewingOf.get(other.key) === viewingOf.get(each.key),
    );
    return rivals.every(({ createdAt }) => createdAt <= each.createdAt);
  });
  const viewings = new Map<string, ViewingFacts>();
  for (const each of standing) {
    if (isGoneForGood(each)) continue;
    const name = viewingOf.get(each.key) ?? '';
    const known = viewings.get(name) ?? {
      pair: pairOf.get(each.key) ?? NOWHERE,
      path: name.slice(0, name.indexOf(' of ')),
      appointment: null,
      visits: [],
      enquiry: null,
    };
    viewings.set(name, withDocument(known, each));
  }
  return { incarnations, viewings: [...viewings.values()], pairOf, viewingOf };
}

function withDocument(known: ViewingFacts, each: Incarnation): ViewingFacts {
  switch (each.ref.collection) {
    case 'enquiries':
      return { ...known, enquiry: each };
    case 'appointments':
      return { ...known, appointment: each };
    case 'visits':
      return { ...known, visits: [...known.visits, each] };
  }
}

/** A deleted visit or enquiry no longer counts, unless retention took it (§4). */
export function isGoneForGood({ ref, deletedAt, isExpired }: Incarnation): boolean {
  return ref.collection !== 'appointments' && deletedAt !== null && !isExpired;
}

const NOWHERE: Pair = { contactId: '', listingId: null };

/** The viewing that a document belongs to at the end, and the viewing's pair. */
function placeOf(
  each: Incarnation,
  incarnations: readonly Incarnation[],
): { pair: Pair; path: string } | null {
  const place = each.content?.place;
  if (place === undefined) return null;
  if (!('appointmentId' in place)) return { pair: place, path: each.path };
  const home = homeOf(each, incarnations);
  const pair = home?.content?.place;
  return home === null || pair === undefined || 'appointmentId' in pair
    ? null
    : { pair, path: home.path };
}

/**
 * The appointment that a visit belongs to: the one that existed when the visit last began to name that
 * id, else the next one. With it the visit stays when it is deleted, and when another is created (§3).
 */
export function homeOf(
  visit: Incarnation,
  incarnations: readonly Incarnation[],
): Incarnation | null {
  const last = visit.places.at(-1);
  if (last === undefined || !('appointmentId' in last.place)) return null;
  const { place, since } = last;
  const home = incarnations.find(
    ({ ref, content, deletedAt }) =>
      ref.collection === 'appointments' &&
      ref.id === place.appointmentId &&
      content !== null &&
      (deletedAt === null || deletedAt > since),
  );
  const existedTogether =
    home !== undefined && (visit.deletedAt === null || home.createdAt < visit.deletedAt);
  return existedTogether ? home : null;
}

/** Every pair that a document ever belonged to. */
function everPairsOf(each: Incarnation, incarnations: readonly Incarnation[]): Pair[] {
  return each.places.flatMap(({ place, since }) =>
    'appointmentId' in place
      ? incarnations
          .filter(({ path }) => path === `appointments/${place.appointmentId}`)
          .filter(({ deletedAt }) => deletedAt === null || deletedAt > since)
          .flatMap((appointment) => everPairsOf(appointment, incarnations))
      : [place],
  );
}

/**
 * The pairs about which the contract promises nothing, since a document cannot be used at the end. Not
 * promised (§4): which version of an unusable document was seen while usable.
 */
function vaguePairs(
  incarnations: readonly Incarnation[],
  isVague: (each: Incarnation) => boolean,
): ReadonlySet<string> {
  const vague = incarnations.filter(isVague);
  return new Set(vague.flatMap((each) => everPairsOf(each, incarnations)).map(nameOf));
}

/**
 * Not promised (§4): which version of an unusable document was seen while usable. A visit is rejected while
 * its appointment cannot be used; what its versions said then is lost, unless the last one tells it.
 */
function isHalfSeen({ ref, wasRejected, isToldByLast }: Incarnation): boolean {
  return ref.collection === 'visits' && wasRejected && !isToldByLast;
}

/** Not promised (§4): what the stamp of a foreign clock says to whoever reads the document after that time. */
function isMisdated(
  { wasRejected, isToldLater, deletedAt }: Incarnation,
  isRepaired: boolean,
): boolean {
  return isToldLater && (isRepaired || wasRejected || deletedAt !== null);
}

function isVagueItself(each: Incarnation, { incarnations, pairOf }: Standing): boolean {
  if (isGoneForGood(each) || each.isGoneUncounted) return false; // It counts nowhere.
  const home = homeOf(each, incarnations);
  const isHomeUsable = home === null || home.deletedAt !== null || home.isUsable;
  const isPlaced = each.isUsable && isHomeUsable && pairOf.has(each.key);
  return !isPlaced && everPairsOf(each, incarnations).length > 0;
}

function pairsOf(
  { decisions, olderLeads }: HistoryRecord,
  incarnations: readonly Incarnation[],
): readonly Pair[] {
  const pairs = [
    ...incarnations.flatMap((each) => everPairsOf(each, incarnations)),
    ...decisions.map(({ pair }) => pair),
    ...olderLeads.map(({ pair }) => pair),
  ];
  return [...new Map(pairs.map((pair) => [nameOf(pair), pair])).values()];
}

// --- What a lead is --------------------------------------------------------------------------------

function expectedLead(pair: Pair, record: HistoryRecord, standing: Standing): ExpectedLead {
  const name = nameOf(pair);
  const viewings = standing.viewings.filter((viewing) => nameOf(viewing.pair) === name);
  const made = record.decisions.filter((each) => nameOf(each.pair) === name).at(-1) ?? null;
  const older = chosenOlderLead(record.olderLeads.filter((each) => nameOf(each.pair) === name));
  const decision = made ?? (older === null ? null : adoptionOf(older));
  const documents = viewings
    .flatMap(({ appointment, visits, enquiry }) => [enquiry, appointment, ...visits])
    .filter((each) => each !== null);
  const isInUse = viewings.length > 0 || made !== null || older?.hasHistory === true;
  const first = byOpening(viewings, openedAtOf)[0];
  return {
    pair,
    isSure: isInUse,
    allowed:
      viewings.length > 0 || decision !== null
        ? [statusOf(viewings, decision, pair)]
        : ifEverythingLeft(name, standing),
    // As it was where nothing is left (§2); an older lead keeps what the older system wrote.
    source: first === undefined || older !== null ? undefined : SOURCES[collectionOf(first.path)],
    origin: firstOrigin(documents),
    prospectId: older?.prospectId ?? firstNamed(documents, 'prospectId'),
    assignedTo: record.assigned.get(name) ?? older?.assignedTo ?? firstNamed(documents, 'agentId'),
    nextViewingAt: nextViewingOf(viewings)?.startsAt ?? null,
    offer: newestOffer(viewings),
    attention:
      viewings.length > 0 || decision !== null
        ? attentionOf(viewings, decision, pair, record.followUps.get(name) ?? null)
        : undefined,
    listing: listingOf(pair, record),
    id: older?.id,
    documents: documents.filter(({ deletedAt }) => deletedAt === null).map(({ key }) => key),
  };
}

/**
 * What a lead without viewings and decision may be. Not promised (§4): whether a lead that everything left
 * exists. It closed as moved if something went elsewhere; a deleted visit or enquiry leaves nothing behind.
 */
function ifEverythingLeft(
  name: string,
  { incarnations, pairOf }: Standing,
): ExpectedLead['allowed'] {
  const wereHere = incarnations.filter((each) =>
    everPairsOf(each, incarnations).some((pair) => nameOf(pair) === name),
  );
  const areHere = wereHere.filter((each) => nameOf(pairOf.get(each.key) ?? NOWHERE) === name);
  const hasLeft = wereHere.some((each) => !areHere.includes(each) || each.places.length > 1);
  return [
    ...(hasLeft || wereHere.some(({ ref }) => ref.collection === 'visits')
      ? [{ status: 'Cerrado' as const, outcome: 'moved' as const }]
      : []),
    // A visit or an enquiry that was deleted after it left may never be seen to have left.
    ...(areHere.length > 0 || wereHere.some(isGoneForGood)
      ? [{ status: FIRST_STATUS, outcome: null }]
      : []),
  ];
}

/** Of several older leads, the one with a history; else in the order of §9, an open one before a won one. */
function chosenOlderLead(leads: readonly OlderLead[]): OlderLead | null {
  const outcomeOf = (lead: OlderLead) => adoptionOf(lead).outcome ?? 'open';
  const outcomes = leads.map(outcomeOf);
  const order =
    outcomes.includes('won') && outcomes.includes('open')
      ? ['open', 'won', 'lost']
      : ['won', 'open', 'lost'];
  const step = (lead: OlderLead) => STATUSES.indexOf(adoptionOf(lead).status);
  const [first] = [...leads].sort(
    (a, b) =>
      Number(b.hasHistory) - Number(a.hasHistory) ||
      order.indexOf(outcomeOf(a)) - order.indexOf(outcomeOf(b)) ||
      step(b) - step(a) ||
      (a.id < b.id ? -1 : 1),
  );
  return first ?? null;
}

/** An older status counts as a decision of the lead's `updateTime`; one that is none counts as Fase 0 (§3). */
function adoptionOf({ pair, status: text, outcome, at }: OlderLead): Decision {
  const folded = (each: string) => each.normalize('NFC').trim().toLowerCase();
  const status = STATUSES.find((each) => folded(each) === folded(text)) ?? FIRST_STATUS;
  return { pair, status, outcome: status === 'Cerrado' ? (outcome ?? 'lost') : null, at };
}

const SOURCES = { enquiries: 'Enquiry', appointments: 'Appointment', visits: 'Visit' } as const;
const COLLECTIONS = ['enquiries', 'appointments', 'visits'] as const;

function collectionOf(path: string): (typeof COLLECTIONS)[number] {
  return COLLECTIONS.find((name) => path.startsWith(`${name}/`)) ?? 'appointments';
}

/** Earliest opened first; at equal times an enquiry before an appointment before a visit, then by id (§2). */
function byOpening<Opened extends { path: string }>(
  list: readonly Opened[],
  openedOf: (each: Opened) => Micros,
): Opened[] {
  const rank = ({ path }: Opened) => COLLECTIONS.indexOf(collectionOf(path));
  return [...list].sort(
    (a, b) => openedOf(a) - openedOf(b) || rank(a) - rank(b) || (a.path < b.path ? -1 : 1),
  );
}

/** The origin of the earliest opened enquiry that names one. */
function firstOrigin(documents: readonly Incarnation[]): ExpectedLead['origin'] {
  if (documents.length === 0) return undefined;
  const origins = byOpening(documents, ({ openedAt }) => openedAt)
    .map(({ content }) => content?.origin ?? null)
    .filter((each) => each !== null);
  return origins[0] ?? null;
}

/** What the earliest opened document that names one names. Not compared where nothing is left. */
function firstNamed(
  documents: readonly Incarnation[],
  field: 'prospectId' | 'agentId',
): string | null | undefined {
  if (documents.length === 0) return undefined;
  const named = byOpening(documents, ({ openedAt }) => openedAt)
    .map(({ content }) => textOf(content?.[field]))
    .filter((each) => each !== null);
  return named[0] ?? null;
}

/** The time of the scheduled viewing that begins first (§2); of several, the one that ends last. */
function nextViewingOf(
  viewings: readonly ViewingFacts[],
): { startsAt: Micros; due: Micros } | null {
  const times = viewings
    .filter((each) => statementsOf(each).some(({ kind }) => kind === 'scheduled'))
    .flatMap(({ appointment }) => {
      const { startsAt = null, endsAt = null } = appointment?.content ?? {};
      if (startsAt === null) return [];
      // §10: two hours after its end, else three after its start.
      const hasEnd = endsAt !== null && endsAt > startsAt;
      return [{ startsAt, due: hasEnd ? endsAt + 2 * HOUR : startsAt + 3 * HOUR, endsAt }];
    });
  const latestEnd = (each: { endsAt: Micros | null }) => each.endsAt ?? -Infinity;
  return times.sort((a, b) => a.startsAt - b.startsAt || latestEnd(b) - latestEnd(a))[0] ?? null;
}

/** What the visit offers that said `offer_made` last, of those that count for their viewing (§2). */
function newestOffer(viewings: readonly ViewingFacts[]): ExpectedLead['offer'] {
  const offers = viewings.flatMap((each) =>
    statementsOf(each)
      .filter(({ kind }) => kind === 'offer_made')
      .flatMap(({ at, id }) => {
        const said = each.visits.find(({ ref }) => ref.id === id)?.content?.offer ?? null;
        return said === null ? [] : [{ ...said, at, id }];
      }),
  );
  const newest = offers.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))[0];
  if (newest === undefined) return null;
  const { amount, currency, at } = newest;
  return { amount, currency, at };
}

const HOUR = 3_600_000_000;
/** §10: the days until a lead needs somebody, by its step. */
const DAYS = [3, 2, 7, 3, 2, 2, 5, 30, 7];

/** When the lead needs somebody, and why (§10). */
function attentionOf(
  viewings: readonly ViewingFacts[],
  decision: Decision | null,
  pair: Pair,
  followUp: Micros | null,
): ExpectedLead['attention'] {
  const { status, since } = statusOf(viewings, decision, pair);
  if (status === 'Cerrado') return null;
  const viewing = nextViewingOf(viewings);
  const isVisit = status === 'Visita Pendiente';
  const days = DAYS[STATUSES.indexOf(status)] ?? 0;
  const candidates = [
    ...(isVisit && viewing !== null
      ? []
      : [{ at: since + days * 24 * HOUR, why: isVisit ? 'no_date' : 'stale' }]),
    ...(viewing === null ? [] : [{ at: viewing.due, why: 'no_outcome' }]),
    ...(followUp === null ? [] : [{ at: followUp, why: 'follow_up' }]),
  ];
  return candidates.reduce((latest, each) => (each.at > latest.at ? each : latest));
}

/** What the listing of a pair says at last, and all versions that say it: not promised (§4) is which of them counts. */
function listingOf({ listingId }: Pair, { listings }: HistoryRecord): ExpectedLead['listing'] {
  const versions = listingId === null ? [] : (listings.get(listingId) ?? []);
  const news = versions.at(-1)?.news ?? null;
  return { news, versions: versions.filter((each) => each.news === news).map(({ at }) => at) };
}

function openedAtOf({ appointment, visits, enquiry }: ViewingFacts): Micros {
  const documents = [enquiry, appointment, ...visits].filter((each) => each !== null);
  return Math.min(...documents.map(({ openedAt }) => openedAt));
}

// --- What a viewing says ---------------------------------------------------------------------------

/** The `visit_done` that counts: the one with the latest time. */
function visitOf({ visits }: ViewingFacts): { content: Content; at: Micros; id: string } | null {
  const done = visits.flatMap(({ ref: { id }, state }) =>
    state?.content.status === 'visit_done' ? [{ ...state, id }] : [],
  );
  return done.sort((a, b) => b.at - a.at || (a.id > b.id ? -1 : 1))[0] ?? null;
}

function statementsOf(viewing: ViewingFacts): Statement[] {
  const openedAt = openedAtOf(viewing);
  const statements: Statement[] = [];
  const visit = visitOf(viewing);
  if (visit !== null) {
    const { at, id } = visit;
    statements.push({ kind: visit.content.outcome ?? 'visited', at, id, openedAt });
  }
  const { enquiry } = viewing;
  const status = enquiry?.state?.content.status;
  if (enquiry?.state && (status === 'open' || status === 'answered')) {
    statements.push({ kind: status, at: enquiry.state.at, id: enquiry.ref.id, openedAt });
  }
  const said = appointmentSays(viewing.appointment);
  if (said === null || viewing.appointment === null) return statements;
  const counts = visit === null || (said.kind === 'scheduled' && said.at > visit.at);
  if (counts) statements.push({ ...said, id: viewing.appointment.ref.id, openedAt });
  return statements;
}

/** What an appointment itself says. */
function appointmentSays(appointment: Incarnation | null): { kind: Kind; at: Micros } | null {
  const state = appointment?.state ?? null;
  if (appointment === null || state === null || state.content.type !== 'Visita') return null;
  switch (state.content.status) {
    case 'Scheduled': {
      const { deletionTime, isExpired } = appointment;
      // Deleting it cancels it; retention says nothing.
      return deletionTime === null || isExpired
        ? { kind: 'scheduled', at: state.at }
        : { kind: 'cancelled', at: deletionTime };
    }
    case 'Completed':
      return { kind: 'completed', at: state.at };
    default:
      return { kind: 'cancelled', at: state.at };
  }
}

/** The status that an appointment shows: its own, or `Completed` if a visit took place since (§4). */
function shownStatus(viewing: ViewingFacts): string | null {
  const own = viewing.appointment?.state ?? null;
  if (own === null) return null;
  const visit = visitOf(viewing);
  const isCompleted = own.content.status === 'Scheduled' && visit !== null && own.at < visit.at;
  return isCompleted ? 'Completed' : own.content.status;
}

// --- Derivation ------------------------------------------------------------------------------------

function statusOf(
  viewings: readonly ViewingFacts[],
  decision: Decision | null,
  { listingId }: Pair,
): { status: LeadStatus; outcome: 'won' | 'lost' | null; since: Micros } {
  const all = viewings.flatMap(statementsOf);
  const rank = ({ kind }: Statement) => AT_EQUAL_TIMES.findIndex((kinds) => kinds.includes(kind));
  const newer = all
    .filter(({ at }) => decision === null || at > decision.at)
    .sort((a, b) => a.at - b.at || rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  const isSaid = (kind: Kind) => all.some((each) => each.kind === kind);
  let status: LeadStatus = decision?.status ?? FIRST_STATUS;
  let since = decision?.at ?? Math.min(...viewings.map(openedAtOf));
  for (const statement of newer) {
    const next =
      listingId === null
        ? withoutListing(status, statement, decision)
        : withListing(status, statement, decision, isSaid);
    if (next !== null && next !== status) since = statement.at;
    status = next ?? status;
  }
  const outcome = status === 'Cerrado' ? (decision?.outcome ?? 'lost') : null;
  return { status, outcome, since };
}

function isLost(status: LeadStatus, decision: Decision | null): boolean {
  return status === 'Oferta Rechazada' || (status === 'Cerrado' && decision?.outcome !== 'won');
}

/** Viewings leave a lead without listing in Fase 0; one that was opened later reopens it (§3). */
function withoutListing(
  status: LeadStatus,
  { openedAt }: Statement,
  decision: Decision | null,
): LeadStatus | null {
  const isNewInterest = decision !== null && openedAt > decision.at;
  return isLost(status, decision) && isNewInterest ? FIRST_STATUS : null;
}

function withListing(
  status: LeadStatus,
  { kind, openedAt }: Statement,
  decision: Decision | null,
  isSaid: (kind: Kind) => boolean,
): LeadStatus | null {
  if (kind === 'cancelled' && isSaid('scheduled')) return null;
  const [before, realizada] = TABLE[kind];
  if (BEFORE.includes(status)) {
    // An enquiry leaves a visit pending; an answer counts once all are answered.
    if (kind === 'open') return status === 'Visita Pendiente' ? null : before;
    if (kind !== 'answered') return before;
    const isFirst = status === FIRST_STATUS || status === 'Información Solicitada';
    return isFirst && !isSaid('open') ? before : null;
  }
  if (status === 'Visita Realizada') return realizada;
  if (!isLost(status, decision)) return null;
  if (status === 'Oferta Rechazada' && kind === 'offer_made') return before;
  return decision !== null && openedAt > decision.at ? before : null;
}
