/** The rows of the derivation table that enquiries make (docs/contract.md §4). */
import { LEAD_STATUSES, type LeadStatus } from '../leadStatus';
import type { EnquiryState, Viewing } from '../viewings/viewing';
import { deriveStatus, type Decision } from './deriveStatus';
import {
  appointmentState,
  decisionFor,
  enquiryState,
  enquiryViewing,
  viewing,
  viewingsOf,
} from '../../../test/support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';
const DECIDED_AT = 50;
const BEFORE = 10;
const AFTER = 70;

const statusOf = (decision: Decision | null, viewings: Viewing[], listingId: string | null = 'L') =>
  deriveStatus({ decision, viewings: viewingsOf(...viewings), moves: new Map(), listingId }).status;

const enquiry = (status: EnquiryState['status'], openedAt = AFTER, at = 90, id = 'E') =>
  enquiryViewing(id, openedAt, enquiryState(status, at));

/** Each status, whether the lead is lost in it, and what an open and an answered enquiry make of it. */
const STAYS = { open: null, answered: null };
const REOPENS = { open: 'Información Solicitada', answered: 'Respuesta Pendiente' } as const;
const TABLE: Record<LeadStatus, { open: LeadStatus | null; answered: LeadStatus | null }> = {
  'Fase 0: Información Incompleta': REOPENS,
  'Información Solicitada': REOPENS,
  'Respuesta Pendiente': { open: 'Información Solicitada', answered: null },
  'Visita Pendiente': STAYS,
  'Visita Realizada': STAYS,
  'Oferta Presentada': STAYS,
  'Oferta Pendiente Aprobación': STAYS,
  'Oferta Aceptada': STAYS,
  'Oferta Rechazada': REOPENS,
  Cerrado: REOPENS,
};
const isLost = (status: LeadStatus) => status === 'Oferta Rechazada' || status === 'Cerrado';
const decided = (status: LeadStatus) =>
  decisionFor(status, DECIDED_AT, status === 'Cerrado' ? 'lost' : null);

describe.each(LEAD_STATUSES)('from %s', (from) => {
  test.each(['open', 'answered'] as const)('an enquiry that is %s', (status) => {
    const to = TABLE[from][status] ?? from;
    expect(statusOf(decided(from), [enquiry(status)])).toBe(to);
    expect(statusOf(decided(from), [enquiry(status, BEFORE)])).toBe(isLost(from) ? from : to);
    expect(statusOf(decided(from), [enquiry(status, BEFORE, DECIDED_AT)])).toBe(from);
  });
  test.each(['dismissed', 'removed'] as const)('an enquiry that is %s says nothing', (status) => {
    expect(statusOf(decided(from), [enquiry(status)])).toBe(from);
  });
});

test('from Cerrado (won), none reopens it', () => {
  const won = decisionFor('Cerrado', DECIDED_AT, 'won');
  for (const status of ['open', 'answered'] as const) {
    expect(statusOf(won, [enquiry(status)])).toBe('Cerrado');
  }
});

describe('an answer', () => {
  const other = (at: number, openedAt = AFTER) => enquiry('open', openedAt, at, 'F');
  test('changes nothing while another enquiry is open, whichever came first', () => {
    for (const at of [80, 95]) {
      expect(statusOf(null, [enquiry('answered'), other(at)])).toBe('Información Solicitada');
    }
    expect(
      statusOf(decided('Información Solicitada'), [enquiry('answered'), other(20, BEFORE)]),
    ).toBe('Información Solicitada');
  });
  test('of new interest reopens a lost lead, even if an old enquiry is still open', () => {
    const old = other(20, BEFORE);
    expect(statusOf(decided('Cerrado'), [enquiry('answered'), old])).toBe('Respuesta Pendiente');
  });
  test('counts once the other one is dismissed, or was deleted', () => {
    for (const status of ['dismissed', 'removed'] as const) {
      const gone = enquiry(status, AFTER, 95, 'F');
      expect(statusOf(null, [enquiry('answered'), gone])).toBe('Respuesta Pendiente');
    }
  });
});

describe('beside viewings', () => {
  const appointment = (status: 'Scheduled' | 'Cancelled' | 'Completed', at: number) =>
    viewing('A', AFTER, appointmentState(status, at));
  test.each([
    ['leaves a visit pending', appointment('Scheduled', 80), 'Visita Pendiente'],
    ['asks again after a cancellation', appointment('Cancelled', 80), 'Información Solicitada'],
    ['leaves a visit that took place', appointment('Completed', 80), 'Visita Realizada'],
  ])('an open enquiry %s', (_what, each, status) => {
    expect(statusOf(null, [each, enquiry('open')])).toBe(status);
  });
  test('at equal times, it comes after a cancellation and before anything that took place', () => {
    const from = decided('Visita Realizada');
    expect(statusOf(null, [appointment('Cancelled', 90), enquiry('answered')])).toBe(
      'Respuesta Pendiente',
    );
    expect(statusOf(null, [appointment('Completed', 90), enquiry('open')])).toBe(
      'Visita Realizada',
    );
    expect(statusOf(from, [appointment('Scheduled', 90), enquiry('open')])).toBe(
      'Visita Pendiente',
    );
  });
});

test('without a listing, an enquiry only reopens a lost lead, to Fase 0', () => {
  expect(statusOf(null, [enquiry('answered')], null)).toBe(FASE_0);
  expect(statusOf(decided('Respuesta Pendiente'), [enquiry('open')], null)).toBe(
    'Respuesta Pendiente',
  );
  expect(statusOf(decided('Cerrado'), [enquiry('open')], null)).toBe(FASE_0);
  expect(statusOf(decided('Cerrado'), [enquiry('open', BEFORE)], null)).toBe('Cerrado');
  expect(statusOf(decided('Cerrado'), [enquiry('dismissed')], null)).toBe('Cerrado');
});

test('a lead that a viewing left stays open while it has an enquiry, and closes once that is deleted', () => {
  const moves = new Map([['appointments/A' as const, { at: 95, leadId: 'other' }]]);
  const outcomeOf = (status: EnquiryState['status']) =>
    deriveStatus({ decision: null, viewings: viewingsOf(enquiry(status)), moves, listingId: 'L' });
  expect(outcomeOf('dismissed')).toMatchObject({ status: FASE_0, movedTo: null });
  expect(outcomeOf('removed')).toMatchObject({ status: 'Cerrado', movedTo: { leadId: 'other' } });
});
