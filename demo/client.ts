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
import {
  INITIAL_APPOINTMENT_STATUS,
  type AppointmentStatus,
} from '../functions/src/domain/documents/appointment';
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

/** A signed-in user of the agency’s app. Everything goes through the web SDK, under the security rules. */
export class Client {
  private constructor(
    readonly db: Firestore,
    readonly uid: string,
  ) {}

  static async signIn({ email, password }: DemoUser): Promise<Client> {
    const { project, auth: authHost, firestore } = findEmulators();
    const app = initializeApp({ projectId: project, apiKey: 'demo' }, email);
    const auth = initializeAuth(app, { persistence: inMemoryPersistence });
    connectAuthEmulator(auth, `http://${authHost}`, { disableWarnings: true });
    const db = getFirestore(app);
    const [host = '127.0.0.1', port] = firestore.split(':');
    connectFirestoreEmulator(db, host, Number(port));
    const { user } = await signInWithEmailAndPassword(auth, email, password);
    return new Client(db, user.uid);
  }

  /** Schedules an appointment, with the stamps that the rules require. */
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
    const status = INITIAL_APPOINTMENT_STATUS;
    const data = { ...appointment, status, ...this.makeCreationStamps() };
    return addDoc(collection(this.db, 'appointments'), data);
  }

  /** Changes an appointment's status. */
  async setStatus(appointment: DocumentReference, status: AppointmentStatus): Promise<void> {
    await updateDoc(appointment, {
      status,
      statusAt: serverTimestamp(),
      ...this.makeUpdateStamps(),
    });
  }

  /** Edits fields of an appointment other than its status. */
  async edit(appointment: DocumentReference, fields: DocumentData): Promise<void> {
    await updateDoc(appointment, { ...fields, ...this.makeUpdateStamps() });
  }

  /** «Registrar Visita»: the visit of an appointment took place. */
  async registerVisit(
    appointment: DocumentReference,
    visit: { outcome?: string; offer?: { amount: number; currency: string } },
  ): Promise<DocumentReference> {
    return addDoc(collection(this.db, 'visits'), {
      appointmentId: appointment.id,
      status: 'visit_done',
      ...visit,
      ...this.makeCreationStamps(),
    });
  }

  appointmentRef(id: string): DocumentReference {
    return doc(this.db, 'appointments', id);
  }

  leadRef(id: string): DocumentReference {
    return doc(this.db, 'leads', id);
  }

  private makeCreationStamps(): DocumentData {
    const now = serverTimestamp();
    return { createdBy: this.uid, createdAt: now, statusAt: now, ...this.makeUpdateStamps() };
  }

  private makeUpdateStamps(): DocumentData {
    return { updatedBy: this.uid, updatedAt: serverTimestamp() };
  }
}

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
