import {
  withoutLink,
  type ParsedPortalMail,
  type PortalMail,
  type PortalMailParser,
} from './portalMail';

/** One sender writes for several portals. The end of the subject tells which. */
const SUBJECT =
  /^Contacto para .+ con referencia (?<reference>\S+) - De (?<portal>Fotocasa|habitaclia)$/u;

const HEADING = 'Datos de la persona interesada';
/** In this order. A text made of HTML may have no line breaks between them. */
const LABELS = ['Nombre:', 'Teléfono:', 'Email:', 'Mensaje:'] as const;
/** May stand before the message. */
const TIME_LABEL = 'Día y hora:';
/** What follows the message. */
const ENDS = ['\nWhatsApp Llamar', '\n¿Tienes dudas?', '\nGestionar contacto'];

/** The form of Fotocasa and Habitaclia: labelled fields below a heading. */
export const fotocasaParser: PortalMailParser = {
  name: 'fotocasa/1',
  sender: 'cliente@fotocasa.pro',
  since: '2026-06',
  evidence:
    'Three public programs of Spanish agencies that read these mails (2026), one with mails among its tests. For ' +
    "milanuncios, which the same sender is said to write for, no subject's end is known.",
  parse,
};

function parse({ subject, text }: PortalMail): ParsedPortalMail | null {
  const { reference, portal } = SUBJECT.exec(subject)?.groups ?? {};
  if (reference === undefined || portal === undefined) return null;
  const fields = readFields(text);
  if (fields === null) return null;
  const [name, phone, before, message] = fields;
  const email = withoutLink(before.split(TIME_LABEL)[0] ?? '');
  const contact = { name: valueOf(name), email: valueOf(email), phone: valueOf(phone) };
  if (contact.email === null && contact.phone === null) return null;
  return {
    kind: 'message',
    portal: portal.toLowerCase(),
    ...contact,
    reference,
    message: cutAtEnd(message).trim() || null,
  };
}

type Fields = [name: string, phone: string, emailAndTime: string, message: string];

/** What stands after each label, up to the next one; null if one is missing, or out of order. */
function readFields(text: string): Fields | null {
  const heading = text.indexOf(HEADING);
  if (heading === -1) return null;
  const places: number[] = [];
  let at = heading;
  for (const label of LABELS) {
    at = text.indexOf(label, at);
    if (at === -1) return null;
    places.push(at);
    at += label.length;
  }
  const [name, phone, email, message] = LABELS.map((label, n) =>
    text.slice((places[n] ?? 0) + label.length, places[n + 1]),
  );
  if (name === undefined || phone === undefined || email === undefined) return null;
  return [name, phone, email, message ?? ''];
}

function valueOf(field: string): string | null {
  const value = withoutLink(field.trim());
  return value === '' || /^no especificado\.?$/i.test(value) ? null : value;
}

function cutAtEnd(message: string): string {
  const places = ENDS.map((end) => message.indexOf(end)).filter((place) => place !== -1);
  return message.slice(0, Math.min(message.length, ...places));
}
