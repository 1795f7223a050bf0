/**
 * A text of at most `maxLength` characters (code points). A longer one is cut, and its last character is
 * an ellipsis.
 */
export function shorten(text: string, maxLength: number): string {
  // A code point is at most two units of UTF-16, so that this much is enough to tell.
  const characters = Array.from(text.slice(0, 2 * maxLength + 2));
  return characters.length <= maxLength ? text : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/** Whether a text has no half of a surrogate pair without its other half (docs/contract.md §2). */
export function isWellFormed(text: string): boolean {
  // Read by code points, a whole pair is one character, and only a lone half is a surrogate.
  return !/\p{Surrogate}/u.test(text);
}
