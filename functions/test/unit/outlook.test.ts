import type { LeadFacts } from '../../src/domain/deriveStatus';
import { outlookOf, type Outlook } from '../../src/domain/outlook';
import {
  appointmentState,
  decisionFor,
  done,
  second,
  viewing,
  viewingsOf,
  visitState,
} from '../support/builders';

const NOW = second(100);
const facts = (fields: Partial<LeadFacts>): LeadFacts => ({
  decision: null,
  listingId: 'L',
  viewings: viewingsOf(),
  ...fields,
});

/** In short: what happens, and the status then. */
const told = (outlook: readonly Outlook[]) =>
  outlook.map((each) => {
    switch (each.happens) {
      case 'new appointment':
        return ['new', each.status];
      case 'appointment':
        return [`${each.appointment.id} ${each.becomes}`, each.status];
      case 'visit':
        return [`${each.appointment.id} visited ${each.outcome ?? '–'}`, each.status];
    }
  });

test('a scheduled appointment may end in each way, and each is said with its status', () => {
  const viewings = viewingsOf(viewing('A', second(1), appointmentState('Scheduled', second(1))));
  expect(told(outlookOf(facts({ viewings }), NOW))).toEqual([
    ['new', 'Visita Pendiente'],
    ['A Completed', 'Visita Realizada'],
    ['A Cancelled', 'Información Solicitada'],
    ['A NoShow', 'Información Solicitada'],
    ['A visited –', 'Visita Realizada'],
    ['A visited offer_made', 'Oferta Presentada'],
    ['A visited more_info_needed', 'Información Solicitada'],
  ]);
});

test('a cancelled appointment leaves the lead where another one is scheduled', () => {
  const viewings = viewingsOf(
    viewing('A', second(1), appointmentState('Scheduled', second(1))),
    viewing('B', second(2), appointmentState('Scheduled', second(2))),
  );
  const outlook = told(outlookOf(facts({ viewings }), NOW));
  expect(outlook).toContainEqual(['A Cancelled', 'Visita Pendiente']);
  expect(outlook).toContainEqual(['B Cancelled', 'Visita Pendiente']);
});

test.each([
  ['lost', 'Visita Pendiente'],
  ['won', 'Cerrado'],
] as const)('a new appointment on a lead that was closed as %s makes it %s', (outcome, status) => {
  const decision = decisionFor('Cerrado', second(50), outcome);
  const viewings = viewingsOf(viewing('A', second(1), appointmentState('Scheduled', second(1))));
  const outlook = told(outlookOf(facts({ decision, viewings }), NOW));
  expect(outlook).toContainEqual(['new', status]);
  // The old one was opened before the decision.
  expect(outlook).toContainEqual(['A Completed', 'Cerrado']);
});

test('without a listing everything stays in Fase 0', () => {
  const viewings = viewingsOf(viewing('A', second(1), appointmentState('Scheduled', second(1))));
  const outlook = outlookOf(facts({ listingId: null, viewings }), NOW);
  expect(new Set(outlook.map(({ status }) => status))).toEqual(
    new Set(['Fase 0: Información Incompleta']),
  );
});

test.each([
  ['has left', { left: { at: second(2), leadId: 'other' } }],
  ['is cancelled', { appointment: appointmentState('Cancelled', second(1)) }],
  ['is no viewing', { appointment: appointmentState('Scheduled', second(1), 'Firma') }],
  ['is not known yet', { appointment: null, visits: new Map([['V', done(null, second(1))]]) }],
])('of an appointment that %s nothing is foretold', (_what, fields) => {
  const A = viewing('A', second(1), appointmentState('Scheduled', second(1)));
  const outlook = outlookOf(facts({ viewings: viewingsOf({ ...A, ...fields }) }), NOW);
  expect(outlook.map(({ happens }) => happens)).toEqual(['new appointment']);
});

test('a pending visit of the appointment stays what it is', () => {
  const pending = viewing('A', second(1), appointmentState('Scheduled', second(1)), {
    V: visitState('visit_pending', second(2)),
  });
  const outlook = told(outlookOf(facts({ viewings: viewingsOf(pending) }), NOW));
  expect(outlook).toContainEqual(['A visited offer_made', 'Oferta Presentada']);
});
