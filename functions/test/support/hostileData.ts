import fc from 'fast-check';
import { GeoPoint, Timestamp } from 'firebase-admin/firestore';

/** Stand-ins for personal data: no log and no issue may contain them. */
export const PERSONAL = ['Q7-SECRETO-Q7', '612345678'] as const;

/** Any UTF-16 units, with lone surrogates and control characters. */
const anyUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

/** Texts that look like something else: paths, properties of every object, statuses, templates. */
const lookalike = fc.constantFrom(
  ...[
    '',
    ' ',
    '.',
    '..',
    '...',
    '/',
    'a/b',
    '../x',
    '//',
    '__x__',
    '__proto__',
    '__a\nb__',
    '____',
  ],
  ...[
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    '{leadId}',
    '%2F',
    '%',
    '`',
  ],
  ...[
    'Scheduled',
    'scheduled',
    'Programada',
    'Visita',
    'visit_done',
    'offer_made',
    'Cerrado',
    '\0',
  ],
  ...['áéíóú', '🏠👩‍👩‍👧', '\ud83c', 'x'.repeat(1_400), 'ñ'.repeat(701), 'x'.repeat(1_501)],
);

export const hostileText = fc.oneof(
  lookalike,
  anyUnits,
  fc.string({ unit: 'grapheme' }),
  fc.string().map((text) => `${text}${PERSONAL[0]}`),
);

const anyNumber = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 2 ** 53, -(2 ** 53), 1e308, 612_345_678),
  fc.double(),
  fc.integer(),
);

const lastSecond = 253_402_300_799;
const firstSecond = -62_135_596_800;

/** Times that Firestore can hold, with the first and the last one. */
export const anyTimestamp = fc.oneof(
  fc.constantFrom(
    new Timestamp(lastSecond, 999_999_999),
    new Timestamp(lastSecond, 0),
    new Timestamp(firstSecond, 0),
    new Timestamp(-1, 1),
  ),
  fc
    .tuple(
      fc.integer({ min: firstSecond, max: lastSecond }),
      fc.integer({ min: 0, max: 999_999_999 }),
    )
    .map(([seconds, nanoseconds]) => new Timestamp(seconds, nanoseconds)),
);

/** Maps that look like a time, as an import from JSON leaves them. */
const timeLike = fc.record(
  {
    seconds: fc.oneof(anyNumber, fc.maxSafeInteger()),
    nanoseconds: fc.oneof(anyNumber, fc.constant(0)),
  },
  { requiredKeys: ['seconds'] },
);

/** Values that Firestore can hold in a field, and a few more, without nesting. */
const flat = fc.oneof(
  fc.constantFrom(null, true, false),
  hostileText,
  anyNumber,
  anyTimestamp,
  timeLike,
  fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(new GeoPoint(90, -180), new Date(0), new Date(NaN)),
);

export const hostileKey = fc.oneof(
  hostileText.filter((text) => !text.includes(PERSONAL[0])),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'length', 'then', 'toJSON'),
);

/** An object with these own fields, even if one is called `__proto__`. */
export const objectOf = (entries: readonly (readonly [string, unknown])[]) =>
  Object.fromEntries(entries) as Record<string, unknown>;

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    flat,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(hostileKey, tie('value')), { maxLength: 4 }).map(objectOf),
  ),
}));

/** Anything: nested lists and maps of anything, to some depth. */
export const hostileValue: fc.Arbitrary<unknown> = value;

/**
 * Documents with these fields, each valid, hostile or absent, and with unknown fields. Most have only one
 * or two wrong fields, so that each reason to reject one also occurs alone.
 */
export function hostileFields(
  validFields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Record<string, unknown>> {
  const known = Object.entries(validFields).map(([name, valid]) =>
    fc.oneof(
      { weight: 8, arbitrary: valid.map((it) => [[name, it]] as const) },
      { weight: 1, arbitrary: hostileValue.map((it) => [[name, it]] as const) },
      { weight: 1, arbitrary: fc.constant([] as const) },
    ),
  );
  const unknown = fc.array(fc.tuple(hostileKey, hostileValue), { maxLength: 3 });
  return fc
    .tuple(unknown, ...known)
    .map(([others, ...fields]) => objectOf([...others, ...fields.flat()]));
}

/** The nearest value that Firestore accepts: no list in a list, no half character, no huge or reserved name. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return Buffer.from(value).toString();
  if (value instanceof Date && Number.isNaN(value.getTime())) return null;
  if (Array.isArray(value)) {
    return value.map((each: unknown) => storable(Array.isArray(each) ? { list: each } : each));
  }
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  const entries = Object.entries(value).map(([name, each]): [string, unknown] => {
    const key = Buffer.from(name.slice(0, 300)).toString();
    return [key === '' || /^__.*__$/s.test(key) ? `_${key}.` : key, storable(each)];
  });
  return objectOf(entries);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
