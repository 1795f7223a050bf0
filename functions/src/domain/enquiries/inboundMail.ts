import * as z from 'zod';
import { onOneLine } from './receivedEnquiry';
import { shorten } from '../text';
import { htmlToText } from './htmlToText';

/** A mail, as far as it is looked at or kept. Its texts are well-formed. */
export interface InboundMail {
  /** The header `From`: one line. */
  from: string;
  subject: string;
  /** The text part, else what the HTML part says. */
  text: string;
  /** The header `Message-ID`, without its brackets; null if the service does not tell it. */
  messageId: string | null;
  /** The ids of the mails that this one answers, newest first. */
  answers: readonly string[];
  /** The header `Date` as it is written; null if there is none. */
  date: string | null;
}

/** The fields that a service posts: texts, and in JSON also lists. */
export type PostedFields = Readonly<Record<string, unknown>>;

const MAX_LINE_LENGTH = 1_000;
/** A document holds 1 MiB, and a character takes up to 4 bytes. */
export const MAX_TEXT_LENGTH = 200_000;
const MAX_HTML_LENGTH = 1_000_000;
const MAX_HEADERS_LENGTH = 200_000;
const MAX_ANSWERS = 10;

/** What the services call a part: SendGrid's Inbound Parse, Mailgun's routes, Postmark. */
const NAMES = {
  from: ['from', 'From'],
  subject: ['subject', 'Subject'],
  text: ['text', 'body-plain', 'TextBody'],
  html: ['html', 'body-html', 'HtmlBody'],
  /** One text; a list of pairs as JSON; a list of `{Name, Value}`. */
  headers: ['headers', 'message-headers', 'Headers'],
} as const;

/** The mail that a service posts; null if it has neither a sender, nor a subject, nor a body. */
export function readInboundMail(fields: PostedFields): InboundMail | null {
  const part = (name: keyof typeof NAMES): unknown =>
    NAMES[name].map((each) => fields[each]).find((value) => value !== undefined && value !== '');
  const lineOf = (value: unknown) => shorten(onOneLine(textOf(value)), MAX_LINE_LENGTH);
  const text =
    textOf(part('text')).trim() || htmlToText(textOf(part('html')).slice(0, MAX_HTML_LENGTH));
  const headers = readHeaders(part('headers'));
  const from = lineOf(part('from') ?? headers.get('from'));
  const subject = lineOf(part('subject') ?? headers.get('subject'));
  if (from === '' && subject === '' && text === '') return null;
  const ids = (name: string) => readMessageIds(headers.get(name) ?? '');
  return {
    from,
    subject,
    text: shorten(text.replace(/\r\n?/g, '\n'), MAX_TEXT_LENGTH),
    messageId: ids('message-id')[0] ?? null,
    answers: [...new Set([...ids('in-reply-to'), ...ids('references').reverse()])].slice(
      0,
      MAX_ANSWERS,
    ),
    date: headers.get('date') ?? null,
  };
}

/** The address in a header `From`, in small letters. */
export function addressOf(from: string): string {
  const [, inBrackets] = /<([^<>]*)>\s*$/.exec(from) ?? [];
  return (inBrackets ?? from).trim().toLowerCase();
}

/** A text in which half a character is replaced: Firestore takes none. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\uFFFD') : '';
}

/** The headers by their names in small letters. Of several of one name, the first. */
function readHeaders(posted: unknown): ReadonlyMap<string, string> {
  const pairs = typeof posted === 'string' ? readHeaderText(posted) : readHeaderList(posted);
  const headers = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = name.trim().toLowerCase();
    if (!headers.has(key)) headers.set(key, onOneLine(textOf(value)));
  }
  return headers;
}

type HeaderPair = readonly [name: string, value: string];

/** A header as Mailgun and Postmark list it. */
const headerSchema = z.union([
  z.tuple([z.string(), z.string()]),
  z
    .object({ Name: z.string(), Value: z.string() })
    .transform(({ Name, Value }): HeaderPair => [Name, Value]),
]);

function readHeaderText(posted: string): HeaderPair[] {
  const text = posted.slice(0, MAX_HEADERS_LENGTH);
  if (text.trimStart().startsWith('[')) return readHeaderList(parseJson(text));
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  return unfolded.split(/\r?\n/).flatMap((line) => {
    const colon = line.indexOf(':');
    return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1)] as const] : [];
  });
}

function readHeaderList(posted: unknown): HeaderPair[] {
  if (!Array.isArray(posted)) return [];
  return posted.flatMap((each: unknown): HeaderPair[] => {
    const { data } = headerSchema.safeParse(each);
    return data === undefined ? [] : [data];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The ids in brackets that a header lists. */
function readMessageIds(header: string): string[] {
  return [...header.matchAll(/<([^<>\s]{1,500})>/g)].map(([, id = '']) => id);
}
