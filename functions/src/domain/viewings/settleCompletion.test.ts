import type { SourceDocument } from '../documents/sourceDocument';
import { mayBeTakenBack, settleCompletion } from './settleCompletion';
import type { AppointmentState, Viewing } from './viewing';
import {
  appointmentRef,
  appointmentState,
  documentOf,
  done,
  PAIR,
  second,
  timestamp,
  viewing,
  visitState,
  visitViewing,
  type Fields,
} from '../../../test/support/builders';

/** A was scheduled at 10, and its visit took place at 20. */
const [SCHEDULED_AT, VISITED_AT] = [second(10), second(20)];
const documentA = (fields: Fields, createTime = SCHEDULED_AT): SourceDocument =>
  documentOf(
    appointmentRef('A'),
    { ...PAIR, statusAt: timestamp(SCHEDULED_AT), ...fields },
    createTime,
    second(25),
  );
const open = documentA({ status: 'Scheduled' });
const shownBy = { status: 'Completed', statusAt: timestamp(VISITED_AT) };
const showing = documentA(shownBy);

const scheduledWith = (
  more: Partial<AppointmentState> = {},
  visit = done('offer_made', VISITED_AT),
): Viewing =>
  viewing(
    'A',
    SCHEDULED_AT,
    { ...appointmentState('Scheduled', SCHEDULED_AT), ...more },
    { V: visit },
  );
const visited = scheduledWith();
const shown = scheduledWith({ shownCompletedAt: VISITED_AT });
const pending = visitState('visit_pending', second(30));
const retracted = scheduledWith({ shownCompletedAt: VISITED_AT }, pending);

const noteOf = ({ appointment }: Viewing) => appointment?.shownCompletedAt ?? null;

describe('an appointment whose visit took place (§4, both directions)', () => {
  test('shows Completed as of the visit, while the lead keeps its own state', () => {
    expect(settleCompletion(visited, open)).toEqual({
      viewing: shown,
      shown: { document: open, shows: { status: 'Completed', statusAt: VISITED_AT } },
    });
  });
  test('shows Completed over the stamp with which the server set it back, if a newer version is known since', () => {
    const back = second(24);
    const after = (at: number, version: number) => {
      const restored = { at: timestamp(at), version: timestamp(version) };
      const leadSync = { state: 'linked', id: 'A', at: timestamp(second(25)), restored };
      return documentA({ status: 'Scheduled', statusAt: timestamp(back), leadSync });
    };
    const { version = 0 } = visited.appointment ?? {};
    const shownAfter = (document: SourceDocument) =>
      settleCompletion(visited, document).shown?.shows?.status ?? null;
    expect(shownAfter(after(back, version - 1))).toBe('Completed');
    expect(shownAfter(after(back, version))).toBeNull();
    expect(shownAfter(after(back - 1, version - 1))).toBeNull();
  });
  test('shows Completed again if it is open again, as of its Scheduled before the visit', () => {
    const { viewing: settled, shown: written } = settleCompletion(shown, open);
    expect(noteOf(settled)).toBe(VISITED_AT);
    expect(written?.shows).toEqual({ status: 'Completed', statusAt: VISITED_AT });
  });
  test.each([
    ['shows it already', showing],
    ['was completed by somebody', documentA({ status: 'Completed' })],
    ['was cancelled', documentA({ status: 'Cancelled' })],
    ['cannot be used', documentA({ status: 'Done' })],
    [
      'has a new date after the visit',
      documentA({ status: 'Scheduled', statusAt: timestamp(VISITED_AT + 1) }),
    ],
    ['is another one under its id', documentA({ status: 'Scheduled' }, SCHEDULED_AT + 1)],
    ['was not read', null],
  ])('is left alone if its document %s', (_what, document) => {
    expect(settleCompletion(visited, document)).toEqual({
      viewing: visited,
      shown: null,
    });
  });
  test('shows Completed if its document was stamped at the time of the visit', () => {
    const together = documentA({ status: 'Scheduled', statusAt: timestamp(VISITED_AT) });
    expect(settleCompletion(visited, together).shown?.shows?.status).toBe('Completed');
  });
  test('shows Completed whatever stamp of a foreign clock its document has', () => {
    const ahead = documentA({ status: 'Scheduled', statusAt: timestamp(second(9_999)) });
    expect(settleCompletion(visited, ahead).shown?.shows?.status).toBe('Completed');
  });
  test('is not there for a visit without appointment', () => {
    const alone = visitViewing('V', 5, done(null, VISITED_AT));
    expect(settleCompletion(alone, open)).toEqual({ viewing: alone, shown: null });
  });
});

describe('an appointment whose visit no longer completes it', () => {
  const back = { document: showing, shows: { status: 'Scheduled', statusAt: SCHEDULED_AT } };

  test.each([
    ['was retracted', retracted],
    [
      'was deleted',
      scheduledWith({ shownCompletedAt: VISITED_AT }, visitState('removed', second(30))),
    ],
    ['left', { ...shown, visits: new Map() }],
  ])('shows its own state again, as of its own time, if the visit %s', (_what, each) => {
    const settled = settleCompletion(each, showing);
    expect(settled).toMatchObject({ shown: back });
    expect(noteOf(settled.viewing)).toBeNull();
  });
  test('shows its own state again if a newer Scheduled becomes known', () => {
    const again = scheduledWith({ at: second(22), shownCompletedAt: VISITED_AT });
    const settled = settleCompletion(again, showing);
    expect(settled.shown).toEqual({
      document: showing,
      shows: { status: 'Scheduled', statusAt: second(22), version: SCHEDULED_AT },
    });
    expect(noteOf(settled.viewing)).toBeNull();
  });
  test.each([
    ['its state since', documentA({ status: 'NoShow' })],
    ['Completed since', documentA({ ...shownBy, statusAt: timestamp(VISITED_AT + 1) })],
    ['Scheduled since', documentA({ status: 'Scheduled' })],
    ['something unusable since', documentA({ ...shownBy, contactId: '' })],
  ])(
    'is left alone if somebody wrote %s, and nothing is to be taken back any more',
    (_what, document) => {
      const settled = settleCompletion(retracted, document);
      expect(settled).toMatchObject({ shown: { document, shows: null } });
      expect(noteOf(settled.viewing)).toBeNull();
    },
  );
  test('is left alone, with the note, if its document was not read', () => {
    expect(settleCompletion(retracted, null)).toEqual({
      viewing: retracted,
      shown: null,
    });
    const other = documentA(shownBy, SCHEDULED_AT + 1);
    expect(settleCompletion(retracted, other)).toEqual({
      viewing: retracted,
      shown: null,
    });
  });
  test.each([
    ['the server never showed it', scheduledWith({}, pending)],
    [
      'its own state is not open any more',
      scheduledWith({ status: 'NoShow', shownCompletedAt: VISITED_AT }, pending),
    ],
    ['it was removed', scheduledWith({ status: 'removed', shownCompletedAt: VISITED_AT }, pending)],
    ['it is gone', scheduledWith({ isDeleted: true, shownCompletedAt: VISITED_AT }, pending)],
  ])('is left alone if %s', (_what, each) => {
    expect(settleCompletion(each, showing)).toEqual({ viewing: each, shown: null });
  });
});

test('an appointment may have to be set back only if the visit that completed it leaves', () => {
  const left = { ...visited, visits: new Map() };
  expect(mayBeTakenBack(visited, left)).toBe(true);
  expect(mayBeTakenBack(visited, visited)).toBe(false);
  expect(mayBeTakenBack(retracted, { ...retracted, visits: new Map() })).toBe(false);
  const cancelled = scheduledWith({ status: 'Cancelled' }, done(null, VISITED_AT));
  expect(mayBeTakenBack(cancelled, { ...cancelled, visits: new Map() })).toBe(false);
  const alone = visitViewing('V', 5, done(null, VISITED_AT));
  expect(mayBeTakenBack(alone, { ...alone, visits: new Map() })).toBe(false);
});
