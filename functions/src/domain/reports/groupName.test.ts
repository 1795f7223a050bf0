import { groupName } from './groupName';

test('texts that differ in case, in white space or in their Unicode form are one', () => {
  const keys = ['Precio  ALTO, según Mónica', ' precio alto,\nsegún Mo\u0301nica '].map(
    (reason) => groupName(reason).key,
  );
  expect(new Set(keys)).toEqual(new Set(['precio alto, según mónica']));
});

test('people read it as it was written, on one line', () => {
  expect(groupName(' Ya  no\nbusca ').text).toBe('Ya no busca');
});

test('long texts are shortened, and equal however they are written', () => {
  const { text, key } = groupName('É🏠'.repeat(300));
  expect(Array.from(text)).toHaveLength(200);
  expect(text.endsWith('…')).toBe(true);
  expect(groupName('E\u0301🏠'.repeat(300)).key).toBe(key);
});
