/**
 * The whole system: signed-in clients write through the web SDK and the rules, the Functions emulator
 * delivers the events, and the clients see the lead.
 */
import {
  addDoc,
  collection,
  deleteDoc,
  doc,
  getDoc,
  getDocs,
  orderBy,
  query,
  serverTimestamp,
  setDoc,
  updateDoc,
  type DocumentData,
  type DocumentReference,
} from 'firebase/firestore';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
import { createPerson, PEOPLE, signedOut, signIn, type SignedIn } from '../support/clients';
import { redeliverCreation } from '../support/cloudEvents';
import { until } from '../support/until';

let agent: SignedIn;
let customer: SignedIn;
let nobody: SignedIn;
const visitor = signedOut();

beforeAll(async () => {
  [agent, customer, nobody] = await Promise.all([
    signIn(PEOPLE.agent),
    signIn(PEOPLE.customer),
    signIn(PEOPLE.nobody),
  ]);
});
afterAll(() => Promise.all([agent, customer, nobody, visitor].map(({ leave }) => leave())));

const unique = (name: string) => `${name}-${crypto.randomUUID()}`;

function schedule(fields: DocumentData = {}): Promise<DocumentReference> {
  return addDoc(collection(agent.db, 'appointments'), {
    contactId: unique('contact'),
    listingId: unique('listing'),
    status: 'Scheduled',
    ...fields,
    ...agent.creation(),
  });
}

function registerVisit(appointment: DocumentReference, outcome: string) {
  return addDoc(collection(agent.db, 'visits'), {
    appointmentId: appointment.id,
    status: 'visit_done',
    outcome,
    ...agent.creation(),
  });
}

async function leadOf(document: DocumentReference): Promise<DocumentReference> {
  const id = await until(`${document.path} is linked`, async () => {
    const snapshot = await getDoc(document);
    return snapshot.get('leadSync.state') === 'linked' ? String(snapshot.get('leadId')) : null;
  });
  return doc(agent.db, 'leads', id);
}

async function waitForStatus(lead: DocumentReference, status: string): Promise<DocumentData> {
  return until(`${lead.path} is at ${status}`, async () => {
    const data = (await getDoc(lead)).data();
    return data?.['status'] === status ? data : null;
  });
}

async function historyOf(lead: DocumentReference): Promise<Record<string, unknown>[]> {
  const entries = await getDocs(query(collection(lead, 'statusHistory'), orderBy('seq')));
  return entries.docs.map((entry) => entry.data());
}

const denied = (write: Promise<unknown>) =>
  expect(write).rejects.toMatchObject({ code: 'permission-denied' });

describe('from the app to the lead', () => {
  test('an appointment gets its lead, and the history names the agent', async () => {
    const lead = await leadOf(await schedule());
    await waitForStatus(lead, 'Visita Pendiente');
    const history = await historyOf(lead);
    expect(history.map(({ to }) => to)).toEqual([
      'Fase 0: Información Incompleta',
      'Visita Pendiente',
    ]);
    expect(history.map(({ actor }) => actor)).toEqual([
      { type: 'user', id: agent.uid },
      { type: 'user', id: agent.uid },
    ]);
  });

  test('a visit with an offer moves the lead, and completes the appointment as of the visit', async () => {
    const appointment = await schedule();
    const lead = await leadOf(appointment);
    const visit = await registerVisit(appointment, 'offer_made');
    await waitForStatus(lead, 'Oferta Presentada');
    const completed = await getDoc(appointment);
    expect(completed.get('status')).toBe('Completed');
    expect(completed.get('statusAt')).toEqual((await getDoc(visit)).get('statusAt'));
  });

  test('an id with spaces, a percent sign, accents and braces stays intact', async () => {
    const appointment = doc(agent.db, 'appointments', unique('Año 100% {nuevo} %2F'));
    await setDoc(appointment, {
      contactId: unique('contact'),
      status: 'Scheduled',
      ...agent.creation(),
    });
    const lead = await leadOf(appointment);
    await waitForStatus(lead, 'Fase 0: Información Incompleta');
    const visit = doc(agent.db, 'visits', unique('visita ñ %20'));
    await setDoc(visit, {
      appointmentId: appointment.id,
      status: 'visit_pending',
      ...agent.creation(),
    });
    expect((await leadOf(visit)).id).toBe(lead.id);
  });

  test('a visit that comes before its appointment is rejected with the issue, and its next edit links it', async () => {
    const appointment = doc(agent.db, 'appointments', unique('later'));
    const visit = await registerVisit(appointment, 'more_info_needed');
    const rejected = await until('the visit is rejected', async () => {
      const snapshot = await getDoc(visit);
      return snapshot.get('leadSync.state') === 'rejected' ? snapshot : null;
    });
    expect(rejected.get('leadSync.issues')).toHaveLength(1);
    expect(rejected.get('leadSync.issues')).toMatchObject([{ path: 'appointmentId' }]);
    await setDoc(appointment, {
      contactId: unique('contact'),
      listingId: unique('listing'),
      status: 'Scheduled',
      ...agent.creation(),
    });
    const lead = await leadOf(appointment);
    await updateDoc(visit, { notes: 'Otra vez', ...agent.update() });
    expect((await leadOf(visit)).id).toBe(lead.id);
  });
});

describe('an event that the Functions emulator delivers again', () => {
  test('changes nothing if an appointment was created', async () => {
    const appointment = await schedule();
    await expectNothingChanges(appointment, () => redeliverCreation(appointment.path));
  });

  test('changes nothing if a visit was created', async () => {
    const appointment = await schedule();
    const visit = await registerVisit(appointment, 'more_info_needed');
    await waitForStatus(await leadOf(visit), 'Información Solicitada');
    await expectNothingChanges(visit, () => redeliverCreation(visit.path));
  });

  test('changes nothing without its payload, since the document is read instead', async () => {
    const appointment = await schedule();
    const again = () => redeliverCreation(appointment.path, { withoutData: true });
    await expectNothingChanges(appointment, again);
  });

  async function expectNothingChanges(document: DocumentReference, again: () => Promise<number>) {
    const lead = await leadOf(document);
    const state = async () => [(await getDoc(lead)).data(), await historyOf(lead)];
    const before = await state();
    const answers = await Promise.all([again(), again()]);
    expect(answers).toEqual([200, 200]);
    expect(await state()).toEqual(before);
  }
});

describe('under the rules', () => {
  test('nobody writes a lead, its status or its history', async () => {
    const lead = await leadOf(await schedule());
    await waitForStatus(lead, 'Visita Pendiente');
    for (const { db } of [agent, customer, nobody, visitor]) {
      const own = doc(db, lead.path);
      await denied(updateDoc(own, { status: 'Cerrado' }));
      await denied(updateDoc(own, { 'history.seq': 7 }));
      await denied(setDoc(own, { status: 'Cerrado' }));
      await denied(deleteDoc(own));
      await denied(setDoc(doc(db, 'leads', unique('new')), { status: 'Cerrado' }));
      await denied(setDoc(doc(db, lead.path, 'statusHistory', '000003'), { seq: 3 }));
      await denied(updateDoc(doc(db, lead.path, 'statusHistory', '000001'), { seq: 3 }));
      await denied(deleteDoc(doc(db, lead.path, 'statusHistory', '000001')));
    }
  });

  test('only staff read leads and write appointments and visits', async () => {
    const appointment = await schedule();
    const lead = await leadOf(appointment);
    for (const { db } of [customer, nobody, visitor]) {
      await denied(getDoc(doc(db, lead.path)));
      await denied(getDoc(doc(db, appointment.path)));
      const stamps = { ...agent.creation(), createdBy: customer.uid, updatedBy: customer.uid };
      const data = { contactId: unique('contact'), status: 'Scheduled', ...stamps };
      await denied(addDoc(collection(db, 'appointments'), { ...data, requestedBy: 'contact' }));
      await denied(addDoc(collection(db, 'visits'), { ...data, status: 'visit_done' }));
    }
  });

  test('staff cannot write the server’s fields, nor stamps with another user or time', async () => {
    await denied(schedule({ leadId: 'mine' }));
    await denied(schedule({ leadSync: { state: 'linked' } }));
    await denied(schedule({ status: 'Completed' }));
    const appointment = await schedule();
    await leadOf(appointment);
    await denied(updateDoc(appointment, { leadId: 'mine', ...agent.update() }));
    await denied(updateDoc(appointment, { 'leadSync.state': 'rejected', ...agent.update() }));
    await denied(
      updateDoc(appointment, { notes: 'x', ...agent.update(), updatedBy: customer.uid }),
    );
    await denied(updateDoc(appointment, { notes: 'x', updatedBy: agent.uid }));
    await denied(updateDoc(appointment, { status: 'Completed', ...agent.update() }));
    await denied(updateDoc(appointment, { statusAt: serverTimestamp(), ...agent.update() }));
    await denied(updateDoc(appointment, { contactId: 'another', ...agent.update() }));
    await denied(deleteDoc(appointment));
    await updateDoc(appointment, { notes: 'llamar antes', ...agent.update() });
  });

  test('documents that no rule names are closed', async () => {
    await denied(getDoc(doc(agent.db, 'settings', 'x')));
    await denied(setDoc(doc(agent.db, 'settings', 'x'), { open: true }));
  });
});

describe('telling others', () => {
  const admin = initializeApp({ projectId: process.env['GCLOUD_PROJECT'] ?? '' }, 'mails');
  afterAll(() => deleteApp(admin));

  test('the agent of a new lead gets a mail, which no client can read', async () => {
    const agentOfLead = await createPerson(PEOPLE.otherAgent);
    const lead = await leadOf(await schedule({ agentId: agentOfLead.uid }));
    const mails = getFirestore(admin).collection('mail').where('to', '==', agentOfLead.email);
    const mail = await until('the mail is written', async () => (await mails.get()).docs[0]);
    expect(mail.get('message.subject')).toMatch(/^Nuevo lead: listing-/);
    expect(mail.get('message.text')).toContain(`/embudo/${lead.id}\n`);
    await denied(getDoc(doc(agent.db, 'mail', mail.id)));
    await denied(setDoc(doc(agent.db, 'mail', mail.id), { to: 'x@example.com' }));
  });
});
