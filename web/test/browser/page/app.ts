/** A small app as an agency would write one. It uses the web SDK only. */
import { initializeApp } from 'firebase/app';
import {
  connectAuthEmulator,
  getAuth,
  onAuthStateChanged,
  signInWithEmailAndPassword,
} from 'firebase/auth';
import {
  addDoc,
  collection,
  connectFirestoreEmulator,
  doc,
  getFirestore,
  onSnapshot,
  orderBy,
  query,
  serverTimestamp,
  updateDoc,
  type DocumentReference,
} from 'firebase/firestore';
import { connectFunctionsEmulator, getFunctions, httpsCallable } from 'firebase/functions';

/** The addresses of the emulators (`host:port`), from the page's address. */
const parameters = new URLSearchParams(location.search);
const emulator = (name: string): [host: string, port: number] => {
  const [host = '', port] = (parameters.get(name) ?? '').split(':');
  return [host, Number(port)];
};
const app = initializeApp({ projectId: 'demo-embudo', apiKey: 'demo' });
const auth = getAuth(app);
connectAuthEmulator(auth, `http://${emulator('auth').join(':')}`, { disableWarnings: true });
const db = getFirestore(app);
connectFirestoreEmulator(db, ...emulator('firestore'));
const functions = getFunctions(app, 'europe-southwest1');
connectFunctionsEmulator(functions, ...emulator('functions'));
const changeLeadStatus = httpsCallable(functions, 'changeLeadStatus');

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no ${id}`);
  return found;
};
const show = (id: string, text: unknown): void => {
  element(id).textContent = typeof text === 'string' ? text : '';
};
const fail = (error: unknown): void => {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
  show('error', String(code));
};
/** Runs `work` with the form's fields on a click or a submit, and shows its error. */
function on(id: string, work: (field: (name: string) => string) => Promise<unknown>): void {
  const trigger = element(id);
  trigger.addEventListener(trigger instanceof HTMLFormElement ? 'submit' : 'click', (event) => {
    event.preventDefault();
    show('error', '');
    const fields = new FormData(trigger instanceof HTMLFormElement ? trigger : undefined);
    work((name) => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : '';
    }).catch(fail);
  });
}

const stamps = () => ({ updatedBy: auth.currentUser?.uid, updatedAt: serverTimestamp() });
const creation = () => ({
  ...stamps(),
  createdBy: auth.currentUser?.uid,
  createdAt: serverTimestamp(),
  statusAt: serverTimestamp(),
});

let appointment: DocumentReference | undefined;
let lead: DocumentReference | undefined;

/** Shows a lead and its history, live. */
function watch(leadId: string): void {
  if (lead?.id === leadId) return;
  lead = doc(db, 'leads', leadId);
  show('lead', leadId);
  onSnapshot(
    lead,
    (snapshot) => {
      show('status', snapshot.get('status'));
    },
    fail,
  );
  const entries = query(collection(lead, 'statusHistory'), orderBy('seq'));
  const showHistory = (steps: string[]) => {
    element('history').replaceChildren(
      ...steps.map((step) => Object.assign(document.createElement('li'), { textContent: step })),
    );
  };
  onSnapshot(
    entries,
    ({ docs }) => {
      showHistory(
        docs.map((entry) => `${String(entry.get('to'))} (${String(entry.get('cause'))})`),
      );
    },
    fail,
  );
}

onAuthStateChanged(auth, (user) => {
  show('user', user?.uid);
});
on('sign-in', (field) => signInWithEmailAndPassword(auth, field('email'), field('password')));
on('schedule', async (field) => {
  const fields = { contactId: field('contactId'), listingId: field('listingId') };
  appointment = await addDoc(collection(db, 'appointments'), {
    ...fields,
    status: 'Scheduled',
    ...creation(),
  });
  onSnapshot(
    appointment,
    (snapshot) => {
      show('appointment', snapshot.get('status'));
      const leadId: unknown = snapshot.get('leadId');
      if (typeof leadId === 'string') watch(leadId);
    },
    fail,
  );
});
on('register-visit', () =>
  addDoc(collection(db, 'visits'), {
    appointmentId: appointment?.id,
    status: 'visit_done',
    outcome: 'offer_made',
    offer: { amount: 285_000, currency: 'EUR' },
    ...creation(),
  }),
);
on('move', (field) =>
  changeLeadStatus({
    leadId: lead?.id,
    from: element('status').textContent,
    to: field('to'),
    reason: field('reason'),
    requestId: crypto.randomUUID(),
  }),
);
on('overwrite', async () => {
  if (lead !== undefined) await updateDoc(lead, { status: 'Cerrado' });
});
on('watch', (field) => {
  watch(field('leadId'));
  return Promise.resolve();
});
