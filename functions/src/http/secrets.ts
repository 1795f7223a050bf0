import { createHash, timingSafeEqual } from 'node:crypto';
import type { ReadHeader } from '../webhook/signature';

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
