import { initializeApp } from 'firebase/app';
import {
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInWithEmailAndPassword,
} from 'firebase/auth';
import {
  addDoc,
  collection,
  connectFirestoreEmulator,
  doc,
  getFirestore,
  onSnapshot,
  serverTimestamp,
  setLogLevel,
  updateDoc,
  type DocumentData,
  type DocumentReference,
  type Firestore,
} from 'firebase/firestore';
import type { DemoUser } from './users';

setLogLevel('silent'); // A denied write is told by its error, and once is enough.

/** Where the emulators are, as `npm start` and `npm run emulators:exec` set it. */
export function emulators(): { project: string; auth: string; firestore: string } {
  const { GCLOUD_PROJECT, FIREBASE_AUTH_EMULATOR_HOST, FIRESTORE_EMULATOR_HOST } = process.env;
  return {
    project: GCLOUD_PROJECT ?? 'demo-embudo',
    auth: FIREBASE_AUTH_EMULATOR_HOST ?? '127.0.0.1:9099',
    firestore: FIRESTORE_EMULATOR_HOST ?? '127.0.0.1:8080',
  };
}

/** A signed-in user of an app of the agency: everything goes through the web SDK, under the rules. */
export class Client {
  private constructor(
    readonly db: Firestore,
    readonly uid: string,
  ) {}

  static async signIn({ email, password }: DemoUser): Promise<Client> {
    const { project, auth: authHost, firestore } = emulators();
    const app = initializeApp({ projectId: project, apiKey: 'demo' }, email);
    const auth = initializeAuth(app, { persistence: inMemoryPersistence });
    connectAuthEmulator(auth, `http://${authHost}`, { disableWarnings: true });
    const db = getFirestore(app);
    const [host = '127.0.0.1', port] = firestore.split(':');
    connectFirestoreEmulator(db, host, Number(port));
    const { user } = await signInWithEmailAndPassword(auth, email, password);
    return new Client(db, user.uid);
  }

  /** Schedules an appointment, stamped as the rules want it. */
  async schedule(appointment: {
    contactId: string;
    listingId?: string;
    prospectId?: string;
    agentId?: string;
    type?: string;
    startsAt?: Date;
    endsAt?: Date;
    notes?: string;
  }): Promise<DocumentReference> {
    const data = { ...appointment, status: 'Scheduled', ...this.creation() };
    return addDoc(collection(this.db, 'appointments'), data);
  }

  /** Changes an appointment's status. */
  async setStatus(appointment: DocumentReference, status: string): Promise<void> {
    await updateDoc(appointment, { status, statusAt: serverTimestamp(), ...this.update() });
  }

  /** Edits fields of an appointment that leave its status alone. */
  async edit(appointment: DocumentReference, fields: DocumentData): Promise<void> {
    await updateDoc(appointment, { ...fields, ...this.update() });
  }

  /** "Registrar Visita": the visit of an appointment took place. */
  async registerVisit(
    appointment: DocumentReference,
    visit: { outcome?: string; offer?: { amount: number; currency: string } },
  ): Promise<DocumentReference> {
    return addDoc(collection(this.db, 'visits'), {
      appointmentId: appointment.id,
      status: 'visit_done',
      ...visit,
      ...this.creation(),
    });
  }

  appointment(id: string): DocumentReference {
    return doc(this.db, 'appointments', id);
  }

  lead(id: string): DocumentReference {
    return doc(this.db, 'leads', id);
  }

  private creation(): DocumentData {
    const now = serverTimestamp();
    return { createdBy: this.uid, createdAt: now, statusAt: now, ...this.update() };
  }

  private update(): DocumentData {
    return { updatedBy: this.uid, updatedAt: serverTimestamp() };
  }
}

/** Listens to a document until it is as it should be; rejects after `limitMs` with what it was last. */
export function untilDocument(
  ref: DocumentReference,
  isReached: (data: DocumentData) => boolean,
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
        if (last === undefined || !isReached(last)) return;
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
