import { shorten } from '../text';

const MAX_REASON_LENGTH = 200;

/**
 * A reason why leads are lost: as people read it, at most 200 characters long, and the key under which
 * equal reasons count as one. They are equal if they differ only in case, in white space or in their
 * Unicode form.
 */
export function lostReason(reason: string): { text: string; key: string } {
  const text = shorten(reason.normalize('NFC').replace(/\s+/g, ' ').trim(), MAX_REASON_LENGTH);
  return { text, key: text.toLowerCase() };
}
