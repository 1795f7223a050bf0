/**
 * What the tests of the rules share: people who are signed in through the web SDK, documents that were
 * there before, and the two answers that there are. Imported first: it gives the rules a project of
 * their own, which no function listens to.
 */
import { randomUUID } from 'node:crypto';
import {
  doc,
  serverTimestamp,
  Timestamp,
  type DocumentData,
  type DocumentReference,
  type Firestore,
} from 'firebase/firestore';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore, Timestamp as ServerTimestamp } from 'firebase-admin/firestore';
import { PEOPLE, signedOut, signIn, type SignedIn } from './clients';

const project = process.env['RULES_PROJECT'] ?? 'demo-embudo-rules';
process.env['GCLOUD_PROJECT'] = project;
const server = getFirestore(initializeApp({ projectId: project }, 'rules'));

/** The contact that the customer is. */
export const OWN_CONTACT = PEOPLE.customer.claims.contactId;

/** Somebody's claim to a role that is none. */
const IMPOSTORS = {
  'somebody without a role': {},
  'a role in capitals': { role: 'Admin' },
  'a list of roles': { role: ['admin', 'agent'] },
  'a role that is true': { role: true },
  'a contactId without the role': { role: 'former', contactId: OWN_CONTACT },
  'a contact without a contactId': { role: 'contact' },
  'a contact whose contactId is empty': { role: 'contact', contactId: '' },
  'a contact whose contactId is a number': { role: 'contact', contactId: 7 },
};

export interface Cast {
  admin: SignedIn;
  agent: SignedIn;
  customer: SignedIn;
  /** Everybody who has no rights at all, by name. */
  strangers: readonly (readonly [name: string, Pick<SignedIn, 'db'> & { uid: string }])[];
}

/** Signs the cast in before the tests of a file, and out after them. */
export function withCast(): Cast {
  const cast: Partial<Cast> = {};
  let everybody: Pick<SignedIn, 'leave'>[] = [];
  beforeAll(async () => {
    const [admin, agent, customer] = await Promise.all(
      [PEOPLE.admin, PEOPLE.agent, PEOPLE.customer].map(signIn),
    );
    const impostors = await Promise.all(
      Object.entries(IMPOSTORS).map(
        async ([name, claims]) => [name, await signIn({ name: 'impostor', claims })] as const,
      ),
    );
    const visitor = signedOut();
    const strangers = [...impostors, ['nobody signed in', { ...visitor, uid: 'x' }] as const];
    Object.assign(cast, { admin, agent, customer, strangers });
    everybody = [admin, agent, customer, ...impostors.map(([, each]) => each), visitor].filter(
      (each) => each !== undefined,
    );
  }, 30_000);
  afterAll(() => Promise.all(everybody.map(({ leave }) => leave())));
  return new Proxy(cast, {
    get: (_target, name: keyof Cast) => {
      const found = cast[name];
      if (found === undefined) throw new Error(`${name} is not there yet`);
      return found;
    },
  }) as Cast;
}

/** A document that was written before, by the server, under an id that no other test has. */
export async function existing(collection: string, data: DocumentData): Promise<string> {
  const path = `${collection}/${randomUUID()}`;
  await server.doc(path).set(Object.fromEntries(Object.entries(data).map(asServer)));
  return path;
}

/** The two SDKs have a Timestamp each, and take no other. */
function asServer([field, value]: [string, unknown]): [string, unknown] {
  if (!(value instanceof Timestamp)) return [field, value];
  return [field, new ServerTimestamp(value.seconds, value.nanoseconds)];
}

export const at = ({ db }: { db: Firestore }, path: string): DocumentReference => doc(db, path);
export const fresh = (collection: string): string => `${collection}/${randomUUID()}`;

/** The stamps of a change that brings a state. */
export function stateUpdate(person: SignedIn): DocumentData {
  return { statusAt: serverTimestamp(), ...person.update() };
}

export const granted = (answer: Promise<unknown>) => expect(answer).resolves.not.toThrow();
export const denied = (answer: Promise<unknown>) =>
  expect(answer).rejects.toMatchObject({ code: 'permission-denied' });
