import { deleteApp, initializeApp, type FirebaseApp } from 'firebase/app';
import {
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInWithEmailAndPassword,
} from 'firebase/auth';
import {
  connectFirestoreEmulator,
  getFirestore,
  serverTimestamp,
  setLogLevel,
  type DocumentData,
  type Firestore,
} from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions, httpsCallable } from 'firebase/functions';
import { getAuth } from 'firebase-admin/auth';
import { getApp, initializeApp as initializeAdmin } from 'firebase-admin/app';

setLogLevel('silent'); // A denial is an error already.

/** The Auth emulator signs people in only to the project that it was started for. */
const AUTH_PROJECT = 'demo-embudo';

export interface Person {
  name: string;
  claims: object;
}

/** People with each of the roles that the rules know. */
export const PEOPLE = {
  admin: { name: 'carmen', claims: { role: 'admin' } },
  agent: { name: 'lucia', claims: { role: 'agent' } },
  otherAgent: { name: 'mateo', claims: { role: 'agent' } },
  customer: { name: 'sofia', claims: { role: 'contact', contactId: 'sofia-romero' } },
  nobody: { name: 'marcos', claims: {} },
} as const satisfies Record<string, Person>;

/** A person who is signed in through the web SDK. */
export interface SignedIn {
  db: Firestore;
  uid: string;
  /** The stamps of a document that this person creates. */
  creation: () => DocumentData;
  /** The stamps of a change that this person makes. */
  update: () => DocumentData;
  /** Calls a callable function as this person. */
  call: (name: string, data: unknown) => Promise<unknown>;
  leave: () => Promise<void>;
}

/** Creates a person in the Auth emulator. */
export async function createPerson({ name, claims }: Person) {
  const uid = `${name}-${crypto.randomUUID()}`;
  const email = `${uid}@embudo.example`;
  const password = 'only-in-the-emulator';
  const admin = getAuth(initializeAdmin({ projectId: AUTH_PROJECT }, uid));
  await admin.createUser({ uid, email, password });
  await admin.setCustomUserClaims(uid, claims);
  return { uid, email, password };
}

/** Creates a person in the Auth emulator and signs them in. */
export async function signIn(person: Person): Promise<SignedIn> {
  const { uid, email, password } = await createPerson(person);
  const { app, db } = connect(process.env['GCLOUD_PROJECT'] ?? '', uid);
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  const authHost = process.env['FIREBASE_AUTH_EMULATOR_HOST'] ?? '';
  connectAuthEmulator(auth, `http://${authHost}`, { disableWarnings: true });
  await signInWithEmailAndPassword(auth, email, password);

  const update = (): DocumentData => ({ updatedBy: uid, updatedAt: serverTimestamp() });
  const creation = (): DocumentData => {
    const now = serverTimestamp();
    return { createdBy: uid, createdAt: now, statusAt: now, ...update() };
  };
  return { db, uid, creation, update, call: caller(app), leave: () => deleteApp(app) };
}

/** A client with nobody signed in. */
export function signedOut(): Pick<SignedIn, 'db' | 'call' | 'leave'> {
  const { app, db } = connect(process.env['GCLOUD_PROJECT'] ?? '', crypto.randomUUID());
  return { db, call: caller(app), leave: () => deleteApp(app) };
}

function caller(app: FirebaseApp): SignedIn['call'] {
  return async (name, data) => {
    const functions = getFunctions(app, 'europe-southwest1');
    const [host = '', port] = (process.env['FUNCTIONS_EMULATOR_HOST'] ?? '').split(':');
    connectFunctionsEmulator(functions, host, Number(port));
    return (await httpsCallable(functions, name)(data)).data;
  };
}

function connect(projectId: string, name: string) {
  const app = initializeApp({ projectId, apiKey: 'demo' }, name);
  const db = getFirestore(app);
  const [host = '', port] = (process.env['FIRESTORE_EMULATOR_HOST'] ?? '').split(':');
  connectFirestoreEmulator(db, host, Number(port));
  return { app, db };
}

/** Changes a person's record in Auth. Their older tokens keep the old claims. */
export async function changeRecord(
  { uid }: Pick<SignedIn, 'uid'>,
  change: { claims?: object; disabled?: boolean; revoked?: true },
): Promise<void> {
  const auth = getAuth(getApp(uid));
  if (change.claims !== undefined) await auth.setCustomUserClaims(uid, change.claims);
  if (change.disabled !== undefined) await auth.updateUser(uid, { disabled: change.disabled });
  if (change.revoked === true) await auth.revokeRefreshTokens(uid);
}
