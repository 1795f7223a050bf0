import {
  appointmentRef,
  appointmentState,
  done,
  olderLead,
  PAIR,
  second,
  viewing,
  viewingsOf,
} from '../../../test/support/builders';
import { createLead } from '../leads/changeLead';
import { SYSTEM } from '../actor';
import type { Moves, Viewing } from '../viewings/viewing';
import {
  basisOf,
  EMPTY_PLAN,
  exceedsCapacity,
  isEmpty,
  planForLead,
  type LinkWrite,
} from './syncPlan';

const A = appointmentRef('A');
const change = createLead(PAIR, 'Appointment', null, {
  source: A,
  actor: SYSTEM,
  effectiveAt: second(1),
});
const stored = olderLead({ id: 'lead', version: second(7) });
const { viewings, moves } = stored;
const storedBasis = {
  kind: 'stored',
  version: second(7),
  viewings,
  moves,
  unusable: {},
  isGathered: false,
};

test('a change is based on no lead, on a stored version, or on an earlier plan', () => {
  expect(basisOf(null)).toEqual({ kind: 'none' });
  expect(basisOf(stored)).toEqual(storedBasis);
  expect(basisOf({ ...change.lead, kind: 'planned', id: 'lead' })).toEqual({ kind: 'planned' });
});

test('a plan for one lead changes that lead and nothing else', () => {
  expect(planForLead(stored, change)).toEqual({
    ...EMPTY_PLAN,
    leads: [{ id: 'lead', basis: storedBasis, change }],
  });
});

describe('a plan is empty', () => {
  const link: LinkWrite = {
    ref: A,
    version: 1,
    leadId: 'lead',
    isUsable: true,
    isNew: true,
    shows: null,
    stamped: { completedAt: null, restored: null },
  };
  const rewrite = { leadId: 'lead', seq: 1, version: 1, from: null };
  test('if it writes nothing', () => {
    expect(isEmpty(EMPTY_PLAN)).toBe(true);
  });
  test.each([
    ['a lead', planForLead(stored, change)],
    ['a link', { ...EMPTY_PLAN, links: [link] }],
    ['a history entry', { ...EMPTY_PLAN, rewrites: [rewrite] }],
  ])('but not if it writes %s', (_what, plan) => {
    expect(isEmpty(plan)).toBe(false);
  });
});

describe('a lead holds at most 1,000 documents and marks of what left (§7)', () => {
  /** Viewings with an appointment and a visit each, and one with an appointment if the count is odd. */
  const viewingsWith = (documents: number): Viewing[] =>
    Array.from({ length: Math.ceil(documents / 2) }, (_, n) =>
      viewing(
        `A${n}`,
        1,
        appointmentState('Scheduled', 1),
        2 * n + 1 < documents ? { [`V${n}`]: done(null, 1) } : {},
      ),
    );
  const movesOf = (count: number): Moves =>
    new Map(
      Array.from({ length: count }, (_, n) => [
        `visits/moved-${n}` as const,
        { at: 1, leadId: 'other' },
      ]),
    );
  const holding = (documents: number, moves = 0) => ({
    viewings: viewingsOf(...viewingsWith(documents)),
    moves: movesOf(moves),
  });
  const exceeds = (
    before: ReturnType<typeof holding> | null,
    after: ReturnType<typeof holding>,
  ) => {
    const lead = before && { ...stored, ...before };
    const plan = {
      ...EMPTY_PLAN,
      leads: [
        {
          id: 'lead',
          basis: basisOf(lead),
          change: { ...change, lead: { ...change.lead, ...after } },
        },
      ],
    };
    return exceedsCapacity(plan, { id: 'lead', lead });
  };

  test.each([
    ['999 documents and 1,000', holding(999), holding(1_000), false],
    ['1,000 documents and 1,001', holding(1_000), holding(1_001), true],
    ['500 documents and 500 marks, and one more', holding(500, 500), holding(501, 500), true],
    ['no lead and 1,000 documents', null, holding(1_000), false],
    ['no lead and 1,001 documents', null, holding(1_001), true],
    ['1,001 documents and as many', holding(1_001), holding(1_001), false],
    ['1,002 documents and fewer', holding(1_002), holding(1_001), false],
    ['1,001 documents and one more', holding(1_001), holding(1_002), true],
    ['1,001 documents, of which one leaves a mark', holding(1_001), holding(1_000, 1), false],
  ])('before and after a plan: %s', (_what, before, after, isFull) => {
    expect(exceeds(before, after)).toBe(isFull);
  });
  test('as read from an older system, which has none', () => {
    const target = { id: 'lead', lead: stored };
    expect(exceedsCapacity(planForLead(stored, change), target)).toBe(false);
    const full = { ...change, lead: { ...change.lead, ...holding(1_001) } };
    expect(exceedsCapacity(planForLead(stored, full), target)).toBe(true);
  });
  test('whatever other leads of the plan hold', () => {
    const full = { ...change, lead: { ...change.lead, ...holding(1_001) } };
    const other = planForLead({ ...stored, id: 'other' }, full);
    expect(exceedsCapacity(other, { id: 'lead', lead: null })).toBe(false);
    expect(exceedsCapacity(EMPTY_PLAN, { id: 'lead', lead: null })).toBe(false);
  });
});
