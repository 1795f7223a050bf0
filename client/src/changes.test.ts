import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  SOURCE_COLLECTIONS,
  type SourceCollection,
} from '../../functions/src/domain/documents/sourceRef';
import { changesState, findChanges, withoutEmptyTexts, type Fields } from './changes';

const RULES = readFileSync(join(__dirname, '../../firestore.rules'), 'utf8');

/** The fields that `isStateStamped` is asked about in the rules of a collection, for staff. */
function readStateFields(name: SourceCollection): string[] {
  const section = RULES.slice(RULES.indexOf(`match /${name}/{`));
  const list = /isStateStamped\(\[([^\]]*)\]\)/.exec(section)?.[1] ?? '';
  return [...list.matchAll(/'(\w+)'/g)].map(([, field]) => field ?? '');
}

/** `isStateStamped` of firestore.rules, for the fields that a write affects. */
function isStateStamped(affected: readonly string[], stateFields: readonly string[]): boolean {
  return affected.some((field) => stateFields.includes(field))
    ? affected.includes('statusAt')
    : !affected.includes('statusAt');
}

/** What becomes of a document: the stored fields with the changes, of which null removes one. */
function apply(stored: Fields, changes: Fields): Fields {
  const after = Object.entries({ ...stored, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(after);
}

const differing = (some: Fields, others: Fields): string[] =>
  [...new Set([...Object.keys(some), ...Object.keys(others)])].filter(
    (field) => some[field] !== others[field],
  );

/** All documents in which each field has one of these values. Undefined leaves the field out. */
function combine(fields: readonly string[], values: readonly unknown[]): Fields[] {
  return fields.reduce<Fields[]>(
    (all, field) =>
      all.flatMap((each) =>
        values.map((value) => (value === undefined ? each : { ...each, [field]: value })),
      ),
    [{}],
  );
}

const FIELDS: Record<SourceCollection, string[]> = {
  enquiries: ['status', 'channel', 'listingId', 'message'],
  appointments: ['status', 'type', 'listingId', 'notes'],
  visits: ['status', 'outcome', 'offer', 'notes'],
};

test.each(SOURCE_COLLECTIONS)('of %s each update is stamped as the rules ask', (name) => {
  const stateFields = readStateFields(name);
  expect(stateFields).toHaveLength(name === 'enquiries' ? 1 : 2);
  const wrong: unknown[] = [];
  let changed = 0;
  for (const stored of combine(FIELDS[name], [undefined, 'a', 'b'])) {
    for (const wanted of combine(FIELDS[name], [undefined, null, 'a', 'b'])) {
      const changes = findChanges(stored, wanted);
      const affected = differing(stored, apply(stored, wanted)).sort();
      // Exactly what differs is written, and nothing if nothing does.
      const isExact =
        Object.keys(changes ?? {})
          .sort()
          .join() === affected.join();
      const stamps = changesState(name, changes ?? {}) ? ['statusAt'] : [];
      const isStamped = isStateStamped([...affected, ...stamps], stateFields);
      if (!isExact || !isStamped) wrong.push({ stored, wanted, changes });
      if (changes !== null) changed += 1;
    }
  }
  expect(wrong).toEqual([]);
  expect(changed).toBeGreaterThan(10_000);
});

/** As Firestore's Timestamp. */
class Moment {
  constructor(private readonly micros: number) {}

  isEqual(other: unknown): boolean {
    return other instanceof Moment && other.micros === this.micros;
  }
}

test.each<[what: string, stored: unknown, wanted: unknown, isChange: boolean]>([
  ['an equal time', new Moment(7), new Moment(7), false],
  ['another time', new Moment(7), new Moment(8), true],
  ['a time for a text', 'mañana', new Moment(8), true],
  ['an equal offer', { amount: 1, currency: 'EUR' }, { currency: 'EUR', amount: 1 }, false],
  ['another amount', { amount: 1, currency: 'EUR' }, { amount: 2, currency: 'EUR' }, true],
  [
    'an offer with fewer fields',
    { amount: 1, currency: 'EUR', of: 'x' },
    { amount: 1, currency: 'EUR' },
    true,
  ],
  ['equal tags', ['a', 'b'], ['a', 'b'], false],
  ['a tag less', ['a', 'b'], ['a'], true],
  ['nothing for null', null, null, false],
  ['nothing for a value', 'a', null, true],
  ['an empty text for nothing', undefined, '', true],
])('%s', (_, stored, wanted, isChange) => {
  expect(findChanges({ field: stored }, { field: wanted }) !== null).toBe(isChange);
});

test('an empty text removes its field, and nothing else is touched', () => {
  const fields = { notes: '', place: 'Portal', offer: { currency: '' }, agentId: null, amount: 0 };
  expect(withoutEmptyTexts(fields)).toEqual({ ...fields, notes: null });
});
