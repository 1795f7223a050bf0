/** The addresses by which a contact is reached: by telephone, by mail, by WhatsApp. */

/** What may stand between the digits of a telephone number. */
const SEPARATORS = /[\s().-]/g;
const INTERNATIONAL = /^\+[1-9]\d{7,14}$/;
const SPANISH = /^[6-9]\d{8}$/;
const SPANISH_MOBILE = /^34[67]\d{8}$/;

/** The address that calls a telephone number. */
export function callAddress(phone: string): string {
  return `tel:${phone.replace(SEPARATORS, '')}`;
}

/** The address that writes a mail with a subject. */
export function mailAddress(email: string, subject: string): string {
  return `mailto:${encodeURIComponent(email.trim())}?subject=${encodeURIComponent(subject)}`;
}

/**
 * The address of a chat in WhatsApp. A number without a country is Spanish. Null if it is no telephone number, or a
 * Spanish landline.
 */
export function whatsAppAddress(phone: string): string | null {
  const compact = phone.trim().replace(SEPARATORS, '').replace(/^00/, '+');
  const number = SPANISH.test(compact) ? `+34${compact}` : compact;
  if (!INTERNATIONAL.test(number)) return null;
  const digits = number.slice(1);
  if (digits.startsWith('34') && !SPANISH_MOBILE.test(digits)) return null;
  return `https://wa.me/${digits}`;
}
