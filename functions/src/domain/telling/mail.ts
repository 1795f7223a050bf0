import { isOfNobody, type RecordedEntry } from '../documents/history';
import type { AttentionReason } from '../leads/attention';
import { escapeHtml } from '../text';
import { MICROS_PER_DAY, type Micros } from '../time';

/** A mail as Trigger Email's documents have it in `message`. */
export interface Mail {
  subject: string;
  text: string;
  html: string;
}

/** A lead as mails name it: without its customer, so that nothing in a mail has to be forgotten (docs/contract.md §12). */
export interface NamedLead {
  id: string;
  status: string;
  /** The listing's title, or its id; null if the lead has none. */
  listing: string | null;
}

/** A lead that needs its agent. */
export interface WaitingLead extends NamedLead {
  why: AttentionReason;
}

/** What an agent gets a mail about as soon as it happens. */
export type News = 'new lead' | 'offer';

/** What took effect this long before it is told is of an import or a repair, and news to nobody. */
const MAX_AGE: Micros = MICROS_PER_DAY;

/** The news in a history entry for its lead's agent; null if it is none. `now` is when the entry was written. */
export function newsOf(entry: RecordedEntry, now: Micros): News | null {
  if (isOfNobody(entry) || entry.effectiveAt < now - MAX_AGE) return null;
  if (entry.cause === 'lead.created') return 'new lead';
  const isOffer = entry.to === 'Oferta Presentada' && entry.from !== entry.to;
  return isOffer && entry.cause !== 'lead.adopted' ? 'offer' : null;
}

/** The mail to the agent of a lead. `boardUrl` is where the board is; '' if there is none: then the mail has no link. */
export function newsMail(news: News, lead: NamedLead, boardUrl: string): Mail {
  const listing = nameListing(lead);
  const { subject, sentence } = NEWS[news];
  return render(`${subject}: ${listing}`, [
    { text: sentence },
    { text: `${listing} · ${lead.status}`, link: linkTo(lead, boardUrl) },
  ]);
}

const NEWS: Readonly<Record<News, { subject: string; sentence: string }>> = {
  'new lead': { subject: 'Nuevo lead', sentence: 'Tienes un lead nuevo:' },
  offer: { subject: 'Oferta presentada', sentence: 'Hay una oferta en uno de tus leads:' },
};

/** The mail of a morning. `count` is how many leads need the agent; `leads` are those that have waited longest. */
export function morningMail(leads: readonly WaitingLead[], count: number, boardUrl: string): Mail {
  const [subject, sentence] =
    count === 1
      ? ['1 lead te necesita', 'Este lead te necesita hoy:']
      : [`${count} leads te necesitan`, 'Estos leads te necesitan hoy:'];
  const rest = count - leads.length;
  return render(subject, [
    { text: sentence },
    ...leads.map((lead) => ({
      text: `${nameListing(lead)} · ${lead.status}: ${WHY[lead.why]}`,
      link: linkTo(lead, boardUrl),
    })),
    ...(rest > 0 ? [{ text: `Y ${rest} más.` }] : []),
  ]);
}

const WHY: Readonly<Record<AttentionReason, string>> = {
  no_outcome: 'falta registrar el resultado de la visita',
  no_date: 'la visita no tiene fecha',
  stale: 'lleva días sin avanzar',
  follow_up: 'ha llegado el día para el que se pospuso',
  listing_gone: 'el inmueble se ha vendido o retirado',
};

/** A line of a mail, and the page of the board that it is about. */
interface Line {
  text: string;
  link?: string | null;
}

function render(subject: string, lines: readonly Line[]): Mail {
  const plain = lines.map(({ text, link }) => (link ? `${text}\n${link}` : text));
  const html = lines.map(({ text, link }) => {
    const shown = escapeHtml(text);
    return `<p>${link ? `<a href="${escapeHtml(link)}">${shown}</a>` : shown}</p>`;
  });
  return { subject, text: `${plain.join('\n\n')}\n`, html: `${html.join('\n')}\n` };
}

/** In one line: a line break would end a mail's header. */
function nameListing({ listing }: NamedLead): string {
  return listing?.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ') ?? 'Sin inmueble';
}

function linkTo({ id }: NamedLead, boardUrl: string): string | null {
  if (boardUrl === '') return null;
  return `${boardUrl.replace(/\/+$/, '')}/embudo/${encodeURIComponent(id)}`;
}
