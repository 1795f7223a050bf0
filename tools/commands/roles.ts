import { Argument, Command } from 'commander';
import { findUser, listUsersWithRoles, setRole, type User } from '../../functions/src/auth/users';
import { roleClaimsSchema, ROLES } from '../../functions/src/domain/role';
import { confirmWrite, explainErrors, useTarget, type Target } from '../lib/target';
import { ToolError } from '../lib/toolError';

/** `roles set | show | list`: who may do what (docs/contract.md §7). */
export function rolesCommand(getTarget: () => Target): Command {
  const roles = new Command('roles')
    .description('say who is an admin, an agent or a contact')
    .exitOverride();
  roles
    .command('set')
    .description('give a user a role, which replaces the one before')
    .argument('<email>')
    .addArgument(new Argument('<role>').choices(ROLES))
    .option('--contact-id <id>', 'the contact that the user is: required for the role contact')
    .action((email: string, role: string, { contactId }: { contactId?: string }) =>
      printUsers(getTarget(), (target) => setUserRole(target, { email, role, contactId })),
    );
  roles
    .command('show')
    .description('show the role of one user')
    .argument('<email>')
    .action((email: string) => printUsers(getTarget(), async () => [await requireUser(email)]));
  roles
    .command('list')
    .description('list every user who has a role')
    .action(() => printUsers(getTarget(), listUsersWithRoles));
  return roles;
}

/** Prints the users that some work returns. */
async function printUsers(
  target: Target,
  work: (target: Target) => Promise<User[]>,
): Promise<void> {
  useTarget(target);
  const users = await explainErrors(target, () => work(target));
  console.log(target.json === true ? JSON.stringify(users) : users.map(renderUser).join('\n'));
}

async function setUserRole(
  target: Target,
  { email, role, contactId }: { email: string; role: string; contactId: string | undefined },
): Promise<User[]> {
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
