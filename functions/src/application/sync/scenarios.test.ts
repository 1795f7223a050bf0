import type { LeadStatus } from '../../domain/leadStatus';
import { missingInfo, type Closed } from '../../domain/leads/lead';
import type { Pair } from '../../domain/leads/leadId';
import {
  appointmentRef,
  chainOf,
  idOf,
  NO_LISTING,
  PAIR,
  second,
  timestamp,
  visitRef,
} from '../../../test/support/builders';
import {
  appointment,
  deletion,
  everyOrder,
  manual,
  visit,
  type Action,
  type Step,
} from '../../../test/support/actions';
import { InMemoryPipeline } from '../../../test/support/inMemoryPipeline';

interface Expected {
  /** Every entry of the history, in order. */
  history: [to: LeadStatus, cause: string][];
  closed?: Closed;
  missingInfo?: string[];
  pair?: Pair;
  /** Whether A is deleted in the end. */
  isDeleted?: boolean;
  /** The action whose event has to be handled before another action is committed. */
  handledBefore?: [event: number, commit: number];
}

const FASE_0 = 'Fase 0: Información Incompleta';
const CREATED: [LeadStatus, string] = [FASE_0, 'lead.created'];
const SCHEDULED: [LeadStatus, string] = ['Visita Pendiente', 'appointment.scheduled'];
const VISITED: [LeadStatus, string] = ['Visita Realizada', 'visit.done'];
const OFFERED: [LeadStatus, string] = ['Oferta Presentada', 'visit.offer_made'];
const INFO_NEEDED: [LeadStatus, string] = ['Información Solicitada', 'visit.more_info_needed'];
const CLOSED_BY_HAND: [LeadStatus, string] = ['Cerrado', 'manual'];

const closedAs = (outcome: 'won' | 'lost'): Closed => ({
  outcome,
  reason: 'Lo dijo el cliente',
  leadId: null,
});
/** The `expireAt` of a document that a retention policy deletes, before everything that happens. */
const EXPIRING = { expireAt: timestamp(second(1)) };
const set = (id: string, status: string) => appointment(id, { status });
const visited = (outcome: string | null) =>
  visit('V', { appointmentId: 'A', status: 'visit_done', outcome });

/**
 * The table of docs/contract.md §5, line by line. A line that begins with V(A) or with a decision needs an
 * appointment A, which is scheduled first.
 */
const SCENARIOS: [events: string, actions: Action[], expected: Expected][] = [
  ['A Scheduled', [set('A', 'Scheduled')], { history: [CREATED, SCHEDULED] }],
  [
    'A Scheduled; A Completed',
    [set('A', 'Scheduled'), set('A', 'Completed')],
    { history: [CREATED, SCHEDULED, ['Visita Realizada', 'appointment.completed']] },
  ],
  [
    'A Scheduled; A Cancelled',
    [set('A', 'Scheduled'), set('A', 'Cancelled')],
    { history: [CREATED, SCHEDULED, ['Información Solicitada', 'appointment.cancelled']] },
  ],
  [
    'A Scheduled; V(A) offer_made',
    [set('A', 'Scheduled'), visited('offer_made')],
    { history: [CREATED, SCHEDULED, VISITED, OFFERED] },
  ],
  [
    'A Scheduled; V(A) more_info_needed; A Completed',
    [set('A', 'Scheduled'), visited('more_info_needed'), set('A', 'Completed')],
    { history: [CREATED, SCHEDULED, VISITED, INFO_NEEDED] },
  ],
  [
    'A Scheduled; V(A) without outcome; V(A) offer_made',
    [set('A', 'Scheduled'), visited(null), visited('offer_made')],
    { history: [CREATED, SCHEDULED, VISITED, OFFERED] },
  ],
  [
    'A Scheduled; B Scheduled; B Cancelled',
    [set('A', 'Scheduled'), set('B', 'Scheduled'), set('B', 'Cancelled')],
    { history: [CREATED, SCHEDULED] },
  ],
  [
    'A Completed; B Scheduled; B Cancelled',
    [set('A', 'Completed'), set('B', 'Scheduled'), set('B', 'Cancelled')],
    {
      history: [
        CREATED,
        ['Visita Realizada', 'appointment.completed'],
        SCHEDULED,
        ['Visita Realizada', 'appointment.cancelled'],
      ],
    },
  ],
  [
    'V(A) offer_made; A Scheduled again',
    [set('A', 'Scheduled'), visited('offer_made'), set('A', 'Scheduled')],
    { history: [CREATED, SCHEDULED, VISITED, OFFERED] },
  ],
  [
    'V(A) more_info_needed; A Scheduled again',
    [set('A', 'Scheduled'), visited('more_info_needed'), set('A', 'Scheduled')],
    { history: [CREATED, SCHEDULED, VISITED, INFO_NEEDED, SCHEDULED] },
  ],
  [
    'A Cancelled; A Scheduled',
    [set('A', 'Cancelled'), set('A', 'Scheduled')],
    { history: [CREATED, ['Información Solicitada', 'appointment.cancelled'], SCHEDULED] },
  ],
  [
    'V(A) offer_made, corrected to more_info_needed',
    [set('A', 'Scheduled'), visited('offer_made'), visited('more_info_needed')],
    { history: [CREATED, SCHEDULED, VISITED, OFFERED, INFO_NEEDED] },
  ],
  [
    'V(A) offer_made; manual Oferta Pendiente Aprobación; B Scheduled',
    [
      set('A', 'Scheduled'),
      visited('offer_made'),
      manual('Oferta Pendiente Aprobación'),
      set('B', 'Scheduled'),
    ],
    {
      history: [CREATED, SCHEDULED, VISITED, OFFERED, ['Oferta Pendiente Aprobación', 'manual']],
    },
  ],
  [
    'manual Cerrado (lost); A (opened before) Completed',
    [set('A', 'Scheduled'), manual('Cerrado', 'lost'), set('A', 'Completed')],
    { history: [CREATED, SCHEDULED, CLOSED_BY_HAND], closed: closedAs('lost') },
  ],
  [
    'manual Cerrado (lost); C Scheduled, opened after',
    [set('A', 'Scheduled'), manual('Cerrado', 'lost'), set('C', 'Scheduled')],
    { history: [CREATED, SCHEDULED, CLOSED_BY_HAND, SCHEDULED] },
  ],
  [
    'manual Cerrado (won); C Scheduled, opened after',
    [set('A', 'Scheduled'), manual('Cerrado', 'won'), set('C', 'Scheduled')],
    { history: [CREATED, SCHEDULED, CLOSED_BY_HAND], closed: closedAs('won') },
  ],
  [
    'A Scheduled, no listing; A Completed',
    [appointment('A', { status: 'Scheduled', listingId: null }), set('A', 'Completed')],
    { history: [CREATED], pair: NO_LISTING, missingInfo: ['listingId', 'prospectId'] },
  ],
  [
    'A Scheduled, no listing; A gets listing L',
    [
      appointment('A', { status: 'Scheduled', listingId: null }),
      appointment('A', { listingId: 'L' }),
    ],
    { history: [CREATED, SCHEDULED] },
  ],
  [
    'A Scheduled, type Firma',
    [appointment('A', { status: 'Scheduled', type: 'Firma' })],
    { history: [CREATED] },
  ],
  [
    'A Completed; A deleted',
    [set('A', 'Completed'), deletion(appointmentRef('A'))],
    { history: [CREATED, ['Visita Realizada', 'appointment.completed']], isDeleted: true },
  ],
  [
    'A Scheduled; A deleted',
    [set('A', 'Scheduled'), deletion(appointmentRef('A'))],
    {
      history: [CREATED, SCHEDULED, ['Información Solicitada', 'appointment.removed']],
      isDeleted: true,
    },
  ],
  [
    'V(A) offer_made; both deleted after their expireAt',
    [
      appointment('A', { status: 'Scheduled', ...EXPIRING }),
      visit('V', { appointmentId: 'A', status: 'visit_done', outcome: 'offer_made', ...EXPIRING }),
      deletion(appointmentRef('A')),
      deletion(visitRef('V')),
    ],
    // An unlinked visit whose appointment is deleted is not promised to be counted.
    {
      history: [CREATED, SCHEDULED, VISITED, OFFERED],
      isDeleted: true,
      handledBefore: [1, 2],
    },
  ],
];

/** The orders in which the events of a scenario may be delivered. */
function ordersOf(actions: readonly Action[], { handledBefore }: Expected): Step[][] {
  const orders = everyOrder(actions);
  if (handledBefore === undefined) return orders;
  const [event, commit] = handledBefore;
  const placeOf = (steps: readonly Step[], does: Step['does'], action: number) =>
    steps.findIndex((step) => step.does === does && step.action === action);
  return orders.filter(
    (steps) => placeOf(steps, 'deliver', event) < placeOf(steps, 'commit', commit),
  );
}

/** The chain of a history has no gaps (docs/contract.md §4). */
function expectUnbrokenChain(pipeline: InMemoryPipeline, pair: Pair): void {
  const history = pipeline.history(pair);
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, n) => n + 1));
  expect(history.map(({ from }) => from)).toEqual([
    null,
    ...history.slice(0, -1).map(({ to }) => to),
  ]);
  const { status, history: lastEntry } = pipeline.lead(pair);
  expect(history.at(-1)?.to).toBe(status);
  expect(lastEntry).toMatchObject({ seq: history.length, status });
}

describe('the scenarios of the contract (§5)', () => {
  test.each(SCENARIOS)('%s', async (_events, actions, expected) => {
    const { pair = PAIR } = expected;
    const pipeline = await InMemoryPipeline.play(actions);
    const lead = pipeline.lead(pair);

    expect(chainOf(pipeline.history(pair))).toEqual(expected.history);
    expect(lead.status).toBe(expected.history.at(-1)?.[0]);
    expectUnbrokenChain(pipeline, pair);
    expect(lead.closed).toEqual(expected.closed ?? null);
    expect(missingInfo(lead)).toEqual(expected.missingInfo ?? ['prospectId']);
    const linkOfA = pipeline.read(appointmentRef('A'))?.leadId;
    expect(linkOfA).toBe(expected.isDeleted === true ? undefined : idOf(pair));
  });

  test('A Scheduled; V(A) offer_made: A becomes Completed, as of the time of the visit', async () => {
    const pipeline = await InMemoryPipeline.play([set('A', 'Scheduled'), visited('offer_made')]);
    expect(pipeline.plans.at(-1)?.links).toContainEqual(
      expect.objectContaining({
        ref: appointmentRef('A'),
        shows: expect.objectContaining({
          status: 'Completed',
          statusAt: second(2_000),
        }) as unknown,
      }),
    );
    expect(pipeline.read(appointmentRef('A'))).toMatchObject({
      content: { status: 'Completed' },
      stamps: { statusAt: second(2_000) },
    });
  });

  test('A Scheduled, no listing; A gets listing L: the lead of (contact, none) closes as moved', async () => {
    const pipeline = await InMemoryPipeline.play([
      appointment('A', { status: 'Scheduled', listingId: null }),
      appointment('A', { listingId: 'L' }),
    ]);
    expect(chainOf(pipeline.history(NO_LISTING))).toEqual([CREATED, ['Cerrado', 'lead.moved']]);
    expectUnbrokenChain(pipeline, NO_LISTING);
    expect(pipeline.lead(NO_LISTING)).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved', leadId: idOf(PAIR) },
    });
  });

  test('every entry takes effect at the time of its state or decision', async () => {
    const pipeline = await InMemoryPipeline.play([
      set('A', 'Scheduled'),
      visited(null),
      manual('Cerrado', 'lost'),
    ]);
    expect(
      pipeline.history().map(({ to, effectiveAt, secondsInPrevious }) => ({
        to,
        effectiveAt,
        secondsInPrevious,
      })),
    ).toEqual([
      { to: FASE_0, effectiveAt: second(1_000), secondsInPrevious: null },
      { to: 'Visita Pendiente', effectiveAt: second(1_000), secondsInPrevious: 0 },
      { to: 'Visita Realizada', effectiveAt: second(2_000), secondsInPrevious: 1_000 },
      { to: 'Cerrado', effectiveAt: second(3_000), secondsInPrevious: 1_000 },
    ]);
  });
});

// How a scenario ends does not depend on when and how often its events arrive (docs/contract.md §4). Its
// history does: it records each status as it was derived. Decisions by hand keep their place (`everyOrder`).
describe.each([
  { how: 'in every order', isTwice: false },
  { how: 'in every order, and each twice', isTwice: true },
])('the scenarios with their events delivered $how', ({ isTwice }) => {
  test.each(SCENARIOS)('%s', async (_events, actions, expected) => {
    const { pair = PAIR } = expected;
    const status = expected.history.at(-1)?.[0];
    const documents = (pipeline: InMemoryPipeline) =>
      [appointmentRef('A'), appointmentRef('B'), appointmentRef('C')].map((ref) => {
        const { content, leadId, leadSync } = pipeline.read(ref) ?? {};
        return { content, leadId, state: leadSync?.state };
      });
    const asInOrder = documents(await InMemoryPipeline.play(actions));
    const orders = ordersOf(actions, expected);
    expect(orders).not.toHaveLength(0);
    for (const steps of orders) {
      const pipeline = await InMemoryPipeline.play(actions, steps, isTwice);
      expect(pipeline.lead(pair)).toMatchObject({ status, closed: expected.closed ?? null });
      expectUnbrokenChain(pipeline, pair);
      expect(documents(pipeline)).toEqual(asInOrder);
    }
  });
});

test('a listing that arrives before the first event is handled leaves no lead without listing', async () => {
  const actions = [
    appointment('A', { status: 'Scheduled', listingId: null }),
    appointment('A', { listingId: 'L' }),
  ];
  const late = everyOrder(actions).filter(([, second]) => second?.does === 'commit');
  expect(late).toHaveLength(2);
  for (const steps of late) {
    const pipeline = await InMemoryPipeline.play(actions, steps);
    expect([...pipeline.leads.keys()]).toEqual([idOf(PAIR)]);
  }
});
