import { Argument, Command } from 'commander';
import { ROLES } from '../../functions/src/domain/role';
import type { ToolOptions } from '../lib/target';

/** `roles set | invite | remove | show | list`: who may do what (docs/contract.md §7). */
export function rolesCommand(getOptions: () => ToolOptions): Command {
  const roles = new Command('roles')
    .description('manage who is an admin, an agent or a contact')
    .exitOverride();
  newRoleCommand('set')
    .description('give a user with a verified address a role, which replaces any earlier one')
    .action(async (email: string, role: string, { contactId }: RoleOptions) => {
      const { runRolesSet } = await import('./runRoleChange');
      await runRolesSet(getOptions(), { email, role, contactId });
    });
  newRoleCommand('invite')
    .description('create a user with a role, and mail them a link to set a password')
    .action(async (email: string, role: string, { contactId }: RoleOptions) => {
      const { runRolesInvite } = await import('./runRoleChange');
      await runRolesInvite(getOptions(), { email, role, contactId });
    });
  roles
    .command('remove')
    .description('take a user’s role away at once, and end their sessions')
    .argument('<email>')
    .action(async (email: string) => {
      const { runRolesRemove } = await import('./runRoleChange');
      await runRolesRemove(getOptions(), email);
    });
  roles
    .command('show')
    .description('show the role of one user')
    .argument('<email>')
    .action(async (email: string) => {
      const { runRolesShow } = await import('./runRoles');
      await runRolesShow(getOptions(), email);
    });
  roles
    .command('list')
    .description('list every user who has a role')
    .action(async () => {
      const { runRolesList } = await import('./runRoles');
      await runRolesList(getOptions());
    });
  return roles;

  function newRoleCommand(name: string): Command {
    return roles
      .command(name)
      .argument('<email>')
      .addArgument(new Argument('<role>').choices(ROLES))
      .option('--contact-id <id>', 'the contact that the user is: required for the role contact');
  }
}

interface RoleOptions {
  contactId?: string;
}
