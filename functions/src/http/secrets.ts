import { createHash, timingSafeEqual } from 'node:crypto';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

/** The headers that Standard Webhooks signs with. */
const SIGNATURE_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

type ReadHeader = (name: string) => string | undefined;

/** Thrown if a secret is not as Standard Webhooks wants it: base64, with or without `whsec_` before it. */
export class UnusableSecretError extends Error {
  override readonly name = 'UnusableSecretError';
}

/** The secrets that a parameter holds: several while one is changed for another, separated by blanks. */
export function readSecrets(parameter: string): string[] {
  return (process.env[parameter] ?? '').split(/\s+/).filter((secret) => secret !== '');
}

/**
 * Whether a body is signed with one of the secrets, as Standard Webhooks says, and its timestamp is not more than five
 * minutes off. Throws {@link UnusableSecretError}.
 */
export function isSigned(body: Buffer, header: ReadHeader, secrets: readonly string[]): boolean {
  const headers = Object.fromEntries(SIGNATURE_HEADERS.map((name) => [name, header(name) ?? '']));
  return secrets.map(webhookOf).some((webhook) => {
    try {
      webhook.verify(body, headers, { jsonParse: false });
      return true;
    } catch (error) {
      if (error instanceof WebhookVerificationError) return false;
      throw error;
    }
  });
}

function webhookOf(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw new UnusableSecretError('A secret is not base64');
  }
}

/**
 * Whether a request has one of the secrets in its address: as the password of `https://user:password@…`, which arrives
 * as basic authentication, or as `&secret=`. How long the answer takes says nothing of a secret.
 */
export function hasSecret(
  header: ReadHeader,
  inQuery: unknown,
  secrets: readonly string[],
): boolean {
  const given = [passwordOf(header('authorization')), inQuery].filter(
    (each): each is string => typeof each === 'string' && each !== '',
  );
  return given.some((each) => secrets.filter((secret) => isSame(each, secret)).length > 0);
}

function passwordOf(authorization: string | undefined): string | null {
  const [, encoded] = /^Basic ([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return null;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8');
  return decoded.slice(decoded.indexOf(':') + 1);
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
