import { findUser, type User } from '../../functions/src/auth/users';
import { printJson, printLines } from './print';
import type { Target } from './target';
import { ToolError } from './toolError';

/** The user with an address. Throws if there is none. */
export async function requireUser(email: string): Promise<User> {
  const user = await findUser(email);
  if (user === null) {
    throw new ToolError(
      `There is no user ${email}: roles invite creates one and sends them a link.`,
    );
  }
  return user;
}

/** Prints users, one a line. */
export function printUsers({ json }: Target, users: readonly User[]): void {
  if (json) printJson(users.map(toJson));
  else printLines(...users.map(renderUser));
}

function toJson({ tokensValidFrom, ...user }: User) {
  return user;
}

function renderUser({ uid, email, isVerified, isDisabled, claims }: User): string {
  const role = claims === null ? 'no role' : claims.role;
  const contact = claims?.role === 'contact' ? `  contactId ${claims.contactId}` : '';
  const marks = [isVerified ? [] : 'address not verified', isDisabled ? 'disabled' : []].flat();
  const rest = marks.length === 0 ? '' : `  (${marks.join(', ')})`;
  return `${(email ?? uid).padEnd(32)} ${role}${contact}${rest}`;
}

/** Who a user is, for a question: `a@b.es (uid u1, since 2026-01-31, address verified)`. */
export function describeUser({ uid, email, createdAt, isVerified }: User): string {
  const since = createdAt.toISOString().slice(0, 10);
  return `${email ?? 'a user'} (uid ${uid}, since ${since}, address ${isVerified ? '' : 'not '}verified)`;
}
