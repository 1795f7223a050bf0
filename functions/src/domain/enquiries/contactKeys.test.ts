import { normalisePhone } from '../../application/enquiries/phoneNumbers';
import { sha256 } from '../../firestore/leadIds';
import { contactKeysOf, normaliseEmail } from './contactKeys';

const keysOf = (email: string | null, phone: string | null) =>
  contactKeysOf({ email, phone }, { normalisePhone, sha256 });

test.each([
  [' Ana@Example.COM ', 'ana@example.com'],
  ['jose\u0301@ejemplo.es', 'jos\u00e9@ejemplo.es'],
  ['ana+piso@example.com', 'ana+piso@example.com'],
])('%s is one address, however it is written', (text, email) => {
  expect(normaliseEmail(text)).toBe(email);
});

test.each([
  '',
  'ana',
  'ana@',
  '@example.com',
  'ana@example',
  'ana@b@c.es',
  'ana@b.es@c.es',
  'Ana <ana@b.es>',
  'a na@b.es',
  'ana@.es',
])('«%s» is no address', (text) => {
  expect(normaliseEmail(text)).toBeNull();
});

test.each(['600112233', '600 11 22 33', '+34 600-112-233', '0034600112233', '(+34) 600.112.233'])(
  '%s is one number',
  (text) => {
    expect(normalisePhone(text)).toBe('+34600112233');
  },
);

test('a number of another country keeps it', () => {
  expect(normalisePhone('+49 30 901820')).toBe('+4930901820');
});

test.each(['', 'no tengo', '12', '600112', '+340657727867', 'llámame al 600112233'])(
  '«%s» is no number',
  (text) => {
    expect(normalisePhone(text)).toBeNull();
  },
);

test('the address comes before the number, and what cannot be used is left out', () => {
  expect(keysOf('ana@example.com', '600112233').map(({ kind }) => kind)).toEqual([
    'email',
    'phone',
  ]);
  expect(keysOf('ana', '600112233').map(({ kind }) => kind)).toEqual(['phone']);
  expect(keysOf(null, 'no')).toEqual([]);
});

test('a key says nothing of what it is made of, and is the same for every spelling', () => {
  const [key] = keysOf('Ana@example.com', null);
  expect(key).toEqual({ kind: 'email', hash: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(keysOf('ana@EXAMPLE.com', null)).toEqual([key]);
  expect(keysOf(null, '600112233')).not.toEqual([key]);
});
