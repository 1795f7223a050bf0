/** `privacy erase` beside the functions as they are deployed: the Functions emulator delivers the events. */
import { initializeApp } from 'firebase-admin/app';
import { FieldValue, getFirestore } from 'firebase-admin/firestore';
import { newLeadsCommand } from '../../../tools/test/support/operator';
import { until } from '../support/until';

const db = getFirestore(initializeApp({ projectId: 'demo-embudo' }, 'privacyTriggers'));
afterAll(() => db.terminate());
const leads = newLeadsCommand();

/** Writes an appointment as an agent does. */
async function schedule(contactId: string, listingId: string) {
  const now = FieldValue.serverTimestamp();
  const stamps = { createdBy: 'a', createdAt: now, updatedBy: 'a', updatedAt: now, statusAt: now };
  return db
    .collection('appointments')
    .add({ contactId, listingId, status: 'Scheduled', ...stamps });
}

/** Resolves once all events of earlier writes were handled: the emulator delivers them in order. */
async function untilQuiet(): Promise<void> {
  const last = await schedule(`last-${crypto.randomUUID()}`, 'L');
  await until(
    'the last event was handled',
    async () => (await last.get()).get('leadSync.state') === 'linked',
  );
}

test('whatever events are on their way, nothing of a contact comes back', async () => {
  const contactId = `contact-${crypto.randomUUID()}`;
  const countAnonymous = async () =>
    (await db.collection('leads').where('contactId', '==', null).count().get()).data().count;
  await schedule(contactId, 'L0');
  await untilQuiet();
  const before = await countAnonymous();
  const erasing = leads('privacy', 'erase', '--contact', contactId, '--apply', '--by', 'Operadora');
  // While the tool starts and works, documents are written, and the functions handle them.
  const writing = [...Array(12).keys()].map(async (n) => {
    const appointment = await schedule(contactId, `L${n % 3}`);
    const visit = { appointmentId: appointment.id, status: 'visit_done', outcome: 'offer_made' };
    await db.collection('visits').add(visit);
    if (n % 3 === 0) await appointment.update({ status: 'NoShow' }).catch(() => undefined);
  });
  await Promise.all(writing);
  expect((await erasing).status).toBe(0);
  await untilQuiet();
  // Visits that were written after their appointment had gone belong to nobody.
  for (const name of ['appointments', 'leads']) {
    const found = await db.collection(name).where('contactId', '==', contactId).get();
    expect([name, found.size]).toEqual([name, 0]);
  }
  expect(await countAnonymous()).toBeGreaterThan(before);
});
