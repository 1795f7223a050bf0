const PHONE = /^[+\d][\d\s().-]{2,}$/;
const COUNTRY = /^(?:\+|00)34/;

/** Whether a text is the beginning of a telephone number. */
export function isPhone(text: string): boolean {
  return PHONE.test(text.trim());
}

/** The digits of a telephone number, without the Spanish country code. */
export function phoneDigits(text: string): string {
  return text
    .replace(/[^\d+]/g, '')
    .replace(COUNTRY, '')
    .replace('+', '');
}
