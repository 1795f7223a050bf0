/** What can happen in a random history, and how often: the generators of the property tests. */
import fc from 'fast-check';
import { APPOINTMENT_WORDS, ENQUIRY_WORDS, LISTING_WORDS, TYPE_WORDS } from './modelDocuments';
import { STATUSES } from './model';

/** The number of something that exists at that moment: of the documents, the leads or the events. */
type Nth = number;
export type Listing = 0 | 1 | null;
type Contact = 0 | 1;
/** How a writer stamps a state: as clients do, not at all, or with a clock that is two hours ahead. */
export type Stamping = 'stamped' | 'unstamped' | 'foreign';
type Spelling = 'canonical' | 'odd';

interface PairPick {
  contact: Contact;
  listing: Listing;
}

/** One thing that somebody does. It is skipped if it cannot be done at that moment. */
export type Action =
  | ({
      kind: 'schedule';
      appointment: number;
      type: string | null;
      agent: string | null;
      prospect: string | null;
      spelling: Spelling;
    } & PairPick)
  | ({
      kind: 'enquire';
      enquiry: number;
      status: string;
      agent: string | null;
      prospect: string | null;
      origin: Readonly<Record<string, unknown>> | null;
      stamping: Stamping;
      spelling: Spelling;
    } & PairPick)
  | { kind: 'setEnquiry'; enquiry: Nth; status: string; stamping: Stamping; spelling: Spelling }
  | ({
      kind: 'import';
      document: number;
      of: AppointmentPick | null;
      status: number;
      age: 'years' | 'seconds';
      hasUpdatedAt: boolean;
    } & PairPick)
  | { kind: 'copy'; document: Nth; into: Nth }
  | { kind: 'set'; appointment: Nth; status: string; stamping: Stamping; spelling: Spelling }
  | { kind: 'retype'; appointment: Nth; type: string; stamping: Stamping }
  | { kind: 'list'; document: Nth; listing: Listing; isStamped: boolean }
  | { kind: 'correctContact'; document: Nth; isStamped: boolean }
  | { kind: 'note'; document: Nth }
  | {
      kind: 'details';
      document: Nth;
      /** The others are those of an appointment, of an enquiry and of a visit. */
      field: 'agentId' | 'prospectId' | 'other';
      value: number;
    }
  | { kind: 'delete'; document: Nth; expireAt: 'none' | 'passed' | 'future' }
  | ({
      kind: 'visit';
      visit: number;
      of: AppointmentPick | null;
      outcome: string | null;
      offer: unknown;
      isPending: boolean;
      names: 'nobody' | 'somebody' | 'empty';
      stamping: Stamping;
      spelling: Spelling;
    } & PairPick)
  | ({ kind: 'repoint'; visit: Nth; to: AppointmentPick | null } & PairPick)
  | { kind: 'retract'; visit: Nth }
  | { kind: 'bareSet'; document: Nth; keepsLink: boolean }
  | { kind: 'writeBack'; document: Nth; version: number; status: string | null }
  | { kind: 'spoil'; document: Nth; status: string | null; isStamped: boolean }
  | { kind: 'mend'; isStamped: boolean }
  | { kind: 'wait' }
  | { kind: 'decide'; lead: Nth; to: number; outcome: 'won' | 'lost' }
  | { kind: 'overwrite'; lead: Nth; text: number; spelling: Spelling }
  | { kind: 'assign'; lead: Nth; person: number }
  | { kind: 'followUp'; lead: Nth; until: number }
  | { kind: 'setListing'; listing: 0 | 1; status: unknown }
  | { kind: 'erase'; lead: Nth; keeps: number; at: number; turn: number }
  | { kind: 'forgetLead'; lead: Nth }
  | { kind: 'putBack'; lead: Nth; backup: Nth }
  | { kind: 'foreignEntry'; lead: Nth; ahead: number };

/** A lead that an older system wrote, before anything else happens. */
export interface OlderAction extends PairPick {
  status: number;
  spelling: Spelling;
  outcome: 'won' | 'lost' | null;
  agent: string | null;
  prospect: string | null;
  hasHistory: boolean;
}

/** How several events are delivered. */
export type Mode = 'one by one' | 'at once' | 'together';

/**
 * An action, and the events that are delivered after it, of all so far. If `within` is given, both happen
 * while an earlier event is handled: immediately before one of its reads, or before its commit.
 */
export interface Step {
  action: Action;
  deliver: readonly Nth[];
  mode: Mode;
  within: { event: Nth; atRead: number } | null;
}

export interface History {
  olderLeads: readonly OlderAction[];
  steps: readonly Step[];
  /** Whether documents that cannot be used are mended before the end. */
  isMended: boolean;
  /**
   * Whether all events are delivered again at the end; else only those that were not delivered yet, since
   * an event that comes twice may hide what its first delivery got wrong.
   */
  isRepeated: boolean;
  /** The order in which events are delivered at the end. */
  order: readonly number[];
  /** How they are delivered then. */
  mode: Mode;
  /** The event of a step is lost if its number here is 0. */
  losses: readonly number[];
}

/** Every kind of act that is counted where it is played. */
export const ACTS = [
  'schedule',
  'enquire',
  'enquiry answered',
  'enquiry dismissed',
  'enquiry reopened',
  'enquiry moved',
  'import',
  'copy',
  'created again',
  'created again elsewhere',
  'set stamped',
  'set unstamped',
  'set foreign',
  'retype',
  'list',
  'correctContact',
  'note',
  'details',
  'deleted appointments',
  'deleted visits',
  'deleted enquiries',
  'expired appointments',
  'expired visits',
  'expired enquiries',
  'visit',
  'visit before its appointment',
  'visit names a contact',
  'repoint',
  'repointed back',
  'retract',
  'bareSet',
  'writeBack',
  'spoil',
  'mend',
  'wait',
  'decide',
  'typed a status',
  'typed nonsense',
  'assign',
  'followUp',
  'setListing',
  'erased with documents',
  'erased without documents',
  'forgetLead',
  'putBack',
  'foreignEntry',
  'older lead',
  'duplicate older lead',
  'interleaved',
  'at once',
  'together',
  'delivered again',
] as const;
export type Act = (typeof ACTS)[number];

/**
 * One of the appointments that exist, mostly; else, or if there is none, one of all ids: the visit may come
 * before its appointment.
 */
export type AppointmentPick = { nth: Nth } | { id: number };

export const APPOINTMENTS = 3;
export const VISITS = 4;
export const ENQUIRIES = 3;
/** Texts that somebody may type over a status: the ten, and two that are none of them. */
export const TYPED_STATUSES: readonly string[] = [...STATUSES, 'Perdido', 'Descartado'];
export const AGENTS = ['agent-1', 'agent-2'] as const;
export const PROSPECTS = ['prospect-1', 'prospect-2'] as const;

const nth = fc.nat({ max: 1_000 });
const listing = fc.constantFrom<Listing>(0, 0, 0, 0, 1, 1, null);
const contact = fc.constantFrom<Contact>(0, 0, 0, 0, 0, 1);
const pair = { contact, listing };
const appointment = fc.nat({ max: APPOINTMENTS - 1 });
const anyAppointment: fc.Arbitrary<AppointmentPick> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ nth }) },
  { weight: 1, arbitrary: fc.record({ id: appointment }) },
);
const status: fc.Arbitrary<string> = fc.constantFrom(...APPOINTMENT_WORDS);
/** Null in one of `freq` cases. */
const orNull = <Value>(each: fc.Arbitrary<Value>, freq: number): fc.Arbitrary<Value | null> =>
  fc.option(each, { freq, nil: null });
const outcome = fc.constantFrom(null, 'offer_made', 'offer_made', 'more_info_needed', '');
/** What visits offer. The last two cannot be used. */
export const OFFERS: readonly unknown[] = [
  { amount: 285_000, currency: 'EUR' },
  { amount: 310_000.5, currency: 'GBP' },
  { amount: -1, currency: 'EUR' },
  'mucho',
];
const [EUROS, POUNDS] = OFFERS;
const offer = fc.constantFrom(undefined, EUROS, POUNDS, EUROS, POUNDS, ...OFFERS);
const spelling = fc.constantFrom<Spelling>('canonical', 'canonical', 'canonical', 'odd');
const stamping = fc.constantFrom<Stamping>('stamped', 'stamped', 'stamped', 'unstamped', 'foreign');
const agent = fc.constantFrom(null, ...AGENTS, '');
const prospect = fc.constantFrom(null, ...PROSPECTS, '');

const kind = <Kind extends string, Fields extends object>(
  name: Kind,
  fields: { [Field in keyof Fields]: fc.Arbitrary<Fields[Field]> },
): fc.Arbitrary<{ kind: Kind } & Fields> =>
  fc.record(fields).map((each) => ({ kind: name, ...each }));

const schedule: fc.Arbitrary<Action> = kind('schedule', {
  ...pair,
  appointment,
  type: fc.constantFrom(null, null, null, null, '', 'Visita', 'Firma'),
  agent,
  prospect,
  spelling,
});
const enquire: fc.Arbitrary<Action> = kind('enquire', {
  ...pair,
  enquiry: fc.nat({ max: ENQUIRIES - 1 }),
  status: fc.constantFrom('open', 'open', 'open', ...ENQUIRY_WORDS),
  agent,
  prospect,
  origin: fc.constantFrom(
    null,
    {},
    { portal: 'idealista' },
    { portal: '', campaign: 'otoño' },
    { portal: 'fotocasa', campaign: 'verano', otro: 7 },
  ),
  stamping,
  spelling,
});
const setEnquiry: fc.Arbitrary<Action> = kind('setEnquiry', {
  enquiry: nth,
  status: fc.constantFrom(...ENQUIRY_WORDS),
  stamping,
  spelling,
});
const visit: fc.Arbitrary<Action> = kind('visit', {
  ...pair,
  visit: fc.nat({ max: VISITS - 1 }),
  of: orNull(anyAppointment, 5),
  outcome,
  offer,
  isPending: fc.constantFrom(false, false, true),
  names: fc.constantFrom(
    'nobody' as const,
    'nobody' as const,
    'somebody' as const,
    'empty' as const,
  ),
  stamping,
  spelling,
});
const set: fc.Arbitrary<Action> = kind('set', { appointment: nth, status, stamping, spelling });
const retype: fc.Arbitrary<Action> = kind('retype', {
  appointment: nth,
  type: fc.constantFrom(...TYPE_WORDS.slice(0, 3), ''),
  stamping,
});
const list: fc.Arbitrary<Action> = kind('list', {
  document: nth,
  listing,
  isStamped: fc.boolean(),
});
const correctContact: fc.Arbitrary<Action> = kind('correctContact', {
  document: nth,
  isStamped: fc.boolean(),
});
const note: fc.Arbitrary<Action> = kind('note', { document: nth });
const details: fc.Arbitrary<Action> = kind('details', {
  document: nth,
  field: fc.constantFrom('agentId' as const, 'prospectId' as const, 'other' as const),
  value: fc.nat({ max: 3 }),
});
const repoint: fc.Arbitrary<Action> = kind('repoint', {
  ...pair,
  visit: nth,
  to: orNull(anyAppointment, 4),
});
const retract: fc.Arbitrary<Action> = kind('retract', { visit: nth });
const decide: fc.Arbitrary<Action> = kind('decide', {
  lead: nth,
  to: fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(8, 9)),
  outcome: fc.constantFrom('won' as const, 'lost' as const, 'lost' as const),
});
const overwrite: fc.Arbitrary<Action> = kind('overwrite', {
  lead: nth,
  text: fc.nat({ max: TYPED_STATUSES.length - 1 }),
  spelling,
});
const followUp: fc.Arbitrary<Action> = kind('followUp', { lead: nth, until: fc.nat({ max: 3 }) });
const setListing: fc.Arbitrary<Action> = kind('setListing', {
  listing: fc.constantFrom<0 | 1>(0, 0, 1),
  status: fc.constantFrom<unknown>(
    ...LISTING_WORDS,
    'sold',
    ' SOLD ',
    'vendido',
    { status: 'sold' },
    null,
  ),
});
const assign: fc.Arbitrary<Action> = kind('assign', { lead: nth, person: fc.nat({ max: 1 }) });

/** What a check can make up for where its event was lost. */
const REPAIRABLE: readonly fc.WeightedArbitrary<Action>[] = [
  { weight: 8, arbitrary: schedule },
  { weight: 6, arbitrary: enquire },
  { weight: 5, arbitrary: setEnquiry },
  { weight: 9, arbitrary: visit },
  { weight: 6, arbitrary: set },
  { weight: 2, arbitrary: retype },
  { weight: 5, arbitrary: list },
  { weight: 2, arbitrary: correctContact },
  { weight: 2, arbitrary: note },
  { weight: 2, arbitrary: details },
  { weight: 6, arbitrary: repoint },
  { weight: 3, arbitrary: retract },
  { weight: 4, arbitrary: decide },
  { weight: 2, arbitrary: overwrite },
  { weight: 1, arbitrary: assign },
  { weight: 2, arbitrary: followUp },
  { weight: 4, arbitrary: setListing },
];

const ANY: readonly fc.WeightedArbitrary<Action>[] = [
  ...REPAIRABLE,
  {
    weight: 3,
    arbitrary: kind('import', {
      ...pair,
      document: fc.nat({ max: APPOINTMENTS + VISITS + ENQUIRIES - 1 }),
      of: orNull(anyAppointment, 3),
      status: fc.nat({ max: 3 }),
      age: fc.constantFrom('years' as const, 'years' as const, 'seconds' as const),
      hasUpdatedAt: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: kind('copy', { document: nth, into: nth }) },
  {
    weight: 7,
    arbitrary: kind('delete', {
      document: nth,
      expireAt: fc.constantFrom<'none' | 'passed' | 'future'>(
        'none',
        'none',
        'passed',
        'passed',
        'future',
      ),
    }),
  },
  { weight: 2, arbitrary: kind('bareSet', { document: nth, keepsLink: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: kind('writeBack', {
      document: nth,
      version: nth,
      status: orNull(status, 2),
    }),
  },
  {
    weight: 2,
    arbitrary: kind('spoil', { document: nth, status: orNull(status, 2), isStamped: fc.boolean() }),
  },
  { weight: 2, arbitrary: kind('mend', { isStamped: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant<Action>({ kind: 'wait' }) },
  {
    weight: 2,
    arbitrary: kind('erase', {
      lead: nth,
      keeps: fc.constantFrom(0, 0, 1, 2, 3),
      at: fc.nat({ max: 3 }),
      turn: fc.nat({ max: 3 }),
    }),
  },
  { weight: 1, arbitrary: kind('forgetLead', { lead: nth }) },
  { weight: 4, arbitrary: kind('putBack', { lead: nth, backup: nth }) },
  {
    weight: 1,
    arbitrary: kind('foreignEntry', { lead: nth, ahead: fc.integer({ min: 1, max: 2 }) }),
  },
];

const mode = fc.constantFrom<Mode>('one by one', 'at once', 'together');

const stepOf = (action: fc.Arbitrary<Action>): fc.Arbitrary<Step> =>
  fc.record({
    action,
    deliver: fc.array(nth, { maxLength: 4, size: 'max' }),
    mode,
    within: orNull(fc.record({ event: nth, atRead: fc.nat({ max: 5 }) }), 2),
  });

const older: fc.Arbitrary<OlderAction> = fc.record({
  ...pair,
  status: fc.nat({ max: TYPED_STATUSES.length - 1 }),
  spelling,
  outcome: fc.constantFrom(null, 'won' as const, 'lost' as const),
  agent: fc.constantFrom(null, 'agent-0', ''),
  prospect: fc.constantFrom(null, 'prospect-0', ''),
  hasHistory: fc.constantFrom(false, false, true),
});

/** Histories of up to `max` actions. The first one can be done in an empty project. */
export function histories(max: number, isRepaired: boolean): fc.Arbitrary<History> {
  const any = fc.oneof(...(isRepaired ? REPAIRABLE : ANY));
  return fc.record({
    olderLeads: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(older, { minLength: 1, maxLength: 3 }) },
    ),
    steps: fc
      .tuple(
        stepOf(fc.oneof(schedule, enquire)),
        fc.array(stepOf(any), { maxLength: max - 1, size: 'max' }),
      )
      .map(([first, others]) => [first, ...others]),
    isMended: fc.constantFrom(true, true, true, true, false),
    isRepeated: fc.boolean(),
    order: fc.array(nth, { minLength: 2 * max, maxLength: 2 * max }),
    mode,
    losses: fc.array(fc.nat({ max: 9 }), { minLength: max, maxLength: max }),
  });
}
