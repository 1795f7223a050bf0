import { Webhook, WebhookVerificationError } from 'standardwebhooks';

/** The headers that Standard Webhooks signs with. */
const SIGNATURE_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
export type SignatureHeaders = Record<(typeof SIGNATURE_HEADERS)[number], string>;

export type ReadHeader = (name: string) => string | undefined;

/** Thrown if there is no secret, or one that is not as Standard Webhooks wants it: base64, with or without `whsec_`. */
class UnusableSecretError extends Error {
  override readonly name = 'UnusableSecretError';
}

/** The secrets that a parameter holds: several while one is changed for another, separated by blanks. */
export function readSecrets(parameter: string): string[] {
  return (process.env[parameter] ?? '').split(/\s+/).filter((secret) => secret !== '');
}

/**
 * The headers that sign a message, with each of the secrets, so that a receiver may have any of them. Throws
 * {@link UnusableSecretError}.
 */
export function sign(
  { id, body }: { id: string; body: string },
  secrets: readonly string[],
  now: Date,
): SignatureHeaders {
  if (secrets.length === 0) throw new UnusableSecretError('There is no secret');
  const signatures = secrets.map((secret) => webhookOf(secret).sign(id, now, body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': signatures.join(' '),
  };
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
