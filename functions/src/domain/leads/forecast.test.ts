import type { LeadFacts } from './deriveStatus';
import { forecast, type Forecast } from './forecast';
import {
  appointmentState,
  decisionFor,
  done,
  second,
  viewing,
  viewingsOf,
  visitState,
} from '../../../test/support/builders';

const NOW = second(100);
const facts = (fields: Partial<LeadFacts>): LeadFacts => ({
  decision: null,
  listingId: 'L',
  viewings: viewingsOf(),
  moves: new Map(),
  ...fields,
});

/** Forecasts in short: what happens, and the status then. */
const summarize = (forecasts: readonly Forecast[]) =>
  forecasts.map((each) => {
    switch (each.happens) {
      case 'new appointment':
        return ['new', each.status];
      case 'appointment':
        return [`${each.appointment.id} ${each.becomes}`, each.status];
      case 'visit':
        return [`${each.appointment.id} visited ${each.outcome ?? '–'}`, each.status];
    }
  });

test('every possible end of a scheduled appointment is forecast with its status', () => {
  const viewings = viewingsOf(viewing('A', second(1), appointmentState('Scheduled', second(1))));
  expect(summarize(forecast(facts({ viewings }), NOW))).toEqual([
    ['new', 'Visita Pendiente'],
    ['A Completed', 'Visita Realizada'],
    ['A Cancelled', 'Información Solicitada'],
    ['A NoShow', 'Información Solicitada'],
    ['A visited –', 'Visita Realizada'],
    ['A visited offer_made', 'Oferta Presentada'],
    ['A visited more_info_needed', 'Información Solicitada'],
  ]);
});

test('a cancellation leaves the status alone if another appointment is scheduled', () => {
  const viewings = viewingsOf(
    viewing('A', second(1), appointmentState('Scheduled', second(1))),
    viewing('B', second(2), appointmentState('Scheduled', second(2))),
  );
  const forecasts = summarize(forecast(facts({ viewings }), NOW));
  expect(forecasts).toContainEqual(['A Cancelled', 'Visita Pendiente']);
  expect(forecasts).toContainEqual(['B Cancelled', 'Visita Pendiente']);
});

test.each([
  ['lost', 'Visita Pendiente'],
  ['won', 'Cerrado'],
] as const)('a new appointment on a lead that was closed as %s makes it %s', (outcome, status) => {
  const decision = decisionFor('Cerrado', second(50), outcome);
  const viewings = viewingsOf(viewing('A', second(1), appointmentState('Scheduled', second(1))));
  const forecasts = summarize(forecast(facts({ decision, viewings }), NOW));
  expect(forecasts).toContainEqual(['new', status]);
  // A was opened before the decision.
  expect(forecasts).toContainEqual(['A Completed', 'Cerrado']);
});

test('a lead without a listing stays in Fase 0 in every forecast', () => {
  const viewings = viewingsOf(viewing('A', second(1), appointmentState('Scheduled', second(1))));
  const forecasts = forecast(facts({ listingId: null, viewings }), NOW);
  expect(new Set(forecasts.map(({ status }) => status))).toEqual(
    new Set(['Fase 0: Información Incompleta']),
  );
});

test.each([
  ['was removed', { appointment: appointmentState('removed', second(1)) }],
  ['is gone', { appointment: { ...appointmentState('Scheduled', second(1)), isDeleted: true } }],
  ['was completed by its visit', { visits: new Map([['V', done(null, second(2))]]) }],
  ['is cancelled', { appointment: appointmentState('Cancelled', second(1)) }],
  ['is no viewing', { appointment: appointmentState('Scheduled', second(1), 'Firma') }],
  ['is not known yet', { appointment: null, visits: new Map([['V', done(null, second(1))]]) }],
])('an appointment that %s has no forecast', (_what, fields) => {
  const A = viewing('A', second(1), appointmentState('Scheduled', second(1)));
  const forecasts = forecast(facts({ viewings: viewingsOf({ ...A, ...fields }) }), NOW);
  expect(forecasts.map(({ happens }) => happens)).toEqual(['new appointment']);
});

test('an appointment with a pending visit can still be visited', () => {
  const pending = viewing('A', second(1), appointmentState('Scheduled', second(1)), {
    V: visitState('visit_pending', second(2)),
  });
  const forecasts = summarize(forecast(facts({ viewings: viewingsOf(pending) }), NOW));
  expect(forecasts).toContainEqual(['A visited offer_made', 'Oferta Presentada']);
});

test('an appointment with a new date after its visit can still end in each way', () => {
  const again = viewing('A', second(1), appointmentState('Scheduled', second(3)), {
    V: done('more_info_needed', second(2)),
  });
  const forecasts = summarize(forecast(facts({ viewings: viewingsOf(again) }), NOW));
  // What the visit said stands: it outranks every end of its appointment.
  expect(forecasts).toContainEqual(['A Completed', 'Información Solicitada']);
  expect(forecasts).toContainEqual(['A visited offer_made', 'Oferta Presentada']);
});

test('a lead that its viewings left is open again with a new appointment', () => {
  const moves = new Map([['appointments/A', { at: second(5), leadId: 'other' }] as const]);
  expect(summarize(forecast(facts({ moves }), NOW))).toEqual([['new', 'Visita Pendiente']]);
});
