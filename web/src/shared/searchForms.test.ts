import { isPhone, phoneDigits } from './phones';
import {
  emailForms,
  MAX_FORMS,
  nameForms,
  phoneForms,
  referenceForms,
  tagForms,
} from './searchForms';

/** Whether one of the searched forms is what a stored text begins with. */
const finds = (stored: string, text: string): boolean =>
  nameForms(text).some((forms) => forms.some((form) => stored.startsWith(form)));

test.each([
  ['Inés García', 'inés'],
  ['Inés García', 'ines'],
  ['INÉS GARCÍA', 'ines'],
  ['inés garcía', 'Inés'],
  ['INES GARCIA', 'inés'],
  ['García Inés', 'inés garcía'],
  ['García, Inés', 'ines garcia'],
  ['Inés García López', 'INES GARCIA'],
  ['Íñigo Muñoz', 'íñigo'],
  ['Muñoz, Íñigo', 'munoz'],
  ['Òscar Puig', 'òscar'],
  ['de la Torre, Ana', 'De la torre'],
  ['María del Carmen Ruiz', 'maria'],
])('%j is found by %j', (stored, text) => {
  expect(finds(stored, text)).toBe(true);
});

test.each([
  ['Inés García', 'garcía'],
  ['Òscar Puig', 'oscar'],
])('%j is not found by %j: it does not begin so', (stored, text) => {
  expect(finds(stored, text)).toBe(false);
});

test('the whole text is searched, too, since many names begin with its first word', () => {
  const [whole] = nameForms('maria garcia');
  expect(whole).toContain('María García');
});

test('no group has more forms than a query takes', () => {
  for (const text of [
    'Inmaculada Concepción Hernández Anaya',
    'a',
    'ñññññññññññññññññññññññññnnnnnnnn',
  ]) {
    for (const forms of nameForms(text)) {
      expect(forms.length).toBeLessThanOrEqual(MAX_FORMS);
      expect(new Set(forms).size).toBe(forms.length);
    }
  }
});

test.each([
  '+34 600 000 001',
  '600000001',
  '600 000 001',
  '600 00 00 01',
  '0034600000001',
  '+34600000001',
])('the number that is stored as %j is found by each way of writing it', (stored) => {
  for (const typed of [
    '600000001',
    '600 000',
    '+34 600 000 001',
    '0034 600 000 001',
    '600-000-001',
  ]) {
    expect(isPhone(typed)).toBe(true);
    expect(phoneForms(typed).some((form) => stored.startsWith(form))).toBe(true);
  }
});

test('names and references are no telephone numbers', () => {
  expect(['Inés', '12', 'c-600000001', '600 mayor'].map(isPhone)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(phoneDigits('+34 600-000 001')).toBe('600000001');
});

test('an e-mail address is searched as typed and in small letters', () => {
  expect(emailForms(' Ines@Correo.es')).toEqual(['Ines@Correo.es', 'ines@correo.es']);
});

test('all words of a long text are searched, so that it is told from others that begin alike', () => {
  expect(nameForms('Piso en la calle Mayor 12')[0]).toContain('Piso en la calle Mayor 12');
});

test('a tag is searched as a whole text and as a word, in the usual capitals', () => {
  expect(tagForms(' con  garaje')).toEqual(
    expect.arrayContaining([
      'con garaje',
      'Con garaje',
      'Con Garaje',
      'CON GARAJE',
      'garaje',
      'Garaje',
    ]),
  );
  expect(tagForms('uno dos tres cuatro cinco seis').length).toBeLessThanOrEqual(MAX_FORMS);
});

test('a reference is searched beside other words, in capitals and in small letters', () => {
  expect(referenceForms('ref-12 garcía')).toEqual(expect.arrayContaining(['REF-12', 'ref-12']));
  expect(referenceForms('a b c d e f').length).toBeLessThan(MAX_FORMS / 2);
});
