import { findQuerySites, formatSite, isSent } from './querySites';
import type { RecordedQuery } from './record';

const BOARD = 'web/src/data/leads.ts';
const CLIENT = 'client/src/leads.ts';
const SERVER = 'functions/src/firestore/leadStore.ts';

const clausesIn = (text: string) =>
  findQuerySites(SERVER, text).map(({ clause: { kind, field, op } }) => [kind, field, op]);

test('conditions, orders and sums are found in both SDKs’ ways of writing them', () => {
  const server = `db.collection('leads').where('a', '==', x).orderBy(FieldPath.documentId(), 'desc');
    Filter.or(Filter.where('b', '>=', 1));`;
  expect(clausesIn(server)).toEqual([
    ['orderBy', '__name__', 'DESCENDING'],
    ['where', 'a', '=='],
    ['where', 'b', '>='],
  ]);
  const board = `query(leads, where(documentId(), 'in', ids), orderBy('at'), where(field, '==', x));
    getAggregateFromServer(all, { mean: average('seconds') }); (1).toLocaleString('es');`;
  expect(clausesIn(board)).toEqual([
    ['where', '__name__', 'in'],
    ['orderBy', 'at', 'ASCENDING'],
    ['where', null, '=='],
    ['aggregate', 'seconds', 'avg'],
  ]);
});

test('an operator or a direction that is not written out is refused', () => {
  expect(() => clausesIn(`where('a', op, x)`)).toThrow('not written out');
  expect(() => clausesIn(`orderBy('a', direction)`)).toThrow('not written out');
});

test('a place is described by its file, its line and its clause', () => {
  const [site] = findQuerySites(
    SERVER,
    `const a = db\n  .collection('leads')\n  .where('b', '<', 1);`,
  );
  expect(site && formatSite(site)).toBe(`${SERVER}:3: where(b, <)`);
});

describe('whether a clause was sent', () => {
  const sent = (origin: string, collectionId: string): RecordedQuery => ({
    kind: 'query',
    origin,
    query: {
      from: [{ collectionId }],
      where: { fieldFilter: { field: { fieldPath: 'status' }, op: 'EQUAL' } },
      orderBy: [{ field: { fieldPath: 'at' }, direction: 'DESCENDING' }],
    },
    aggregations: [{ avg: { field: { fieldPath: 'seconds' } } }],
  });
  const areSent = (file: string, text: string, query: RecordedQuery) =>
    findQuerySites(file, text).map((site) => isSent(site, [query]));

  test('depends on the file, for a server', () => {
    const text = `where('status', '==', x).orderBy('at', 'desc')`;
    expect(areSent(SERVER, text, sent(SERVER, 'leads'))).toEqual([true, true]);
    expect(areSent(SERVER, text, sent('functions/src/another.ts', 'leads'))).toEqual([
      false,
      false,
    ]);
  });

  test.each([BOARD, CLIENT])(
    'depends on the collections that the statement names, else on those of the file, for %s',
    (file) => {
      const own = `const c = () => query(collection(db, 'leads'), where('status', '==', x));`;
      expect(areSent(file, own, sent('board', 'leads'))).toEqual([true]);
      expect(areSent(file, own, sent('board', 'visits'))).toEqual([false]);
      expect(areSent(file, own, sent(SERVER, 'leads'))).toEqual([false]);
      const helper = `${own}\nconst d = () => [where('status', '==', x)];`;
      expect(areSent(file, helper, sent('board', 'visits'))).toEqual([false, false]);
      const anywhere = `const e = () => query(collection(db, name), where('status', '==', x));`;
      expect(areSent(file, anywhere, sent('board', 'visits'))).toEqual([true]);
    },
  );

  test('depends on the field, the operator, the direction and the sum', () => {
    const all = `where('status', '==', x), where('status', 'in', x), where('other', '==', x),
      where(field, '==', x), orderBy('at', 'desc'), orderBy('at'), average('seconds'), sum('seconds')`;
    expect(areSent(BOARD, all, sent('board', 'leads'))).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
      true,
      false,
    ]);
  });
});
