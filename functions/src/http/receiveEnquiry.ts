import { logger } from 'firebase-functions/logger';
import { onRequest, type Request } from 'firebase-functions/https';
import { receiveMail, type MailResult } from '../application/enquiries/receiveMail';
import { storeEnquiry } from '../application/enquiries/storeEnquiry';
import { enquiryIdOf, receivedEnquirySchema } from '../domain/enquiries/receivedEnquiry';
import { microsOfMillis } from '../domain/time';
import { database } from '../firestore/database';
import { sha256 } from '../firestore/leadIds';
import { ENQUIRY_SECRET, MAIL_SECRET, RECEIVING } from '../options';
import { isSigned, readSecrets } from '../webhook/signature';
import { readMail } from './readMail';
import { hasSecret } from './secrets';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_MAIL_BYTES = 10 * 1024 * 1024;

interface Answer {
  status: number;
  body: Readonly<Record<string, unknown>>;
}

/**
 * Receives an enquiry as JSON, or a portal's mail with `?format=mail` (docs/contract.md §11).
 *
 * Answers: 202 `{id}` (a mail: 200); 400 `{error, issues}` for a body that cannot be used; 401 without a valid
 * signature, or without the mail's secret; 405 for another method; 413 for a body that is too large; 503 if there is no
 * secret, or if the message could not be stored now: it can be sent again. Nothing of a body goes into the log.
 */
export const receiveEnquiry = onRequest(RECEIVING, async (request, response) => {
  const isMail = request.query['format'] === 'mail';
  const answering = isMail ? answerMail(request) : answerMessage(request);
  const { status, body } = await answering.catch(couldNotStore);
  if (status === 405) response.set('Allow', 'POST');
  if (status === 503) response.set('Retry-After', '60');
  response.status(status).json(body);
});

async function answerMessage(request: Request): Promise<Answer> {
  const body = bodyOf(request);
  const secrets = readSecrets(ENQUIRY_SECRET);
  const refusal = refuse(request, body, MAX_BODY_BYTES, ENQUIRY_SECRET, secrets);
  if (refusal !== null) return refusal;
  if (!isSigned(body, (name) => request.get(name), secrets)) return UNAUTHORISED;
  const parsed = receivedEnquirySchema.safeParse(parseJson(body));
  if (!parsed.success) {
    return badBody(
      parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
    );
  }
  const { portal, externalId } = parsed.data;
  const id = enquiryIdOf(portal, externalId, sha256);
  const stored = await storeEnquiry(database(), id, parsed.data, now());
  if (stored.result === 'no contact') {
    const message = 'needs an e-mail address or a phone number that can be used';
    return badBody([{ path: 'contact', message }]);
  }
  logger.info(`Enquiry ${stored.result}`, { enquiryId: id });
  return { status: 202, body: { id } };
}

async function answerMail(request: Request): Promise<Answer> {
  const body = bodyOf(request);
  const secrets = readSecrets(MAIL_SECRET);
  const refusal = refuse(request, body, MAX_MAIL_BYTES, MAIL_SECRET, secrets);
  if (refusal !== null) return refusal;
  if (!hasSecret((name) => request.get(name), request.query['secret'], secrets)) {
    return UNAUTHORISED;
  }
  const mail = await readMail(body, request.get('content-type'));
  if (mail === null) return badBody([{ path: '', message: 'holds no mail' }]);
  const received = await receiveMail(database(), mail, now());
  logMail(received);
  return { status: 200, body: { id: received.id } };
}

/** An alert can match `A mail has no known form`: a portal may have changed its mails. */
function logMail(received: MailResult): void {
  const { id, parser, result } = received;
  switch (result) {
    case 'stored':
    case 'repeated':
      logger.info(`Enquiry ${result}`, { enquiryId: id, parser });
      return;
    case 'kept before':
      logger.info('Mail repeated', { inboxId: id, parser });
      return;
    case 'kept': {
      const { why } = received;
      if (why === 'unknown form') logger.warn('A mail has no known form', { inboxId: id, parser });
      else logger.info('Mail kept for people', { inboxId: id, parser, why });
      return;
    }
    default:
      result satisfies never;
  }
}

const UNAUTHORISED: Answer = {
  status: 401,
  body: { error: 'The signature or secret is not valid' },
};

function badBody(issues: readonly { path: string; message: string }[]): Answer {
  return { status: 400, body: { error: 'The body cannot be used', issues } };
}

/** Why a request is not even looked at; null if it is. */
function refuse(
  { method }: Request,
  body: Buffer,
  maxBytes: number,
  parameter: string,
  secrets: readonly string[],
): Answer | null {
  if (method !== 'POST') return { status: 405, body: { error: 'Only POST' } };
  if (body.length > maxBytes) return { status: 413, body: { error: `At most ${maxBytes} bytes` } };
  if (secrets.length > 0) return null;
  logMissingSecret(parameter);
  return { status: 503, body: { error: 'Not set up' } };
}

/** The secrets of which this instance has said that they are missing. */
const saidToBeMissing = new Set<string>();

function logMissingSecret(secret: string): void {
  if (saidToBeMissing.has(secret)) return;
  saidToBeMissing.add(secret);
  logger.error('A secret is missing: everything is refused', { secret });
}

/** Logs no more than the kind of error: a message of Firestore may name a document, and so a hash of an address. */
function couldNotStore(error: unknown): Answer {
  const name = error instanceof Error ? error.name : '';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  logger.error('An enquiry could not be stored', { name, code });
  return { status: 503, body: { error: 'Send it again' } };
}

/** The body as it came. A request without one has none, whatever the type says. */
function bodyOf({ rawBody }: { rawBody?: Buffer }): Buffer {
  return rawBody ?? Buffer.alloc(0);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

function now() {
  return microsOfMillis(Date.now());
}
