import { onIdTokenChanged, type User } from 'firebase/auth';
import { roleClaimsSchema, type RoleClaims } from '#domain/role';
import { connection } from '../firebase/connection';

/** Who uses the app, as far as the screens ask. */
export type Session =
  | { state: 'starting' }
  | { state: 'signed-out' }
  | { state: 'without-role'; email: string }
  | { state: 'signed-in'; uid: string; name: string; claims: RoleClaims };

/** Tells of the session each time it changes. */
export function watchSession(tell: (session: Session) => void): () => void {
  return onIdTokenChanged(connection().auth, (user) => {
    if (user === null) tell({ state: 'signed-out' });
    else void sessionOf(user).then(tell);
  });
}

/** Asks the server for the role anew: somebody may have been given one meanwhile. */
export async function refreshRole(): Promise<void> {
  await connection().auth.currentUser?.getIdToken(true);
}

async function sessionOf(user: User): Promise<Session> {
  const claims = await claimsOf(user);
  const email = user.email ?? user.uid;
  if (claims === null) return { state: 'without-role', email };
  return { state: 'signed-in', uid: user.uid, name: user.displayName ?? email, claims };
}

/**
 * The role in the person's token. Without a network an hour later there is no valid token: then the
 * role of last time decides what is shown, and the rules still decide what is read.
 */
async function claimsOf(user: User): Promise<RoleClaims | null> {
  const kept = `embudo-claims-${user.uid}`;
  try {
    const { claims } = await user.getIdTokenResult();
    const parsed = roleClaimsSchema.safeParse(claims);
    if (!parsed.success) {
      localStorage.removeItem(kept);
      return null;
    }
    localStorage.setItem(kept, JSON.stringify(parsed.data));
    return parsed.data;
  } catch {
    const last = localStorage.getItem(kept);
    const parsed = roleClaimsSchema.safeParse(last === null ? null : JSON.parse(last));
    return parsed.success ? parsed.data : null;
  }
}
