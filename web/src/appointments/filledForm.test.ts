import { microsOfMillis } from '#domain/time';
import type { Appointment } from './appointments';
import { findFormChanges, planOuting } from './filledForm';

const startsAt = new Date('2027-03-01T10:00:00Z');
const endsAt = new Date('2027-03-01T10:45:00Z');
const FORM = { contactId: 'ana', listings: ['uno', 'dos', 'tres'], startsAt, endsAt, notes: 'n' };

test('an outing is one appointment for each listing, one after another, under ids of its own', () => {
  const planned = planOuting('a', FORM).map(({ id, listingId, startsAt: from, endsAt: until }) => [
    ...[id, listingId],
    ...[from, until].map((each) => each.toISOString().slice(11, 16)),
  ]);
  expect(planned).toEqual([
    ['a', 'uno', '10:00', '10:45'],
    ['a-2', 'dos', '10:45', '11:30'],
    ['a-3', 'tres', '11:30', '12:15'],
  ]);
});

test('without a listing it is one appointment', () => {
  expect(planOuting('a', { ...FORM, listings: [] })).toEqual([
    { id: 'a', contactId: 'ana', listingId: null, startsAt, endsAt, notes: 'n' },
  ]);
});

const BEFORE: Appointment = {
  ...{ id: 'a', contactId: 'ana', listingId: 'uno', prospectId: null, agentId: 'lucia' },
  ...{ status: 'Scheduled', type: 'Visita', notes: 'n', place: 'Portal', leadId: null },
  startsAt: microsOfMillis(startsAt.getTime()),
  endsAt: microsOfMillis(endsAt.getTime()),
  ...{ requestedBy: null, confirmedAt: null },
};
const SAME = { ...FORM, listings: ['uno'], agentId: 'lucia', place: 'Portal' };

test('a form that says what is stored changes nothing', () => {
  expect(findFormChanges(BEFORE, { ...SAME, type: 'Visita' }, false)).toEqual({});
});

test.each([
  ['a time', {}, true, { startsAt, endsAt }],
  ['notes that are gone', { notes: '' }, false, { notes: '' }],
  ['no agent', { agentId: null }, false, { agentId: null }],
  ['another type', { type: 'Firma' as const }, false, { type: 'Firma' }],
  ['no listing', { listings: [] }, false, { listingId: null }],
  ['another place', { place: 'Oficina' }, false, { place: 'Oficina' }],
])('%s is changed alone', (_, form, isTimeChanged, expected) => {
  expect(findFormChanges(BEFORE, { ...SAME, ...form }, isTimeChanged)).toEqual(expected);
});
