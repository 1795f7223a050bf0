import { appointmentSchema, isOverdue, isToCome, type Appointment } from './appointment';
import { PAIR, second } from '../../../test/support/builders';

const NOW = second(100);
const appointment = (fields: Partial<Appointment>): Appointment => ({
  contactId: 'contact',
  listingId: 'L',
  prospectId: null,
  agentId: null,
  status: 'Scheduled',
  type: 'Visita',
  startsAt: second(80),
  endsAt: second(90),
  requestedBy: null,
  ...fields,
});

describe('a visit is overdue', () => {
  test.each<[what: string, fields: Partial<Appointment>]>([
    ['its end has passed', {}],
    ['nobody said when it ends, and its start has passed', { endsAt: null }],
  ])('if %s', (_what, fields) => {
    expect(isOverdue(appointment(fields), NOW)).toBe(true);
  });
  test.each<[what: string, fields: Partial<Appointment>]>([
    ['it goes on', { endsAt: second(110) }],
    ['it ends now', { endsAt: NOW }],
    ['it is ahead', { startsAt: second(110), endsAt: null }],
    ['nobody said when it is', { startsAt: null, endsAt: null }],
    ['it took place', { status: 'Completed' }],
    ['it was cancelled', { status: 'Cancelled' }],
    ['it is no visit', { type: 'Firma' }],
  ])('but not if %s', (_what, fields) => {
    expect(isOverdue(appointment(fields), NOW)).toBe(false);
  });
});

test.each([
  ['contact', 'contact'],
  [undefined, null],
  ['Contact', null],
  ['', null],
  [7, null],
  [['contact'], null],
])('a requestedBy of %j counts as %s, and makes nothing unusable', (requestedBy, read) => {
  const data = { ...PAIR, status: 'Scheduled', requestedBy };
  expect(appointmentSchema.parse(data).requestedBy).toBe(read);
});

test.each([
  [second(110), true],
  [NOW, false],
  [second(80), false],
  [null, false],
])('an appointment that begins at %s is to come: %s', (startsAt, expected) => {
  expect(isToCome({ startsAt }, NOW)).toBe(expected);
});
