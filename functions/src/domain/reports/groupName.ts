import { shorten } from '../text';

const MAX_LENGTH = 200;

/**
 * A text by which leads are counted together, as the reason why they were lost: as people read it, at most
 * 200 characters long, and the key under which equal texts count as one. They are equal if they differ only
 * in case, in white space or in their Unicode form.
 */
export function groupName(name: string): { text: string; key: string } {
  const text = shorten(name.normalize('NFC').replace(/\s+/g, ' ').trim(), MAX_LENGTH);
  return { text, key: text.toLowerCase() };
}
