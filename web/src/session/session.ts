import type { RoleClaims } from '#domain/role';
import { hadSession } from '../shared/device';
import { readEnding, type Ending } from './endings';

/** Who uses the app. */
export type Session =
  | { state: 'starting' }
  /** `ending` is why the session before this one ended. Null if there was none. */
  | { state: 'signed-out'; ending: Ending | null }
  | { state: 'without-role'; uid: string; email: string }
  | { state: 'signed-in'; uid: string; name: string; claims: RoleClaims }
  /** The disk is being cleared. The page is loaded again afterwards. */
  | { state: 'ending' };

export type SignedIn = Extract<Session, { state: 'signed-in' }>;

/**
 * The session at the start of the page. Nobody can be signed in where no session was kept: then the sign-in page is
 * there before the Auth SDK is.
 */
export function startingSession(): Session {
  return hadSession() ? { state: 'starting' } : { state: 'signed-out', ending: readEnding() };
}
