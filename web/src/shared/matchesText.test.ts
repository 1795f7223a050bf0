import { matchesText } from './matchesText';

test.each([
  ['Inés Álvarez', 'ines'],
  ['Inés Álvarez', 'ALVAREZ inés'],
  ['Piso en la calle Mayor 3', 'mayor piso'],
  ['Inés', ''],
])('%j is found by %j', (text, words) => {
  expect(matchesText(text, words)).toBe(true);
});

test.each([
  ['Inés Álvarez', 'inés romero'],
  ['Piso', 'ático'],
])('%j is not found by %j', (text, words) => {
  expect(matchesText(text, words)).toBe(false);
});
