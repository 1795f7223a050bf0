import { onIdTokenChanged, type User } from 'firebase/auth';
import { roleClaimsSchema, type RoleClaims } from '#domain/role';
import { connection } from '../shared/firebase/connection';

/** Who uses the app. */
export type Session =
  | { state: 'starting' }
  | { state: 'signed-out' }
  | { state: 'without-role'; email: string }
  | { state: 'signed-in'; uid: string; name: string; claims: RoleClaims };

export type SignedIn = Extract<Session, { state: 'signed-in' }>;

/** Calls `onChange` with the session each time it changes. */
export function watchSession(onChange: (session: Session) => void): () => void {
  return onIdTokenChanged(connection().auth, (user) => {
    if (user === null) onChange({ state: 'signed-out' });
    else void readSession(user).then(onChange);
  });
}

/** Asks the server for the current role. It may have changed since the token was issued. */
export async function refreshRole(): Promise<void> {
  await connection().auth.currentUser?.getIdToken(true);
}

/** Whether somebody is signed in whose session the server still renews. */
export async function canRenewSession(): Promise<boolean> {
  const { currentUser } = connection().auth;
  if (currentUser === null) return false;
  try {
    await currentUser.getIdToken(true);
    return true;
  } catch {
    return false;
  }
}

async function readSession(user: User): Promise<Session> {
  const claims = await readClaims(user);
  const email = user.email ?? user.uid;
  if (claims === null) return { state: 'without-role', email };
  return { state: 'signed-in', uid: user.uid, name: user.displayName ?? email, claims };
}

/**
 * The role in the user's token. A token expires after an hour and cannot be renewed without a network. Then
 * the last known role decides which screens are shown. The rules still decide what is read.
 */
async function readClaims(user: User): Promise<RoleClaims | null> {
  const key = `embudo-claims-${user.uid}`;
  try {
    const { claims } = await user.getIdTokenResult();
    const parsed = roleClaimsSchema.safeParse(claims);
    if (!parsed.success) {
      localStorage.removeItem(key);
      return null;
    }
    localStorage.setItem(key, JSON.stringify(parsed.data));
    return parsed.data;
  } catch {
    const last = localStorage.getItem(key);
    const parsed = roleClaimsSchema.safeParse(last === null ? null : JSON.parse(last));
    return parsed.success ? parsed.data : null;
  }
}
