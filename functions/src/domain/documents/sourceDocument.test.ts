import { APPOINTMENT_TYPES } from './appointment';
import { observeEvent, observeRead } from './observation';
import { canMatter } from './sourceChange';
import {
  countedStatusAt,
  importedAt,
  isCreation,
  isLinkedTo,
  isSameRejection,
  openingTime,
  unknownDocument,
  type SourceDocument,
} from './sourceDocument';
import type { SourceRef } from './sourceRef';
import {
  appointmentRef,
  created,
  deleted,
  documentOf,
  second,
  timestamp,
  updated,
  visitRef,
  type Fields,
  wasRead,
} from '../../../test/support/builders';

const A = appointmentRef('A');
const B = appointmentRef('B');
const V = visitRef('V');

const appointment: Fields = { contactId: 'contact', listingId: 'L', status: 'Scheduled' };
const visit: Fields = { appointmentId: 'A', status: 'visit_done', outcome: 'offer_made' };
const visitAlone: Fields = { contactId: 'contact', listingId: 'L', status: 'visit_done' };

const pathsOf = ({ issues }: SourceDocument) => issues.map(({ path }) => path);

describe('an appointment that can be used (§2)', () => {
  test('is read with every field that the pipeline uses', () => {
    const document = documentOf(
      A,
      {
        ...appointment,
        prospectId: 'prospect',
        agentId: 'agent-1',
        type: 'Firma',
        startsAt: timestamp(second(20)),
        endsAt: timestamp(second(30)),
        requestedBy: 'contact',
        notes: 'Llamar antes',
        statusAt: timestamp(second(5)),
        createdAt: timestamp(second(4)),
        updatedAt: timestamp(second(6)),
        updatedBy: 'agent-1',
        expireAt: timestamp(second(90)),
        leadId: 'lead',
        leadSync: { state: 'linked', id: 'A', at: timestamp(second(7)) },
      },
      second(8),
      second(9),
    );
    expect(document).toEqual({
      ref: A,
      createTime: second(8),
      updateTime: second(9),
      content: {
        collection: 'appointments',
        contactId: 'contact',
        listingId: 'L',
        prospectId: 'prospect',
        agentId: 'agent-1',
        status: 'Scheduled',
        type: 'Firma',
        startsAt: second(20),
        endsAt: second(30),
        requestedBy: 'contact',
      },
      issues: [],
      stateFields: { status: 'Scheduled', type: 'Firma', outcome: '(object)' },
      stamps: {
        statusAt: second(5),
        createdAt: second(4),
        updatedAt: second(6),
        updatedBy: 'agent-1',
      },
      isCopy: false,
      expireAt: second(90),
      leadId: 'lead',
      leadSync: {
        state: 'linked',
        id: 'A',
        issues: [],
        at: second(7),
        completedAt: null,
        restored: null,
      },
      unused: { contactId: 'contact', times: [], isExported: false },
    });
  });

  test('is not rejected for its startsAt and endsAt', () => {
    const times = { startsAt: 'mañana', endsAt: 7 };
    expect(documentOf(A, { ...appointment, ...times }).content).toMatchObject({
      startsAt: null,
      endsAt: null,
    });
  });

  test.each(['Scheduled', 'Completed', 'Cancelled', 'NoShow'])('may be %s', (status) => {
    expect(documentOf(A, { ...appointment, status }).content).toMatchObject({ status });
  });
  test.each(APPOINTMENT_TYPES)('may be of type %s', (type) => {
    expect(documentOf(A, { ...appointment, type }).content).toMatchObject({ type });
  });
  test.each([
    ['absent', {}],
    ['null', { type: null }],
    ['empty', { type: '' }],
  ])('is a Visita if its type is %s', (_what, type) => {
    expect(documentOf(A, { ...appointment, ...type }).content).toMatchObject({ type: 'Visita' });
  });
  test('may lack listing, prospect and agent', () => {
    const none = { listingId: null, prospectId: null, agentId: null };
    expect(documentOf(A, { contactId: 'contact', status: 'Scheduled' }).content).toMatchObject(
      none,
    );
    expect(documentOf(A, { ...appointment, ...none }).content).toMatchObject(none);
    const empty = { listingId: '', prospectId: '', agentId: '' };
    expect(documentOf(A, { ...appointment, ...empty }).content).toMatchObject(none);
  });
  test.each([
    [
      { status: ' SCHEDULED', type: 'visita ' },
      { status: 'Scheduled', type: 'Visita' },
    ],
    [
      { status: 'noshow', type: 'REUNIO\u0301N' },
      { status: 'NoShow', type: 'Reunión' },
    ],
  ])('may spell its words %j', (words, recognised) => {
    const { content, stateFields } = documentOf(A, { ...appointment, ...words });
    expect(content).toMatchObject(recognised);
    expect(stateFields).toMatchObject(recognised);
  });
  test('has microsecond times', () => {
    const statusAt = { seconds: 7, nanoseconds: 123_456_000 };
    expect(documentOf(A, { ...appointment, statusAt }).stamps.statusAt).toBe(7_123_456);
  });
});

describe('a visit that can be used (§2)', () => {
  test('names its appointment', () => {
    const { content, issues } = documentOf(V, visit);
    expect(issues).toEqual([]);
    expect(content).toEqual({
      collection: 'visits',
      appointmentId: 'A',
      contactId: null,
      listingId: null,
      status: 'visit_done',
      outcome: 'offer_made',
      amount: null,
      currency: null,
    });
  });
  test('names its contact and listing if it has no appointment', () => {
    expect(documentOf(V, visitAlone).content).toEqual({
      collection: 'visits',
      appointmentId: null,
      contactId: 'contact',
      listingId: 'L',
      status: 'visit_done',
      outcome: null,
      amount: null,
      currency: null,
    });
  });
  test('has its offer', () => {
    const offer = { amount: 285_000.5, currency: 'EUR' };
    expect(documentOf(V, { ...visit, offer })).toMatchObject({ content: offer, issues: [] });
  });
  test.each(['visit_pending', 'visit_done'])('may be %s', (status) => {
    expect(documentOf(V, { ...visit, status }).content).toMatchObject({ status });
  });
  test('may spell its words in another way', () => {
    const words = { status: 'Visit_Done ', outcome: 'OFFER_MADE' };
    const { content, stateFields } = documentOf(V, { ...visit, ...words });
    expect(content).toMatchObject({ status: 'visit_done', outcome: 'offer_made' });
    expect(stateFields).toMatchObject({ status: 'visit_done', outcome: 'offer_made' });
  });
  test('may have empty texts in its optional fields', () => {
    const empty = { appointmentId: '', outcome: '' };
    expect(documentOf(V, { ...visitAlone, ...empty }).content).toMatchObject({
      appointmentId: null,
      contactId: 'contact',
      outcome: null,
    });
    expect(documentOf(V, { ...visit, contactId: '', listingId: '' }).content).toMatchObject({
      contactId: null,
      listingId: null,
    });
  });
  test.each([{ de: 'otro' }, 5, 'x'.repeat(5_000), '\ud83d', ['c']])(
    'may name anything as its contact and listing beside its appointment',
    (value) => {
      const { content, issues } = documentOf(V, { ...visit, contactId: value, listingId: value });
      expect(issues).toEqual([]);
      expect(content).toMatchObject({ appointmentId: 'A', contactId: null, listingId: null });
    },
  );
  test.each(['offer_made', 'more_info_needed', null])('may have the outcome %s', (outcome) => {
    expect(documentOf(V, { ...visit, outcome }).content).toMatchObject({ outcome });
  });
});

describe('a document that cannot be used (§2)', () => {
  const without = (fields: Fields, field: string): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));

  const rejected: [why: string, ref: SourceRef, fields: Fields, paths: string[]][] = [
    ['an appointment without contactId', A, without(appointment, 'contactId'), ['contactId']],
    [
      'an appointment whose contactId is empty',
      A,
      { ...appointment, contactId: '' },
      ['contactId'],
    ],
    [
      'an appointment whose contactId is null',
      A,
      { ...appointment, contactId: null },
      ['contactId'],
    ],
    ['an appointment whose listingId is 5', A, { ...appointment, listingId: 5 }, ['listingId']],
    ['an appointment without status', A, without(appointment, 'status'), ['status']],
    ['an appointment of unknown status', A, { ...appointment, status: 'Done' }, ['status']],
    [
      'an appointment with the status of a visit',
      A,
      { ...appointment, status: 'visit_done' },
      ['status'],
    ],
    [
      'an appointment whose status is a property of every object',
      A,
      { ...appointment, status: 'constructor' },
      ['status'],
    ],
    ['an appointment of unknown type', A, { ...appointment, type: 'Visitas' }, ['type']],
    ['an appointment whose type is blank', A, { ...appointment, type: ' ' }, ['type']],
    ['an appointment whose prospectId is 5', A, { ...appointment, prospectId: 5 }, ['prospectId']],
    [
      'an appointment with several faults',
      A,
      { status: 'Done', listingId: 5 },
      ['contactId', 'listingId', 'status'],
    ],
    ['a visit without status', V, without(visit, 'status'), ['status']],
    ['a visit of unknown status', V, { ...visit, status: 'Completed' }, ['status']],
    ['a visit of unknown outcome', V, { ...visit, outcome: 'sold' }, ['outcome']],
    ['a visit without appointment and contact', V, without(visitAlone, 'contactId'), ['contactId']],
    ['a visit without appointment and listing', V, without(visitAlone, 'listingId'), ['listingId']],
    [
      'a visit without appointment whose listing is null',
      V,
      { ...visitAlone, listingId: null },
      ['listingId'],
    ],
    ['a visit that names nothing', V, { status: 'visit_done' }, ['contactId', 'listingId']],
    [
      'a visit without appointment whose listing is empty',
      V,
      { ...visitAlone, listingId: '' },
      ['listingId'],
    ],
    [
      'a visit whose appointment, contact and listing are empty',
      V,
      { status: 'visit_done', appointmentId: '', contactId: '', listingId: '' },
      ['contactId', 'listingId'],
    ],
    ['a visit whose listingId is 5', V, { ...visitAlone, listingId: 5 }, ['listingId']],
  ];
  test.each(rejected)('is %s', (_why, ref, fields, paths) => {
    const document = documentOf(ref, fields);
    expect(document.content).toBeNull();
    expect(pathsOf(document).sort()).toEqual(paths);
    expect(document.issues.every(({ message }) => message.length > 0)).toBe(true);
    expect(observeEvent(created(document))).toBeNull();
    expect(observeRead(document)).toBeNull();
  });

  test.each([
    ['a path', 'appointments/A'],
    ['the directory', '.'],
    ['the directory above', '..'],
    ['reserved', '__proto__'],
    ['a number', 7],
    ['longer than any id', 'x'.repeat(1_501)],
    // Firestore counts bytes: reading a document under such an id always fails.
    ['longer than any id in UTF-8', 'ñ'.repeat(751)],
  ])('is a visit whose appointmentId is no document id: %s', (_why, appointmentId) => {
    const document = documentOf(V, { ...visit, appointmentId });
    expect(document.content).toBeNull();
    expect(new Set(pathsOf(document))).toEqual(new Set(['appointmentId']));
  });
  test.each([
    ['a name', 'A'],
    ['three dots', '...'],
    ['two underscores', '__'],
    ['_x_', '_x_'],
    ['constructor', 'constructor'],
    ['a space and a percent sign', 'a b%2F'],
    ['as long as an id can be', 'ñ'.repeat(750)],
  ])('is not a visit whose appointmentId is %s', (_what, appointmentId) => {
    expect(documentOf(V, { ...visit, appointmentId }).content).toMatchObject({ appointmentId });
  });
});

test('the issues of a visit name what is missing, and when it is required', () => {
  const message = 'is required if there is no appointmentId';
  expect(documentOf(V, { status: 'visit_done' }).issues).toEqual([
    { path: 'contactId', message },
    { path: 'listingId', message },
  ]);
});

describe('a hostile value', () => {
  const values: [kind: string, value: unknown][] = [
    ['null', null],
    ['undefined', undefined],
    ['a map', { a: { b: 1 } }],
    ['an empty map', {}],
    ['a list', ['Scheduled']],
    ['a number', 5],
    ['not a number', NaN],
    ['true', true],
    ['a bigint', 5n],
    ['a date', new Date(0)],
    ['a huge string', 'x'.repeat(1_000_000)],
    ['constructor', 'constructor'],
    ['__proto__', '__proto__'],
    ['toString', 'toString'],
    ['a map without prototype', Object.create(null)],
    ['a map that pretends to be something else', { constructor: null, toString: 5, valueOf: null }],
    ['a map with __proto__', JSON.parse('{"__proto__": {"status": "Scheduled"}}')],
    ['half a timestamp', { seconds: 5 }],
    ['an impossible timestamp', { seconds: 0.5, nanoseconds: -1 }],
    ['a timestamp of strings', { seconds: '5', nanoseconds: '0' }],
  ];
  const fields = [
    ...['contactId', 'listingId', 'prospectId', 'agentId', 'status', 'type', 'appointmentId'],
    ...['outcome', 'statusAt', 'createdAt', 'updatedAt', 'updatedBy', 'expireAt', 'startsAt'],
    ...['endsAt', 'leadId', 'leadSync', '__proto__'],
  ];
  describe.each(values)('%s', (_kind, value) => {
    test.each(fields)('never makes reading throw as %s', (field) => {
      for (const [ref, good] of [
        [A, appointment],
        [V, visit],
        [V, visitAlone],
      ] as const) {
        const document = documentOf(
          ref,
          Object.fromEntries([...Object.entries(good), [field, value]]),
        );
        expect(document.content === null).toBe(document.issues.length > 0);
        for (const event of [
          created(document),
          updated(document, document),
          wasRead(document),
          updated(documentOf(ref, good), document),
          deleted(document, second(9)),
        ]) {
          expect(typeof canMatter(event)).toBe('boolean');
          expect(observeEvent(event)).not.toBeUndefined();
        }
      }
    });
  });

  test('may be a whole document: empty, or with only unknown fields', () => {
    expect(documentOf(A, {}).content).toBeNull();
    expect(documentOf(V, { foo: 'bar' }).content).toBeNull();
  });
  test.each(['statusAt', 'createdAt', 'updatedAt', 'updatedBy', 'expireAt', 'leadId', 'leadSync'])(
    'counts as absent as %s, and does not make the document unusable',
    (field) => {
      const document = documentOf(A, { ...appointment, [field]: ['what?'] });
      expect(document.content).not.toBeNull();
      expect({ ...document.stamps, ...document }).toMatchObject({ [field]: null });
    },
  );
  test('is not repeated in the issues if it is huge', () => {
    const { issues } = documentOf(A, { contactId: 'c', status: 'x'.repeat(1_000_000) });
    expect(JSON.stringify(issues).length).toBeLessThan(1_000);
  });
});

describe('a rejection is the same as the recorded one', () => {
  const issue = { path: 'status', message: 'must be one of the four' };
  const rejection = (...issues: (typeof issue)[]) => ({
    state: 'rejected' as const,
    id: 'A',
    issues,
    at: 1,
    completedAt: null,
    restored: null,
  });

  test('if leadSync has the same issues', () => {
    expect(isSameRejection(rejection(issue), [issue])).toBe(true);
  });
  test('but not if one of several issues differs', () => {
    const other = { path: 'type', message: 'is wrong' };
    expect(isSameRejection(rejection(issue, other), [issue, other])).toBe(true);
    expect(isSameRejection(rejection(issue, other), [issue, { ...other, path: 'x' }])).toBe(false);
  });
  test.each([
    ['nothing', null],
    ['the state linked', { ...rejection(issue), state: 'linked' as const }],
    ['no issue', rejection()],
    ['more issues', rejection(issue, issue)],
    ['another path', rejection({ ...issue, path: 'type' })],
    ['another message', rejection({ ...issue, message: 'is wrong' })],
  ])('but not if leadSync has %s', (_what, leadSync) => {
    expect(isSameRejection(leadSync, [issue])).toBe(false);
  });
});

describe('the server’s own note in a document', () => {
  const at = timestamp(second(3));
  const note = { state: 'linked', id: 'A', at };

  test('links it to a lead', () => {
    const document = documentOf(A, { ...appointment, leadId: 'lead', leadSync: note });
    expect(document).toMatchObject({ isCopy: false, leadId: 'lead' });
    expect(isLinkedTo(document, 'lead')).toBe(true);
    expect(isLinkedTo(document, 'other')).toBe(false);
  });
  test.each([
    ['is rejected', { leadSync: { ...note, state: 'rejected', issues: [] } }],
    ['has no note', {}],
  ])('does not link a document that %s', (_what, fields) => {
    expect(isLinkedTo(documentOf(A, { ...appointment, leadId: 'lead', ...fields }), 'lead')).toBe(
      false,
    );
  });
  test('makes the document a copy, which is not linked, if it is another document’s', () => {
    const document = documentOf(B, { ...appointment, leadId: 'lead', leadSync: note });
    expect(document).toMatchObject({ isCopy: true, leadId: null, leadSync: null });
    expect(document.content).not.toBeNull();
  });
  test.each([
    ['of an unknown state', { ...note, state: 'done' }],
    ['without an id', { ...note, id: undefined }],
    ['without a time', { ...note, at: undefined }],
  ])('counts as none %s', (_what, leadSync) => {
    const document = documentOf(B, { ...appointment, leadId: 'lead', leadSync });
    expect(document).toMatchObject({ isCopy: false, leadId: 'lead', leadSync: null });
  });
  test('has no issues if those in it cannot be read', () => {
    const leadSync = { ...note, state: 'rejected', issues: [5] };
    expect(documentOf(A, { ...appointment, leadSync }).leadSync?.issues).toEqual([]);
  });
});

describe('the state’s fields of two versions are the same', () => {
  const fieldsOf = (fields: Fields, ref = A) => documentOf(ref, fields).stateFields;

  test.each([
    ['an absent type and Visita', {}, { type: 'Visita' }],
    ['an empty type and Visita', { type: '' }, { type: 'VISITA' }],
    ['an absent type and null', {}, { type: null }],
    ['an absent outcome and an empty one', {}, { outcome: '' }],
    ['an absent outcome and null', {}, { outcome: null }],
    ['two maps', { type: { a: 1 } }, { type: { b: 2 } }],
  ])('for %s', (_what, one, other) => {
    expect(fieldsOf({ ...appointment, ...one })).toEqual(fieldsOf({ ...appointment, ...other }));
  });
  test.each([
    ['two unknown words', { status: 'Hecha' }, { status: 'HECHA' }],
    ['an unknown word and a number', { status: 'number' }, { status: 5 }],
    ['an empty status and none', { status: '' }, { status: null }],
    ['a number and a map', { type: 5 }, { type: {} }],
  ])('but not for %s', (_what, one, other) => {
    expect(fieldsOf({ ...appointment, ...one })).not.toEqual(
      fieldsOf({ ...appointment, ...other }),
    );
  });
  test('whose words are those of the collection', () => {
    expect(fieldsOf({ status: 'VISIT_DONE' }, V).status).toBe('visit_done');
    expect(fieldsOf({ status: 'VISIT_DONE' }, A).status).toBe('VISIT_DONE');
    expect(fieldsOf({ status: 'SCHEDULED' }, V).status).toBe('SCHEDULED');
  });
});

const MINUTE = second(60);
const COMMITTED = second(1_000);

describe('the statusAt of a version (§4)', () => {
  const stamped = (statusAt: number, more: Fields = {}) =>
    documentOf(A, { ...appointment, statusAt: timestamp(statusAt), ...more }, second(1), COMMITTED);

  test.each([
    ['long before the version', second(2)],
    ['before the document was created', second(0)],
    ['with the version', COMMITTED],
    ['exactly a minute after the version', COMMITTED + MINUTE],
  ])('counts if it is %s', (_when, statusAt) => {
    expect(countedStatusAt(stamped(statusAt))).toBe(statusAt);
  });
  test('is of a foreign clock, and none, if it is a minute and a microsecond later', () => {
    expect(countedStatusAt(stamped(COMMITTED + MINUTE + 1))).toBeNull();
  });
  test('is none in a copy, and where there is none', () => {
    const leadSync = { state: 'linked', id: 'B', at: timestamp(second(3)) };
    expect(countedStatusAt(stamped(second(2), { leadSync }))).toBeNull();
    expect(countedStatusAt(documentOf(A, appointment))).toBeNull();
  });
});

describe('an import (§4)', () => {
  const leadSync = { state: 'linked', id: 'B', at: timestamp(second(3)) };
  const imported = (stamps: Readonly<Record<string, number>>, more: Fields = {}) =>
    documentOf(
      A,
      {
        ...appointment,
        ...Object.fromEntries(
          Object.entries(stamps).map(([name, time]) => [name, timestamp(time)]),
        ),
        ...more,
      },
      COMMITTED,
    );
  const [EARLIER, A_MINUTE_BEFORE] = [COMMITTED - MINUTE - 1, COMMITTED - MINUTE];

  test.each([
    ['its updatedAt', { updatedAt: EARLIER }, EARLIER],
    ['its updatedAt, not its createdAt', { updatedAt: EARLIER, createdAt: second(5) }, EARLIER],
    ['its createdAt if it has no updatedAt', { createdAt: EARLIER }, EARLIER],
    [
      'its createdAt if its updatedAt is of a foreign clock',
      { createdAt: EARLIER, updatedAt: COMMITTED + MINUTE + 1 },
      EARLIER,
    ],
  ])('happened at %s', (_what, stamps, time) => {
    expect(importedAt(imported(stamps))).toBe(time);
  });
  test.each([
    ['it has no stamps', {}],
    ['its updatedAt is a minute before its createTime', { updatedAt: A_MINUTE_BEFORE }],
    ['its createdAt is a minute before its createTime', { createdAt: A_MINUTE_BEFORE }],
    ['it was updated now', { createdAt: second(5), updatedAt: COMMITTED }],
    ['its updatedAt is a minute ahead', { createdAt: second(5), updatedAt: COMMITTED + MINUTE }],
  ])('is none if %s', (_what, stamps) => {
    expect(importedAt(imported(stamps))).toBeNull();
  });
  test('is none if it is a copy', () => {
    expect(importedAt(imported({ createdAt: second(5) }, { leadSync }))).toBeNull();
    expect(openingTime(imported({ createdAt: second(5) }, { leadSync }))).toBe(COMMITTED);
  });

  test.each([
    ['at its createTime without a createdAt', {}, COMMITTED],
    ['at its createTime, whatever its updatedAt', { updatedAt: second(5) }, COMMITTED],
    [
      'at its createTime if its createdAt is a minute earlier',
      { createdAt: A_MINUTE_BEFORE },
      COMMITTED,
    ],
    ['at its createTime if its createdAt is later', { createdAt: second(9_999) }, COMMITTED],
    ['at its createdAt if that is more than a minute earlier', { createdAt: EARLIER }, EARLIER],
  ])('opens a document %s', (_what, stamps, time) => {
    expect(openingTime(imported(stamps))).toBe(time);
  });
});

test('the version that created a document is the one of its createTime', () => {
  expect(isCreation(documentOf(A, appointment, second(5), second(5)))).toBe(true);
  expect(isCreation(documentOf(A, appointment, second(5), second(6)))).toBe(false);
});

test('a document of which only its times and its lead are known cannot be used, without an issue', () => {
  const times = { createTime: second(5), updateTime: second(6) };
  expect(unknownDocument(A, times, 'lead')).toMatchObject({
    ref: A,
    ...times,
    content: null,
    issues: [],
    leadId: 'lead',
    leadSync: null,
    isCopy: false,
  });
});
