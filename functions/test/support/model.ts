/**
 * An independent model of the contract (docs/contract.md §4): derives the leads from the versions of the
 * documents and from the decisions alone. It has no events, no order of delivery, and no code under test.
 */
import type { SourceRef } from '../../src/domain/documents/sourceRef';
import type { LeadStatus } from '../../src/domain/leadStatus';
import type { Pair } from '../../src/domain/leads/leadId';

/** Microseconds since 1970. */
type Micros = number;

/** A document as one write left it; `data` is null if the write deleted it. */
export interface Version {
  ref: SourceRef;
  data: Readonly<Record<string, unknown>> | null;
  createTime: Micros;
  /** When it was committed. */
  time: Micros;
}

/** A decision, made by hand or in the console. */
export interface Decision {
  pair: Pair;
  status: LeadStatus;
  outcome: 'won' | 'lost' | null;
  at: Micros;
}

/** What a lead must be at the end. */
export interface ExpectedLead {
  pair: Pair;
  status: LeadStatus;
  /** Null while it is not `Cerrado`. */
  outcome: 'won' | 'lost' | 'moved' | null;
  /** False if it may not exist: all its viewings moved to other leads, and nobody moved it by hand. */
  isSure: boolean;
}

export interface Expected {
  leads: readonly ExpectedLead[];
  /** The pair that each existing document is linked to, by the document's path. */
  links: ReadonlyMap<string, Pair>;
  /** The appointments that must be `Completed`, since their visit took place. */
  completed: readonly string[];
}

type Kind = 'cancelled' | 'completed' | 'visited' | 'offer_made' | 'more_info_needed' | 'scheduled';

interface Statement {
  kind: Kind;
  at: Micros;
  id: string;
  /** When the viewing was opened. */
  openedAt: Micros;
}

/** The derivation table (docs/contract.md §4); `null` is "stays". */
const TABLE: Record<Kind, [before: LeadStatus, realizada: LeadStatus | null]> = {
  scheduled: ['Visita Pendiente', 'Visita Pendiente'],
  completed: ['Visita Realizada', 'Visita Realizada'],
  visited: ['Visita Realizada', 'Visita Realizada'],
  offer_made: ['Oferta Presentada', 'Oferta Presentada'],
  more_info_needed: ['Información Solicitada', 'Información Solicitada'],
  cancelled: ['Información Solicitada', null],
};
const BEFORE: readonly LeadStatus[] = [
  'Fase 0: Información Incompleta',
  'Información Solicitada',
  'Respuesta Pendiente',
  'Visita Pendiente',
];
const AT_EQUAL_TIMES: readonly Kind[][] = [
  ['cancelled'],
  ['completed'],
  ['visited', 'offer_made', 'more_info_needed'],
  ['scheduled'],
];

export const pathOf = ({ collection, id }: SourceRef) => `${collection}/${id}`;
export const nameOf = ({ contactId, listingId }: Pair) => JSON.stringify([contactId, listingId]);

/** Derives what must be at the end. `versions` are in the order of their commits. */
export function expectedOf(versions: readonly Version[], decisions: readonly Decision[]): Expected {
  const documents = new Map<string, Version[]>();
  for (const version of versions) {
    const path = pathOf(version.ref);
    documents.set(path, [...(documents.get(path) ?? []), version]);
  }
  const viewings = [...documents.values()].flatMap((own): ViewingFacts[] => {
    const [first] = own;
    if (first === undefined || !isViewing(first)) return [];
    const { collection, id } = first.ref;
    const visits =
      collection === 'visits'
        ? [own]
        : [...documents.values()].filter(([visit]) => visit?.data?.['appointmentId'] === id);
    return [viewingOf(own, visits)];
  });

  const pairs = new Map<string, Pair>();
  for (const { pair, allPairs } of viewings) {
    for (const each of [pair, ...allPairs]) pairs.set(nameOf(each), each);
  }
  const leads = [...pairs.values()].map((pair): ExpectedLead => {
    const here = viewings.filter((viewing) => nameOf(viewing.pair) === nameOf(pair));
    const decision = decisions.filter((each) => nameOf(each.pair) === nameOf(pair)).at(-1) ?? null;
    if (here.length === 0 && decision === null) {
      return { pair, status: 'Cerrado', outcome: 'moved', isSure: false };
    }
    return { pair, ...statusOf(here, decision, pair), isSure: true };
  });

  const links = new Map<string, Pair>();
  const completed: string[] = [];
  for (const viewing of viewings) {
    for (const path of viewing.existing) links.set(path, viewing.pair);
    if (viewing.isCompleted) completed.push(pathOf(viewing.ref));
  }
  return { leads, links, completed };
}

interface ViewingFacts {
  ref: SourceRef;
  pair: Pair;
  /** Every pair that it ever belonged to. */
  allPairs: Pair[];
  statements: Statement[];
  /** The paths of its documents that exist. */
  existing: string[];
  isCompleted: boolean;
}

const isViewing = ({ ref, data }: Version) =>
  ref.collection === 'appointments' || data?.['appointmentId'] === undefined;

function viewingOf(own: readonly Version[], visits: readonly Version[][]): ViewingFacts {
  const documents = own[0]?.ref.collection === 'visits' ? [own] : [own, ...visits];
  const openedAt = Math.min(...documents.flat().map(({ createTime }) => createTime));
  const existing = own.filter(({ data }) => data !== null);
  const pairs = existing.map(pairOf);
  const [ref, pair] = [existing.at(-1)?.ref, pairs.at(-1)];
  if (ref === undefined || pair === undefined) throw new Error('A viewing has a document');

  const appointment = ref.collection === 'appointments' ? stateOf(own) : null;
  const [visit] = visits
    .map((versions) => ({ ...stateOf(versions), id: versions[0]?.ref.id ?? '' }))
    .filter(({ data }) => data?.['status'] === 'visit_done')
    .sort((a, b) => b.at - a.at || (a.id > b.id ? -1 : 1));
  const statements: Statement[] = [];
  if (visit !== undefined) {
    const kind = (visit.data?.['outcome'] as Kind | undefined) ?? 'visited';
    statements.push({ kind, at: visit.at, id: visit.id, openedAt });
  }
  const kind = appointment === null ? null : kindOf(appointment.data, existing.at(-1));
  if (appointment !== null && kind !== null) {
    const counts = visit === undefined || (kind === 'scheduled' && appointment.at > visit.at);
    if (counts) statements.push({ kind, at: appointment.at, id: ref.id, openedAt });
  }
  return {
    ref,
    pair,
    allPairs: pairs,
    statements,
    existing: documents
      .filter((versions) => versions.at(-1)?.data !== null)
      .map((versions) => pathOf(versions[0]?.ref ?? ref)),
    isCompleted:
      visit !== undefined &&
      appointment?.data?.['status'] === 'Scheduled' &&
      appointment.at <= visit.at,
  };
}

function pairOf({ data }: Version): Pair {
  const { contactId, listingId = null } = data ?? {};
  return { contactId: contactId as string, listingId: listingId as string | null };
}

/** The newest state of a document, and its time. */
function stateOf(versions: readonly Version[]): { data: Version['data']; at: Micros } {
  let state: { data: Version['data']; at: Micros } = { data: null, at: 0 };
  let before: Version['data'] = null;
  for (const { data, time } of versions) {
    const stamp = microsOf(data?.['statusAt']);
    const isStamped = stamp !== null && stamp !== microsOf(before?.['statusAt']);
    const isChanged =
      data === null ||
      before === null ||
      ['status', 'type', 'outcome'].some((field) => data[field] !== before?.[field]);
    if (isStamped || isChanged) state = { data, at: isStamped ? stamp : time };
    before = data;
  }
  return state;
}

export function microsOf(stamp: unknown): Micros | null {
  if (typeof stamp !== 'object' || stamp === null) return null;
  const { seconds, nanoseconds } = stamp as { seconds: number; nanoseconds: number };
  return seconds * 1_000_000 + Math.floor(nanoseconds / 1_000);
}

/** What an appointment states; `last` is its last version before a deletion. */
function kindOf(data: Version['data'], last: Version | undefined): Kind | null {
  const type = (data ?? last?.data)?.['type'] ?? 'Visita';
  if (type !== 'Visita') return null;
  if (data === null) return 'cancelled';
  switch (data['status']) {
    case 'Scheduled':
      return 'scheduled';
    case 'Completed':
      return 'completed';
    default:
      return 'cancelled';
  }
}

function statusOf(
  viewings: readonly ViewingFacts[],
  decision: Decision | null,
  { listingId }: Pair,
) {
  const all = viewings.flatMap(({ statements }) => statements);
  const rank = ({ kind }: Statement) => AT_EQUAL_TIMES.findIndex((kinds) => kinds.includes(kind));
  const newer = all
    .filter(({ at }) => decision === null || at > decision.at)
    .sort((a, b) => a.at - b.at || rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
  let status: LeadStatus = decision?.status ?? 'Fase 0: Información Incompleta';
  for (const statement of newer) {
    const isOther = all.some((each) => each.kind === 'scheduled');
    if (statement.kind === 'cancelled' && isOther) continue;
    status = appliedTo(status, statement, decision, listingId) ?? status;
  }
  const outcome = status === 'Cerrado' ? (decision?.outcome ?? 'lost') : null;
  return { status, outcome };
}

function appliedTo(
  status: LeadStatus,
  { kind, openedAt }: Statement,
  decision: Decision | null,
  listingId: string | null,
): LeadStatus | null {
  const [before, realizada] = TABLE[kind];
  const isNewInterest = decision !== null && openedAt > decision.at;
  const isLost =
    status === 'Oferta Rechazada' || (status === 'Cerrado' && decision?.outcome !== 'won');
  if (listingId === null) return isLost && isNewInterest ? 'Fase 0: Información Incompleta' : null;
  if (BEFORE.includes(status)) return before;
  if (status === 'Visita Realizada') return realizada;
  if (!isLost) return null;
  if (status === 'Oferta Rechazada' && kind === 'offer_made') return before;
  return isNewInterest ? before : null;
}
