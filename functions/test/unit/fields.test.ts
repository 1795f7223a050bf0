import { copiedId, documentId, keyOf, optionalId, requiredId } from '../../src/domain/fields';

/** The longest ids that can be looked up: Firestore counts the bytes of UTF-8. */
const LONGEST = ['x'.repeat(1_400), 'ñ'.repeat(700)];
const TOO_LONG = ['x'.repeat(1_401), 'ñ'.repeat(701)];

describe.each([
  ['that must be there', requiredId],
  ['that may be absent', optionalId],
  ['that is only copied', copiedId],
])('an id %s', (_what, schema) => {
  test.each(['A', ' ', 'a/b', '..', ...LONGEST])('is taken as it is: %j', (id) => {
    expect(schema.parse(id)).toBe(id);
  });
  test.each(TOO_LONG)('is refused where no query could hold it, in words', (id) => {
    expect(schema.safeParse(id).error?.issues).toMatchObject([
      { message: 'has more than 1400 bytes' },
    ]);
  });
  test.each([5, true, {}, ['A']])('is a string, and not %j', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

describe('no id', () => {
  test.each([undefined, null, ''])('is no id that must be there: %j', (value) => {
    expect(requiredId.safeParse(value).success).toBe(false);
  });
  test('may be absent or null where it may, but not empty', () => {
    expect(optionalId.parse(undefined)).toBeNull();
    expect(optionalId.parse(null)).toBeNull();
    expect(optionalId.safeParse('').success).toBe(false);
  });
  test.each([undefined, null, ''])('is what is copied of %j', (value) => {
    expect(copiedId.parse(value)).toBeNull();
  });
});

describe('the id of a document that is going to be read', () => {
  const LONGEST_DOCUMENT_ID = ['x'.repeat(1_500), 'ñ'.repeat(750)];
  test.each(['A', '...', '__', '_x_', '__x', 'x__', 'x__y__', '__x__y', ...LONGEST_DOCUMENT_ID])(
    'may be %j',
    (id) => {
      expect(documentId.parse(id)).toBe(id);
    },
  );
  test.each(['', '.', '..', 'a/b', '/', '____', '__x__', 'x'.repeat(1_501), 'ñ'.repeat(751)])(
    'may not be %j, in words',
    (id) => {
      expect(documentId.safeParse(id).error?.issues).toMatchObject([
        { message: 'is not a document id' },
      ]);
    },
  );
});

describe('one of a table’s keys', () => {
  const schema = keyOf({ one: 1, two: 2 });
  test.each(['one', 'two'])('is %s', (key) => {
    expect(schema.parse(key)).toBe(key);
  });
  test.each(['three', '', 'One', 'constructor', '__proto__'])(
    'is not %j, and its writer is told the keys',
    (value) => {
      expect(schema.safeParse(value).error?.issues).toMatchObject([
        { code: 'custom', message: 'must be one of one, two' },
      ]);
    },
  );
});
