/**
 * Histories for the property tests: what clients, admins and the console do to several pairs, and how
 * its events are delivered: in any order, several times, some of them at the same time.
 */
import fc from 'fast-check';
import { LEAD_STATUSES, type LeadStatus } from '../../src/domain/leadStatus';
import type { Pair } from '../../src/domain/leadId';
import type { SourceRef } from '../../src/domain/viewing';
import { expectedOf, nameOf, pathOf, type Decided, type Version } from './model';

type Fields = Readonly<Record<string, unknown>>;
type Listing = 0 | 1 | null;

/** One thing that somebody does; what cannot be done as things stand is not done. */
export type Act =
  | { act: 'schedule'; appointment: number; listing: Listing; type: string | null }
  | { act: 'set'; appointment: number; status: string; isStamped: boolean }
  | { act: 'retype'; appointment: number; type: string }
  | { act: 'list'; appointment: number; listing: Listing }
  | { act: 'note'; document: number }
  | { act: 'delete'; document: number }
  | { act: 'visit'; visit: number; outcome: string | null; isPending: boolean }
  | { act: 'decide'; listing: Listing; to: LeadStatus; outcome: 'won' | 'lost' }
  | { act: 'overwrite'; listing: Listing; to: LeadStatus };

/** An act, and which of the events so far are delivered after it: at once, if `atOnce`. */
export interface Turn {
  what: Act;
  deliver: readonly number[];
  atOnce: boolean;
}

export interface History {
  turns: readonly Turn[];
  /** In which order the events are delivered again, all of them, when everything has happened. */
  order: readonly number[];
  /** Whether they come at the same time then. */
  atOnce: boolean;
  /** Where events get lost: those whose number is 0 here. */
  losses: readonly number[];
}

/** Appointments 0 and 1 have visits; 2 has none, and is the one that is deleted and created again. */
const VISITED = 2;
/** Which appointment each visit is of; the last one has none. */
const APPOINTMENT_OF_VISIT = [0, 0, 1, null] as const;

const appointment = fc.integer({ min: 0, max: 2 });
const listing = fc.constantFrom<Listing>(0, 0, 0, 1, null);
const type = fc.constantFrom('Visita', 'Firma');
const status = fc.constantFrom('Scheduled', 'Completed', 'Cancelled', 'NoShow');
const outcome = fc.constantFrom(null, 'offer_made', 'more_info_needed');
const to = fc.constantFrom(...LEAD_STATUSES);

const schedule: fc.Arbitrary<Act> = fc.record({
  act: fc.constant('schedule' as const),
  appointment,
  listing,
  type: fc.constantFrom(null, null, null, 'Firma'),
});

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: schedule },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('set' as const),
      appointment,
      status,
      isStamped: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('retype' as const), appointment, type }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('list' as const), appointment, listing }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('note' as const), document: fc.nat({ max: 6 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('delete' as const), document: fc.nat({ max: 6 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('visit' as const),
      visit: fc.nat({ max: 3 }),
      outcome,
      isPending: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('decide' as const),
      listing,
      to,
      outcome: fc.constantFrom('won' as const, 'lost' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('overwrite' as const), listing, to }) },
);

const turn = (what: fc.Arbitrary<Act>): fc.Arbitrary<Turn> =>
  fc.record({
    what,
    deliver: fc.array(fc.nat({ max: 1_000 }), { maxLength: 4 }),
    atOnce: fc.boolean(),
  });

/** Histories of up to `most` acts. The first is one that can be done where there is nothing yet. */
const histories = (most: number): fc.Arbitrary<History> =>
  fc.record({
    turns: fc
      .tuple(turn(schedule), fc.array(turn(act), { maxLength: most - 1, size: 'max' }))
      .map(([first, others]) => [first, ...others]),
    order: fc.array(fc.nat({ max: 1_000 }), { minLength: most, maxLength: most }),
    atOnce: fc.boolean(),
    losses: fc.array(fc.nat({ max: 9 }), { minLength: most, maxLength: most }),
  });

/** A lead as it stands in the end. */
export interface FoundLead {
  id: string;
  pair: Pair;
  status: string | null;
  outcome: string | null;
  /** The history, oldest first. */
  history: readonly { seq: number; from: string | null; to: string }[];
}

/** Where a history is played: in memory, or in Firestore. `Event` is what one write tells of. */
export interface Stage<Event> {
  contactId: string;
  /** The id of a listing. */
  listing: (listing: Listing) => string | null;
  ref: (collection: SourceRef['collection'], name: string) => SourceRef;
  /** A document's fields as they stand; null where there is none. */
  read: (ref: SourceRef) => Promise<Fields | null>;
  /** Commits a write, stamped or not; `fields` is null for a deletion. */
  write: (ref: SourceRef, fields: Fields | null, isStamped: boolean) => Promise<Event>;
  /** Moves the pair's lead by hand; null where there is none, or it is there already. */
  decide: (pair: Pair, to: LeadStatus, outcome: 'won' | 'lost' | null) => Promise<Decided | null>;
  /**
   * Types a status over the lead's in the console. `before` is where the pipeline has it; null where
   * there is no lead.
   */
  overwrite: (
    pair: Pair,
    to: LeadStatus,
  ) => Promise<{ event: Event; before: string; isPending: boolean; at: number } | null>;
  /** Delivers events, at the same time. */
  deliver: (events: readonly Event[]) => Promise<void>;
  /** Looks at every document and every lead that there is, and puts right what is wrong with it. */
  repair: () => Promise<void>;
  /** Delivers the events of the server's own writes, until there are no more. */
  settle: () => Promise<void>;
  /** Every version of every document, in the order of the commits; the server's own too. */
  versions: () => Promise<readonly Version[]>;
  leads: () => Promise<readonly FoundLead[]>;
}

/** The seeds of one run: one that is always the same, and one that never is; the test's name tells it. */
export const SEEDS: [which: string, seed: number][] = [
  ['a fixed seed', 20_261_124],
  ['a random seed', Math.floor(Math.random() * 2 ** 31)],
];

/**
 * Plays random histories of up to `mostActs` acts, each on a stage of its own, and checks that all is as
 * the model has it, however the events came. Where it `loses` some of them, a tenth never come, and in
 * the end a repair looks at all there is.
 */
export async function checkHistories<Event>(
  stage: () => Stage<Event>,
  { seed, count, mostActs, loses = false }: Play,
): Promise<void> {
  const property = fc.asyncProperty(histories(mostActs), (history) =>
    playAndCheck(stage(), history, loses),
  );
  await fc.assert(property, { seed, numRuns: count });
}

export interface Play {
  seed: number;
  count: number;
  mostActs: number;
  loses?: boolean;
}

async function playAndCheck<Event>(
  stage: Stage<Event>,
  history: History,
  loses: boolean,
): Promise<void> {
  const decisions: Decided[] = [];
  const events: Event[] = [];
  for (const [n, { what, deliver, atOnce }] of history.turns.entries()) {
    const event = await perform(stage, what, decisions);
    const isLost = loses && canBeMended(what) && history.losses[n] === 0;
    if (event !== null && !isLost) events.push(event);
    const chosen = events.length === 0 ? [] : deliver.map((each) => events[each % events.length]);
    const found = chosen.filter((each) => each !== undefined);
    if (atOnce) await stage.deliver(found);
    else for (const each of found) await stage.deliver([each]);
  }
  const all = events
    .map((event, n) => ({ event, key: history.order[n] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ event }) => event);
  if (history.atOnce) await stage.deliver(all);
  else for (const event of all) await stage.deliver([event]);
  await stage.settle();
  if (loses) {
    await stage.repair();
    await stage.settle();
  }
  await check(stage, decisions);

  const before = await stage.leads();
  for (const event of [...all].reverse()) await stage.deliver([event]);
  await stage.settle();
  expect(await stage.leads()).toEqual(before); // Nothing is recorded twice.
}

/**
 * Whether the document still tells what a lost event told: a deletion leaves nothing behind, what was
 * not stamped does not tell its time, and a document that is created again not where it once was.
 */
function canBeMended(what: Act): boolean {
  switch (what.act) {
    case 'delete':
      return false;
    case 'set':
      return isStampedSet(what);
    case 'schedule':
    case 'list':
      return what.appointment < VISITED;
    default:
      return true;
  }
}

/** What the console sets without a stamp on an appointment with visits: see docs/reliability.md. */
function isStampedSet({ isStamped, appointment: n }: Extract<Act, { act: 'set' }>): boolean {
  return isStamped || n < VISITED;
}

async function perform<Event>(
  stage: Stage<Event>,
  what: Act,
  decisions: Decided[],
): Promise<Event | null> {
  const pairOf = (number: Listing): Pair => ({
    contactId: stage.contactId,
    listingId: stage.listing(number),
  });
  const appointmentRef = (n: number) => stage.ref('appointments', `A${String(n)}`);
  const visitRef = (n: number) => stage.ref('visits', `V${String(n)}`);
  const documentRef = (n: number) => (n < 3 ? appointmentRef(n) : visitRef(n - 3));
  const versionsOf = async (ref: SourceRef) =>
    (await stage.versions()).filter((version) => pathOf(version.ref) === pathOf(ref));
  /** Writes to a document, if it is there. */
  const edit = async (ref: SourceRef, fields: Fields | null, isStamped = true) =>
    (await stage.read(ref)) === null ? null : stage.write(ref, fields, isStamped);
  switch (what.act) {
    case 'schedule': {
      const ref = appointmentRef(what.appointment);
      const isThere = (await stage.read(ref)) !== null;
      // Created again under its id, it is so for its last pair: see docs/reliability.md.
      const last = (await versionsOf(ref)).findLast(({ data }) => data !== null)?.data;
      const { contactId, listingId } = { ...pairOf(what.listing), ...last };
      const fields = isThere
        ? { status: 'Scheduled' }
        : {
            contactId,
            listingId,
            status: 'Scheduled',
            ...(what.type !== null && { type: what.type }),
          };
      return stage.write(ref, fields, true);
    }
    case 'set': {
      return edit(appointmentRef(what.appointment), { status: what.status }, isStampedSet(what));
    }
    case 'retype':
      return edit(appointmentRef(what.appointment), { type: what.type });
    case 'list':
      return edit(appointmentRef(what.appointment), { listingId: stage.listing(what.listing) });
    case 'note':
      return edit(documentRef(what.document), { notes: 'Llamar antes' });
    case 'delete': {
      // A document that another one of its viewing rests on: see docs/reliability.md.
      const isAlone = what.document === VISITED || what.document === 6;
      const ref = documentRef(what.document);
      // Nor is it deleted a second time from another pair than the first time: see there too.
      const wasElsewhere = (await versionsOf(ref)).some(
        ({ data }, n, all) =>
          data === null && all[n - 1]?.data?.['listingId'] !== all.at(-1)?.data?.['listingId'],
      );
      return isAlone && !wasElsewhere ? edit(ref, null, false) : null;
    }
    case 'visit': {
      const ref = visitRef(what.visit);
      const before = await stage.read(ref);
      const of = APPOINTMENT_OF_VISIT[what.visit] ?? null;
      const isRetracted = what.isPending && of !== null && before?.['status'] === 'visit_done';
      if (isRetracted) return null; // See docs/reliability.md.
      const state = {
        status: what.isPending ? 'visit_pending' : 'visit_done',
        ...(what.outcome !== null && { outcome: what.outcome }),
      };
      if (before !== null) return stage.write(ref, state, true);
      if (of === null) return stage.write(ref, { ...pairOf(0), ...state }, true);
      const appointmentIsThere = (await stage.read(appointmentRef(of))) !== null;
      return appointmentIsThere
        ? stage.write(ref, { appointmentId: appointmentRef(of).id, ...state }, true)
        : null;
    }
    case 'decide': {
      const outcome = what.to === 'Cerrado' ? what.outcome : null;
      const decided = await stage.decide(pairOf(what.listing), what.to, outcome);
      if (decided !== null) decisions.push(decided);
      return null;
    }
    case 'overwrite': {
      const pair = pairOf(what.listing);
      const edited = await stage.overwrite(pair, what.to);
      if (edited === null) return null;
      // What nobody had noticed yet when it was typed over again was never a decision.
      if (edited.isPending) {
        decisions.splice(
          decisions.findLastIndex((decided) => nameOf(decided.pair) === nameOf(pair)),
          1,
        );
      }
      const outcome = what.to === 'Cerrado' ? 'lost' : null;
      if (what.to !== edited.before) {
        decisions.push({ pair, status: what.to, outcome, at: edited.at });
      }
      return edited.event;
    }
  }
}

async function check<Event>(stage: Stage<Event>, decisions: readonly Decided[]): Promise<void> {
  const expected = expectedOf(await stage.versions(), decisions);
  const leads = await stage.leads();
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
    // The chain is gapless, each step starts where the one before ended, and it ends at the status.
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, n) => n + 1));
    expect(history.map(({ from }) => from)).toEqual(
      [null, ...history.map(({ to: end }) => end)].slice(0, -1),
    );
    expect(history.every(({ from, to: end }) => from !== end)).toBe(true);
    expect(status).toBe(history.at(-1)?.to);
  }
  const newest = new Map((await stage.versions()).map((version) => [pathOf(version.ref), version]));
  for (const [path, pair] of expected.links) {
    const leadOf = newest.get(path)?.data?.['leadId'];
    expect([path, leadOf]).toEqual([path, find(pair)?.id]);
  }
  for (const path of expected.completed) {
    expect([path, newest.get(path)?.data?.['status']]).toEqual([path, 'Completed']);
  }
}
