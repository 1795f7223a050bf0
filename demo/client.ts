import { initializeApp } from 'firebase/app';
import {
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInWithEmailAndPassword,
} from 'firebase/auth';
import {
  connectFirestoreEmulator,
  doc,
  getFirestore,
  onSnapshot,
  setLogLevel,
  type DocumentData,
  type DocumentReference,
} from 'firebase/firestore';
import type { EmbudoClient } from '../client/src/index';
import type { DemoUser } from './demoUsers';

setLogLevel('silent'); // The SDK would also log a denied write, whose error says it already.

/** The addresses of the emulators, from the environment that `npm start` and `npm run emulators:exec` set. */
export function findEmulators(): { project: string; auth: string; firestore: string } {
  const { GCLOUD_PROJECT, FIREBASE_AUTH_EMULATOR_HOST, FIRESTORE_EMULATOR_HOST } = process.env;
  return {
    project: GCLOUD_PROJECT ?? 'demo-embudo',
    auth: FIREBASE_AUTH_EMULATOR_HOST ?? '127.0.0.1:9099',
    firestore: FIRESTORE_EMULATOR_HOST ?? '127.0.0.1:8080',
  };
}

/** A signed-in user of the agency’s app. Everything goes through the client library, under the security rules. */
export interface Client extends EmbudoClient {
  uid(): string;
}

export async function signIn({ email, password }: DemoUser): Promise<Client> {
  const { project, auth: authHost, firestore } = findEmulators();
  const app = initializeApp({ projectId: project, apiKey: 'demo' }, email);
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  connectAuthEmulator(auth, `http://${authHost}`, { disableWarnings: true });
  const db = getFirestore(app);
  const [host = '127.0.0.1', port] = firestore.split(':');
  connectFirestoreEmulator(db, host, Number(port));
  const { user } = await signInWithEmailAndPassword(auth, email, password);
  return { db, uid: () => user.uid };
}

export const enquiryRef = ({ db }: Client, id: string) => doc(db, 'enquiries', id);
export const appointmentRef = ({ db }: Client, id: string) => doc(db, 'appointments', id);
export const leadRef = ({ db }: Client, id: string) => doc(db, 'leads', id);

/** Waits until a document meets a condition. Rejects after `limitMs`, and says what the document was last. */
export function waitForDocument(
  ref: DocumentReference,
  isMet: (data: DocumentData) => boolean,
  limitMs = 60_000,
): Promise<DocumentData> {
  return new Promise((resolve, reject) => {
    let last: DocumentData | undefined;
    const end = (): void => {
      clearTimeout(timer);
      stop();
    };
    const timer = setTimeout(() => {
      end();
      const state = last === undefined ? 'is not there' : `is ${JSON.stringify(last['status'])}`;
      reject(new Error(`${ref.path} ${state} after ${limitMs / 1000} s`));
    }, limitMs);
    const stop = onSnapshot(
      ref,
      (snapshot) => {
        last = snapshot.data();
        if (last === undefined || !isMet(last)) return;
        end();
        resolve(last);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
