/**
 * Shared by the tests of the rules: people who are signed in through the web SDK, documents that exist before
 * a test, and the two possible answers. A test must import this file first: it gives the rules a project of
 * their own, which no function listens to.
 */
import { randomInt, randomUUID } from 'node:crypto';
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

/** Staff whose tokens still hold a role that was taken away. */
const FORMER_STAFF = {
  'a former agent': PEOPLE.agent,
  'a former admin': PEOPLE.admin,
};

const formerUids: string[] = [];

/** Takes the role of the former staff away, as the server does. After all documents were deleted, it is to be called again. */
export async function denyFormerStaff(): Promise<void> {
  await Promise.all(formerUids.map((uid) => server.doc(`denied/${uid}`).set({})));
}

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
    const formerStaff = await Promise.all(
      Object.entries(FORMER_STAFF).map(async ([name, person]) => {
        const former = await signIn(person);
        formerUids.push(former.uid);
        return [name, former] as const;
      }),
    );
    await denyFormerStaff();
    const visitor = signedOut();
    const strangers = [
      ...impostors,
      ...formerStaff,
      ['nobody signed in', { ...visitor, uid: 'x' }] as const,
    ];
    Object.assign(cast, { admin, agent, customer, strangers });
    everybody = [
      admin,
      agent,
      customer,
      ...[...impostors, ...formerStaff].map(([, each]) => each),
      visitor,
    ].filter((each) => each !== undefined);
  });
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

/** Control characters (Unicode Cc): the first and the last of both ranges, and some in between. */
const CONTROL_CHARACTERS = [
  ...['\u0000', '\u0007', '\t', '\n', '\r', '\u001f'],
  ...['\u007f', '\u0080', '\u0085', '\u009f'],
];

/** Ids at the limits, and ids with characters that are close to the control characters or otherwise special. */
export const VALID_IDS = [
  ...['x', '7', ' ', '~', '\u00a0', '\u00ad', '\u2028', '/', '%2F', '__a__'],
  ...['x', 'ñ', '😀'].map((character) => character.repeat(128)),
];

/** Texts that are no ids. */
export const INVALID_IDS = [
  ...['', 'x'.repeat(129), '😀'.repeat(129)],
  ...CONTROL_CHARACTERS,
  ...['\nx', 'x\u0085x', 'x\n'],
];

/** Paths of new documents whose ids are at the limits. */
export function freshAtTheLimits(collection: string): string[] {
  const single = String.fromCodePoint(0x4e00 + randomInt(0x5000)); // One of 20,480 Chinese characters.
  const longest = ['x', 'ñ', '😀'].map((character) => uniqueId(128, character));
  const escaped = `${randomUUID()} %2F`;
  return [single, ...longest, escaped].map((id) => `${collection}/${id}`);
}

/** Paths of new documents whose ids are too long, or have a control character. */
export function freshBeyondTheLimits(collection: string): string[] {
  const long = ['x', '😀'].map((character) => uniqueId(129, character));
  const withControls = CONTROL_CHARACTERS.map((character) => uniqueId(37, character));
  return [...long, ...withControls].map((id) => `${collection}/${id}`);
}

/** An id that no other test uses, filled up to this many characters. */
function uniqueId(length: number, character: string): string {
  const id = randomUUID();
  return id + character.repeat(length - id.length);
}

/** The stamps of a change of `status`, `type` or `outcome`. */
export function stateUpdate(person: SignedIn): DocumentData {
  return { statusAt: serverTimestamp(), ...person.update() };
}

export const granted = (answer: Promise<unknown>) => expect(answer).resolves.not.toThrow();
export const denied = (answer: Promise<unknown>) =>
  expect(answer).rejects.toMatchObject({ code: 'permission-denied' });
