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
import { matchesText } from './matchesText';
import { names, type Contact, type Listing } from './names';
import { emailForms, isPhone, nameForms, phoneDigits, phoneForms } from './searchForms';

type Kind = 'contacts' | 'listings';

const MAX_NAMED = 20;
/** Sorts after every text that begins with another one: the last character of Unicode's private area. */
const LAST_CHARACTER = '\uf8ff';

/** The id and the name of a contact or listing that a search found. */
export interface Found {
  id: string;
  name: string;
}

/** Finds contacts or listings by a text, and keeps what it read. It reads at most 20 of each form of the text. */
export async function findNamed(kind: Kind, text: string): Promise<Found[]> {
  const answers = await Promise.all(
    searchedForms(kind, text).map(([field, forms]) => findBeginning(kind, field, forms)),
  );
  for (const each of answers.flatMap(({ docs }) => docs)) names[kind].put(each.id, each.data());
  return listNamed(kind, text);
}

/** What is known already and matches a text: all its words, in any order. */
export function listNamed(kind: Kind, text: string): Found[] {
  const matching =
    kind === 'contacts'
      ? names.contacts.list().filter(([id, contact]) => matchesContact(id, contact, text))
      : names.listings.list().filter(([id, listing]) => matchesListing(id, listing, text));
  return matching.map(([id]) => ({ id, name: names.of(kind, id) }));
}

function searchedForms(kind: Kind, text: string): [field: string, forms: readonly string[]][] {
  const ofNames = (field: string) =>
    nameForms(text).map((forms): [string, string[]] => [field, forms]);
  if (kind === 'listings') return [...ofNames('title'), ...ofNames('address')];
  if (isPhone(text)) return [['phone', phoneForms(text)]];
  const isOneWord = !/\s/.test(text.trim());
  return [
    ...ofNames('name'),
    ...(isOneWord ? [['email', emailForms(text)] satisfies [string, string[]]] : []),
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

function matchesContact(id: string, { name, phone, email }: Contact, text: string): boolean {
  const isNumber =
    isPhone(text) && phone !== undefined && phoneDigits(phone).includes(phoneDigits(text));
  return isNumber || matchesText([name, email, id].join(' '), text);
}

function matchesListing(id: string, { title, address, city }: Listing, text: string): boolean {
  return matchesText([title, address, city, id].join(' '), text);
}
