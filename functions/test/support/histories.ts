/**
 * Random histories for the property tests: what clients, admins and the console do to several pairs, and
 * how the events are delivered: in any order, repeatedly, some of them at the same time.
 */
import fc from 'fast-check';
import type { SourceRef } from '../../src/domain/documents/sourceRef';
import { LEAD_STATUSES, type LeadStatus } from '../../src/domain/leadStatus';
import type { Pair } from '../../src/domain/leads/leadId';
import { expectedOf, nameOf, pathOf, type Decision, type Version } from './model';

type Fields = Readonly<Record<string, unknown>>;
type Listing = 0 | 1 | null;

/** One thing that somebody does. It is skipped if it cannot be done at that moment. */
export type Action =
  | { kind: 'schedule'; appointment: number; listing: Listing; type: string | null }
  | { kind: 'set'; appointment: number; status: string; isStamped: boolean }
  | { kind: 'retype'; appointment: number; type: string }
  | { kind: 'list'; appointment: number; listing: Listing }
  | { kind: 'note'; document: number }
  | { kind: 'delete'; document: number }
  | { kind: 'visit'; visit: number; outcome: string | null; isPending: boolean }
  | { kind: 'decide'; listing: Listing; to: LeadStatus; outcome: 'won' | 'lost' }
  | { kind: 'overwrite'; listing: Listing; to: LeadStatus };

/** An action, and the events that are delivered after it, of all so far; at the same time if `atOnce`. */
export interface Step {
  action: Action;
  deliver: readonly number[];
  atOnce: boolean;
}

export interface History {
  steps: readonly Step[];
  /** The order in which all events are delivered again at the end. */
  order: readonly number[];
  /** Whether they are delivered at the same time then. */
  atOnce: boolean;
  /** The event of a step is lost if its number here is 0. */
  losses: readonly number[];
}

/** Appointments 0 and 1 have visits; appointment 2 has none, and may be deleted and created again. */
const VISITED = 2;
/** The appointment of each visit; the last one has none. */
const APPOINTMENT_OF_VISIT = [0, 0, 1, null] as const;

const appointment = fc.integer({ min: 0, max: 2 });
const listing = fc.constantFrom<Listing>(0, 0, 0, 1, null);
const type = fc.constantFrom('Visita', 'Firma');
const status = fc.constantFrom('Scheduled', 'Completed', 'Cancelled', 'NoShow');
const outcome = fc.constantFrom(null, 'offer_made', 'more_info_needed');
const to = fc.constantFrom(...LEAD_STATUSES);

const schedule: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant('schedule' as const),
  appointment,
  listing,
  type: fc.constantFrom(null, null, null, 'Firma'),
});

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: schedule },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('set' as const),
      appointment,
      status,
      isStamped: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retype' as const), appointment, type }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('list' as const), appointment, listing }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('note' as const), document: fc.nat({ max: 6 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), document: fc.nat({ max: 6 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('visit' as const),
      visit: fc.nat({ max: 3 }),
      outcome,
      isPending: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      listing,
      to,
      outcome: fc.constantFrom('won' as const, 'lost' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('overwrite' as const), listing, to }) },
);

const step = (action: fc.Arbitrary<Action>): fc.Arbitrary<Step> =>
  fc.record({
    action,
    deliver: fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }),
    atOnce: fc.boolean(),
  });

/** Histories of up to `max` actions. The first one can be done in an empty project. */
const histories = (max: number): fc.Arbitrary<History> =>
  fc.record({
    steps: fc
      .tuple(step(schedule), fc.array(step(anyAction), { maxLength: max - 1, size: 'max' }))
      .map(([first, others]) => [first, ...others]),
    order: fc.array(fc.nat({ max: 1_000 }), { minLength: max, maxLength: max }),
    atOnce: fc.boolean(),
    losses: fc.array(fc.nat({ max: 9 }), { minLength: max, maxLength: max }),
  });

/** A lead at the end. */
export interface FoundLead {
  id: string;
  pair: Pair;
  status: string | null;
  outcome: string | null;
  /** The history, oldest first. */
  history: readonly { seq: number; from: string | null; to: string }[];
}

/** Plays a history: in memory or in Firestore. `Event` is the event of one write. */
export interface Backend<Event> {
  contactId: string;
  /** The id of a listing. */
  listing: (listing: Listing) => string | null;
  ref: (collection: SourceRef['collection'], name: string) => SourceRef;
  /** A document's current fields; null if it does not exist. */
  read: (ref: SourceRef) => Promise<Fields | null>;
  /** Commits a write, with stamps or without; `fields` is null for a deletion. */
  write: (ref: SourceRef, fields: Fields | null, isStamped: boolean) => Promise<Event>;
  /** Moves the pair's lead by hand; null if there is none, or it has that status already. */
  decide: (pair: Pair, to: LeadStatus, outcome: 'won' | 'lost' | null) => Promise<Decision | null>;
  /**
   * Overwrites the lead's status in the console; null if there is no lead. `before` is the status that
   * the pipeline knows; `isPending` says that an earlier edit was not handled yet.
   */
  overwrite: (
    pair: Pair,
    to: LeadStatus,
  ) => Promise<{ event: Event; before: string; isPending: boolean; at: number } | null>;
  /** Delivers events, at the same time. */
  deliver: (events: readonly Event[]) => Promise<void>;
  /** Checks and repairs every document and every lead. */
  repair: () => Promise<void>;
  /** Delivers the events of the server's own writes, until there are no more. */
  settle: () => Promise<void>;
  /** Every version of every document, in the order of the commits, with those of the server. */
  versions: () => Promise<readonly Version[]>;
  leads: () => Promise<readonly FoundLead[]>;
}

/** The seeds of one run: a fixed one and a random one. The test's name has the seed. */
export const SEEDS: [which: string, seed: number][] = [
  ['a fixed seed', 20_261_124],
  ['a random seed', Math.floor(Math.random() * 2 ** 31)],
];

/**
 * Plays random histories of up to `maxActions` actions, each on a backend of its own, and checks that the
 * result is as the model says, in whatever order the events came. If it `losesEvents`, a tenth of them
 * never arrive, and everything is repaired at the end.
 */
export async function checkHistories<Event>(
  createBackend: () => Backend<Event>,
  { seed, count, maxActions, losesEvents = false }: PlayOptions,
): Promise<void> {
  const property = fc.asyncProperty(histories(maxActions), (history) =>
    playAndCheck(createBackend(), history, losesEvents),
  );
  await fc.assert(property, { seed, numRuns: count });
}

export interface PlayOptions {
  seed: number;
  count: number;
  maxActions: number;
  losesEvents?: boolean;
}

async function playAndCheck<Event>(
  backend: Backend<Event>,
  history: History,
  losesEvents: boolean,
): Promise<void> {
  const decisions: Decision[] = [];
  const events: Event[] = [];
  for (const [n, { action, deliver, atOnce }] of history.steps.entries()) {
    const event = await perform(backend, action, decisions);
    const isLost = losesEvents && canBeRepaired(action) && history.losses[n] === 0;
    if (event !== null && !isLost) events.push(event);
    const chosen = events.length === 0 ? [] : deliver.map((each) => events[each % events.length]);
    const found = chosen.filter((each) => each !== undefined);
    if (atOnce) await backend.deliver(found);
    else for (const each of found) await backend.deliver([each]);
  }
  const all = events
    .map((event, n) => ({ event, key: history.order[n] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ event }) => event);
  if (history.atOnce) await backend.deliver(all);
  else for (const event of all) await backend.deliver([event]);
  await backend.settle();
  if (losesEvents) {
    await backend.repair();
    await backend.settle();
  }
  await check(backend, decisions);

  const before = await backend.leads();
  for (const event of [...all].reverse()) await backend.deliver([event]);
  await backend.settle();
  expect(await backend.leads()).toEqual(before); // Nothing is recorded twice.
}

/**
 * Whether a check can still find the change of a lost event in the documents. A deletion leaves nothing
 * behind; a change without a stamp has no time; a document that was created again does not show its
 * earlier pair.
 */
function canBeRepaired(action: Action): boolean {
  switch (action.kind) {
    case 'delete':
      return false;
    case 'set':
      return isStampedSet(action);
    case 'schedule':
    case 'list':
      return action.appointment < VISITED;
    default:
      return true;
  }
}

/** The console sets no unstamped status on an appointment with visits: see docs/reliability.md. */
function isStampedSet({ isStamped, appointment: n }: Extract<Action, { kind: 'set' }>): boolean {
  return isStamped || n < VISITED;
}

async function perform<Event>(
  backend: Backend<Event>,
  action: Action,
  decisions: Decision[],
): Promise<Event | null> {
  const pairOf = (number: Listing): Pair => ({
    contactId: backend.contactId,
    listingId: backend.listing(number),
  });
  const appointmentRef = (n: number) => backend.ref('appointments', `A${String(n)}`);
  const visitRef = (n: number) => backend.ref('visits', `V${String(n)}`);
  const documentRef = (n: number) => (n < 3 ? appointmentRef(n) : visitRef(n - 3));
  const versionsOf = async (ref: SourceRef) =>
    (await backend.versions()).filter((version) => pathOf(version.ref) === pathOf(ref));
  /** Writes to a document, if it exists. */
  const edit = async (ref: SourceRef, fields: Fields | null, isStamped = true) =>
    (await backend.read(ref)) === null ? null : backend.write(ref, fields, isStamped);
  switch (action.kind) {
    case 'schedule': {
      const ref = appointmentRef(action.appointment);
      const exists = (await backend.read(ref)) !== null;
      // A document that is created again keeps its last pair: see docs/reliability.md.
      const last = (await versionsOf(ref)).findLast(({ data }) => data !== null)?.data;
      const { contactId, listingId } = { ...pairOf(action.listing), ...last };
      const fields = exists
        ? { status: 'Scheduled' }
        : {
            contactId,
            listingId,
            status: 'Scheduled',
            ...(action.type !== null && { type: action.type }),
          };
      return backend.write(ref, fields, true);
    }
    case 'set': {
      return edit(
        appointmentRef(action.appointment),
        { status: action.status },
        isStampedSet(action),
      );
    }
    case 'retype':
      return edit(appointmentRef(action.appointment), { type: action.type });
    case 'list':
      return edit(appointmentRef(action.appointment), {
        listingId: backend.listing(action.listing),
      });
    case 'note':
      return edit(documentRef(action.document), { notes: 'Llamar antes' });
    case 'delete': {
      // No document is deleted that another one of its viewing depends on: see docs/reliability.md.
      const isAlone = action.document === VISITED || action.document === 6;
      const ref = documentRef(action.document);
      // Nor is one deleted again that belonged to another pair at its first deletion: see there, too.
      const wasElsewhere = (await versionsOf(ref)).some(
        ({ data }, n, all) =>
          data === null && all[n - 1]?.data?.['listingId'] !== all.at(-1)?.data?.['listingId'],
      );
      return isAlone && !wasElsewhere ? edit(ref, null, false) : null;
    }
    case 'visit': {
      const ref = visitRef(action.visit);
      const before = await backend.read(ref);
      const of = APPOINTMENT_OF_VISIT[action.visit] ?? null;
      const isRetracted = action.isPending && of !== null && before?.['status'] === 'visit_done';
      if (isRetracted) return null; // See docs/reliability.md.
      const state = {
        status: action.isPending ? 'visit_pending' : 'visit_done',
        ...(action.outcome !== null && { outcome: action.outcome }),
      };
      if (before !== null) return backend.write(ref, state, true);
      if (of === null) return backend.write(ref, { ...pairOf(0), ...state }, true);
      const appointmentExists = (await backend.read(appointmentRef(of))) !== null;
      return appointmentExists
        ? backend.write(ref, { appointmentId: appointmentRef(of).id, ...state }, true)
        : null;
    }
    case 'decide': {
      const outcome = action.to === 'Cerrado' ? action.outcome : null;
      const decided = await backend.decide(pairOf(action.listing), action.to, outcome);
      if (decided !== null) decisions.push(decided);
      return null;
    }
    case 'overwrite': {
      const pair = pairOf(action.listing);
      const edited = await backend.overwrite(pair, action.to);
      if (edited === null) return null;
      // An edit that was overwritten before it was handled was never a decision.
      if (edited.isPending) {
        decisions.splice(
          decisions.findLastIndex((decided) => nameOf(decided.pair) === nameOf(pair)),
          1,
        );
      }
      const outcome = action.to === 'Cerrado' ? 'lost' : null;
      if (action.to !== edited.before) {
        decisions.push({ pair, status: action.to, outcome, at: edited.at });
      }
      return edited.event;
    }
  }
}

async function check<Event>(
  backend: Backend<Event>,
  decisions: readonly Decision[],
): Promise<void> {
  const expected = expectedOf(await backend.versions(), decisions);
  const leads = await backend.leads();
  const names = leads.map(({ pair }) => nameOf(pair));
  expect(new Set(names).size).toBe(names.length); // One lead per pair.

  const find = (pair: Pair) => leads.find((lead) => nameOf(lead.pair) === nameOf(pair));
  for (const { pair, status, outcome, isSure } of expected.leads) {
    const lead = find(pair);
    if (lead === undefined && !isSure) continue;
    expect(lead).toMatchObject({ pair, status, outcome });
  }
  expect(leads.length).toBeLessThanOrEqual(expected.leads.length);
  for (const { status, history } of leads) {
    // The chain has no gaps, each entry begins at the end of the previous one, and the last is the status.
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, n) => n + 1));
    expect(history.map(({ from }) => from)).toEqual(
      [null, ...history.map(({ to: end }) => end)].slice(0, -1),
    );
    expect(history.every(({ from, to: end }) => from !== end)).toBe(true);
    expect(status).toBe(history.at(-1)?.to);
  }
  const newest = new Map(
    (await backend.versions()).map((version) => [pathOf(version.ref), version]),
  );
  for (const [path, pair] of expected.links) {
    const leadOf = newest.get(path)?.data?.['leadId'];
    expect([path, leadOf]).toEqual([path, find(pair)?.id]);
  }
  for (const path of expected.completed) {
    expect([path, newest.get(path)?.data?.['status']]).toEqual([path, 'Completed']);
  }
}
