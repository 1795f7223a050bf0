import type { Sha256 } from '../leads/leadId';

export const CONTACT_KEY_KINDS = ['email', 'phone'] as const;
export type ContactKeyKind = (typeof CONTACT_KEY_KINDS)[number];

/** What a contact is found by: `contactKeys/{hash}` names the contact (docs/contract.md §11). */
export interface ContactKey {
  kind: ContactKeyKind;
  hash: string;
}

/** What people and systems write for the two; null if there is nothing. */
export type ContactAddresses = Readonly<Record<ContactKeyKind, string | null>>;

/** Phone numbers need the numbering plans of all countries, and hashes those of the platform. */
export interface KeyTools {
  /** A phone number in E.164, a number without a country being Spanish; null if it cannot be one. */
  normalisePhone: (text: string) => string | null;
  sha256: Sha256;
}

/** An e-mail address as it is compared: NFC, without blanks around it, in small letters. Null if it is none. */
export function normaliseEmail(text: string): string | null {
  const email = text.normalize('NFC').trim().toLowerCase();
  const [local = '', domain = '', ...others] = email.split('@');
  const isAddress =
    local !== '' &&
    others.length === 0 &&
    /^[^\s.]+(\.[^\s.]+)+$/u.test(domain) &&
    !/[\s<>]/u.test(local);
  return isAddress ? email : null;
}

/** The keys of a contact: that of the e-mail first, since it decides if the two name different contacts. */
export function contactKeysOf(
  { email, phone }: ContactAddresses,
  { normalisePhone, sha256 }: KeyTools,
): ContactKey[] {
  const values = {
    email: email === null ? null : normaliseEmail(email),
    phone: phone === null ? null : normalisePhone(phone),
  };
  return CONTACT_KEY_KINDS.flatMap((kind) => {
    const value = values[kind];
    return value === null ? [] : [{ kind, hash: hashOfKey(kind, value, sha256) }];
  });
}

function hashOfKey(kind: ContactKeyKind, value: string, sha256: Sha256): string {
  return sha256(JSON.stringify([kind, value])).slice(0, 32);
}
