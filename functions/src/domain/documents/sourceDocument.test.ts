import { APPOINTMENT_TYPES } from './appointment';
import { observeEvent, observeRead } from './observation';
import { canMatter, eventVersion, type SourceChange } from './sourceChange';
import { isSameRejection, type SourceDocument } from './sourceDocument';
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
        notes: 'Llamar antes',
        statusAt: timestamp(second(5)),
        updatedAt: timestamp(second(6)),
        updatedBy: 'agent-1',
        leadId: 'lead',
        leadSync: { state: 'linked', at: timestamp(second(7)) },
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
      },
      issues: [],
      stateFields: expect.anything() as unknown,
      stamps: { statusAt: second(5), updatedAt: second(6), updatedBy: 'agent-1' },
      leadId: 'lead',
      leadSync: { state: 'linked', issues: [], at: second(7) },
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
  ])('is a Visita if its type is %s', (_what, type) => {
    expect(documentOf(A, { ...appointment, ...type }).content).toMatchObject({ type: 'Visita' });
  });
  test('may lack listing, prospect and agent', () => {
    const none = { listingId: null, prospectId: null, agentId: null };
    expect(documentOf(A, { contactId: 'contact', status: 'Scheduled' }).content).toMatchObject(
      none,
    );
    expect(documentOf(A, { ...appointment, ...none }).content).toMatchObject(none);
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
    });
  });
  test.each(['visit_pending', 'visit_done'])('may be %s', (status) => {
    expect(documentOf(V, { ...visit, status }).content).toMatchObject({ status });
  });
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
    [
      'an appointment whose listingId is empty',
      A,
      { ...appointment, listingId: '' },
      ['listingId'],
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
    ['an appointment of unknown type', A, { ...appointment, type: 'visita' }, ['type']],
    ['an appointment whose type is empty', A, { ...appointment, type: '' }, ['type']],
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
    ['a visit whose listingId is empty', V, { ...visitAlone, listingId: '' }, ['listingId']],
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
    ['empty', ''],
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
    ...['outcome', 'statusAt', 'updatedAt', 'updatedBy', 'leadId', 'leadSync', '__proto__'],
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
  test.each(['statusAt', 'updatedAt', 'updatedBy', 'leadId', 'leadSync'])(
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

describe('canMatter:', () => {
  const linkedAt = (n: number) => ({
    leadId: 'lead',
    leadSync: { state: 'linked', at: timestamp(second(n)) },
  });
  const stamps = (n: number) => ({
    statusAt: timestamp(second(n)),
    updatedAt: timestamp(second(n)),
    updatedBy: 'agent-1',
  });
  const whole: Fields = { ...appointment, ...stamps(2), ...linkedAt(3) };
  const wholeVisit: Fields = { ...visit, ...stamps(2), ...linkedAt(3) };
  const canUpdateMatter = (before: Fields, after: Fields, ref: SourceRef = A) =>
    canMatter(updated(documentOf(ref, before), documentOf(ref, after, second(1), second(5))));

  test('a creation, a deletion and a document that was read always can', () => {
    expect(canMatter(created(documentOf(A, whole)))).toBe(true);
    expect(canMatter(deleted(documentOf(A, whole), second(9)))).toBe(true);
    expect(canMatter(wasRead(documentOf(A, whole)))).toBe(true);
  });

  test('the server’s own write cannot', () => {
    const before = { ...appointment, ...stamps(2) };
    expect(canUpdateMatter(before, { ...before, ...linkedAt(3) })).toBe(false);
    expect(canUpdateMatter(whole, { ...whole, ...linkedAt(4) })).toBe(false);
  });
  test('the server’s own write cannot if it completed the appointment', () => {
    const statusAt = timestamp(second(4));
    expect(
      canUpdateMatter(whole, { ...whole, ...linkedAt(4), status: 'Completed', statusAt }),
    ).toBe(false);
  });
  test('the server’s own write cannot if it rejected the document', () => {
    const broken = { ...whole, contactId: '' };
    const { issues } = documentOf(A, broken);
    const leadSync = { state: 'rejected', issues, at: timestamp(second(5)) };
    expect(canUpdateMatter(broken, { ...broken, leadSync })).toBe(false);
  });

  test.each([
    ['notes', { notes: 'Llamar antes' }],
    ['the date', { startsAt: timestamp(second(99)), endsAt: timestamp(second(100)) }],
    ['a field of its own', { importedFrom: { system: 'CRM' } }],
    ['the stamps of the edit', { updatedAt: timestamp(second(5)), updatedBy: 'agent-2' }],
  ])('an edit of %s cannot', (_what, edit) => {
    expect(canUpdateMatter(whole, { ...whole, ...edit })).toBe(false);
    expect(canUpdateMatter(wholeVisit, { ...wholeVisit, ...edit }, V)).toBe(false);
  });
  test('an edit of a visit’s offer cannot', () => {
    expect(
      canUpdateMatter(wholeVisit, { ...wholeVisit, offer: { amount: 1, currency: 'EUR' } }, V),
    ).toBe(false);
  });

  test.each([
    ['status', { status: 'Cancelled' }],
    ['type', { type: 'Firma' }],
    ['statusAt', { statusAt: timestamp(second(5)) }],
    ['contact', { contactId: 'other' }],
    ['listing', { listingId: 'other' }],
    ['listing, removed', { listingId: null }],
  ])('a new %s of an appointment can', (_what, edit) => {
    expect(canUpdateMatter(whole, { ...whole, ...edit })).toBe(true);
  });
  test.each([
    ['status', { status: 'visit_pending' }],
    ['outcome', { outcome: 'more_info_needed' }],
    ['outcome, removed', { outcome: null }],
    ['statusAt', { statusAt: timestamp(second(5)) }],
    ['appointment', { appointmentId: 'B' }],
    ['contact', { contactId: 'contact' }],
  ])('a new %s of a visit can', (_what, edit) => {
    expect(canUpdateMatter(wholeVisit, { ...wholeVisit, ...edit }, V)).toBe(true);
  });

  test.each(['prospectId', 'agentId'])('a new %s can; one that is removed cannot', (field) => {
    expect(canUpdateMatter(whole, { ...whole, [field]: 'new' })).toBe(true);
    expect(canUpdateMatter({ ...whole, [field]: 'old' }, { ...whole, [field]: 'new' })).toBe(true);
    expect(canUpdateMatter({ ...whole, [field]: 'old' }, { ...whole, [field]: null })).toBe(false);
    expect(
      canUpdateMatter({ ...whole, [field]: 'old' }, { ...whole, [field]: 'old', notes: 'x' }),
    ).toBe(false);
  });

  test('an edit of a rejected document can only if its issues change', () => {
    const broken = { ...appointment, contactId: '' };
    const { issues } = documentOf(A, broken);
    const leadSync = { state: 'rejected', issues, at: timestamp(second(3)) };
    expect(canUpdateMatter({ ...broken, leadSync }, { ...broken, leadSync, notes: 'x' })).toBe(
      false,
    );
    expect(canUpdateMatter({ ...broken, leadSync }, { ...broken, leadSync, status: 'Done' })).toBe(
      true,
    );
    expect(canUpdateMatter(broken, { ...broken, notes: 'x' })).toBe(true);
    expect(canUpdateMatter(whole, { ...whole, contactId: '' })).toBe(true);
  });
  test('a corrected document can', () => {
    const broken = { ...whole, contactId: '' };
    expect(canUpdateMatter(broken, whole)).toBe(true);
    const leadSync = { state: 'rejected', issues: [], at: timestamp(second(3)) };
    expect(canUpdateMatter({ ...broken, leadSync }, { ...whole, leadSync })).toBe(true);
  });
  test('any edit of a document that is not linked can', () => {
    expect(canUpdateMatter(appointment, { ...appointment, notes: 'x' })).toBe(true);
    const leadSync = { state: 'rejected', issues: [], at: timestamp(second(3)) };
    expect(canUpdateMatter({ ...whole, leadSync }, { ...whole, leadSync, notes: 'x' })).toBe(true);
    const unlinked = { ...whole, leadId: null };
    expect(canUpdateMatter(unlinked, { ...unlinked, notes: 'x' })).toBe(true);
  });
  test('an edit cannot if a value of the wrong type stays the same', () => {
    const odd = { ...whole, outcome: { imported: true } };
    expect(canUpdateMatter(odd, { ...odd, outcome: { imported: true }, notes: 'x' })).toBe(false);
    expect(canUpdateMatter({ ...whole, outcome: null }, { ...whole, notes: 'x' })).toBe(false);
    expect(canUpdateMatter({ ...whole, outcome: 5 }, odd)).toBe(true);
  });

  test.each([
    ['leadId', { leadId: null }],
    ['leadId, for another', { leadId: 'other' }],
    ['leadSync', { leadSync: null }],
    ['leadId and leadSync', { leadId: null, leadSync: null }],
  ])('an edit that removes or changes the %s of a back-link can', (_what, edit) => {
    expect(canUpdateMatter(whole, { ...whole, ...edit })).toBe(true);
  });
  test('a document that another system replaced, without its back-link, can', () => {
    expect(canUpdateMatter(whole, { ...appointment, status: 'Cancelled' })).toBe(true);
  });
});

describe('a rejection is the same as the recorded one', () => {
  const issue = { path: 'status', message: 'must be one of the four' };
  const rejection = (...issues: (typeof issue)[]) => ({
    state: 'rejected' as const,
    issues,
    at: 1,
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

describe('the version of an event', () => {
  const document = documentOf(A, appointment);
  test('is the one that was written, or the last one before a deletion', () => {
    const later = documentOf(A, appointment, second(1), second(2));
    expect(eventVersion(created(document))).toBe(document);
    expect(eventVersion(updated(document, later))).toBe(later);
    expect(eventVersion(wasRead(later))).toBe(later);
    expect(eventVersion(deleted(document, second(2)))).toBe(document);
  });
});

/** The observation of a version. Throws if the event is a deletion or cannot be used. */
function observeVersion(change: SourceChange) {
  const observation = observeEvent(change);
  if (observation?.kind !== 'version') throw new Error('The event is about a version');
  return observation;
}

describe('an observation', () => {
  const stamped = (n: number, by = 'agent-1') => ({
    updatedAt: timestamp(second(n)),
    updatedBy: by,
  });
  const at = (n: number) => ({ statusAt: timestamp(second(n)) });
  const first = documentOf(A, { ...appointment, ...stamped(1), ...at(1) }, second(1));
  const then = (fields: Fields) =>
    documentOf(A, { ...appointment, ...stamped(1), ...at(1), ...fields }, second(1), second(5));

  test('of a creation has a new state, by the user who wrote it', () => {
    expect(observeEvent(created(first))).toEqual({
      document: first,
      content: first.content,
      kind: 'version',
      stateChange: 'changed',
      isStamped: true,
      actor: { type: 'user', id: 'agent-1' },
    });
  });
  test('of a creation without stamps has a new state, by the console', () => {
    expect(observeEvent(created(documentOf(A, appointment)))).toMatchObject({
      stateChange: 'changed',
      isStamped: false,
      actor: { type: 'console', id: null },
    });
  });

  test.each([
    ['status', { status: 'Cancelled' }],
    ['type', { type: 'Firma' }],
    ['statusAt', at(5)],
  ])('of a new %s has a new state', (_what, fields) => {
    expect(observeVersion(updated(first, then(fields))).stateChange).toBe('changed');
  });
  test('of a type that is written out has no new state if it was implied before', () => {
    expect(observeVersion(updated(first, then({ type: 'Visita' }))).stateChange).toBe('unchanged');
  });
  test('of a new outcome of a visit has a new state', () => {
    const before = documentOf(V, visit);
    const after = documentOf(V, { ...visit, outcome: 'more_info_needed' }, second(1), second(5));
    expect(observeVersion(updated(before, after)).stateChange).toBe('changed');
  });
  test('of any other edit has no new state', () => {
    const notes = then({ ...stamped(5), notes: 'x', listingId: 'L2', prospectId: 'p' });
    expect(observeEvent(updated(first, notes))).toMatchObject({
      stateChange: 'unchanged',
      isStamped: false,
    });
  });
  test('of a document that was read has an unknown state change', () => {
    expect(observeVersion(wasRead(then({ status: 'Cancelled' }))).stateChange).toBe('unknown');
  });
  test('of a corrected document has the change of its state, or an unknown one', () => {
    const broken = documentOf(A, { ...appointment, contactId: '' });
    const other = documentOf(A, { ...appointment, status: 'Done' });
    const repaired = documentOf(A, appointment, second(1), second(5));
    expect(observeVersion(updated(broken, repaired)).stateChange).toBe('unknown');
    expect(observeVersion(updated(other, repaired)).stateChange).toBe('changed');
  });

  test('is stamped if the version wrote its statusAt', () => {
    expect(observeVersion(updated(first, then({ status: 'Cancelled', ...at(5) }))).isStamped).toBe(
      true,
    );
    expect(observeVersion(updated(first, then({ status: 'Cancelled' }))).isStamped).toBe(false);
    expect(observeVersion(updated(first, then({ statusAt: null }))).isStamped).toBe(false);
  });

  test('names the user who stamped the change', () => {
    const change = then({ status: 'Cancelled', ...stamped(5, 'agent-2') });
    expect(observeEvent(updated(first, change))?.actor).toEqual({ type: 'user', id: 'agent-2' });
  });
  test.each([
    ['did not change', {}],
    ['was removed', { updatedAt: null }],
    ['did not change, though its updatedBy did', { updatedBy: 'agent-2' }],
    ['names nobody', { ...stamped(5), updatedBy: null }],
  ])('names the console for a change whose updatedAt %s', (_what, fields) => {
    const change = then({ status: 'Cancelled', ...fields });
    expect(observeEvent(updated(first, change))?.actor).toEqual({ type: 'console', id: null });
  });

  test('of a deletion names the console, and has the last version', () => {
    expect(observeEvent(deleted(first, second(9)))).toMatchObject({
      kind: 'deletion',
      document: first,
      deletedAt: second(9),
      actor: { type: 'console', id: null },
    });
  });
  test('of a deletion exists even if the document could not be used', () => {
    expect(observeEvent(deleted(documentOf(A, {}), second(9)))).not.toBeNull();
  });
  test('of a document that was read on the way has no new state, by its last writer', () => {
    expect(observeRead(first)).toEqual({
      kind: 'version',
      document: first,
      content: first.content,
      stateChange: 'unchanged',
      isStamped: false,
      actor: { type: 'user', id: 'agent-1' },
    });
    expect(observeRead(documentOf(A, appointment))?.actor).toEqual({
      type: 'console',
      id: null,
    });
  });
});
