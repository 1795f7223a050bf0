/**
 * A text of at most `maxLength` characters (code points). A longer one is cut, and its last character is
 * an ellipsis.
 */
export function shorten(text: string, maxLength: number): string {
  // A code point is at most two units of UTF-16, so that this much is enough to tell.
  const characters = Array.from(text.slice(0, 2 * maxLength + 2));
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** Where each word of a fixed list stands in it, by its folded form. A list never changes. */
const placesByList = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/**
 * The word of a fixed list that a value is, in its canonical form; null if it is none of them. Unicode
 * composition (NFC), surrounding blanks and case do not matter (docs/contract.md §2). Pass the same list
 * object each time: its words are folded once.
 */
export function recogniseWord<Word extends string>(
  words: readonly Word[],
  value: unknown,
): Word | null {
  if (typeof value !== 'string') return null;
  const place = placesOf(words).get(fold(value));
  return place === undefined ? null : (words[place] ?? null);
}

function placesOf(words: readonly string[]): ReadonlyMap<string, number> {
  const known = placesByList.get(words);
  if (known !== undefined) return known;
  const places = new Map(words.map((word, place) => [fold(word), place]));
  placesByList.set(words, places);
  return places;
}

function fold(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML shows it, also as the value of an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Whether a text has no half of a surrogate pair without its other half (docs/contract.md §2). */
export function isWellFormed(text: string): boolean {
  // Read by code points, a whole pair is one character, and only a lone half is a surrogate.
  return !/\p{Surrogate}/u.test(text);
}
