import { randomUUID } from 'node:crypto';
import { giveRole } from '../../functions/src/application/roles/giveRole';
import { createUser, deleteUser, findUser } from '../../functions/src/auth/users';
import type { RoleClaims } from '../../functions/src/domain/role';
import { database } from '../../functions/src/firestore/database';
import { leadIdOf } from '../../functions/src/firestore/leadIds';
import { appointmentPath, leadPath, statusHistoryPath } from '../../functions/src/firestore/paths';

/** A temporary user. */
export interface Person {
  email: string;
  password: string;
}

/** What one trial of a project makes. The id is that of its contact and of its listing. */
export interface Trial {
  id: string;
  leadId: string;
  admin: Person;
  customer: Person;
}

export function newTrial(): Trial {
  const id = `smoke-${randomUUID()}`;
  // A domain that no mail reaches.
  const newPerson = (name: string) => ({
    email: `${id}-${name}@embudo.invalid`,
    password: randomUUID(),
  });
  const leadId = leadIdOf({ contactId: id, listingId: id });
  return { id, leadId, admin: newPerson('admin'), customer: newPerson('customer') };
}

export async function createPeople({ id, admin, customer }: Trial): Promise<void> {
  await createPerson(admin, { role: 'admin' });
  await createPerson(customer, { role: 'contact', contactId: id });
}

async function createPerson({ email, password }: Person, claims: RoleClaims): Promise<void> {
  const { uid } = await createUser(email, password);
  await giveRole(database(), uid, claims);
}

/** The appointments of the trial. There is one, if everything works. */
export async function findAppointmentIds({ id }: Trial): Promise<string[]> {
  const found = await database().collection('appointments').where('contactId', '==', id).get();
  return found.docs.map((each) => each.id);
}

/**
 * Removes the people, the lead with its history, and the appointment. The lead goes first, so that the event of the
 * appointment's deletion finds none and changes nothing. Idempotent.
 */
export async function removeTrial(trial: Trial): Promise<void> {
  const db = database();
  await db.doc(leadPath(trial.leadId)).delete();
  const history = await db.collection(statusHistoryPath(trial.leadId)).get();
  for (const { ref } of history.docs) await ref.delete();
  for (const id of await findAppointmentIds(trial)) await db.doc(appointmentPath(id)).delete();
  for (const { email } of [trial.admin, trial.customer]) {
    const user = await findUser(email);
    if (user !== null) await deleteUser(user.uid);
  }
}
