import { listUsersWithRoles } from '../../functions/src/auth/users';
import { printUsers, requireUser } from '../lib/users';
import { explainErrors, useTarget, type ToolOptions } from '../lib/target';

/** Prints the role of one user. */
export async function runRolesShow(options: ToolOptions, email: string): Promise<void> {
  const target = useTarget(options);
  printUsers(target, [await explainErrors(target, () => requireUser(email))]);
}

/** Prints every user who has a role. */
export async function runRolesList(options: ToolOptions): Promise<void> {
  const target = useTarget(options);
  printUsers(target, await explainErrors(target, listUsersWithRoles));
}
