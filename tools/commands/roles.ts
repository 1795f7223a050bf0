import { Argument, Command } from 'commander';
import { ROLES } from '../../functions/src/domain/role';
import type { Target } from '../lib/target';

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
    .action(async (email: string, role: string, { contactId }: { contactId?: string }) => {
      const { runRolesSet } = await import('./runRoles');
      await runRolesSet(getTarget(), { email, role, contactId });
    });
  roles
    .command('show')
    .description('show the role of one user')
    .argument('<email>')
    .action(async (email: string) => {
      const { runRolesShow } = await import('./runRoles');
      await runRolesShow(getTarget(), email);
    });
  roles
    .command('list')
    .description('list every user who has a role')
    .action(async () => {
      const { runRolesList } = await import('./runRoles');
      await runRolesList(getTarget());
    });
  return roles;
}
