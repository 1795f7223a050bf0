import {
  at,
  denied,
  existing,
  fresh,
  granted,
  INVALID_IDS,
  VALID_IDS,
  withCast,
} from '../support/rules';
import {
  collection,
  collectionGroup,
  deleteDoc,
  deleteField,
  getDoc,
  getDocs,
  setDoc,
  Timestamp,
  updateDoc,
  type DocumentData,
} from 'firebase/firestore';

const cast = withCast();

const lead = {
  contactId: 'sofia-romero',
  listingId: 'l',
  status: 'Visita Pendiente',
  assignedTo: 'agent',
  listingStatus: 'reserved',
  listingStatusAt: new Date(0),
  history: { seq: 2, status: 'Visita Pendiente' },
  viewings: { appointments: {}, visits: {} },
};
const existingLead = () => existing('leads', lead);

describe('leads: read', () => {
  test('staff read all of them, with their history, of one and across all', async () => {
    const path = await existingLead();
    for (const person of [cast.agent, cast.admin]) {
      await granted(getDoc(at(person, path)));
      await granted(getDocs(collection(person.db, 'leads')));
      await granted(getDoc(at(person, `${path}/statusHistory/000001`)));
      await granted(getDocs(collection(at(person, path), 'statusHistory')));
      await granted(getDocs(collectionGroup(person.db, 'statusHistory')));
    }
  });
  test('customers and strangers read none, not even their own', async () => {
    const path = await existingLead();
    for (const [, { db }] of [['customer', cast.customer] as const, ...cast.strangers]) {
      await denied(getDoc(at({ db }, path)));
      await denied(getDocs(collection(db, 'leads')));
      await denied(getDoc(at({ db }, `${path}/statusHistory/000001`)));
      await denied(getDocs(collection(db, path, 'statusHistory')));
      await denied(getDocs(collectionGroup(db, 'statusHistory')));
    }
  });
});

describe('leads: update', () => {
  const tags = Array.from({ length: 20 }, (_, n) => `${String(n)}${'x'.repeat(38)}`);

  test('agents and admins edit notes and tags, and may remove them', async () => {
    for (const person of [cast.agent, cast.admin]) {
      const ref = at(person, await existingLead());
      await granted(updateDoc(ref, { notes: 'x'.repeat(2_000), tags }));
      await granted(updateDoc(ref, { notes: deleteField(), tags: deleteField() }));
      await granted(setDoc(ref, { notes: 'n' }, { merge: true }));
    }
  });
  test('admins assign a lead, to somebody or to nobody; agents do not', async () => {
    const path = await existingLead();
    for (const assignedTo of ['other', null, deleteField()]) {
      await denied(updateDoc(at(cast.agent, path), { assignedTo }));
      await granted(updateDoc(at(cast.admin, path), { assignedTo, notes: 'n' }));
    }
  });
  test('staff put a lead off until a time, or no longer', async () => {
    const path = await existingLead();
    for (const person of [cast.agent, cast.admin]) {
      for (const followUpAt of [Timestamp.fromMillis(0), null, new Date(), deleteField()]) {
        await granted(updateDoc(at(person, path), { followUpAt }));
        await granted(updateDoc(at(person, path), { followUpAt, notes: 'n' }));
      }
      for (const followUpAt of ['mañana', 7, true, { seconds: 7 }, [new Date()]]) {
        await denied(updateDoc(at(person, path), { followUpAt }));
      }
    }
  });
  test('an assignedTo has 1 to 128 characters, and no control characters', async () => {
    const path = await existingLead();
    for (const assignedTo of VALID_IDS) {
      await granted(updateDoc(at(cast.admin, path), { assignedTo }));
    }
    for (const assignedTo of [7, ['x'], ...INVALID_IDS]) {
      await denied(updateDoc(at(cast.admin, path), { assignedTo }));
    }
  });
  test('the rules check changed fields only: one field of an imported lead can be corrected', async () => {
    const imported = { ...lead, notes: 7, tags: 'a', assignedTo: '', followUpAt: 'mañana' };
    const followUp = { followUpAt: new Date() };
    for (const change of [{ notes: 'n' }, { tags: ['a'] }, { assignedTo: null }, followUp]) {
      await granted(updateDoc(at(cast.admin, await existing('leads', imported)), change));
    }
  });
  test.each<[why: string, change: DocumentData]>([
    ['notes that are too long', { notes: 'x'.repeat(2_001) }],
    ['notes that are no text', { notes: 7 }],
    ['more than 20 tags', { tags: [...tags, 'one more'] }],
    ['tags that are no list', { tags: 'a' }],
    ['tags that are a map', { tags: { 0: 'a' } }],
    ...tags.map((_tag, n): [string, DocumentData] => [
      `a tag that is too long, in place ${String(n)}`,
      { tags: tags.map((tag, m) => (m === n ? 'x'.repeat(41) : tag)) },
    ]),
    ...tags.map((_tag, n): [string, DocumentData] => [
      `a tag that is no text, in place ${String(n)}`,
      { tags: tags.map((tag, m) => (m === n ? { no: 'text' } : tag)) },
    ]),
  ])('refuses %s', async (_why, change) => {
    await denied(updateDoc(at(cast.admin, await existingLead()), change));
  });

  const serverFields: DocumentData[] = [
    { status: 'Cerrado' },
    { status: deleteField() },
    { closed: { outcome: 'won' } },
    { 'history.seq': 7 },
    { 'history.status': 'Cerrado' },
    { 'viewings.appointments': { a: 1 } },
    { contactId: 'other' },
    { listingId: 'other' },
    { prospectId: 'other' },
    { source: 'Web' },
    { missingInfo: [] },
    { createdAt: 1 },
    { updatedAt: 1 },
    { statusChangedAt: 1 },
    { nextViewingAt: null },
    { attention: null },
    { 'attention.at': 1 },
    { followUpAt: null, attention: null },
    { listingStatus: 'sold' },
    { listingStatus: deleteField(), followUpAt: null },
    { listingStatusAt: new Date() },
    { expireAt: 1 },
    { colour: 'red' },
  ];
  test.each(serverFields)('nobody changes %o, alone or along with notes', async (change) => {
    const path = await existingLead();
    for (const person of [cast.admin, cast.agent, cast.customer]) {
      await denied(updateDoc(at(person, path), change));
      await denied(updateDoc(at(person, path), { notes: 'n', ...change }));
    }
  });
  test('nobody overwrites, creates or deletes a lead', async () => {
    const path = await existingLead();
    for (const person of [cast.admin, cast.agent, cast.customer]) {
      await denied(setDoc(at(person, path), { notes: 'n' }));
      await denied(setDoc(at(person, fresh('leads')), { notes: 'n' }));
      await denied(deleteDoc(at(person, path)));
    }
  });
  test('customers and strangers edit nothing', async () => {
    const path = await existingLead();
    for (const [, { db }] of [['customer', cast.customer] as const, ...cast.strangers]) {
      await denied(updateDoc(at({ db }, path), { notes: 'n' }));
      await denied(updateDoc(at({ db }, path), { tags: [] }));
      await denied(updateDoc(at({ db }, path), { assignedTo: 'me' }));
      await denied(updateDoc(at({ db }, path), { followUpAt: new Date() }));
    }
  });
});

test('statusHistory: nobody writes', async () => {
  const path = await existingLead();
  const entry = await existing(`${path}/statusHistory`, { seq: 1 });
  for (const person of [cast.admin, cast.agent, cast.customer]) {
    await denied(setDoc(at(person, `${path}/statusHistory/000003`), { seq: 3 }));
    await denied(updateDoc(at(person, entry), { seq: 3 }));
    await denied(deleteDoc(at(person, entry)));
  }
});
