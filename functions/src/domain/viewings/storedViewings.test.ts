import fc from 'fast-check';
import { APPOINTMENT_STATUS_LIST, APPOINTMENT_TYPES } from '../documents/appointment';
import { ENQUIRY_STATUS_LIST } from '../documents/enquiry';
import { VISIT_OUTCOMES, VISIT_STATUSES } from '../documents/visit';
import { secondsAndNanos } from '../time';
import { readViewings } from './storedViewings';
import type { AppointmentState, VisitState } from './viewing';
import {
  appointmentState,
  done,
  second,
  viewing,
  viewingsOf as mapOf,
  visitState,
  visitViewing,
} from '../../../test/support/builders';
import {
  anyTimestamp,
  hostileFields,
  hostileKey,
  objectOf,
} from '../../../test/support/hostileData';
import { storedViewingsSchema, viewingsOf } from '../../../test/support/storedViewingsSchema';

const at = (n: number) => secondsAndNanos(second(n));
const read = (stored: object) =>
  readViewings({ enquiries: {}, appointments: {}, visits: {}, ...stored });
const appointmentIn = (entry: object) =>
  read({ appointments: { A: entry } })?.viewings.get('appointments/A')?.appointment;
const visitIn = (entry: object) =>
  read({ visits: { V: entry } })
    ?.viewings.get('visits/V')
    ?.visits.get('V');

const scheduled = { status: 'Scheduled', at: at(20), by: at(20) };
const visited = { status: 'visit_done', at: at(30), by: at(30) };

describe('an appointment as a lead stores it', () => {
  test('has its status, its time and its version; the rest follows', () => {
    const entry = { ...scheduled, at: at(10) };
    const state: AppointmentState = {
      ...appointmentState('Scheduled', second(20)),
      at: second(10),
    };
    expect(appointmentIn(entry)).toEqual(state);
  });
  test('has its other fields under short names', () => {
    const entry = {
      ...scheduled,
      type: 'Firma',
      made: at(5),
      open: at(1),
      gone: true,
      agent: 'ana',
      prospect: 'p',
      from: at(100),
      to: at(110),
      info: at(25),
      show: at(15),
    };
    expect(appointmentIn(entry)).toEqual({
      status: 'Scheduled',
      type: 'Firma',
      at: second(20),
      version: second(20),
      createTime: second(5),
      openedAt: second(1),
      isDeleted: true,
      agentId: 'ana',
      prospectId: 'p',
      startsAt: second(100),
      endsAt: second(110),
      detailsVersion: second(25),
      shownCompletedAt: second(15),
    });
  });
  test('was opened when it was created, if nothing else is stored', () => {
    expect(appointmentIn({ ...scheduled, made: at(5) })).toMatchObject({
      createTime: second(5),
      openedAt: second(5),
      detailsVersion: second(20),
    });
  });
  test('may have been removed', () => {
    expect(appointmentIn({ ...scheduled, status: 'removed', gone: true })).toMatchObject({
      status: 'removed',
      isDeleted: true,
    });
  });
  test.each([
    ['status', 'Done'],
    ['status', undefined],
    ['type', 'Otro'],
    ['at', undefined],
    ['by', 5],
    ['gone', false],
    ['made', 'ayer'],
    ['open', null],
    ['agent', 5],
    ['prospect', null],
    ['from', null],
    ['to', 'x'],
    ['info', null],
    ['show', null],
  ])('cannot be read with the %s %j', (field, value) => {
    expect(read({ appointments: { A: { ...scheduled, [field]: value } } })).toBeNull();
  });
});

describe('a visit as a lead stores it', () => {
  test('has its status, its time and its version; the rest follows', () => {
    expect(visitIn({ ...visited, at: at(10) })).toEqual({
      ...done(null, second(30)),
      at: second(10),
    });
  });
  test('has its other fields', () => {
    const entry = {
      ...visited,
      outcome: 'offer_made',
      made: at(5),
      open: at(1),
      gone: true,
      offer: { amount: 285_000, currency: 'EUR' },
      info: at(25),
    };
    const state: VisitState = {
      status: 'visit_done',
      outcome: 'offer_made',
      at: second(30),
      version: second(30),
      createTime: second(5),
      openedAt: second(1),
      isDeleted: true,
      amount: 285_000,
      currency: 'EUR',
      detailsVersion: second(25),
    };
    expect(visitIn(entry)).toEqual(state);
    expect(visitIn({ ...visited, made: at(5) })?.openedAt).toBe(second(5));
  });
  test('may have been removed', () => {
    expect(visitIn({ ...visited, status: 'removed' })?.status).toBe('removed');
  });
  test.each([
    ['status', 'Completed'],
    ['outcome', 'sold'],
    ['outcome', null],
    ['offer', null],
    ['offer', { amount: 0, currency: 'EUR' }],
    ['offer', { amount: 1, currency: 'euros' }],
    ['info', null],
    ['at', null],
    ['gone', false],
  ])('cannot be read with the %s %j', (field, value) => {
    expect(read({ visits: { V: { ...visited, [field]: value } } })).toBeNull();
  });
});

describe('the viewings of a lead as it stores them', () => {
  test('are those of its appointments, and those of visits without appointment', () => {
    const stored = {
      appointments: { A: { ...scheduled, visits: { V: visited } } },
      visits: { W: { ...visited, status: 'visit_pending' } },
    };
    const fromA = viewing('A', second(20), appointmentState('Scheduled', second(20)));
    expect(read(stored)).toEqual({
      viewings: mapOf(
        { ...fromA, visits: new Map([['V', done(null, second(30))]]) },
        visitViewing('W', second(30), visitState('visit_pending', second(30))),
      ),
      moves: new Map(),
    });
  });
  test('may know only the visits of an appointment, or nothing', () => {
    const stored = { appointments: { A: { visits: { V: visited } }, B: { visits: {} }, C: {} } };
    expect(read(stored)?.viewings).toEqual(
      mapOf(
        viewing('A', second(30), null, { V: done(null, second(30)) }),
        viewing('B', 0, null),
        viewing('C', 0, null),
      ),
    );
  });
  test('cannot be read if an appointment without a state has other fields than visits', () => {
    expect(read({ appointments: { A: { visits: {}, openedAt: at(1) } } })).toBeNull();
  });
  test('are kept apart from the moves of those that left', () => {
    const movedTo = { at: at(50), leadId: 'other' };
    const stored = {
      appointments: { A: { movedTo }, B: scheduled },
      visits: { V: { movedTo }, W: visited },
    };
    const both = read(stored);
    expect([...(both?.viewings.keys() ?? [])]).toEqual(['appointments/B', 'visits/W']);
    const move = { at: second(50), leadId: 'other' };
    expect(both?.moves).toEqual(
      new Map([
        ['appointments/A', move],
        ['visits/V', move],
      ]),
    );
  });
  test.each([{}, { at: at(50) }, { leadId: 'other' }, { at: 'x', leadId: 'other' }])(
    'cannot be read with the move %j',
    (movedTo) => {
      expect(read({ visits: { V: { movedTo } } })).toBeNull();
    },
  );
  test('have an id that is too long to be a key in the entry itself', () => {
    const id = 'ñ'.repeat(700);
    const movedTo = { at: at(50), leadId: 'other' };
    const keys = (stored: object) => {
      const both = read(stored);
      return [...(both?.viewings.keys() ?? []), ...(both?.moves.keys() ?? [])];
    };
    expect(keys({ appointments: { key: { ...scheduled, id } } })).toEqual([`appointments/${id}`]);
    expect(keys({ appointments: { key: { visits: {}, id } } })).toEqual([`appointments/${id}`]);
    expect(keys({ appointments: { key: { movedTo, id } } })).toEqual([`appointments/${id}`]);
    expect(keys({ visits: { key: { ...visited, id } } })).toEqual([`visits/${id}`]);
    expect(keys({ visits: { key: { movedTo, id } } })).toEqual([`visits/${id}`]);
    const alone = read({ visits: { key: { ...visited, id } } })?.viewings.get(`visits/${id}`);
    expect([...(alone?.visits.keys() ?? [])]).toEqual([id]);
    const within = read({
      appointments: { A: { ...scheduled, visits: { key: { ...visited, id } } } },
    });
    expect([...(within?.viewings.get('appointments/A')?.visits.keys() ?? [])]).toEqual([id]);
  });
  test.each([
    ['no visits', { visits: undefined }],
    ['no appointments', { appointments: undefined }],
    ['a list', { appointments: [] }],
    ['bytes', { visits: Buffer.alloc(0) }],
    ['null', { appointments: null }],
    ['a text', { visits: '' }],
    ['a list of visits', { appointments: { A: { visits: [] } } }],
    ['an entry that is no map', { appointments: { A: 5 } }],
  ])('cannot be read with %s', (_what, stored) => {
    expect(read(stored)).toBeNull();
  });
});

describe('any viewings are read as the schema says, or not at all', () => {
  const documentFields = {
    at: anyTimestamp,
    by: anyTimestamp,
    made: anyTimestamp,
    open: anyTimestamp,
    gone: fc.constant(true),
  };
  const id = fc.constantFrom('id', 'ñ');
  const visits = fc.record(
    {
      ...documentFields,
      status: fc.constantFrom(...VISIT_STATUSES, 'removed'),
      outcome: fc.constantFrom(...VISIT_OUTCOMES),
      id,
    },
    { requiredKeys: ['at', 'by', 'status'] },
  );
  const byId = (entry: fc.Arbitrary<unknown>) =>
    fc
      .array(
        fc.tuple(
          hostileKey.filter((key) => key !== '__proto__'),
          entry,
        ),
        { maxLength: 3 },
      )
      .map(objectOf);
  const appointments = fc.record(
    {
      ...documentFields,
      status: fc.constantFrom(...APPOINTMENT_STATUS_LIST, 'removed', ' scheduled'),
      type: fc.constantFrom(...APPOINTMENT_TYPES),
      agent: fc.string(),
      prospect: fc.string(),
      from: anyTimestamp,
      to: anyTimestamp,
      info: anyTimestamp,
      show: anyTimestamp,
      visits: byId(visits),
      id,
    },
    { requiredKeys: ['at', 'by', 'status'] },
  );
  const enquiries = fc.record(
    {
      ...documentFields,
      status: fc.constantFrom(...ENQUIRY_STATUS_LIST, 'removed', ' open'),
      agent: fc.string(),
      prospect: fc.string(),
      portal: fc.string(),
      campaign: fc.string(),
      info: anyTimestamp,
      id,
    },
    { requiredKeys: ['at', 'by', 'status'] },
  );
  const moves = fc.record(
    { movedTo: fc.record({ at: anyTimestamp, leadId: fc.string() }), id },
    { requiredKeys: ['movedTo'] },
  );
  /** The same, with wrong values in some fields, and unknown ones. */
  const damaged = (entry: fc.Arbitrary<object>) =>
    entry.chain((fields) =>
      hostileFields(
        Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [name, fc.constant(value)]),
        ),
      ),
    );
  const withoutState = fc.record({ visits: byId(visits), id }, { requiredKeys: [] });
  const sound = {
    enquiries: fc.option(byId(fc.oneof(enquiries, moves)), { nil: undefined }),
    appointments: byId(fc.oneof(appointments, moves, withoutState)),
    visits: byId(fc.oneof(visits, moves)),
  };
  const expectAsSchema = (stored: Parameters<typeof readViewings>[0]) => {
    const parsed = storedViewingsSchema.safeParse(stored);
    expect(readViewings(stored)).toEqual(parsed.success ? viewingsOf(parsed.data) : null);
  };

  test('if all of them are sound', () => {
    fc.assert(
      fc.property(fc.record(sound), (stored) => {
        expectAsSchema(stored);
      }),
      { numRuns: 500 },
    );
  });
  test('if one of them is damaged', () => {
    const appointment = damaged(fc.oneof(appointments, moves, withoutState));
    fc.assert(
      fc.property(
        fc.record({
          enquiries: byId(damaged(fc.oneof(enquiries, moves))),
          appointments: byId(appointment),
          visits: byId(damaged(fc.oneof(visits, moves))),
        }),
        (stored) => {
          expectAsSchema(stored);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
