/**
 * Shared by the tests of the rules: people who are signed in through the web SDK, documents that exist before
 * a test, and the two possible answers. A test must import this file first: it gives the rules a project of
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

/** The customer's own contact. */
export const OWN_CONTACT = PEOPLE.customer.claims.contactId;

/** Claims that give no role. */
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
  /** People without any rights, by name. */
  strangers: readonly (readonly [name: string, Pick<SignedIn, 'db'> & { uid: string }])[];
}

/** Signs the people in before the tests of a file, and out after them. */
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
      if (found === undefined) throw new Error(`${name} is not signed in yet`);
      return found;
    },
  }) as Cast;
}

/** Writes a document as the server does, under an id that no other test uses. Resolves to its path. */
export async function existing(collection: string, data: DocumentData): Promise<string> {
  const path = `${collection}/${randomUUID()}`;
  await server.doc(path).set(Object.fromEntries(Object.entries(data).map(asServer)));
  return path;
}

/** Converts a Timestamp of the web SDK. Each SDK only takes its own. */
function asServer([field, value]: [string, unknown]): [string, unknown] {
  if (!(value instanceof Timestamp)) return [field, value];
  return [field, new ServerTimestamp(value.seconds, value.nanoseconds)];
}

export const at = ({ db }: { db: Firestore }, path: string): DocumentReference => doc(db, path);
export const fresh = (collection: string): string => `${collection}/${randomUUID()}`;

/** The stamps of a change of `status`, `type` or `outcome`. */
export function stateUpdate(person: SignedIn): DocumentData {
  return { statusAt: serverTimestamp(), ...person.update() };
}

export const granted = (answer: Promise<unknown>) => expect(answer).resolves.not.toThrow();
export const denied = (answer: Promise<unknown>) =>
  expect(answer).rejects.toMatchObject({ code: 'permission-denied' });
