/**
 * Finds contacts and listings by what people type. Firestore compares the beginning of a field and nothing else. So
 * what can be promised is this. A document is found if its name (title, address) begins with the text or with one of
 * its words, in small letters, with capitals first or in capitals, whatever its accents (searchForms.ts); if its
 * telephone number begins with the digits, grouped in a usual way; or if its e-mail address begins with the text, in
 * small letters. Of what the board has already read, everything is found that contains the words, in any order.
 * Somebody whose name is stored as «Inés García», whom no page has shown yet, is not found by «garcía»: that would take
 * a field with the words of the name.
 */
import {
  and,
  collection,
  getDocs,
  limit,
  or,
  query,
  where,
  type QuerySnapshot,
} from 'firebase/firestore';
import { connection } from './firebase/connection';
import { names } from './names';
import { isPhone, phoneDigits } from './phones';
import { matchesSearch, searchedText, type Kind } from './searchedTexts';
import { emailForms, nameForms, phoneForms } from './searchForms';

const MAX_NAMED = 20;
/** A word with so many digits, among others, may be a telephone number. */
const MIN_PHONE_DIGITS = 6;
/** Sorts after every text that begins with another one: the last character of Unicode's private area. */
const LAST_CHARACTER = '\uf8ff';

/** The id and the name of a contact or listing that a search found. */
export interface Found {
  id: string;
  name: string;
}

/** Finds contacts or listings by a text, and keeps what it read. It reads at most 20 of each form of the text. */
export async function findNamed(kind: Kind, text: string): Promise<Found[]> {
  await readNamed(kind, text);
  return listNamed(kind, text);
}

/**
 * Reads the contacts or listings whose fields begin with a text or with one of its words. Resolves to their ids. At
 * most 5 forms of a field are asked for: so it reads at most 120 contacts (with their telephone numbers), or 200 listings
 * (with their addresses).
 */
export async function readNamed(kind: Kind, text: string): Promise<string[]> {
  const answers = await Promise.all(
    searchedForms(kind, text).map(([field, forms]) => findBeginning(kind, field, forms)),
  );
  const docs = answers.flatMap((answer) => answer.docs);
  for (const each of docs) names[kind].put(each.id, each.data());
  return [...new Set(docs.map(({ id }) => id))];
}

/** What is known already and matches a text: all its words, in any order. */
export function listNamed(kind: Kind, text: string): Found[] {
  return names[kind]
    .list()
    .filter(([id]) => matchesSearch(searchedText(kind, id), text))
    .map(([id]) => ({ id, name: names.of(kind, id) }));
}

function searchedForms(kind: Kind, text: string): [field: string, forms: readonly string[]][] {
  const ofField = (field: string, forms: string[]): [string, string[]] => [field, forms];
  const ofNames = (field: string) => nameForms(text).map((forms) => ofField(field, forms));
  if (kind === 'listings') return [...ofNames('title'), ...ofNames('address')];
  if (isPhone(text)) return [['phone', phoneForms(text)]];
  const words = text.trim().split(/\s+/);
  const phone = words.find((word) => isPhone(word) && phoneDigits(word).length >= MIN_PHONE_DIGITS);
  return [
    ...ofNames('name'),
    ...(phone === undefined ? [] : [ofField('phone', phoneForms(phone))]),
    ...(words.length > 1 ? [] : [ofField('email', emailForms(text))]),
  ];
}

/** The documents of which a field begins with one of some forms. */
function findBeginning(
  kind: Kind,
  field: string,
  forms: readonly string[],
): Promise<QuerySnapshot> {
  const ranges = forms.map((form) =>
    and(where(field, '>=', form), where(field, '<=', form + LAST_CHARACTER)),
  );
  return getDocs(query(collection(connection().db, kind), or(...ranges), limit(MAX_NAMED)));
}
