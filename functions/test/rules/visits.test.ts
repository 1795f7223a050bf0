import {
  at,
  denied,
  existing,
  fresh,
  freshAtTheLimits,
  freshBeyondTheLimits,
  granted,
  INVALID_IDS,
  stateUpdate,
  VALID_IDS,
  withCast,
} from '../support/rules';
import {
  collection,
  deleteDoc,
  deleteField,
  getDoc,
  getDocs,
  setDoc,
  Timestamp,
  updateDoc,
  type DocumentData,
} from 'firebase/firestore';
import type { SignedIn } from '../support/clients';

const cast = withCast();

const done = { appointmentId: 'a', status: 'visit_done' };
const alone = { contactId: 'c', listingId: 'l', status: 'visit_pending' };
const create = (person: SignedIn, fields: DocumentData) =>
  setDoc(at(person, fresh('visits')), { ...person.creation(), ...fields });
const update = async (person: SignedIn, before: DocumentData, change: DocumentData) =>
  updateDoc(at(person, await existing('visits', before)), change);

describe('visits: staff', () => {
  test('read them', async () => {
    for (const person of [cast.agent, cast.admin]) {
      await granted(getDoc(at(person, await existing('visits', done))));
      await granted(getDocs(collection(person.db, 'visits')));
    }
  });
  test('create them, of an appointment or for a contact and a listing', async () => {
    const offer = { amount: 285_000, currency: 'EUR' };
    for (const person of [cast.agent, cast.admin]) {
      await granted(create(person, { ...done, outcome: 'offer_made', offer, notes: 'n' }));
      await granted(create(person, { ...done, contactId: 'c', outcome: 'more_info_needed' }));
      await granted(create(person, alone));
    }
  });
  test('correct them, and remove what is optional', async () => {
    const { agent, admin } = cast;
    for (const person of [agent, admin]) {
      const outcome = { outcome: 'more_info_needed', ...stateUpdate(person) };
      await granted(update(person, { ...done, outcome: 'offer_made' }, outcome));
      await granted(update(person, alone, { status: 'visit_done', ...stateUpdate(person) }));
    }
    const before = {
      ...done,
      outcome: 'offer_made',
      notes: 'n',
      offer: { amount: 1, currency: 'EUR' },
    };
    const removed = { notes: deleteField(), offer: deleteField(), ...agent.update() };
    await granted(update(agent, before, removed));
    await granted(update(agent, before, { outcome: deleteField(), ...stateUpdate(agent) }));
    await granted(update(agent, alone, { listingId: 'm', ...agent.update() }));
  });
  test('stamp the state if they change it, and only then', async () => {
    const { agent } = cast;
    await denied(update(agent, alone, { status: 'visit_done', ...agent.update() }));
    await denied(update(agent, done, { outcome: 'offer_made', ...agent.update() }));
    await denied(update(agent, done, { notes: 'n', ...stateUpdate(agent) }));
    await denied(update(agent, done, { notes: 'n' }));
    await denied(update(agent, done, { notes: 'n', ...agent.update(), updatedBy: 'x' }));
  });
  test.each([
    ['an appointmentId', done, 'appointmentId'],
    ['the contactId of a visit with an appointment', done, 'contactId'],
    ['the listingId of a visit with an appointment', done, 'listingId'],
    ['the contactId of a visit without one', alone, 'contactId'],
    ['the listingId of a visit without one', alone, 'listingId'],
  ])('give %s 1 to 128 characters, and no control characters', async (_what, visit, field) => {
    for (const id of VALID_IDS) await granted(create(cast.agent, { ...visit, [field]: id }));
    for (const id of INVALID_IDS) await denied(create(cast.agent, { ...visit, [field]: id }));
  });
  test('name no appointment with an id that is none, beside a contact and a listing', async () => {
    for (const id of INVALID_IDS) {
      await denied(create(cast.agent, { ...alone, appointmentId: id }));
    }
  });
  test('change the listing to an id of 1 to 128 characters, without control characters', async () => {
    const { agent } = cast;
    const path = await existing('visits', alone);
    const change = (listingId: string) =>
      updateDoc(at(agent, path), { listingId, ...agent.update() });
    for (const id of VALID_IDS) await granted(change(id));
    for (const id of INVALID_IDS) await denied(change(id));
  });
  test('give them ids of 1 to 128 characters, without control characters', async () => {
    for (const person of [cast.agent, cast.admin]) {
      const createAt = (path: string) =>
        setDoc(at(person, path), { ...done, ...person.creation() });
      for (const path of freshAtTheLimits('visits')) await granted(createAt(path));
      for (const path of freshBeyondTheLimits('visits')) await denied(createAt(path));
    }
  });
  test('offer up to 10,000,000,000, in any currency of three letters', async () => {
    const { agent } = cast;
    for (const amount of [0.01, 1, 285_000.5, 9_999_999_999.99, 10_000_000_000]) {
      for (const currency of ['EUR', 'USD']) {
        const offer = { amount, currency };
        await granted(create(agent, { ...done, offer }));
        await granted(update(agent, done, { offer, ...agent.update() }));
      }
    }
  });
  test('do not say when they expire, and change the rest of one that expires', async () => {
    const expiring = { ...done, expireAt: Timestamp.fromMillis(1), colour: 'red' };
    for (const person of [cast.agent, cast.admin]) {
      for (const expireAt of [Timestamp.fromMillis(2), null]) {
        await denied(create(person, { ...done, expireAt }));
        await denied(update(person, done, { expireAt, ...person.update() }));
      }
      for (const expireAt of [Timestamp.fromMillis(2), null, deleteField()]) {
        await denied(update(person, expiring, { expireAt, ...person.update() }));
        await denied(update(person, expiring, { expireAt, notes: 'n', ...person.update() }));
      }
      await granted(update(person, expiring, { notes: 'n', ...person.update() }));
      await granted(update(person, expiring, { outcome: 'offer_made', ...stateUpdate(person) }));
    }
  });
  test('correct an imported one, whatever other fields it has', async () => {
    const { agent } = cast;
    const imported = {
      ...{ appointmentId: 7, listingId: 7, status: 'Otro', outcome: 'sold' },
      ...{ colour: 'red', offer: 7, notes: 8 },
    };
    const edits = { listingId: 'm', notes: 'n', offer: { amount: 1, currency: 'EUR' } };
    for (const [field, value] of Object.entries(edits)) {
      await granted(update(agent, imported, { [field]: value, ...agent.update() }));
    }
    for (const state of [{ status: 'visit_done' }, { outcome: 'offer_made' }]) {
      await granted(update(agent, imported, { ...state, ...stateUpdate(agent) }));
    }
  });
});

describe('visits: what is refused', () => {
  const offer = (fields: DocumentData) => ({ offer: { amount: 1, currency: 'EUR', ...fields } });
  const wrong: [why: string, fields: DocumentData][] = [
    ['the server’s leadId', { leadId: 'mine' }],
    ['the server’s leadSync', { leadSync: {} }],
    ['an unknown field', { colour: 'red' }],
    ['an unknown status', { status: 'Completed' }],
    ['an unknown outcome', { outcome: 'sold' }],
    ['an outcome that is null', { outcome: null }],
    ['a listingId that is no text', { listingId: 7 }],
    ['notes that are too long', { notes: 'x'.repeat(2_001) }],
    ['an offer of nothing', offer({ amount: 0 })],
    ['an offer of less', offer({ amount: -1 })],
    ['an offer of just too much', offer({ amount: 10_000_000_000.01 })],
    ['an offer of too much', offer({ amount: 10_000_000_001 })],
    ['an offer of infinity', offer({ amount: Infinity })],
    ['an offer of no number', offer({ amount: NaN })],
    ['an offer in words', offer({ amount: '285.000' })],
    ['an offer without amount', { offer: { currency: 'EUR' } }],
    ['an offer without currency', { offer: { amount: 1 } }],
    ['an offer in euros', offer({ currency: 'euros' })],
    ['an offer in small letters', offer({ currency: 'eur' })],
    ['an offer in two letters', offer({ currency: 'EU' })],
    ['an offer in four letters', offer({ currency: 'EURO' })],
    ['an offer in three letters and a line break', offer({ currency: 'EUR\n' })],
    ['an offer in the number of a currency', offer({ currency: 978 })],
    ['an offer with a condition', offer({ condition: 'x' })],
    ['an offer that is a number', { offer: 1 }],
  ];
  test.each(wrong)('to create or update: %s', async (_why, fields) => {
    const { agent } = cast;
    await denied(create(agent, { ...done, ...fields }));
    await denied(update(agent, done, { ...fields, ...stateUpdate(agent) }));
    await denied(update(agent, done, { ...fields, ...agent.update() }));
  });
  test.each([
    ['nobody', { status: 'visit_done' }],
    ['an appointmentId that is null, and nobody', { ...done, appointmentId: null }],
    ['an appointmentId that is no text', { ...done, appointmentId: 7 }],
    ['a contact but no listing', { contactId: 'c', status: 'visit_done' }],
    ['a listing but no contact', { listingId: 'l', status: 'visit_done' }],
    ['a contact that is no text', { ...done, contactId: 7 }],
    ['no status', { appointmentId: 'a' }],
  ])('to create: of %s', async (_why, fields) => {
    await denied(create(cast.agent, fields));
  });
  test('to create with another’s stamps, or another time', async () => {
    const past = Timestamp.fromMillis(0);
    for (const stamp of ['createdBy', 'updatedBy', 'createdAt', 'updatedAt', 'statusAt']) {
      const wrongStamp = { [stamp]: stamp.endsWith('By') ? 'another' : past };
      await denied(create(cast.agent, { ...done, ...wrongStamp }));
    }
  });
  test('to change whose visit it is, or who wrote it', async () => {
    const { admin } = cast;
    const before = { ...done, contactId: 'c', createdBy: 'o', createdAt: Timestamp.fromMillis(1) };
    for (const field of ['appointmentId', 'contactId', 'createdBy', 'createdAt', 'leadId']) {
      await denied(update(admin, before, { [field]: 'other', ...admin.update() }));
      await denied(
        update(admin, { ...before, leadId: 'l' }, { [field]: deleteField(), ...admin.update() }),
      );
    }
    await denied(update(admin, done, { status: deleteField(), ...stateUpdate(admin) }));
  });
  test('to delete one', async () => {
    for (const person of [cast.admin, cast.agent, cast.customer]) {
      await denied(deleteDoc(at(person, await existing('visits', done))));
    }
  });
  test('as a customer or a stranger, anything', async () => {
    const path = await existing('visits', { ...alone, contactId: 'sofia-romero' });
    for (const [, { db, uid }] of [['customer', cast.customer] as const, ...cast.strangers]) {
      const person = { db };
      const stamps = { ...cast.agent.creation(), createdBy: uid, updatedBy: uid };
      await denied(getDoc(at(person, path)));
      await denied(getDocs(collection(db, 'visits')));
      await denied(setDoc(at(person, fresh('visits')), { ...done, ...stamps }));
      const change = { status: 'visit_done', ...stateUpdate(cast.agent), updatedBy: uid };
      await denied(updateDoc(at(person, path), change));
    }
  });
});
