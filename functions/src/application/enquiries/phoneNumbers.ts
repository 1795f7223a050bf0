import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * A phone number in E.164; null if it cannot be one. A number without a country is Spanish. Its length decides, not the
 * list of ranges in use: that changes more often than this package is updated.
 */
export function normalisePhone(text: string): string | null {
  const plain = text.replace(/[()]/g, ' ').trim();
  const number = parsePhoneNumberFromString(plain, { defaultCountry: 'ES', extract: false });
  return number?.isPossible() === true ? number.number : null;
}
