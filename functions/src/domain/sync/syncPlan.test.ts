import { appointmentRef, olderLead, PAIR, second } from '../../../test/support/builders';
import { createLead } from '../leads/changeLead';
import { SYSTEM } from '../actor';
import { basisOf, EMPTY_PLAN, isEmpty, planForLead } from './syncPlan';

const A = appointmentRef('A');
const change = createLead(PAIR, 'Appointment', null, {
  source: A,
  actor: SYSTEM,
  effectiveAt: second(1),
});
const stored = olderLead({ id: 'lead', version: second(7) });

test('a change is based on no lead, on a stored version, or on an earlier plan', () => {
  expect(basisOf(null)).toEqual({ kind: 'none' });
  expect(basisOf(stored)).toEqual({ kind: 'stored', version: second(7) });
  expect(basisOf({ ...change.lead, kind: 'planned', id: 'lead' })).toEqual({ kind: 'planned' });
});

test('a plan for one lead changes that lead and nothing else', () => {
  expect(planForLead(stored, change)).toEqual({
    ...EMPTY_PLAN,
    leads: [{ id: 'lead', basis: { kind: 'stored', version: second(7) }, change }],
  });
});

describe('a plan is empty', () => {
  const link = { ref: A, version: 1, leadId: 'lead', isUsable: true, completedAt: null };
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
