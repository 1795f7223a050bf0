import { getAuth, type UserRecord } from 'firebase-admin/auth';
import { project } from '../app';
import { roleClaimsSchema, type RoleClaims } from '../domain/role';

/** A user; `claims` is null if they have no role. */
export interface User {
  uid: string;
  email: string | null;
  isDisabled: boolean;
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
export async function listUsersWithRoles(): Promise<User[]> {
  const users: User[] = [];
  let pageToken: string | undefined;
  do {
    const page = await getAuth(project()).listUsers(1_000, pageToken);
    users.push(...page.users.map(userOf).filter(({ claims }) => claims !== null));
    pageToken = page.pageToken;
  } while (pageToken !== undefined);
  return users;
}

/**
 * Gives a user a role, in place of the one they had. Their other claims stay. Apps see it when the user's
 * token is next refreshed (within an hour, or at the next sign-in); `changeLeadStatus` sees it at once.
 */
export async function setRole(uid: string, claims: RoleClaims): Promise<void> {
  const auth = getAuth(project());
  const { customClaims = {} } = await auth.getUser(uid);
  const { role, contactId, ...others }: Record<string, unknown> = customClaims;
  await auth.setCustomUserClaims(uid, { ...others, ...claims });
}

function userOf({ uid, email, disabled, customClaims }: UserRecord): User {
  const claims = roleClaimsSchema.safeParse(customClaims);
  return {
    uid,
    email: email ?? null,
    isDisabled: disabled,
    claims: claims.success ? claims.data : null,
  };
}
