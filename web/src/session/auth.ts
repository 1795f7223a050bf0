import { FirebaseError } from 'firebase/app';
import {
  beforeAuthStateChanged,
  browserSessionPersistence,
  indexedDBLocalPersistence,
  onIdTokenChanged,
  reload,
  setPersistence,
  signInWithEmailAndPassword,
  signOut,
  type User,
} from 'firebase/auth';
import { roleClaimsSchema, type RoleClaims } from '#domain/role';
import { connect, connection } from '../shared/firebase/connection';
import {
  clearDevice,
  clearUnused,
  isOwnDevice,
  personalStorage,
  resume,
  settleIn,
} from '../shared/device';
import { keepEnding, readEnding, type Ending } from './endings';
import { hearOtherTabs, tellOtherTabs, type TabMessage } from './otherTabs';
import { watchRenewals } from './renewals';
import { startingSession, type Session } from './session';

let session: Session = startingSession();
let report: (session: Session) => void = () => undefined;

function become(next: Session): void {
  session = next;
  report(next);
}

/**
 * Connects, and calls `onChange` with the session each time it changes. Calls `onError` if the app cannot be loaded
 * for somebody who has signed in. Rejects without a connection.
 */
export async function watchSession(
  onChange: (session: Session) => void,
  onError: () => void,
): Promise<void> {
  const { auth } = await connect();
  report = onChange;
  let turn = Promise.resolve();
  onIdTokenChanged(auth, (user) => {
    turn = turn.then(() => follow(user)).catch(onError);
  });
  hearOtherTabs(obey);
  watchRenewals(() => void canRenewSession());
}

/**
 * Signs somebody in. On their own device the session and what they read are kept on the disk, for all tabs. Elsewhere
 * both end with this tab. Whoever else is signed in in this browser is signed out.
 */
export async function signIn(
  email: string,
  password: string,
  { isOwn }: { isOwn: boolean },
): Promise<void> {
  const { auth } = await connect();
  await setPersistence(auth, isOwn ? indexedDBLocalPersistence : browserSessionPersistence);
  const stop = beforeAuthStateChanged(auth, async (user) => {
    if (user === null) return;
    if (session.state !== 'signed-out') throw new Error('Another tab has signed somebody in');
    tellOtherTabs({ kind: 'entered', uid: user.uid });
    await settleIn(user.uid, isOwn);
  });
  try {
    await signInWithEmailAndPassword(auth, email, password);
  } catch (error) {
    // Until somebody is signed in, a sign-in on their own device in another tab also counts here.
    await setPersistence(auth, indexedDBLocalPersistence);
    throw error;
  } finally {
    stop();
  }
}

let ended: Promise<void> | null = null;

/**
 * Ends the session in all tabs: signs out, clears what the device has kept, and loads the page again, which leads to
 * the sign-in page.
 */
export function endSession(ending: Ending): Promise<void> {
  ended ??= end(ending);
  return ended;
}

async function end(ending: Ending, { isTold = false } = {}): Promise<void> {
  become({ state: 'ending' });
  if (!isTold && ending !== 'other-user') {
    tellOtherTabs({ kind: 'ended', ending: ending === 'left' ? 'left-elsewhere' : ending });
  }
  await Promise.allSettled([signOut(connection().auth), connection().closeDatabase()]);
  await clearDevice();
  keepEnding(ending);
  // Back may bring this page again as it is now, without loading it.
  addEventListener('pageshow', leavePage);
  leavePage();
}

function leavePage(): void {
  location.replace('/');
}

function obey(message: TabMessage): void {
  if (ended !== null || (session.state !== 'signed-in' && session.state !== 'without-role')) return;
  if (message.kind === 'ended') ended = end(message.ending, { isTold: true });
  else if (message.uid !== session.uid) void endSession('other-user');
}

let renewal: Promise<boolean> | null = null;

/**
 * Asks the server whether the session is still good, and to renew it, which also brings a changed role. Resolves to
 * whether it did. If the account is disabled or gone, or its sessions were revoked, the session ends.
 */
export function canRenewSession(): Promise<boolean> {
  renewal ??= renew().finally(() => {
    renewal = null;
  });
  return renewal;
}

async function renew(): Promise<boolean> {
  const { currentUser } = connection().auth;
  if (currentUser === null || ended !== null) return false;
  try {
    await reload(currentUser);
    await currentUser.getIdToken(true);
    return true;
  } catch (error) {
    // The SDK has signed the person out if the server has ended their session. Without a network it has not.
    const isDisabled = error instanceof FirebaseError && error.code === 'auth/user-disabled';
    if (isSignedOut()) await endSession(isDisabled ? 'disabled' : 'expired');
    return false;
  }
}

const isSignedOut = (): boolean => connection().auth.currentUser === null;

/** Follows a change of the signed-in user or of their token. */
async function follow(user: User | null): Promise<void> {
  if (ended !== null) return;
  const former = session;
  const formerUid = 'uid' in former ? former.uid : null;
  if (user === null) {
    if (formerUid === null) await startSignedOut();
    else if (renewal === null) await endSession('expired');
    return;
  }
  if (formerUid !== null && formerUid !== user.uid) return endSession('other-user');
  if (!(await resume(user.uid))) return endSession('expired');
  const claims = await readClaims(user);
  if (former.state === 'signed-in' && !isSame(former.claims, claims)) {
    return endSession('role-changed');
  }
  const { uid, displayName } = user;
  const email = user.email ?? uid;
  if (claims === null) {
    become({ state: 'without-role', uid, email });
    return;
  }
  await connection().openDatabase(isOwnDevice() ? 'disk' : 'memory', () => !isEnded());
  // A renewed token alone changes nothing that the pages show.
  if (isEnded() || former.state === 'signed-in') return;
  become({ state: 'signed-in', uid, name: displayName ?? email, claims });
}

/** A start with nobody signed in. */
async function startSignedOut(): Promise<void> {
  if (session.state === 'starting') {
    become({ state: 'signed-out', ending: readEnding() ?? 'expired' });
  }
  await clearUnused();
}

const isEnded = (): boolean => ended !== null;

const isSame = (one: RoleClaims, other: RoleClaims | null): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const CLAIMS = 'embudo-claims';

/**
 * The role in the user's token. A token expires after an hour and cannot be renewed without a network. Then
 * the last known role decides which screens are shown. The rules still decide what is read.
 */
async function readClaims(user: User): Promise<RoleClaims | null> {
  const storage = personalStorage();
  try {
    const { claims } = await user.getIdTokenResult();
    const parsed = roleClaimsSchema.safeParse(claims);
    if (!parsed.success) return null;
    storage.setItem(CLAIMS, JSON.stringify(parsed.data));
    return parsed.data;
  } catch {
    const last = storage.getItem(CLAIMS);
    const parsed = roleClaimsSchema.safeParse(last === null ? null : JSON.parse(last));
    return parsed.success ? parsed.data : null;
  }
}
