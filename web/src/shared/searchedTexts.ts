/** What of contacts and listings is searched, once it has been read. */
import { matchesText } from './matchesText';
import { names } from './names';
import { isPhone, phoneDigits } from './phones';

export type Kind = 'contacts' | 'listings';

/** All that is known of a contact or a listing and that people search for: its id, too. */
export function searchedText(kind: Kind, id: string): string {
  if (kind === 'listings') {
    const { title, address, city } = names.listings.get(id) ?? {};
    return [title, address, city, id].join(' ');
  }
  const { name, phone = '', email } = names.contacts.get(id) ?? {};
  return [name, phone, phoneDigits(phone), email, id].join(' ');
}

/** Whether a text has all words of another, in any order, or a telephone number, however it is written. */
export function matchesSearch(text: string, searched: string): boolean {
  return matchesText(text, searched) || (isPhone(searched) && text.includes(phoneDigits(searched)));
}
