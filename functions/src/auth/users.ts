import { getAuth, type UserRecord } from 'firebase-admin/auth';
import { project } from '../app';
import { roleClaimsSchema, type RoleClaims } from '../domain/role';

/** A user; `claims` is null if they have no role. */
export interface User {
  uid: string;
  email: string | null;
  /** Whether they have proved that the address is theirs. */
  isVerified: boolean;
  isDisabled: boolean;
  /** Whether they can sign in in any way. A user that was just invited cannot. */
  canSignIn: boolean;
  createdAt: Date;
  /** Tokens of sign-ins before this second of the Unix epoch are revoked. */
  tokensValidFrom: number;
  claims: RoleClaims | null;
}

/** Finds a user by their email address; null if there is none. */
export function findUser(email: string): Promise<User | null> {
  return userOrNull(getAuth(project()).getUserByEmail(email));
}

/** Finds a user by their uid, with the role that they have now; null if there is none. */
export function findUserById(uid: string): Promise<User | null> {
  return userOrNull(getAuth(project()).getUser(uid));
}

/** Where to write to a member of staff who may sign in; null if there is no such user, or no address. */
export async function findStaffAddress(uid: string): Promise<string | null> {
  if (uid.length === 0 || uid.length > MAX_UID_LENGTH) return null;
  const user = await findUserById(uid);
  const isStaff = user?.claims?.role === 'agent' || user?.claims?.role === 'admin';
  return isStaff && !user.isDisabled ? user.email : null;
}

/** Authentication answers a longer one with an error. */
const MAX_UID_LENGTH = 128;

async function userOrNull(record: Promise<UserRecord>): Promise<User | null> {
  try {
    return userOf(await record);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'auth/user-not-found') {
      return null;
    }
    throw error;
  }
}

/** Every user who has a role. */
export function listUsersWithRoles(): Promise<User[]> {
  return listUsers(({ claims }) => claims !== null);
}

/** The accounts of a customer: whose role is that of this contact. Reads every user. */
export function listUsersOfContact(contactId: string): Promise<User[]> {
  return listUsers(({ claims }) => claims?.role === 'contact' && claims.contactId === contactId);
}

async function listUsers(isWanted: (user: User) => boolean): Promise<User[]> {
  const users: User[] = [];
  let pageToken: string | undefined;
  do {
    const page = await getAuth(project()).listUsers(1_000, pageToken);
    users.push(...page.users.map(userOf).filter(isWanted));
    pageToken = page.pageToken;
  } while (pageToken !== undefined);
  return users;
}

/**
 * Creates a user. Without a password nobody can sign in as them before they have set one by a link. With one, the
 * address counts as verified.
 */
export async function createUser(email: string, password?: string): Promise<User> {
  const ways = password === undefined ? {} : { password, emailVerified: true };
  return userOf(await getAuth(project()).createUser({ email, ...ways }));
}

export function deleteUser(uid: string): Promise<void> {
  return getAuth(project()).deleteUser(uid);
}

/**
 * Gives a user a role in place of the one they had; null takes it away. Their other claims stay. Apps see it
 * when the user's token is next refreshed (within an hour, or at the next sign-in); `changeLeadStatus` sees
 * it at once.
 */
export async function setRole(uid: string, claims: RoleClaims | null): Promise<void> {
  const auth = getAuth(project());
  const { customClaims = {} } = await auth.getUser(uid);
  const { role, contactId, ...others }: Record<string, unknown> = customClaims;
  await auth.setCustomUserClaims(uid, { ...others, ...claims });
}

/** Ends every session of a user: their tokens are not renewed any more. */
export function revokeSessions(uid: string): Promise<void> {
  return getAuth(project()).revokeRefreshTokens(uid);
}

function userOf(record: UserRecord): User {
  const claims = roleClaimsSchema.safeParse(record.customClaims);
  return {
    uid: record.uid,
    email: record.email ?? null,
    isVerified: record.emailVerified,
    isDisabled: record.disabled,
    canSignIn: record.providerData.length > 0,
    createdAt: new Date(record.metadata.creationTime),
    tokensValidFrom:
      Date.parse(record.tokensValidAfterTime ?? record.metadata.creationTime) / 1_000,
    claims: claims.success ? claims.data : null,
  };
}
