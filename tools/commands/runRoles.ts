import { findUser, listUsersWithRoles, setRole, type User } from '../../functions/src/auth/users';
import { roleClaimsSchema } from '../../functions/src/domain/role';
import { confirmWrite, explainErrors, useTarget, type Target } from '../lib/target';
import { ToolError } from '../lib/toolError';

interface NewRole {
  email: string;
  role: string;
  contactId: string | undefined;
}

/** Gives a user a role, and prints it. */
export function runRolesSet(target: Target, newRole: NewRole): Promise<void> {
  return printUsers(target, () => setUserRole(target, newRole));
}

/** Prints the role of one user. */
export function runRolesShow(target: Target, email: string): Promise<void> {
  return printUsers(target, async () => [await requireUser(email)]);
}

/** Prints every user who has a role. */
export function runRolesList(target: Target): Promise<void> {
  return printUsers(target, listUsersWithRoles);
}

/** Prints the users that some work returns. */
async function printUsers(target: Target, work: () => Promise<User[]>): Promise<void> {
  useTarget(target);
  const users = await explainErrors(target, () => work());
  console.log(target.json === true ? JSON.stringify(users) : users.map(renderUser).join('\n'));
}

async function setUserRole(target: Target, { email, role, contactId }: NewRole): Promise<User[]> {
  const claims = roleClaimsSchema.safeParse({ role, contactId });
  if (!claims.success) {
    throw new ToolError('A contact needs a --contact-id of 1 to 128 characters.');
  }
  if (role !== 'contact' && contactId !== undefined) {
    throw new ToolError('--contact-id is for the role contact only.');
  }
  const user = await requireUser(email);
  await confirmWrite(target, `Make ${email} ${role}`);
  await setRole(user.uid, claims.data);
  return [await requireUser(email)];
}

async function requireUser(email: string): Promise<User> {
  const user = await findUser(email);
  if (user === null) throw new ToolError(`There is no user ${email}: they have to sign up first.`);
  return user;
}

function renderUser({ uid, email, isDisabled, claims }: User): string {
  const role = claims === null ? 'no role' : claims.role;
  const contact = claims?.role === 'contact' ? `  contactId ${claims.contactId}` : '';
  return `${(email ?? uid).padEnd(32)} ${role}${contact}${isDisabled ? '  (disabled)' : ''}`;
}
