import { giveRole } from '../../functions/src/application/roles/giveRole';
import { removeRole } from '../../functions/src/application/roles/removeRole';
import { sendPasswordLink } from '../../functions/src/auth/passwordLink';
import { createUser, findUser } from '../../functions/src/auth/users';
import { roleClaimsSchema, type RoleClaims } from '../../functions/src/domain/role';
import { database } from '../../functions/src/firestore/database';
import { printErrorLines } from '../lib/print';
import { confirmWrite, explainErrors, useTarget, type ToolOptions } from '../lib/target';
import { ToolError } from '../lib/toolError';
import { describeUser, printUsers, requireUser } from '../lib/users';

export interface NewRole {
  email: string;
  role: string;
  contactId: string | undefined;
}

/** Gives a user a role, and prints it. Their address must be verified: otherwise anyone may have signed up under it. */
export async function runRolesSet(options: ToolOptions, newRole: NewRole): Promise<void> {
  const { email, role } = newRole;
  const claims = parseClaims(newRole);
  const target = useTarget(options);
  await explainErrors(target, async () => {
    const user = await requireUser(email);
    if (!user.isVerified) {
      throw new ToolError(
        `${describeUser(user)} has not proved that the address is theirs. roles invite sends them a link that does.`,
      );
    }
    await confirmWrite(target, `Make ${describeUser(user)} ${role}`);
    await giveRole(database(), user.uid, claims);
    printUsers(target, [await requireUser(email)]);
  });
}

/**
 * Creates a user with a role, and sends them the link by which they set a password. A user who can sign in already
 * gets the link alone: they have the role set once they have followed it.
 */
export async function runRolesInvite(options: ToolOptions, newRole: NewRole): Promise<void> {
  const { email, role } = newRole;
  const claims = parseClaims(newRole);
  const target = useTarget(options);
  await explainErrors(target, async () => {
    const existing = await findUser(email);
    if (existing?.isVerified === true) {
      throw new ToolError(
        `${describeUser(existing)} needs no invitation: roles set gives the role.`,
      );
    }
    const isNew = existing?.canSignIn !== true;
    await confirmWrite(
      target,
      isNew
        ? `Make ${email} ${role}, and mail them a link to set a password,`
        : `Mail ${describeUser(existing)} a link to set a new password`,
    );
    const user = existing ?? (await createUser(email));
    if (isNew) await giveRole(database(), user.uid, claims);
    const link = await sendPasswordLink(email);
    printErrorLines(
      link === null
        ? `Firebase has mailed ${email} a link to set a password.`
        : `The emulators send no mail. The link to set a password: ${link}`,
    );
    if (!isNew) {
      throw new ToolError(
        `${describeUser(user)} was there before, and has no role yet: run roles set once they have followed the link.`,
      );
    }
    printUsers(target, [await requireUser(email)]);
  });
}

/** Takes a user's role away at once, and ends their sessions. */
export async function runRolesRemove(options: ToolOptions, email: string): Promise<void> {
  const target = useTarget(options);
  await explainErrors(target, async () => {
    const user = await requireUser(email);
    await confirmWrite(
      target,
      `Take the role of ${describeUser(user)} away, and end their sessions,`,
    );
    await removeRole(database(), user.uid);
    printUsers(target, [await requireUser(email)]);
  });
}

function parseClaims({ role, contactId }: NewRole): RoleClaims {
  const claims = roleClaimsSchema.safeParse({ role, contactId });
  if (!claims.success) {
    throw new ToolError('A contact needs a --contact-id of 1 to 128 characters.');
  }
  if (role !== 'contact' && contactId !== undefined) {
    throw new ToolError('--contact-id is for the role contact only.');
  }
  return claims.data;
}
