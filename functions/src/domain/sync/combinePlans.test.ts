import type { SourceRef } from '../documents/sourceRef';
import { createLead, updateLead } from '../leads/changeLead';
import { reconcileLead } from '../leads/reconcileLead';
import type { Moves } from '../viewings/viewing';
import { combinePlans, plannedLeads } from './combinePlans';
import {
  basisOf,
  EMPTY_PLAN,
  type LeadBasis,
  type LeadWrite,
  type LinkWrite,
  type SyncPlan,
} from './syncPlan';
import {
  AGENT,
  appointmentRef,
  appointmentState,
  because,
  olderLead,
  PAIR,
  second,
  viewing,
  viewingsOf,
  visitRef,
} from '../../../test/support/builders';

const [A, B] = [appointmentRef('A'), appointmentRef('B')];
const scheduled = (id: string) =>
  viewing(id, second(10), appointmentState('Scheduled', second(10)));
const SCHEDULED = because('appointment.scheduled', second(10));

const created = createLead(PAIR, 'Appointment', null, {
  source: A,
  actor: AGENT,
  effectiveAt: second(10),
});
const moves: Moves = new Map();
const withA = updateLead(created, { viewings: viewingsOf(scheduled('A')), moves }, [SCHEDULED]);
const write = (id: string, change = withA, basis: LeadBasis = { kind: 'none' }): LeadWrite => ({
  id,
  basis,
  change,
});
const link = (ref: SourceRef): LinkWrite => ({
  ref,
  version: second(10),
  leadId: 'lead',
  isUsable: true,
  isNew: true,
  shows: null,
  stamped: { completedAt: null, restored: null },
});
const plan = (fields: Partial<SyncPlan>): SyncPlan => ({ ...EMPTY_PLAN, ...fields });

const PLANNED: LeadBasis = { kind: 'planned' };
const stored = (n: number): LeadBasis => basisOf(olderLead({ id: 'lead', version: second(n) }));
const first = plan({ leads: [write('lead')], links: [link(A)] });

test('plannedLeads returns the leads as they are after the plan', () => {
  const planned = plan({ leads: [write('lead'), write('other', withA, stored(5))] });
  expect(plannedLeads(planned)).toEqual([
    { ...withA.lead, kind: 'planned', id: 'lead' },
    { ...withA.lead, kind: 'planned', id: 'other' },
  ]);
});

test('two changes of one lead become one, with the entries of both and the basis of the first', () => {
  const [after] = plannedLeads(first);
  if (after === undefined) throw new Error('There is one');
  const both = updateLead(
    reconcileLead(after),
    { viewings: viewingsOf(scheduled('A'), scheduled('B')), moves },
    [{ ...SCHEDULED, source: B }],
  );
  const next = plan({ leads: [write('lead', both, PLANNED)], links: [link(B)] });
  expect(combinePlans(first, next)).toEqual(
    plan({
      leads: [
        {
          id: 'lead',
          basis: { kind: 'none' },
          change: {
            lead: both.lead,
            entries: [...withA.entries, ...both.entries],
            isChanged: true,
          },
        },
      ],
      links: [link(A), link(B)],
    }),
  );
});

test('changes of different leads are kept side by side', () => {
  const other = plan({ leads: [write('other', withA, stored(7))], links: [link(B)] });
  expect(combinePlans(first, other)).toEqual(
    plan({ leads: [...first.leads, ...other.leads], links: [link(A), link(B)] }),
  );
});

test('an empty plan changes nothing', () => {
  expect(combinePlans(first, EMPTY_PLAN)).toEqual(first);
  expect(combinePlans(EMPTY_PLAN, first)).toEqual(first);
});

test.each([
  ['as it was before the first', write('lead', withA, stored(7))],
  ['that it assumes is new', write('lead')],
  ['that the first does not write', write('other', withA, PLANNED)],
])('two plans cannot be combined if the second was decided on a lead %s', (_what, later) => {
  const before = plan({ leads: [write('lead', withA, stored(7))], links: [link(A)] });
  expect(combinePlans(before, plan({ leads: [later], links: [link(B)] }))).toBeNull();
});

const rewrite = { leadId: 'lead', seq: 1, version: second(1), from: null };
test.each([
  ['link one document', plan({ links: [link(A), link(B)] }), plan({ links: [link(B)] })],
  ['write and read one document', plan({ links: [link(A)] }), plan({ decidedBy: [A] })],
  ['rewrite a history first', plan({ rewrites: [rewrite] }), plan({})],
  ['rewrite a history afterwards', plan({}), plan({ rewrites: [rewrite] })],
])('two plans that %s cannot be combined', (_what, one, other) => {
  expect(combinePlans(one, other)).toBeNull();
});

test('a document that an earlier plan read may be written', () => {
  const [one, other] = [plan({ decidedBy: [A] }), plan({ links: [link(A)], decidedBy: [B] })];
  expect(combinePlans(one, other)).toEqual(plan({ links: [link(A)], decidedBy: [A, B] }));
});

test('an appointment and a visit of one id are two documents', () => {
  const [one, other] = [plan({ links: [link(A)] }), plan({ links: [link(visitRef('A'))] })];
  expect(combinePlans(one, other)?.links).toHaveLength(2);
});
