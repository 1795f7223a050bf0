/**
 * The limits of a field for an id (docs/contract.md §7), for `maxlength` and `pattern`: at most 128 characters,
 * none of them a control character. Browsers count UTF-16 units, which are never fewer than the characters.
 */
export const MAX_ID_LENGTH = 128;
export const ID_PATTERN = '\\P{Cc}*';

/** Whether a text may be an id. */
export function isIdText(text: string): boolean {
  return /^\P{Cc}{1,128}$/u.test(text);
}
