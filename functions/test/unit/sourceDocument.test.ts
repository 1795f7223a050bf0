import { APPOINTMENT_TYPES } from '../../src/domain/appointment';
import {
  canMatter,
  isSameRejection,
  sightingOf,
  sightingOfRead,
  toldBy,
  type SourceDocument,
} from '../../src/domain/sourceDocument';
import type { SourceRef } from '../../src/domain/viewing';
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
} from '../support/builders';

const A = appointmentRef('A');
const V = visitRef('V');

const appointment: Fields = { contactId: 'contact', listingId: 'L', status: 'Scheduled' };
const visit: Fields = { appointmentId: 'A', status: 'visit_done', outcome: 'offer_made' };
const visitAlone: Fields = { contactId: 'contact', listingId: 'L', status: 'visit_done' };

const pathsOf = ({ issues }: SourceDocument) => issues.map(({ path }) => path);

describe('an appointment that can be used (section 2)', () => {
  test('is read with all that the pipeline looks at', () => {
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

  test('has times that are no reason to reject it', () => {
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
  ])('is a Visita where its type is %s', (_what, type) => {
    expect(documentOf(A, { ...appointment, ...type }).content).toMatchObject({ type: 'Visita' });
  });
  test('may do without listing, prospect and agent', () => {
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

describe('a visit that can be used (section 2)', () => {
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
  test('or, where it has none, its contact and its listing', () => {
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

describe('a document that cannot be used (section 2)', () => {
  const without = (fields: Fields, field: string): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));

  const rejected: [why: string, ref: SourceRef, fields: Fields, paths: string[]][] = [
    ['an appointment without contactId', A, without(appointment, 'contactId'), ['contactId']],
    ['one whose contactId is empty', A, { ...appointment, contactId: '' }, ['contactId']],
    ['one whose contactId is null', A, { ...appointment, contactId: null }, ['contactId']],
    ['one whose listingId is empty', A, { ...appointment, listingId: '' }, ['listingId']],
    ['one whose listingId is 5', A, { ...appointment, listingId: 5 }, ['listingId']],
    ['one without status', A, without(appointment, 'status'), ['status']],
    ['one of unknown status', A, { ...appointment, status: 'Done' }, ['status']],
    ['one with a visit’s status', A, { ...appointment, status: 'visit_done' }, ['status']],
    ['one whose status is inherited', A, { ...appointment, status: 'constructor' }, ['status']],
    ['one of unknown type', A, { ...appointment, type: 'visita' }, ['type']],
    ['one whose type is empty', A, { ...appointment, type: '' }, ['type']],
    [
      'one with several faults',
      A,
      { status: 'Done', listingId: 5 },
      ['contactId', 'listingId', 'status'],
    ],
    ['a visit without status', V, without(visit, 'status'), ['status']],
    ['one of unknown status', V, { ...visit, status: 'Completed' }, ['status']],
    ['one of unknown outcome', V, { ...visit, outcome: 'sold' }, ['outcome']],
    ['one without appointment and contact', V, without(visitAlone, 'contactId'), ['contactId']],
    ['one without appointment and listing', V, without(visitAlone, 'listingId'), ['listingId']],
    [
      'one without appointment, its listing null',
      V,
      { ...visitAlone, listingId: null },
      ['listingId'],
    ],
    ['one that names nothing', V, { status: 'visit_done' }, ['contactId', 'listingId']],
    ['one whose listingId is empty', V, { ...visitAlone, listingId: '' }, ['listingId']],
    ['one whose listingId is 5', V, { ...visitAlone, listingId: 5 }, ['listingId']],
  ];
  test.each(rejected)('%s', (_why, ref, fields, paths) => {
    const document = documentOf(ref, fields);
    expect(document.content).toBeNull();
    expect(pathsOf(document).sort()).toEqual(paths);
    expect(document.issues.every(({ message }) => message.length > 0)).toBe(true);
    expect(sightingOf(created(document))).toBeNull();
    expect(sightingOfRead(document)).toBeNull();
  });

  test.each([
    ['empty', ''],
    ['a path', 'appointments/A'],
    ['the directory', '.'],
    ['the directory above', '..'],
    ['reserved', '__proto__'],
    ['a number', 7],
    ['longer than any id', 'x'.repeat(1_501)],
    // Firestore counts bytes: reading such a document would fail, today and at every retry.
    ['longer than any id in UTF-8', 'ñ'.repeat(751)],
  ])('a visit whose appointmentId is no document id: %s', (_why, appointmentId) => {
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
  ])('but this is one: %s', (_what, appointmentId) => {
    expect(documentOf(V, { ...visit, appointmentId }).content).toMatchObject({ appointmentId });
  });
});

test('the writer of a visit is told what it lacks, and when that is needed', () => {
  const message = 'is required where there is no appointmentId';
  expect(documentOf(V, { status: 'visit_done' }).issues).toEqual([
    { path: 'contactId', message },
    { path: 'listingId', message },
  ]);
});

describe('hostile values', () => {
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
    ['a map that says it is something else', { constructor: null, toString: 5, valueOf: null }],
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
    test.each(fields)('never makes reading throw, as %s', (field) => {
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
          updated('lost', document),
          updated(documentOf(ref, good), document),
          deleted(document, second(9)),
        ]) {
          expect(typeof canMatter(event)).toBe('boolean');
          expect(sightingOf(event)).not.toBeUndefined();
        }
      }
    });
  });

  test('an empty document, and one of nothing but unknown fields', () => {
    expect(documentOf(A, {}).content).toBeNull();
    expect(documentOf(V, { foo: 'bar' }).content).toBeNull();
  });
  test.each(['statusAt', 'updatedAt', 'updatedBy', 'leadId', 'leadSync'])(
    'what is no %s counts as none, and never makes a document unusable',
    (field) => {
      const document = documentOf(A, { ...appointment, [field]: ['what?'] });
      expect(document.content).not.toBeNull();
      expect({ ...document.stamps, ...document }).toMatchObject({ [field]: null });
    },
  );
  test('issues of a rejection do not repeat a huge value', () => {
    const { issues } = documentOf(A, { contactId: 'c', status: 'x'.repeat(1_000_000) });
    expect(JSON.stringify(issues).length).toBeLessThan(1_000);
  });
});

describe('whether an event can matter', () => {
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
  const isNews = (before: Fields, after: Fields, ref: SourceRef = A) =>
    canMatter(updated(documentOf(ref, before), documentOf(ref, after, second(1), second(5))));

  test('a creation, a deletion and a change of which nothing more is known always can', () => {
    expect(canMatter(created(documentOf(A, whole)))).toBe(true);
    expect(canMatter(deleted(documentOf(A, whole), second(9)))).toBe(true);
    expect(canMatter(updated('lost', documentOf(A, whole)))).toBe(true);
  });

  test('the server’s own write that comes back cannot', () => {
    const before = { ...appointment, ...stamps(2) };
    expect(isNews(before, { ...before, ...linkedAt(3) })).toBe(false);
    expect(isNews(whole, { ...whole, ...linkedAt(4) })).toBe(false);
  });
  test('neither when it completed the appointment', () => {
    const statusAt = timestamp(second(4));
    expect(isNews(whole, { ...whole, ...linkedAt(4), status: 'Completed', statusAt })).toBe(false);
  });
  test('neither when it rejected the document', () => {
    const broken = { ...whole, contactId: '' };
    const { issues } = documentOf(A, broken);
    const leadSync = { state: 'rejected', issues, at: timestamp(second(5)) };
    expect(isNews(broken, { ...broken, leadSync })).toBe(false);
  });

  test.each([
    ['notes', { notes: 'Llamar antes' }],
    ['the date', { startsAt: timestamp(second(99)), endsAt: timestamp(second(100)) }],
    ['a field of its own', { importedFrom: { system: 'CRM' } }],
    ['the stamps of the edit', { updatedAt: timestamp(second(5)), updatedBy: 'agent-2' }],
  ])('an edit of %s cannot', (_what, edit) => {
    expect(isNews(whole, { ...whole, ...edit })).toBe(false);
    expect(isNews(wholeVisit, { ...wholeVisit, ...edit }, V)).toBe(false);
  });
  test('nor an edit of a visit’s offer', () => {
    expect(isNews(wholeVisit, { ...wholeVisit, offer: { amount: 1, currency: 'EUR' } }, V)).toBe(
      false,
    );
  });

  test.each([
    ['status', { status: 'Cancelled' }],
    ['type', { type: 'Firma' }],
    ['statusAt', { statusAt: timestamp(second(5)) }],
    ['contact', { contactId: 'other' }],
    ['listing', { listingId: 'other' }],
    ['listing, taken away', { listingId: null }],
  ])('a new %s of an appointment can', (_what, edit) => {
    expect(isNews(whole, { ...whole, ...edit })).toBe(true);
  });
  test.each([
    ['status', { status: 'visit_pending' }],
    ['outcome', { outcome: 'more_info_needed' }],
    ['outcome, taken away', { outcome: null }],
    ['statusAt', { statusAt: timestamp(second(5)) }],
    ['appointment', { appointmentId: 'B' }],
    ['contact', { contactId: 'contact' }],
  ])('a new %s of a visit can', (_what, edit) => {
    expect(isNews(wholeVisit, { ...wholeVisit, ...edit }, V)).toBe(true);
  });

  test.each(['prospectId', 'agentId'])(
    'a %s that is brought can, one taken away cannot',
    (field) => {
      expect(isNews(whole, { ...whole, [field]: 'new' })).toBe(true);
      expect(isNews({ ...whole, [field]: 'old' }, { ...whole, [field]: 'new' })).toBe(true);
      expect(isNews({ ...whole, [field]: 'old' }, { ...whole, [field]: null })).toBe(false);
      expect(isNews({ ...whole, [field]: 'old' }, { ...whole, [field]: 'old', notes: 'x' })).toBe(
        false,
      );
    },
  );

  test('a document that stays rejected for the same reasons cannot, for other ones it can', () => {
    const broken = { ...appointment, contactId: '' };
    const { issues } = documentOf(A, broken);
    const leadSync = { state: 'rejected', issues, at: timestamp(second(3)) };
    expect(isNews({ ...broken, leadSync }, { ...broken, leadSync, notes: 'x' })).toBe(false);
    expect(isNews({ ...broken, leadSync }, { ...broken, leadSync, status: 'Done' })).toBe(true);
    expect(isNews(broken, { ...broken, notes: 'x' })).toBe(true);
    expect(isNews(whole, { ...whole, contactId: '' })).toBe(true);
  });
  test('a document that was mended can', () => {
    const broken = { ...whole, contactId: '' };
    expect(isNews(broken, whole)).toBe(true);
    const leadSync = { state: 'rejected', issues: [], at: timestamp(second(3)) };
    expect(isNews({ ...broken, leadSync }, { ...whole, leadSync })).toBe(true);
  });
  test('any edit of a document can that nobody has linked yet', () => {
    expect(isNews(appointment, { ...appointment, notes: 'x' })).toBe(true);
    const leadSync = { state: 'rejected', issues: [], at: timestamp(second(3)) };
    expect(isNews({ ...whole, leadSync }, { ...whole, leadSync, notes: 'x' })).toBe(true);
    const unlinked = { ...whole, leadId: null };
    expect(isNews(unlinked, { ...unlinked, notes: 'x' })).toBe(true);
  });
  test('an edit cannot beside what is no text where a text belongs, and stays', () => {
    const odd = { ...whole, outcome: { imported: true } };
    expect(isNews(odd, { ...odd, outcome: { imported: true }, notes: 'x' })).toBe(false);
    expect(isNews({ ...whole, outcome: null }, { ...whole, notes: 'x' })).toBe(false);
    expect(isNews({ ...whole, outcome: 5 }, odd)).toBe(true);
  });

  test.each([
    ['leadId', { leadId: null }],
    ['leadId, for another', { leadId: 'other' }],
    ['leadSync', { leadSync: null }],
    ['leadId and leadSync', { leadId: null, leadSync: null }],
  ])('a link of which somebody took away the %s can', (_what, edit) => {
    expect(isNews(whole, { ...whole, ...edit })).toBe(true);
  });
  test('a document can that another system has written anew, without what the server wrote', () => {
    expect(isNews(whole, { ...appointment, status: 'Cancelled' })).toBe(true);
  });
});

describe('whether a rejection has been told', () => {
  const issue = { path: 'status', message: 'must be one of the four' };
  const rejection = (...issues: (typeof issue)[]) => ({
    state: 'rejected' as const,
    issues,
    at: 1,
  });

  test('where the same issues stand there', () => {
    expect(isSameRejection(rejection(issue), [issue])).toBe(true);
  });
  test('not where one of several is another', () => {
    const other = { path: 'type', message: 'is wrong' };
    expect(isSameRejection(rejection(issue, other), [issue, other])).toBe(true);
    expect(isSameRejection(rejection(issue, other), [issue, { ...other, path: 'x' }])).toBe(false);
  });
  test.each([
    ['nothing', null],
    ['that it is linked', { ...rejection(issue), state: 'linked' as const }],
    ['no issue', rejection()],
    ['more issues', rejection(issue, issue)],
    ['another path', rejection({ ...issue, path: 'type' })],
    ['another message', rejection({ ...issue, message: 'is wrong' })],
  ])('not where %s stands there', (_what, leadSync) => {
    expect(isSameRejection(leadSync, [issue])).toBe(false);
  });
});

describe('the version that an event tells of', () => {
  const document = documentOf(A, appointment);
  test('is the one that was written; of a deletion, the last one', () => {
    const later = documentOf(A, appointment, second(1), second(2));
    expect(toldBy(created(document))).toBe(document);
    expect(toldBy(updated(document, later))).toBe(later);
    expect(toldBy(updated('lost', later))).toBe(later);
    expect(toldBy(deleted(document, second(2)))).toBe(document);
  });
  test('is none where a deletion came without it', () => {
    expect(toldBy({ ...deleted(document, second(2)), before: 'lost' })).toBeNull();
  });
});

describe('what an event tells of a document', () => {
  const stamped = (n: number, by = 'agent-1') => ({
    updatedAt: timestamp(second(n)),
    updatedBy: by,
  });
  const at = (n: number) => ({ statusAt: timestamp(second(n)) });
  const first = documentOf(A, { ...appointment, ...stamped(1), ...at(1) }, second(1));
  const then = (fields: Fields) =>
    documentOf(A, { ...appointment, ...stamped(1), ...at(1), ...fields }, second(1), second(5));

  test('a creation brings a state, by the user who wrote it', () => {
    expect(sightingOf(created(first))).toEqual({
      document: first,
      content: first.content,
      deletedAt: null,
      brought: 'state',
      isStamped: true,
      actor: { type: 'user', id: 'agent-1' },
    });
  });
  test('one without stamps, by the console', () => {
    expect(sightingOf(created(documentOf(A, appointment)))).toMatchObject({
      brought: 'state',
      isStamped: false,
      actor: { type: 'console', id: null },
    });
  });

  test.each([
    ['status', { status: 'Cancelled' }],
    ['type', { type: 'Firma' }],
    ['statusAt', at(5)],
  ])('a new %s brings a state', (_what, fields) => {
    expect(sightingOf(updated(first, then(fields)))?.brought).toBe('state');
  });
  test('a type that is written out brings nothing where it was meant before', () => {
    expect(sightingOf(updated(first, then({ type: 'Visita' })))?.brought).toBe('nothing');
  });
  test('a new outcome of a visit brings a state', () => {
    const before = documentOf(V, visit);
    const after = documentOf(V, { ...visit, outcome: 'more_info_needed' }, second(1), second(5));
    expect(sightingOf(updated(before, after))?.brought).toBe('state');
  });
  test('anything else brings nothing', () => {
    const notes = then({ ...stamped(5), notes: 'x', listingId: 'L2', prospectId: 'p' });
    expect(sightingOf(updated(first, notes))).toMatchObject({
      brought: 'nothing',
      isStamped: false,
    });
  });
  test('after a lost version nobody knows what it brought', () => {
    expect(sightingOf(updated('lost', then({ status: 'Cancelled' })))?.brought).toBe('unknown');
  });
  test('a mended document brings what it changed, or nobody knows what', () => {
    const broken = documentOf(A, { ...appointment, contactId: '' });
    const other = documentOf(A, { ...appointment, status: 'Done' });
    const mended = documentOf(A, appointment, second(1), second(5));
    expect(sightingOf(updated(broken, mended))?.brought).toBe('unknown');
    expect(sightingOf(updated(other, mended))?.brought).toBe('state');
  });

  test('a version is stamped where it wrote the statusAt', () => {
    expect(sightingOf(updated(first, then({ status: 'Cancelled', ...at(5) })))?.isStamped).toBe(
      true,
    );
    expect(sightingOf(updated(first, then({ status: 'Cancelled' })))?.isStamped).toBe(false);
    expect(sightingOf(updated(first, then({ statusAt: null })))?.isStamped).toBe(false);
  });

  test('whoever stamped a change made it', () => {
    const change = then({ status: 'Cancelled', ...stamped(5, 'agent-2') });
    expect(sightingOf(updated(first, change))?.actor).toEqual({ type: 'user', id: 'agent-2' });
  });
  test.each([
    ['did not change', {}],
    ['was taken away', { updatedAt: null }],
    ['did not change, but its updatedBy', { updatedBy: 'agent-2' }],
    ['names nobody', { ...stamped(5), updatedBy: null }],
  ])('the console made a change whose updatedAt %s', (_what, fields) => {
    const change = then({ status: 'Cancelled', ...fields });
    expect(sightingOf(updated(first, change))?.actor).toEqual({ type: 'console', id: null });
  });

  test('a deletion is the console’s, and carries the last version', () => {
    expect(sightingOf(deleted(first, second(9)))).toMatchObject({
      document: first,
      content: null,
      deletedAt: second(9),
      brought: 'state',
      actor: { type: 'console', id: null },
    });
  });
  test('even that of a document that could not be used', () => {
    expect(sightingOf(deleted(documentOf(A, {}), second(9)))).not.toBeNull();
  });
  test('a deletion without its data tells nothing', () => {
    for (const before of [null, 'lost' as const]) {
      const event = { ref: A, kind: 'deleted' as const, before, after: null, deletedAt: second(9) };
      expect(sightingOf(event)).toBeNull();
    }
  });

  test('a document that was only read brings nothing, by whoever wrote it last', () => {
    expect(sightingOfRead(first)).toEqual({
      document: first,
      content: first.content,
      deletedAt: null,
      brought: 'nothing',
      isStamped: false,
      actor: { type: 'user', id: 'agent-1' },
    });
    expect(sightingOfRead(documentOf(A, appointment))?.actor).toEqual({
      type: 'console',
      id: null,
    });
  });
});
