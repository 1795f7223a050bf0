import { readId } from './router';

test.each(['', '0a1b', 'piso 7', '100%', '...', '__a', 'ñ'.repeat(128)])(
  'the id %j is read as it was written into an address',
  (id) => {
    expect(readId(encodeURIComponent(id))).toBe(id);
  },
);

test.each(['a%2Fb', '%2F', '.', '..', '%2E%2E', '__id__', 'a'.repeat(1_501)])(
  '%j is no id of a document',
  (part) => {
    expect(readId(part)).toBeNull();
  },
);

test('text that is not encoded stays as it is', () => {
  expect(readId('100%')).toBe('100%');
});
