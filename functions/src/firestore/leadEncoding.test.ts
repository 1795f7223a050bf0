import fc from 'fast-check';
import { FieldValue, Timestamp, type DocumentData } from 'firebase-admin/firestore';
import { APPOINTMENT_STATUS_LIST, APPOINTMENT_TYPES } from '../domain/documents/appointment';
import { ENQUIRY_STATUS_LIST, MAX_ORIGIN_LENGTH } from '../domain/documents/enquiry';
import { SOURCE_COLLECTIONS, sourceKey } from '../domain/documents/sourceRef';
import {
  MAX_OFFER_AMOUNT,
  VISIT_OUTCOMES,
  VISIT_STATUSES,
  type VisitDetails,
} from '../domain/documents/visit';
import { createLead, type LeadChange } from '../domain/leads/changeLead';
import { NOTHING_KEPT, storedLeadSchema, type KeptFields, type Lead } from '../domain/leads/lead';
import type { HeldFields } from '../domain/sync/syncPlan';
import {
  newViewing,
  type AppointmentState,
  type EnquiryState,
  type Moves,
  type Viewing,
  type VisitState,
} from '../domain/viewings/viewing';
import type { FieldWrite } from './fieldWrites';
import { changedLeadFields, entryData, newLeadData } from './leadEncoding';
import {
  AGENT,
  appointmentRef,
  appointmentState,
  because,
  decisionFor,
  done,
  enquiryRef,
  PAIR,
  second,
  viewing,
  viewingsOf,
  visitRef,
  visitViewing,
} from '../../test/support/builders';

const created = createLead(PAIR, 'Appointment', null, {
  source: appointmentRef('A'),
  actor: AGENT,
  effectiveAt: second(10),
});
const withLead = (fields: Partial<Lead>): LeadChange => ({
  ...created,
  lead: { ...created.lead, ...fields },
});
const copyOf = (map: DocumentData): DocumentData =>
  Object.fromEntries(
    Object.entries(map).map(([name, value]: [string, unknown]) => [
      name,
      Object.getPrototypeOf(value ?? 0) === Object.prototype
        ? copyOf(value as DocumentData)
        : value,
    ]),
  );

/** A document once these fields of it were written. */
function written(document: DocumentData, fields: readonly FieldWrite[]): DocumentData {
  const next = copyOf(document);
  for (const { path, value } of fields) {
    const names = [...path];
    const last = names.pop() ?? '';
    const map = names.reduce<DocumentData>(
      (outer, name) => (outer[name] ??= {}) as DocumentData,
      next,
    );
    if (value instanceof FieldValue && value.isEqual(FieldValue.delete()))
      Reflect.deleteProperty(map, last);
    else map[last] = value;
  }
  return next;
}

/** A lead's document that held nothing readable. */
const NOTHING_HELD = { viewings: null, moves: new Map(), unusable: {}, isGathered: false };
/** The fields that a change writes, as a document. */
const changedData = (change: LeadChange, isNewestWritten: boolean): DocumentData =>
  written({}, changedLeadFields(change, isNewestWritten, NOTHING_HELD, null));
const stored = (fields: Partial<Lead>): DocumentData => changedData(withLead(fields), true);
const viewingsIn = (fields: Partial<Lead>) => stored(fields)['viewings'] as DocumentData;

// --- Reading back --------------------------------------------------------------------------------

const time = fc.integer({ min: 0, max: 4_000_000_000_000_000 });
const optionalTime = fc.option(time);
const id = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !text.includes('/')),
  fc.constantFrom('__id7__', '__proto__', 'constructor', 'ñ'.repeat(500), 'ñ'.repeat(501)),
  fc.constantFrom('x'.repeat(1_500), 'id', 'visits', 'movedTo'),
);
const documentFields = {
  at: time,
  version: time,
  createTime: time,
  openedAt: time,
  isDeleted: fc.boolean(),
};
const appointmentStates: fc.Arbitrary<AppointmentState> = fc.record({
  ...documentFields,
  status: fc.constantFrom(...APPOINTMENT_STATUS_LIST, 'removed' as const),
  type: fc.constantFrom(...APPOINTMENT_TYPES),
  agentId: fc.option(fc.string()),
  prospectId: fc.option(fc.string()),
  startsAt: optionalTime,
  endsAt: optionalTime,
  detailsVersion: time,
  shownCompletedAt: optionalTime,
});
const offers: fc.Arbitrary<VisitDetails> = fc.record({
  amount: fc.double({ min: 0.01, max: MAX_OFFER_AMOUNT, noNaN: true }),
  currency: fc.constantFrom('EUR', 'GBP'),
});
const visitStates: fc.Arbitrary<VisitState> = fc
  .record({
    ...documentFields,
    status: fc.constantFrom(...VISIT_STATUSES, 'removed' as const),
    outcome: fc.option(fc.constantFrom(...VISIT_OUTCOMES)),
    detailsVersion: time,
    offer: fc.option(offers, { nil: { amount: null, currency: null } }),
  })
  .map(({ offer, ...state }) => ({ ...state, ...offer }));
const enquiryStates: fc.Arbitrary<EnquiryState> = fc.record({
  ...documentFields,
  status: fc.constantFrom(...ENQUIRY_STATUS_LIST, 'removed' as const),
  agentId: fc.option(fc.string()),
  prospectId: fc.option(fc.string()),
  portal: fc.option(fc.string()),
  campaign: fc.option(fc.string()),
  detailsVersion: time,
});
const manyOf = <Value>(value: fc.Arbitrary<Value>) =>
  fc.uniqueArray(fc.tuple(id, value), { selector: ([key]) => key, maxLength: 4 });
const viewings: fc.Arbitrary<Viewing[]> = fc
  .tuple(
    manyOf(fc.tuple(fc.option(appointmentStates), manyOf(visitStates))),
    manyOf(visitStates),
    manyOf(enquiryStates),
  )
  .map(([ofAppointments, alone, enquiries]) => [
    ...ofAppointments.map(([name, [appointment, visits]]) => ({
      ...newViewing(appointmentRef(name)),
      appointment,
      visits: new Map(visits),
    })),
    ...alone.map(([name, visit]) => ({
      ...newViewing(visitRef(name)),
      visits: new Map([[name, visit]]),
    })),
    ...enquiries.map(([name, enquiry]) => ({ ...newViewing(enquiryRef(name)), enquiry })),
  ]);
const moves: fc.Arbitrary<Moves> = manyOf(
  fc.tuple(fc.constantFrom(...SOURCE_COLLECTIONS), fc.record({ at: time, leadId: fc.string() })),
).map(
  (list) =>
    new Map(list.map(([name, [collection, move]]) => [sourceKey({ collection, id: name }), move])),
);
const keptFields: fc.Arbitrary<KeptFields> = fc.record({
  source: fc.boolean(),
  origin: fc.boolean(),
  prospectId: fc.boolean(),
  assignedTo: fc.option(fc.record({ replaced: fc.option(fc.string()) })),
});

test('any viewings, moves and kept fields are read back as they were', () => {
  fc.assert(
    fc.property(viewings, moves, keptFields, (list, left, kept) => {
      const here = viewingsOf(...list);
      // What left a lead is not there.
      const gone = new Map([...left].filter(([key]) => !here.has(key)));
      const data = stored({ viewings: here, moves: gone, kept });
      const read = storedLeadSchema.parse(data);
      expect(read.viewings).toEqual(here);
      expect(read.moves).toEqual(gone);
      expect(read.kept).toEqual(kept);
    }),
    { numRuns: 300 },
  );
});

/** What of a lead's viewings a change from `before` writes. */
const viewingsWritten = (before: Pick<HeldFields, 'viewings' | 'moves'>, after: Partial<Lead>) =>
  changedLeadFields(withLead(after), true, { ...NOTHING_HELD, ...before }, null).filter(
    ({ path }) => path[0] === 'viewings',
  );

describe('a lead that holds viewings already', () => {
  test('is the same once the changes are written as if all of it were', () => {
    const change = fc.record({
      list: fc.tuple(viewings, viewings),
      stays: fc.func(fc.boolean()),
      left: fc.tuple(moves, moves),
      kept: fc.tuple(keptFields, keptFields),
    });
    fc.assert(
      fc.property(change, ({ list: [first, others], stays, left, kept }) => {
        const before = { viewings: viewingsOf(...first), moves: left[0], kept: kept[0] };
        const after = {
          viewings: viewingsOf(...first.filter(({ ref }) => stays(ref)), ...others),
          moves: new Map([...left[0]].filter(([key]) => stays(key)).concat([...left[1]])),
          kept: kept[1],
        };
        const fields = changedLeadFields(
          withLead(after),
          true,
          { ...NOTHING_HELD, ...before },
          null,
        );
        expect(written(stored(before), fields)).toEqual(stored(after));
      }),
      { numRuns: 500 },
    );
  });

  const a = viewing('A', second(1), appointmentState('Scheduled', second(1)));
  const b = viewing('B', second(1), appointmentState('Scheduled', second(1)));
  const here = { viewings: viewingsOf(a, b), moves: new Map() };
  const keptAsIs = { path: ['viewings', 'kept'], value: FieldValue.delete() };

  test('writes none of them if none changed', () => {
    expect(viewingsWritten(here, here)).toEqual([keptAsIs]);
  });
  test('writes those that changed, and removes those that are gone', () => {
    const other = viewing('A', second(1), appointmentState('Cancelled', second(2)));
    const after = { ...here, viewings: viewingsOf(other) };
    expect(viewingsWritten(here, after)).toEqual([
      {
        path: ['viewings', 'appointments', 'A'],
        value: expect.objectContaining({ status: 'Cancelled' }),
      },
      { path: ['viewings', 'appointments', 'B'], value: FieldValue.delete() },
      keptAsIs,
    ]);
  });
  test('writes the move of one that left in its place', () => {
    const left: Moves = new Map([['appointments/B', { at: second(5), leadId: 'one' }]]);
    const after = { viewings: viewingsOf(a), moves: left };
    const moved = { movedTo: { at: ts(5), leadId: 'one' } };
    const field = { path: ['viewings', 'appointments', 'B'], value: moved };
    expect(viewingsWritten(here, after)).toEqual([field, keptAsIs]);
    expect(viewingsWritten(after, after)).toEqual([keptAsIs]);
    const gone = { path: ['viewings', 'appointments', 'B'], value: FieldValue.delete() };
    expect(viewingsWritten(after, { ...after, moves: new Map() })).toEqual([gone, keptAsIs]);
  });
  test('writes what is kept', () => {
    const kept = { ...NOTHING_KEPT, source: true };
    const field = { path: ['viewings', 'kept'], value: { source: true } };
    expect(viewingsWritten(here, { ...here, kept })).toEqual([field]);
  });
  test.each(['constructor', 'toString'])('writes all of them if the id of one is %s', (name) => {
    const own = visitViewing(name, 1, done(null, 1));
    const after = { ...here, viewings: new Map([...here.viewings, ...viewingsOf(own)]) };
    const whole = [{ path: ['viewings'], value: viewingsIn(after) }];
    expect(viewingsWritten(here, after)).toEqual(whole);
    expect(viewingsWritten(after, after)).toEqual([keptAsIs]);
  });
  test('writes all of them if those in its document cannot be read', () => {
    const whole = [{ path: ['viewings'], value: viewingsIn(here) }];
    expect(viewingsWritten({ ...here, viewings: null }, here)).toEqual(whole);
  });
});

test('no key of a map is one that Firestore refuses', () => {
  fc.assert(
    fc.property(viewings, (list) => {
      const { appointments, visits } = viewingsIn({ viewings: viewingsOf(...list) });
      const keys = [appointments, visits].flatMap((entries: DocumentData) => [
        ...Object.keys(entries),
        ...Object.values(entries).flatMap((entry: DocumentData) =>
          Object.keys((entry['visits'] as DocumentData | undefined) ?? {}),
        ),
      ]);
      for (const key of keys) {
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1_500);
        expect(key).not.toMatch(/^__.*__$/s);
        expect(key).not.toBe('');
      }
    }),
  );
});

test('an id of up to 1,000 bytes is its own key', () => {
  const keyOf = (name: string) => {
    const each = visitViewing(name, 1, done(null, 1));
    const { visits } = viewingsIn({ viewings: viewingsOf(each) }) as { visits: DocumentData };
    return Object.entries(visits)[0];
  };
  expect(keyOf('ñ'.repeat(500))?.[0]).toBe('ñ'.repeat(500));
  const long = `${'ñ'.repeat(500)}x`;
  expect(keyOf(long)?.[0]).toMatch(/^\/[0-9a-f]{64}$/);
  expect(keyOf(long)?.[1]).toMatchObject({ id: long });
});

// --- What is stored ------------------------------------------------------------------------------

const ts = (n: number) => new Timestamp(n, 0);

describe('the stored viewings', () => {
  test('leave out what follows from the rest', () => {
    const each = viewing('A', second(10), appointmentState('Scheduled', second(10)), {
      V: { ...done('offer_made', second(20)), createTime: second(20) },
    });
    const visits = new Map([['V', done('offer_made', second(20))]]);
    expect(viewingsIn({ viewings: viewingsOf({ ...each, visits }) })).toEqual({
      enquiries: {},
      appointments: {
        A: {
          status: 'Scheduled',
          at: ts(10),
          by: ts(10),
          visits: {
            V: { status: 'visit_done', outcome: 'offer_made', at: ts(20), by: ts(20) },
          },
        },
      },
      visits: {},
    });
  });
  test('are no field of their own for an appointment without visits', () => {
    const one = viewing('A', second(10), appointmentState('Scheduled', second(10)));
    const { appointments } = viewingsIn({ viewings: viewingsOf(one) });
    expect(Object.keys((appointments as Record<string, object>)['A'] ?? {}).sort()).toEqual([
      'at',
      'by',
      'status',
    ]);
    const none = { ...one, appointment: null };
    expect(viewingsIn({ viewings: viewingsOf(none) })['appointments']).toEqual({
      A: { visits: {} },
    });
  });
  test('have the moves of those that left, and what is kept', () => {
    const left: Moves = new Map([
      ['appointments/A', { at: second(5), leadId: 'one' }],
      ['visits/V', { at: second(6), leadId: 'two' }],
    ]);
    const kept = { ...NOTHING_KEPT, prospectId: true };
    expect(viewingsIn({ moves: left, kept })).toEqual({
      enquiries: {},
      appointments: { A: { movedTo: { at: ts(5), leadId: 'one' } } },
      visits: { V: { movedTo: { at: ts(6), leadId: 'two' } } },
      kept: { prospectId: true },
    });
  });
});

/** The bytes that a value takes up in Firestore. */
function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 1;
  if (typeof value === 'boolean') return 1;
  if (value instanceof Timestamp) return 8;
  if (typeof value !== 'object' || value === null) throw new Error(`Not stored: ${typeof value}`);
  return Object.entries(value)
    .map(([key, field]) => bytesOf(key) + bytesOf(field))
    .reduce((sum, size) => sum + size, 0);
}

describe('the bytes of a viewing whose ids have 20 characters', () => {
  const ID = 'i'.repeat(20);
  const bytesWith = (state: AppointmentState) => {
    const each = { ...newViewing(appointmentRef(ID)), appointment: state };
    return bytesOf(viewingsIn({ viewings: viewingsOf(each) })['appointments']);
  };
  /** A state of which nothing follows from the rest. */
  const whole: AppointmentState = {
    status: 'Scheduled',
    type: 'Visita',
    at: second(1),
    version: second(2),
    createTime: second(3),
    openedAt: second(4),
    isDeleted: true,
    agentId: ID,
    prospectId: ID,
    startsAt: second(5),
    endsAt: second(6),
    detailsVersion: second(7),
    shownCompletedAt: second(8),
  };

  /** The longest entry that an appointment of any status and type can have. */
  const mostBytes = (fields: Partial<AppointmentState>) =>
    Math.max(
      ...APPOINTMENT_STATUS_LIST.flatMap((status) =>
        APPOINTMENT_TYPES.map((type) => bytesWith({ ...whole, status, type, ...fields })),
      ),
    );

  test('are at most 220 with every field', () => {
    expect(mostBytes({})).toBeLessThanOrEqual(220);
  });
  test('are at most 119 without agent, prospect and times', () => {
    const none = { agentId: null, prospectId: null, startsAt: null, endsAt: null };
    const { version: detailsVersion } = whole;
    expect(mostBytes({ ...none, detailsVersion })).toBeLessThanOrEqual(119);
  });
  test('of an enquiry are at most 380 with every field, and 105 without agent, owner and origin', () => {
    const text = 'x'.repeat(MAX_ORIGIN_LENGTH);
    const details = { agentId: ID, prospectId: ID, portal: text, campaign: text };
    const bytesOfEnquiry = (fields: Partial<EnquiryState>) => {
      const { at, version, createTime, openedAt, isDeleted, detailsVersion } = whole;
      const state = { at, version, createTime, openedAt, isDeleted, detailsVersion, ...details };
      const enquiry: EnquiryState = { ...state, status: 'dismissed', ...fields };
      const each = { ...newViewing(enquiryRef(ID)), enquiry };
      return bytesOf(viewingsIn({ viewings: viewingsOf(each) })['enquiries']);
    };
    expect(bytesOfEnquiry({})).toBe(380);
    const none = { agentId: null, prospectId: null, portal: null, campaign: null };
    expect(bytesOfEnquiry(none)).toBe(105);
  });
  test('of 1,000 documents fit into a document of 1 MiB', () => {
    expect(1_000 * mostBytes({})).toBeLessThan(1024 * 1024 - 200_000);
  });
});

describe('the document of a lead', () => {
  const lost = { outcome: 'lost' as const, reason: 'x', leadId: null };

  test('has the pair and its creation only when it is new', () => {
    expect(newLeadData(created, null)).toMatchObject({ ...PAIR, status: created.lead.status });
    expect(newLeadData(created, null)).toHaveProperty('createdAt');
    const changed = changedData(created, true);
    for (const field of ['contactId', 'listingId', 'createdAt']) {
      expect(changed).not.toHaveProperty(field);
    }
  });
  test('says from when on it needs somebody, or that it does not', () => {
    const attention = { at: second(7), why: 'stale' } as const;
    const data = { at: ts(7), why: 'stale' };
    expect(newLeadData(created, attention)).toHaveProperty('attention', data);
    expect(newLeadData(created, null)).toHaveProperty('attention', null);
    const fields = changedLeadFields(created, true, NOTHING_HELD, attention);
    expect(fields).toContainEqual({ path: ['attention'], value: data });
  });
  test('has closed only while it is closed', () => {
    expect(newLeadData(created, null)).not.toHaveProperty('closed');
    const closed = withLead({ closed: lost });
    expect(newLeadData(closed, null)['closed']).toEqual({ outcome: 'lost', reason: 'x' });
    expect(changedData(closed, true)['closed']).toEqual({ outcome: 'lost', reason: 'x' });
    const moved = { outcome: 'moved' as const, reason: 'x', leadId: 'other' };
    expect(changedData(withLead({ closed: moved }), true)['closed']).toEqual(moved);
    // It is deleted where it was.
    expect(storedLeadSchema.parse(changedData(created, true)).closed).toBeNull();
    const removed = { path: ['closed'], value: FieldValue.delete() };
    expect(changedLeadFields(created, true, NOTHING_HELD, null)).toContainEqual(removed);
  });
  test('has the whole of its newest entry only if that is written, too', () => {
    const decision = decisionFor('Oferta Aceptada', second(7));
    const change = withLead({ decision });
    const data = { ...decision, at: ts(7) };
    expect(changedData(change, true)['history']).toMatchObject({
      seq: 1,
      status: created.lead.status,
      at: FieldValue.serverTimestamp(),
      decision: data,
    });
    const fields = (...all: Parameters<typeof changedLeadFields>) =>
      changedLeadFields(...all).filter(({ path }) => path[0] === 'history');
    expect(fields(change, false, NOTHING_HELD, null)).toEqual([
      { path: ['history', 'seq'], value: 1 },
      { path: ['history', 'status'], value: created.lead.status },
      { path: ['history', 'decision'], value: data },
    ]);
    const { history } = created.lead;
    const read = withLead({ history: { ...history, at: second(6) } });
    expect(fields(read, false, NOTHING_HELD, null)).toContainEqual({
      path: ['history', 'at'],
      value: ts(6),
    });
    const none = { path: ['history', 'decision'], value: null };
    expect(fields(created, false, NOTHING_HELD, null)).toContainEqual(none);
  });
  test('keeps what is replaced and cannot be used', () => {
    const held = { ...NOTHING_HELD, unusable: { history: ['llamó'], contactId: 7, source: 3 } };
    const document = { ...held.unusable, replaced: { closed: 'sí' } };
    const after = written(document, changedLeadFields(created, true, held, null));
    expect(after['replaced']).toEqual({ closed: 'sí', history: ['llamó'], source: 3 });
    expect(after).toMatchObject({ contactId: 7, source: created.lead.source });
    expect(changedData(created, true)).not.toHaveProperty('replaced');
  });
  test('has what it lacks, and when its status changed', () => {
    expect(stored({ listingId: null })).toMatchObject({
      missingInfo: ['listingId', 'prospectId'],
      statusChangedAt: ts(10),
    });
  });
  test('has when its next viewing is, or that it has none', () => {
    const scheduled = { ...appointmentState('Scheduled', second(10)), startsAt: second(90) };
    const viewings = viewingsOf(viewing('A', second(10), scheduled));
    expect(stored({ viewings })).toHaveProperty('nextViewingAt', ts(90));
    expect(stored({})).toHaveProperty('nextViewingAt', null);
    expect(changedData(withLead({ viewings }), true)).toHaveProperty('nextViewingAt', ts(90));
    expect(changedData(created, true)).toHaveProperty('nextViewingAt', null);
  });
});

describe('the document of a history entry', () => {
  test('has the fields of the entry, but for the time of the commit', () => {
    const explanation = because('repaired', second(9));
    const [from, to] = ['Visita Pendiente', 'Cerrado'] as const;
    const entry = { ...explanation, seq: 3, from, to, secondsInPrevious: 4 };
    expect(entryData(entry)).toEqual({ ...entry, effectiveAt: ts(9) });
    const won = { requestId: 'r', outcome: 'won' } as const;
    expect(entryData({ ...entry, ...won })).toEqual({ ...entry, effectiveAt: ts(9), ...won });
  });
});
