import { createLead, openLead, updateLead } from '../../src/domain/changeLead';
import { joinPlans, leadsAfter } from '../../src/domain/joinPlans';
import { asCommitted } from '../../src/domain/lead';
import {
  EMPTY_PLAN,
  type LeadWrite,
  type LinkWrite,
  type SyncPlan,
} from '../../src/domain/planSync';
import type { SourceRef } from '../../src/domain/viewing';
import {
  AGENT,
  appointmentRef,
  appointmentState,
  because,
  PAIR,
  second,
  viewing,
  viewingsOf,
  visitRef,
} from '../support/builders';

const [A, B] = [appointmentRef('A'), appointmentRef('B')];
const scheduled = (id: string) =>
  viewing(id, second(10), appointmentState('Scheduled', second(10)));
const SCHEDULED = because('appointment.scheduled', second(10));

const created = createLead(PAIR, 'Appointment', null, {
  source: A,
  actor: AGENT,
  effectiveAt: second(10),
});
const withA = updateLead(created, { viewings: viewingsOf(scheduled('A')) }, [SCHEDULED]);
const write = (id: string, change = withA, version: number | null = null): LeadWrite => ({
  id,
  version,
  change,
});
const link = (ref: SourceRef): LinkWrite => ({
  ref,
  version: second(10),
  leadId: 'lead',
  isUsable: true,
  completedAt: null,
});
const plan = (fields: Partial<SyncPlan>): SyncPlan => ({ ...EMPTY_PLAN, ...fields });

/** What a lead that a plan leaves has for a version. */
const PLANNED = -1;
const first = plan({ leads: [write('lead')], links: [link(A)] });

test('a plan leaves the leads that it writes as they will be read', () => {
  const known = plan({ leads: [write('lead'), write('other', withA, second(5))] });
  expect(leadsAfter(known)).toEqual([
    asCommitted('lead', PLANNED, withA.lead),
    asCommitted('other', PLANNED, withA.lead),
  ]);
});

test('of one lead the second state stands, with the steps of both, where the first was decided', () => {
  const [after] = leadsAfter(first);
  if (after === undefined) throw new Error('There is one');
  const both = updateLead(
    openLead(after),
    { viewings: viewingsOf(scheduled('A'), scheduled('B')) },
    [{ ...SCHEDULED, source: B }],
  );
  const next = plan({ leads: [write('lead', both, PLANNED)], links: [link(B)] });
  expect(joinPlans(first, next)).toEqual(
    plan({
      leads: [
        {
          id: 'lead',
          version: null,
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

test('other leads stand beside each other', () => {
  const other = plan({ leads: [write('other', withA, second(7))], links: [link(B)] });
  expect(joinPlans(first, other)).toEqual(
    plan({ leads: [...first.leads, ...other.leads], links: [link(A), link(B)] }),
  );
});

test.each([
  ['the first', plan({ gone: B }), plan({})],
  ['the second', plan({}), plan({ gone: B })],
])('a document that is gone in %s is gone in both', (_which, one, other) => {
  expect(joinPlans(one, other)?.gone).toEqual(B);
});

test('an empty plan adds nothing, and takes nothing away', () => {
  expect(joinPlans(first, EMPTY_PLAN)).toEqual(first);
  expect(joinPlans(EMPTY_PLAN, first)).toEqual(first);
});

test.each([
  ['as it stood before the first', write('lead', withA, second(7))],
  ['that it takes for new', write('lead')],
  ['that the first does not leave', write('other', withA, PLANNED)],
])('two of which the second was decided on a lead %s cannot be one', (_what, later) => {
  const before = plan({ leads: [write('lead', withA, second(7))], links: [link(A)] });
  expect(joinPlans(before, plan({ leads: [later], links: [link(B)] }))).toBeNull();
});

const rewrite = { leadId: 'lead', seq: 1, version: second(1), fields: {} };
test.each([
  ['link one document', plan({ links: [link(A), link(B)] }), plan({ links: [link(B)] })],
  ['link a document and say that it is gone', plan({ links: [link(A)] }), plan({ gone: A })],
  ['say that a document is gone and link it', plan({ gone: A }), plan({ links: [link(A)] })],
  ['say of two documents that they are gone', plan({ gone: A }), plan({ gone: B })],
  ['say of one that it is gone', plan({ gone: A }), plan({ gone: A })],
  ['rewrite a history first', plan({ rewrites: [rewrite] }), plan({})],
  ['rewrite a history afterwards', plan({}), plan({ rewrites: [rewrite] })],
])('two that %s cannot be one', (_what, one, other) => {
  expect(joinPlans(one, other)).toBeNull();
});

test('an appointment and a visit of one id are two documents', () => {
  const [one, other] = [plan({ links: [link(A)] }), plan({ links: [link(visitRef('A'))] })];
  expect(joinPlans(one, other)?.links).toHaveLength(2);
});
