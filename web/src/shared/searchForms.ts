/**
 * How a text that somebody types may be written in the agency's documents. Firestore finds a text by the characters
 * that it begins with, capitals and accents included; so a search asks for all these forms.
 */
import { normalize } from './matchesText';
import { phoneDigits } from './phones';

/** So many forms fit in one query of Firestore. */
export const MAX_FORMS = 30;

/** Words behind these are searched as they are typed, and only as the end of the whole text. */
const MAX_WORDS = 4;

/**
 * The forms of a name, in groups of at most {@link MAX_FORMS}: first those of the whole text, then those of each of
 * its words, so that «inés garcía» finds «García, Inés» and «Inés García».
 */
export function nameForms(text: string): string[][] {
  const all = text.trim().split(/\s+/);
  const words = all.slice(0, MAX_WORDS);
  const groups =
    words.length > 1
      ? [phraseForms(words, all.slice(MAX_WORDS)), ...words.map(wordForms)]
      : words.map(wordForms);
  return groups.map((forms) => [...new Set(forms)].slice(0, MAX_FORMS));
}

function wordForms(word: string): string[] {
  return accentForms(word).flatMap((each) => [capitalize(each), each.toUpperCase(), each]);
}

/** Each of some words in each of its accents, and the rest. The likeliest come first: what does not fit is left out. */
function phraseForms(words: readonly string[], rest: readonly string[]): string[] {
  const phrases = words
    .map(accentForms)
    .reduce<string[][]>(
      (some, forms) => forms.flatMap((form) => some.map((phrase) => [...phrase, form])),
      [[]],
    );
  const typed = [...words, ...rest].join(' ');
  const capitalized = phrases.map((phrase) => [...phrase.map(capitalize), ...rest].join(' '));
  return [typed, capitalized[0] ?? typed, typed.toUpperCase(), ...capitalized];
}

/**
 * A word as typed, without accents, and with an accent on each of its vowels: Spanish writes no second one. An `n` may
 * stand for `ñ`. A name with another accent, as `Òscar`, is found if it is typed with it.
 */
function accentForms(word: string): string[] {
  const typed = word.normalize('NFC').toLowerCase();
  const letters = Array.from(typed, (letter) => (letter === 'ñ' ? letter : normalize(letter)));
  const replaced = letters.flatMap((letter, n) => {
    const accented = ACCENTED[letter];
    return accented === undefined ? [] : [letters.with(n, accented).join('')];
  });
  return [...new Set([word.normalize('NFC'), typed, letters.join(''), ...replaced])];
}

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  n: 'ñ',
};

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The forms of a telephone number or of its beginning: with and without +34, together and in the usual groups. */
export function phoneForms(text: string): string[] {
  const digits = phoneDigits(text);
  const national = [
    digits,
    group(digits, [3, 3, 3]),
    group(digits, [3, 2, 2, 2]),
    group(digits, [2, 3, 2, 2]),
  ];
  const abroad = national.flatMap((form) => [
    `+34 ${form}`,
    `+34${form}`,
    `0034 ${form}`,
    `0034${form}`,
  ]);
  return [...new Set([text.trim(), ...national, ...abroad])].slice(0, MAX_FORMS);
}

function group(digits: string, lengths: readonly number[]): string {
  const groups: string[] = [];
  let rest = digits;
  for (const length of lengths) {
    groups.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...groups, rest].filter((each) => each !== '').join(' ');
}

/** The forms of an e-mail address or of its beginning. */
export function emailForms(text: string): string[] {
  return [...new Set([text.trim(), text.trim().toLowerCase()])];
}

/** The forms of a tag: the whole text, or one of its words, in the usual capitals. A tag is found as a whole. */
export function tagForms(text: string): string[] {
  const typed = text.trim().replace(/\s+/g, ' ').normalize('NFC');
  return [...new Set([typed, ...typed.split(' ')].slice(0, MAX_WORDS + 1).flatMap(capitalForms))];
}

/** The forms of a reference, which is the id of a listing: the whole text, or one of its words. */
export function referenceForms(text: string): string[] {
  const typed = text.trim();
  const all = [typed, ...typed.split(/\s+/)].slice(0, MAX_WORDS + 1);
  return [...new Set(all.flatMap((each) => [each, each.toUpperCase(), each.toLowerCase()]))];
}

function capitalForms(text: string): string[] {
  const small = text.toLowerCase();
  const title = small.split(' ').map(capitalize).join(' ');
  return [text, small, capitalize(small), title, text.toUpperCase()];
}
