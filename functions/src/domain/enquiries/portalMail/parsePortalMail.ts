import { addressOf } from '../inboundMail';
import { fotocasaParser } from './fotocasa';
import { idealistaParser } from './idealista';
import type { ParsedPortalMail, PortalMail, PortalMailParser } from './portalMail';

/** Every form of mail that is known. To add a form, add its parser here, and mails in it to the tests first. */
export const PORTAL_MAIL_PARSERS: readonly PortalMailParser[] = [idealistaParser, fotocasaParser];

/**
 * What a portal's notification says; null if it has no form that is known. Nothing is guessed: people read what is left
 * over (docs/contract.md §11). `parser` is the form, or the one that the sender is known for; null for other senders.
 */
export function parsePortalMail(mail: PortalMail): {
  parser: string | null;
  parsed: ParsedPortalMail | null;
} {
  const sender = addressOf(mail.from);
  let parser: string | null = null;
  for (const each of PORTAL_MAIL_PARSERS) {
    if (each.sender !== sender) continue;
    parser = each.name;
    const parsed = each.parse(mail);
    if (parsed !== null) return { parser, parsed };
  }
  return { parser, parsed: null };
}
