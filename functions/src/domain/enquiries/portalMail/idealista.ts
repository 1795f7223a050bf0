import { normaliseEmail } from '../contactKeys';
import {
  linesOf,
  withoutLink,
  type ParsedPortalMail,
  type PortalMail,
  type PortalMailParser,
  type PortalMessage,
} from './portalMail';

const PORTAL = 'idealista';

const MESSAGE_SUBJECT =
  /^(?:🤩 )?Nuevo mensaje (?:\(con perfil\) )?de (?<name>.+?) sobre tu inmueble(?:, con ref[.:]? ?(?:interna )?(?<reference>[^,]+))?(?:,|$)/u;
const REPLY_SUBJECT = /^Respuesta de .+ sobre tu inmueble/u;

/** What stands among the lines of a message and is none of it. */
const FURNITURE = [/^Ver perfil$/, /^Consultar si .+ está en una lista de morosos$/u];
const END = /^Responder desde idealista/;
const PHONE = /^\+?[\d\s().-]{9,20}$/;
/** An address that the portal passes on to the person. It is another one in each conversation. */
const RELAY = /@contacts\.idealista\.com$/;

/** Between the person's name and the button to answer stand a number, an address, and the message. */
export const idealistaParser: PortalMailParser = {
  name: 'idealista/1',
  sender: 'reply@idealista.com',
  since: '2026-01',
  evidence:
    'Three public programs of Spanish agencies that read these mails (2025 and 2026), one with mails among its tests.',
  parse,
};

function parse({ subject, text }: PortalMail): ParsedPortalMail | null {
  if (REPLY_SUBJECT.test(subject)) return { kind: 'reply', portal: PORTAL };
  const { name, reference } = MESSAGE_SUBJECT.exec(subject)?.groups ?? {};
  if (name === undefined) return null;
  const lines = linesOf(text);
  const start = lines.indexOf(name);
  const end = lines.findIndex((line, n) => n > start && END.test(line));
  if (start === -1 || end === -1) return null;
  const said = readLines(lines.slice(start + 1, end));
  if (said.email === null && said.phone === null) return null;
  return { kind: 'message', portal: PORTAL, name, reference: reference?.trim() ?? null, ...said };
}

function readLines(lines: readonly string[]): Omit<PortalMessage, 'name' | 'reference'> {
  const left = lines.filter((line) => !FURNITURE.some((each) => each.test(line)));
  const values = left.map(withoutLink);
  // The number and the address come first, whatever the message quotes.
  const phoneAt = values.slice(0, 2).findIndex((value) => PHONE.test(value));
  const emailAt = values.slice(0, 2).findIndex((value) => normaliseEmail(value) !== null);
  const message = left.slice(Math.max(phoneAt, emailAt) + 1).join('\n');
  const phone = values[phoneAt] ?? null;
  const email = values[emailAt] ?? null;
  const isRelay = email !== null && RELAY.test(email);
  return {
    phone,
    email: isRelay && phone !== null ? null : email,
    message: message || null,
  };
}
