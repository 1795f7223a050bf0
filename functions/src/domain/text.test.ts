import { recogniseWord } from './text';

const WORDS = ['Información Solicitada', 'Cerrado', 'visit_done'] as const;

test.each([
  ['as it is', 'Información Solicitada', 'Información Solicitada'],
  ['typed on a Mac, with its accents apart', 'Información Solicitada'.normalize('NFD'), WORDS[0]],
  ['with blanks around it', '\u00a0 Cerrado\t\n', 'Cerrado'],
  ['in small letters', 'cerrado', 'Cerrado'],
  ['in capitals', 'VISIT_DONE', 'visit_done'],
  ['with all of that', ' INFORMACIÓN SOLICITADA '.normalize('NFD'), 'Información Solicitada'],
])('a word is recognised %s', (_how, text, word) => {
  expect(recogniseWord(WORDS, text)).toBe(word);
});

test.each([
  'Informacion Solicitada',
  'Información  Solicitada',
  'Cerrado.',
  'constructor',
  '__proto__',
  '',
])('another text is not recognised: %j', (text) => {
  expect(recogniseWord(WORDS, text)).toBeNull();
});

test.each([undefined, null, 9, true, {}, ['Cerrado']])('nor is anything but text: %j', (value) => {
  expect(recogniseWord(WORDS, value)).toBeNull();
});

test('each list has its own words', () => {
  expect(recogniseWord(['cerrado'], 'Cerrado')).toBe('cerrado');
  expect(recogniseWord(['abierto'], 'Cerrado')).toBeNull();
  expect(recogniseWord([], 'Cerrado')).toBeNull();
});
