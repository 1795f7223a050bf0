import {
  documentId,
  keyOf,
  nonEmptyText,
  optionalId,
  optionalWordOf,
  requiredId,
  wordOf,
} from './fields';

/** The longest ids that a query can hold: Firestore counts the bytes of UTF-8. */
const MAX_LENGTH_IDS = ['x'.repeat(1_400), 'ñ'.repeat(700)];
const TOO_LONG = ['x'.repeat(1_401), 'ñ'.repeat(701)];

describe.each([
  ['that is required', requiredId],
  ['that is optional', optionalId],
])('an id %s', (_what, schema) => {
  test.each(['A', ' ', 'a/b', '..', ...MAX_LENGTH_IDS])('is accepted as it is: %j', (id) => {
    expect(schema.parse(id)).toBe(id);
  });
  test.each(TOO_LONG)('is refused with a message if no query could hold it', (id) => {
    expect(schema.safeParse(id).error?.issues).toMatchObject([
      { message: 'has more than 1400 bytes' },
    ]);
  });
  test.each([5, true, {}, ['A']])('must be a string, not %j', (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

describe.each([
  ['an id that is required', requiredId],
  ['an id that is optional', optionalId],
  ['the id of a document to read', documentId],
  ['a text', nonEmptyText(2_000)],
])('%s', (_what, schema) => {
  test.each([
    ['alone', '\ud83d'],
    ['at its end', 'x\ud83d'],
    ['in the middle', 'a\ud83db'],
    ['the second one', '\udc4d'],
    ['both, but the wrong way round', '\ude00\ud83d'],
    ['and is too long, too', `${'x'.repeat(2_000)}\ud83d`],
  ])('is refused with one message if it has half of a surrogate pair: %s', (_where, value) => {
    expect(schema.safeParse(value).error?.issues).toMatchObject([
      { message: 'is not well-formed UTF-16: it has half a character' },
    ]);
  });
  test.each(['🙂', 'x🙂', '🙂🙂', '👩‍👩‍👧 ñ', '\ufffd'])('may have whole characters: %j', (value) => {
    expect(schema.parse(value)).toBe(value);
  });
});

describe('a missing id', () => {
  test.each([undefined, null, ''])('is refused if it is required: %j', (value) => {
    expect(requiredId.safeParse(value).success).toBe(false);
  });
  test.each([undefined, null, ''])('is null if it is optional: %j', (value) => {
    expect(optionalId.parse(value)).toBeNull();
  });
});

describe('the id of a document to read', () => {
  const MAX_LENGTH_DOCUMENT_IDS = ['x'.repeat(1_500), 'ñ'.repeat(750)];
  test.each([
    'A',
    '...',
    '__',
    '_x_',
    '__x',
    'x__',
    'x__y__',
    '__x__y',
    ...MAX_LENGTH_DOCUMENT_IDS,
  ])('may be %j', (id) => {
    expect(documentId.parse(id)).toBe(id);
  });
  test.each(['', '.', '..', 'a/b', '/', '____', '__x__', 'x'.repeat(1_501), 'ñ'.repeat(751)])(
    'may not be %j, and says so',
    (id) => {
      expect(documentId.safeParse(id).error?.issues).toMatchObject([
        { message: 'is not a document id' },
      ]);
    },
  );
});

describe('a key of a table', () => {
  const schema = keyOf({ one: 1, two: 2 });
  test.each(['one', 'two'])('may be %s', (key) => {
    expect(schema.parse(key)).toBe(key);
  });
  test.each(['One', ' TWO\n'])('may be spelled %j', (value) => {
    expect(schema.parse(value)).toBe(value.trim().toLowerCase());
  });
  test.each(['three', '', 'constructor', '__proto__', 1, null])(
    'may not be %j, and the message lists the keys',
    (value) => {
      expect(schema.safeParse(value).error?.issues).toMatchObject([
        { code: 'custom', message: 'must be one of one, two' },
      ]);
    },
  );
  test('is as the table has it, even if another key differs by its case alone', () => {
    const both = keyOf({ one: 1, One: 2 });
    expect(both.parse('one')).toBe('one');
    expect(both.parse('One')).toBe('One');
  });
  test('may have been added to the table after the schema was made', () => {
    const table: Record<string, number> = { one: 1 };
    const later = keyOf(table);
    table['two'] = 2;
    expect(later.parse('two')).toBe('two');
  });
});

describe('a word of a list', () => {
  const WORDS = ['Sí', 'No'] as const;

  test.each([
    ['Sí', 'Sí'],
    ['SÍ', 'Sí'],
    [' si\u0301 ', 'Sí'],
    ['no', 'No'],
  ])('is recognised in the spelling %j', (value, word) => {
    expect(wordOf(WORDS).parse(value)).toBe(word);
    expect(optionalWordOf(WORDS).parse(value)).toBe(word);
  });
  test.each(['Si', 'Quizá', 5, {}, ['No']])(
    'may not be %j, and the message lists the words',
    (value) => {
      for (const schema of [wordOf(WORDS), optionalWordOf(WORDS)]) {
        expect(schema.safeParse(value).error?.issues).toMatchObject([
          { code: 'custom', message: 'must be one of Sí, No' },
        ]);
      }
    },
  );
  test.each([undefined, null, ''])('may be missing only if it is optional: %j', (value) => {
    expect(wordOf(WORDS).safeParse(value).success).toBe(false);
    expect(optionalWordOf(WORDS).parse(value)).toBeNull();
  });
});
