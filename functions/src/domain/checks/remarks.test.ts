import { remarksOn } from './remarks';
import {
  appointmentRef,
  documentOf,
  second,
  timestamp,
  visitRef,
} from '../../../test/support/builders';

const APPOINTMENT = { contactId: 'contact', listingId: 'L', status: 'Completed' };
const appointment = documentOf(appointmentRef('A'), APPOINTMENT);
const kindsOf = (...of: Parameters<typeof remarksOn>) => remarksOn(...of).map(({ kind }) => kind);

test('an appointment whose end passed without an outcome', () => {
  const open = { ...APPOINTMENT, status: 'Scheduled', startsAt: timestamp(second(10)) };
  const scheduled = documentOf(appointmentRef('A'), open);
  expect(kindsOf(scheduled, null, second(11))).toEqual(['overdue']);
  expect(kindsOf(scheduled, null, second(10))).toEqual([]);
});

describe('a visit that names another contact than its appointment', () => {
  const visit = (contactId: unknown) =>
    documentOf(visitRef('V'), { appointmentId: 'A', contactId, status: 'visit_done' });

  test('is remarked on', () => {
    expect(remarksOn(visit('other'), appointment, second(1))).toEqual([
      { kind: 'other-contact', detail: 'its appointment names another contact' },
    ]);
  });

  test.each(['contact', '', null, undefined, 7])('but not if it names %j', (contactId) => {
    expect(kindsOf(visit(contactId), appointment, second(1))).toEqual([]);
  });

  test('nor if the appointment is gone or names nobody', () => {
    expect(kindsOf(visit('other'), null, second(1))).toEqual([]);
    const unusable = documentOf(appointmentRef('A'), { listingId: 'L', status: 'Completed' });
    expect(kindsOf(visit('other'), unusable, second(1))).toEqual([]);
  });
});

describe('a time that cannot be read', () => {
  test.each([
    '2026-01-03',
    1_767_398_400_000,
    true,
    { seconds: 1.5, nanoseconds: 0 },
    { seconds: 1, nanoseconds: 1e9 },
    [],
  ])('%j', (startsAt) => {
    const document = documentOf(appointmentRef('A'), { ...APPOINTMENT, startsAt });
    expect(remarksOn(document, null, second(1))).toEqual([
      { kind: 'unreadable-time', detail: 'holds no Timestamp in startsAt' },
    ]);
  });

  test('is told from none', () => {
    const none = { startsAt: null, endsAt: '', expireAt: undefined, statusAt: timestamp(0) };
    expect(kindsOf(documentOf(appointmentRef('A'), { ...APPOINTMENT, ...none }), null, 0)).toEqual(
      [],
    );
  });

  test('may be any of a document, one that cannot be used too', () => {
    const stamps = { createdAt: 'x', updatedAt: 'x', statusAt: 'x', expireAt: 'x' };
    const times = { startsAt: 'x', endsAt: 'x', ...stamps };
    const detailOf = (document: Parameters<typeof remarksOn>[0]) =>
      remarksOn(document, null, second(1)).map(({ detail }) => detail);
    expect(detailOf(documentOf(appointmentRef('A'), times))).toEqual([
      'holds no Timestamp in startsAt, endsAt, createdAt, updatedAt, statusAt, expireAt',
    ]);
    expect(detailOf(documentOf(visitRef('V'), times))).toEqual([
      'holds no Timestamp in createdAt, updatedAt, statusAt, expireAt',
    ]);
  });
});
