import { Argument, Command } from 'commander';
import {
  findUser,
  listUsersWithRoles,
  setRole,
  type User,
} from '../functions/src/application/roles';
import { roleClaimsSchema, ROLES } from '../functions/src/domain/role';
import { aim, confirmWrite, reach, ToolError, type Target } from './target';

/** `roles set | show | list`: who may do what (contract, section 7). */
export function rolesCommand(target: () => Target): Command {
  const roles = new Command('roles')
    .description('who is an admin, an agent or a contact')
    .exitOverride();
  const run = async (work: (target: Target) => Promise<User[]>): Promise<void> => {
    const given = target();
    aim(given);
    const users = await reach(given, () => work(given));
    console.log(given.json === true ? JSON.stringify(users) : users.map(lineOf).join('\n'));
  };

  roles
    .command('set')
    .description('give a user a role, in the place of the one they had')
    .argument('<email>')
    .addArgument(new Argument('<role>').choices(ROLES))
    .option('--contact-id <id>', 'which contact the user is: needed for the role contact')
    .action((email: string, role: string, { contactId }: { contactId?: string }) =>
      run(async (given) => {
        const claims = roleClaimsSchema.safeParse({ role, contactId });
        if (!claims.success)
          throw new ToolError('A contact needs a --contact-id of 1 to 128 characters.');
        if (role !== 'contact' && contactId !== undefined) {
          throw new ToolError('--contact-id is for the role contact only.');
        }
        const user = await existing(email);
        await confirmWrite(given, `Make ${email} ${role}`);
        await setRole(user.uid, claims.data);
        return [await existing(email)];
      }),
    );
  roles
    .command('show')
    .description('the role of one user')
    .argument('<email>')
    .action((email: string) => run(async () => [await existing(email)]));
  roles
    .command('list')
    .description('every user who has a role')
    .action(() => run(listUsersWithRoles));
  return roles;
}

async function existing(email: string): Promise<User> {
  const user = await findUser(email);
  if (user === null) throw new ToolError(`There is no user ${email}: they have to sign up first.`);
  return user;
}

function lineOf({ uid, email, isDisabled, claims }: User): string {
  const role = claims === null ? 'no role' : claims.role;
  const contact = claims?.role === 'contact' ? `  contactId ${claims.contactId}` : '';
  return `${(email ?? uid).padEnd(32)} ${role}${contact}${isDisabled ? '  (disabled)' : ''}`;
}
