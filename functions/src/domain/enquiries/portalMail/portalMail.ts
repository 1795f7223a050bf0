/** The part of a mail that a parser looks at. */
export interface PortalMail {
  /** The header `From`. */
  from: string;
  subject: string;
  text: string;
}

/** What a portal's mail says of somebody's interest. Absent parts are null. */
export interface PortalMessage {
  name: string | null;
  email: string | null;
  phone: string | null;
  /** The listing's reference, as the agency gave it to the portal. */
  reference: string | null;
  /** What the person wrote. */
  message: string | null;
}

/** What a parser makes of a mail. */
export type ParsedPortalMail =
  | ({ kind: 'message'; portal: string } & PortalMessage)
  /** It goes on with a conversation that is known already. */
  | { kind: 'reply'; portal: string };

/** The parser of one form of mail. A changed form gets a parser of its own, beside the one for the older form. */
export interface PortalMailParser {
  /** The form and its version, for the log. */
  name: string;
  /** The address that sends it. */
  sender: string;
  /** The month since which the form is known. */
  since: string;
  /** Where the form is known from. None has been seen live. */
  evidence: string;
  /** Null if a mail of this sender is not of this form. */
  parse: (mail: PortalMail) => ParsedPortalMail | null;
}

/** The lines of a text that say something, without blanks around them. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A value without what a text made of HTML says of its link, as in `600 11 22 33 [tel:+34600112233]`. */
export function withoutLink(value: string): string {
  return value.replace(/\s*\[[^[\]]*\]\s*$/, '').trim();
}
