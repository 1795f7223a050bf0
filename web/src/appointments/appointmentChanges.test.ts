import type { Appointment } from './appointments';
import { findChangedParts } from './appointmentChanges';

const BEFORE: Appointment = {
  id: 'a1',
  contactId: 'ana',
  listingId: null,
  prospectId: null,
  agentId: 'lucia',
  status: 'Scheduled',
  type: 'Visita',
  startsAt: 1_000_000,
  endsAt: 2_000_000,
  notes: '',
  place: '',
  requestedBy: null,
  confirmedAt: null,
  leadId: null,
};

test('an appointment that is as it was has no changed parts', () => {
  expect(findChangedParts(BEFORE, { ...BEFORE, leadId: 'lead-1' })).toEqual([]);
});

test.each([
  ['another end', { endsAt: 3_000_000 }, ['time']],
  ['a confirmation', { confirmedAt: 3_000_000 }, ['confirmation']],
  ['another status', { status: 'Cancelled' }, ['status']],
  ['a listing and a place', { place: 'En el portal', listingId: 'piso' }, ['listing', 'place']],
] satisfies [string, Partial<Appointment>, string[]][])('%s is found', (_, change, expected) => {
  expect(findChangedParts(BEFORE, { ...BEFORE, ...change })).toEqual(expected);
});
