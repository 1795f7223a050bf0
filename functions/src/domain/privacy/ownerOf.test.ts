import { ownerOf, type Ownership } from './ownerOf';

const nobody: Ownership = {
  collection: 'visits',
  contactId: null,
  appointmentId: null,
  appointmentsContact: null,
  leadsContact: null,
};

test.each<[what: string, fields: Partial<Ownership>, owner: string | null]>([
  ['an appointment', { collection: 'appointments', contactId: 'ana', leadsContact: 'bea' }, 'ana'],
  [
    'an appointment that lost its contact',
    { collection: 'appointments', leadsContact: 'bea' },
    'bea',
  ],
  ['a visit without appointment', { contactId: 'ana', leadsContact: 'bea' }, 'ana'],
  ['a visit', { contactId: 'ana', appointmentId: 'A', appointmentsContact: 'bea' }, 'bea'],
  [
    'a visit whose appointment was corrected since',
    { appointmentId: 'A', appointmentsContact: 'bea', leadsContact: 'ana' },
    'bea',
  ],
  [
    'a visit that stayed with its lead when its appointment was deleted',
    { contactId: 'ana', appointmentId: 'A', leadsContact: 'bea' },
    'bea',
  ],
  ['a visit of an appointment that never was', { contactId: 'ana', appointmentId: 'A' }, 'ana'],
  ['a document that names nobody', {}, null],
])('%s', (_what, fields, owner) => {
  expect(ownerOf({ ...nobody, ...fields })).toBe(owner);
});
