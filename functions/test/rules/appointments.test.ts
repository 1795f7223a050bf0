import {
  at,
  denied,
  existing,
  fresh,
  freshAtTheLimits,
  freshBeyondTheLimits,
  granted,
  INVALID_IDS,
  OWN_CONTACT,
  stateUpdate,
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
  query,
  runTransaction,
  serverTimestamp,
  setDoc,
  Timestamp,
  updateDoc,
  where,
  writeBatch,
  type DocumentData,
} from 'firebase/firestore';
import type { SignedIn } from '../support/clients';

const cast = withCast();

const own = { contactId: OWN_CONTACT, listingId: 'l', status: 'Scheduled' };
const others = { ...own, contactId: 'another' };
/** What a customer has to say of an appointment that they ask for. */
const asked = { requestedBy: 'contact' };
const create = (person: SignedIn, fields: DocumentData) =>
  setDoc(at(person, fresh('appointments')), { ...own, ...person.creation(), ...fields });
const update = async (person: SignedIn, before: DocumentData, change: DocumentData) =>
  updateDoc(at(person, await existing('appointments', before)), change);

describe('appointments: read', () => {
  test('staff read all of them, one by one and as a list', async () => {
    const path = await existing('appointments', others);
    for (const person of [cast.agent, cast.admin]) {
      await granted(getDoc(at(person, path)));
      await granted(getDocs(collection(person.db, 'appointments')));
    }
  });
  test('a customer reads their own, and lists no others', async () => {
    const { customer } = cast;
    await granted(getDoc(at(customer, await existing('appointments', own))));
    await denied(getDoc(at(customer, await existing('appointments', others))));
    const all = collection(customer.db, 'appointments');
    await granted(getDocs(query(all, where('contactId', '==', OWN_CONTACT))));
    await denied(getDocs(query(all, where('contactId', '==', 'another'))));
    await denied(getDocs(all));
    await denied(getDocs(collectionGroup(customer.db, 'appointments')));
  });
  test('a stranger reads none', async () => {
    // A claim that is no id gives no access, not even to a document with the same value.
    const contactIds = [OWN_CONTACT, '', 7];
    const paths = await Promise.all(
      contactIds.map((contactId) => existing('appointments', { ...own, contactId })),
    );
    for (const [, stranger] of cast.strangers) {
      for (const path of paths) await denied(getDoc(at(stranger, path)));
      await denied(getDocs(collection(stranger.db, 'appointments')));
    }
  });
});

describe('appointments: create', () => {
  const full = {
    prospectId: 'p',
    type: 'Firma',
    agentId: 'a',
    notes: 'x'.repeat(2_000),
    place: 'ñ'.repeat(200),
    startsAt: Timestamp.fromMillis(1_000),
    endsAt: Timestamp.fromMillis(2_000),
  };
  test('staff create them for anybody, with every field that clients write', async () => {
    for (const person of [cast.agent, cast.admin]) {
      await granted(create(person, { ...others, ...full }));
      await granted(create(person, { listingId: null, prospectId: null }));
    }
  });
  test('a customer creates them for themselves, without agent, prospect, type or place', async () => {
    const { customer } = cast;
    const { notes, startsAt, endsAt } = full;
    await granted(create(customer, { ...asked, notes, startsAt, endsAt }));
    await denied(create(customer, { ...asked, contactId: 'another' }));
    for (const field of ['agentId', 'prospectId', 'type', 'place'] as const) {
      await denied(create(customer, { ...asked, [field]: full[field] }));
    }
  });
  test('a customer says that they asked for it, and staff do not', async () => {
    const { customer, agent, admin } = cast;
    await granted(create(customer, asked));
    await denied(create(customer, {}));
    for (const requestedBy of ['agent', 'Contact', '', null, true, ['contact']]) {
      await denied(create(customer, { requestedBy }));
    }
    for (const person of [agent, admin]) {
      for (const requestedBy of ['contact', null]) await denied(create(person, { requestedBy }));
    }
  });
  test('a stranger creates none', async () => {
    for (const [, { db, uid }] of cast.strangers) {
      const stamps = { ...cast.agent.creation(), createdBy: uid, updatedBy: uid };
      await denied(setDoc(at({ db }, fresh('appointments')), { ...own, ...stamps }));
      await denied(setDoc(at({ db }, fresh('appointments')), { ...own, ...asked, ...stamps }));
    }
  });
  test.each(['contactId', 'listingId', 'prospectId', 'agentId'])(
    'a %s has 1 to 128 characters, and no control characters',
    async (field) => {
      for (const id of VALID_IDS) await granted(create(cast.agent, { [field]: id }));
      for (const id of INVALID_IDS) await denied(create(cast.agent, { [field]: id }));
    },
  );
  test('their own ids have 1 to 128 characters, and no control characters', async () => {
    for (const [person, fields] of [
      [cast.agent, own],
      [cast.customer, { ...own, ...asked }],
    ] as const) {
      const createAt = (path: string) =>
        setDoc(at(person, path), { ...fields, ...person.creation() });
      for (const path of freshAtTheLimits('appointments')) await granted(createAt(path));
      for (const path of freshBeyondTheLimits('appointments')) await denied(createAt(path));
    }
  });
  test('nobody says when they expire', async () => {
    const expireAt = Timestamp.fromMillis(1);
    for (const person of [cast.agent, cast.admin, cast.customer]) {
      const fields = person === cast.customer ? asked : {};
      await denied(create(person, { ...fields, expireAt }));
      await denied(create(person, { ...fields, expireAt: null }));
    }
  });

  const refused: [why: string, fields: DocumentData][] = [
    ['the server’s leadId', { leadId: 'mine' }],
    ['the server’s leadSync', { leadSync: { state: 'linked' } }],
    ['an unknown field', { colour: 'red' }],
    ...['Completed', 'Cancelled', 'NoShow', 'Otro', 7, null].map(
      (status): [string, DocumentData] => [`the status ${String(status)}`, { status }],
    ),
    ...[7, null, {}, ['x']].flatMap((id): [string, DocumentData][] => {
      const what = JSON.stringify(id);
      return [
        [`the contactId ${what}`, { contactId: id }],
        [`the agentId ${what}`, { agentId: id }],
        ...(id === null
          ? []
          : ([
              [`the listingId ${what}`, { listingId: id }],
              [`the prospectId ${what}`, { prospectId: id }],
            ] satisfies [string, DocumentData][])),
      ];
    }),
    ['an unknown type', { type: 'Paseo' }],
    ['no type but null', { type: null }],
    ['notes that are too long', { notes: 'x'.repeat(2_001) }],
    ['notes that are no text', { notes: ['x'] }],
    ['a place that is too long', { place: 'x'.repeat(201) }],
    ['a place that is no text', { place: ['x'] }],
    ['a place that is null', { place: null }],
    ['a startsAt that is no time', { startsAt: '10:00' }],
    ['an endsAt without a startsAt', { endsAt: Timestamp.fromMillis(1) }],
    [
      'an endsAt that is not after startsAt',
      { startsAt: Timestamp.fromMillis(1), endsAt: Timestamp.fromMillis(1) },
    ],
    ['an endsAt that is no time', { startsAt: Timestamp.fromMillis(1), endsAt: 'later' }],
    ['another’s createdBy', { createdBy: 'another' }],
    ['another’s updatedBy', { updatedBy: 'another' }],
    ...['createdAt', 'updatedAt', 'statusAt'].map((field): [string, DocumentData] => [
      `a ${field} of its own`,
      { [field]: Timestamp.fromMillis(0) },
    ]),
  ];
  test.each(refused)('is refused with %s', async (_why, fields) => {
    await denied(create(cast.agent, fields));
    await denied(create(cast.admin, fields));
  });
  test.each([
    'contactId',
    'status',
    'createdBy',
    'createdAt',
    'updatedBy',
    'updatedAt',
    'statusAt',
  ])('is refused without %s', async (field) => {
    const { agent } = cast;
    const { [field]: _left, ...rest }: DocumentData = { ...own, ...agent.creation() };
    await denied(setDoc(at(agent, fresh('appointments')), rest));
  });
});

describe('appointments: update', () => {
  test('staff set any status and type, with its stamp', async () => {
    for (const person of [cast.agent, cast.admin]) {
      for (const status of ['Scheduled', 'Completed', 'Cancelled', 'NoShow']) {
        const before = { ...others, status: status === 'Scheduled' ? 'Cancelled' : 'Scheduled' };
        await granted(update(person, before, { status, ...stateUpdate(person) }));
        await denied(update(person, before, { status, ...person.update() }));
      }
      await granted(update(person, others, { type: 'Viaje', ...stateUpdate(person) }));
      await denied(update(person, others, { type: 'Viaje', ...person.update() }));
    }
  });
  test('staff edit times, agent, notes, prospect and place, and may remove them', async () => {
    const { agent } = cast;
    const times = { startsAt: Timestamp.fromMillis(1), endsAt: Timestamp.fromMillis(2) };
    const edits = { ...times, agentId: 'b', notes: 'n', prospectId: 'q', place: 'Portal' };
    await granted(update(agent, others, { ...edits, ...agent.update() }));
    const removed = Object.fromEntries(Object.keys(edits).map((key) => [key, deleteField()]));
    await granted(update(agent, { ...others, ...edits }, { ...removed, ...agent.update() }));
    await denied(
      update(agent, { ...others, ...times }, { startsAt: deleteField(), ...agent.update() }),
    );
  });
  test('a listing changes only while the appointment is Scheduled', async () => {
    for (const person of [cast.agent, cast.admin]) {
      for (const listingId of ['m', null, deleteField()]) {
        const change = { listingId, ...person.update() };
        await granted(update(person, others, change));
        for (const status of ['Completed', 'Cancelled', 'NoShow', 'Otro']) {
          await denied(update(person, { ...others, status }, change));
        }
        await denied(update(person, { ...others, listingId: 7, status: 'Completed' }, change));
      }
    }
  });
  test('an appointment without a listing gets one in any status, once', async () => {
    const { listingId: _listing, status: _status, ...bare } = others;
    const completed = { ...bare, status: 'Completed' };
    const { agent, admin } = cast;
    for (const person of [agent, admin]) {
      const change = { listingId: 'm', ...person.update() };
      for (const status of ['Scheduled', 'Cancelled', 'NoShow', 'Otro', null]) {
        await granted(update(person, { ...bare, status }, change));
      }
      for (const before of [bare, completed]) {
        for (const none of [{}, { listingId: null }, { listingId: '' }]) {
          await granted(update(person, { ...before, ...none }, change));
        }
      }
    }
    const path = await existing('appointments', completed);
    await granted(updateDoc(at(agent, path), { listingId: 'm', ...agent.update() }));
    await denied(updateDoc(at(agent, path), { listingId: 'n', ...agent.update() }));
    await denied(update(agent, completed, { listingId: '', ...agent.update() }));
    await denied(update(agent, completed, { listingId: 'm' }));
    await granted(
      update(agent, { ...completed, listingId: '' }, { listingId: null, ...agent.update() }),
    );
    // The status before the change counts.
    const reopened = { status: 'Scheduled', ...stateUpdate(agent) };
    await granted(update(agent, completed, { listingId: 'm', ...reopened }));
    await denied(update(agent, { ...completed, listingId: 'l' }, { listingId: 'm', ...reopened }));
  });
  test.each(['listingId', 'prospectId', 'agentId'])(
    'a changed %s has 1 to 128 characters, and no control characters',
    async (field) => {
      const { agent } = cast;
      const path = await existing('appointments', others);
      const change = (id: string) => updateDoc(at(agent, path), { [field]: id, ...agent.update() });
      for (const id of VALID_IDS) await granted(change(id));
      for (const id of INVALID_IDS) await denied(change(id));
    },
  );
  test('nobody changes when they expire, and the rest of one that expires can be changed', async () => {
    const expiring = { ...own, expireAt: Timestamp.fromMillis(1), colour: 'red' };
    for (const person of [cast.agent, cast.admin, cast.customer]) {
      for (const expireAt of [Timestamp.fromMillis(2), null, deleteField()]) {
        await denied(update(person, expiring, { expireAt, ...person.update() }));
        const cancel = { status: 'Cancelled', ...stateUpdate(person) };
        await denied(update(person, expiring, { expireAt, ...cancel }));
        if (expireAt instanceof Timestamp)
          await denied(update(person, own, { expireAt, ...cancel }));
      }
      await granted(update(person, expiring, { status: 'Cancelled', ...stateUpdate(person) }));
    }
    const { agent } = cast;
    for (const edit of [
      { notes: 'n' },
      { listingId: 'm' },
      { startsAt: Timestamp.fromMillis(3) },
    ]) {
      await granted(update(agent, expiring, { ...edit, ...agent.update() }));
    }
  });
  test('an edit that changes no state must not change statusAt', async () => {
    const { agent } = cast;
    await denied(update(agent, others, { notes: 'n', ...stateUpdate(agent) }));
    const stamped = { ...others, statusAt: Timestamp.fromMillis(1) };
    await denied(update(agent, stamped, { statusAt: deleteField(), ...agent.update() }));
  });
  test('an imported document can be cancelled, whatever else it holds', async () => {
    const imported = { ...own, agentId: 7, colour: 'red', type: 'Paseo', endsAt: 'late' };
    for (const person of [cast.agent, cast.customer]) {
      await granted(update(person, imported, { status: 'Cancelled', ...stateUpdate(person) }));
    }
  });
  test('the rules check changed fields only: one field of an imported document can be corrected', async () => {
    const { agent } = cast;
    const imported = {
      ...{ contactId: 7, listingId: 7, prospectId: '', status: 'Scheduled', type: 'Paseo' },
      ...{ agentId: '', notes: 8, place: 9, startsAt: 'soon', endsAt: 'late' },
    };
    const edits = { listingId: 'm', prospectId: 'q', agentId: 'b', notes: 'n', place: 'Portal' };
    for (const [field, value] of Object.entries(edits)) {
      await granted(update(agent, imported, { [field]: value, ...agent.update() }));
    }
    await granted(update(agent, imported, { type: 'Firma', ...stateUpdate(agent) }));
    const noStatus = { ...imported, status: 'Otro' };
    await granted(update(agent, noStatus, { notes: 'n', ...agent.update() }));
    await granted(update(agent, noStatus, { status: 'NoShow', ...stateUpdate(agent) }));
    const times = { startsAt: Timestamp.fromMillis(1), endsAt: Timestamp.fromMillis(2) };
    await granted(update(agent, imported, { ...times, ...agent.update() }));
  });

  const refused: [why: string, change: DocumentData][] = [
    ['contactId', { contactId: 'c2' }],
    ['createdBy', { createdBy: 'x' }],
    ['createdAt', { createdAt: serverTimestamp() }],
    ['leadId', { leadId: 'mine' }],
    ['leadSync', { leadSync: { state: 'linked' } }],
    ['a field of leadSync', { 'leadSync.state': 'linked' }],
    ['an unknown field', { colour: 'red' }],
    ['a wrong agentId', { agentId: '' }],
    ['a wrong prospectId', { prospectId: 7 }],
    ['a wrong listingId', { listingId: '' }],
    ['notes that are too long', { notes: 'x'.repeat(2_001) }],
    ['a place that is too long', { place: 'x'.repeat(201) }],
    ['a place that is no text', { place: 7 }],
    ['who asked for it', { requestedBy: 'contact' }],
    ['an endsAt alone', { endsAt: Timestamp.fromMillis(5) }],
  ];
  test.each(refused)('refuses %s', async (_why, change) => {
    const before = { ...others, createdBy: 'o', createdAt: Timestamp.fromMillis(1) };
    for (const person of [cast.agent, cast.admin]) {
      await denied(update(person, before, { ...change, ...person.update() }));
    }
  });
  test('refuses an unknown status or type, and a status that is removed', async () => {
    const { agent } = cast;
    await denied(update(agent, others, { status: 'Otro', ...stateUpdate(agent) }));
    await denied(update(agent, others, { status: deleteField(), ...stateUpdate(agent) }));
    await denied(update(agent, others, { type: 'Paseo', ...stateUpdate(agent) }));
    const typed = { ...others, type: 'Firma' };
    await granted(update(agent, typed, { type: deleteField(), ...stateUpdate(agent) }));
  });
  test('refuses another’s stamp, another time, and none', async () => {
    const { agent } = cast;
    await denied(update(agent, others, { notes: 'n', ...agent.update(), updatedBy: 'x' }));
    const past = Timestamp.fromMillis(0);
    await denied(update(agent, others, { notes: 'n', ...agent.update(), updatedAt: past }));
    await denied(update(agent, others, { notes: 'n' }));
  });
  test('a customer cancels their own scheduled one, and does nothing else', async () => {
    const { customer } = cast;
    const cancel = { status: 'Cancelled', ...stateUpdate(customer) };
    await granted(update(customer, own, cancel));
    await denied(update(customer, others, cancel));
    await denied(update(customer, { ...own, status: 'Completed' }, cancel));
    await denied(update(customer, own, { ...cancel, notes: 'n' }));
    await denied(update(customer, own, { status: 'Cancelled', ...customer.update() }));
    await denied(update(customer, own, { status: 'Cancelled', statusAt: serverTimestamp() }));
    for (const status of ['Completed', 'NoShow']) {
      await denied(update(customer, own, { status, ...stateUpdate(customer) }));
    }
    await denied(update(customer, own, { notes: 'n', ...customer.update() }));
    await denied(update(customer, own, { listingId: 'm', ...customer.update() }));
    await denied(update(customer, own, { place: 'x', ...customer.update() }));
    await denied(update(customer, own, { ...cancel, place: 'x' }));
  });
  test('nobody changes who asked for it, and the rest of one that was asked for can be changed', async () => {
    const { agent, admin, customer } = cast;
    const requested = { ...own, ...asked };
    for (const person of [agent, admin, customer]) {
      const cancel = { status: 'Cancelled', ...stateUpdate(person) };
      for (const requestedBy of ['agent', null, deleteField()]) {
        await denied(update(person, requested, { requestedBy, ...person.update() }));
        await denied(update(person, requested, { requestedBy, ...cancel }));
      }
      await denied(update(person, own, { ...asked, ...cancel }));
      await granted(update(person, requested, cancel));
    }
    const edit = { notes: 'n', place: 'Portal', listingId: 'm' };
    await granted(update(agent, requested, { ...edit, ...agent.update() }));
  });
  test('staff confirm what was asked for, at the request’s time, and take it back', async () => {
    const requested = { ...own, ...asked };
    for (const person of [cast.agent, cast.admin]) {
      const confirmed = { confirmedAt: serverTimestamp(), ...person.update() };
      await granted(update(person, requested, confirmed));
      await granted(update(person, requested, { startsAt: Timestamp.fromMillis(1), ...confirmed }));
      const before = { ...requested, confirmedAt: Timestamp.fromMillis(1) };
      await granted(update(person, before, { confirmedAt: deleteField(), ...person.update() }));
      await granted(update(person, before, { notes: 'n', ...person.update() }));
      await granted(update(person, before, { status: 'Cancelled', ...stateUpdate(person) }));
      for (const confirmedAt of [Timestamp.fromMillis(2), null, 'now', true]) {
        await denied(update(person, requested, { confirmedAt, ...person.update() }));
        await denied(update(person, before, { confirmedAt, ...person.update() }));
      }
    }
  });
  test('a customer confirms nothing, and takes no confirmation back', async () => {
    const { customer, agent } = cast;
    const cancel = { status: 'Cancelled', ...stateUpdate(customer) };
    const requested = { ...own, ...asked };
    const confirmed = { ...requested, confirmedAt: Timestamp.fromMillis(1) };
    const now = { confirmedAt: serverTimestamp() };
    await denied(update(customer, requested, { ...now, ...customer.update() }));
    await denied(update(customer, requested, { ...now, ...cancel }));
    await denied(update(customer, confirmed, { confirmedAt: deleteField(), ...customer.update() }));
    await denied(update(customer, confirmed, { confirmedAt: deleteField(), ...cancel }));
    await granted(update(customer, confirmed, cancel));
    await denied(create(customer, { ...asked, ...now }));
    await denied(create(agent, now));
  });
  test('a customer asks for another date: cancels one and creates another, in one commit', async () => {
    const { customer } = cast;
    const batch = writeBatch(customer.db);
    const former = at(customer, await existing('appointments', { ...own, ...asked }));
    batch.update(former, { status: 'Cancelled', ...stateUpdate(customer) });
    const next = { ...own, ...asked, ...customer.creation() };
    batch.set(at(customer, fresh('appointments')), next);
    await granted(batch.commit());
  });
  test('a stranger updates none', async () => {
    for (const [, { db, uid }] of cast.strangers) {
      const stamps = { ...stateUpdate(cast.agent), updatedBy: uid };
      const path = await existing('appointments', own);
      await denied(updateDoc(at({ db }, path), { status: 'Cancelled', ...stamps }));
    }
  });
  test('no way of writing avoids the rules: set, merge, batch, transaction', async () => {
    const { agent } = cast;
    const path = await existing('appointments', others);
    const ref = at(agent, path);
    await denied(setDoc(ref, { ...others, contactId: 'c2', ...agent.creation() }));
    await denied(setDoc(ref, { leadId: 'mine', ...agent.update() }, { merge: true }));
    const batch = writeBatch(agent.db);
    batch.update(ref, { notes: 'n', ...agent.update() });
    batch.update(ref, { leadId: 'mine' });
    await denied(batch.commit());
    await denied(
      runTransaction(agent.db, async (transaction) => {
        await transaction.get(ref);
        transaction.update(ref, { leadId: 'mine', ...agent.update() });
      }),
    );
    await granted(setDoc(ref, { notes: 'n', ...agent.update() }, { merge: true }));
  });
});

test('appointments: nobody deletes one', async () => {
  for (const person of [cast.admin, cast.agent, cast.customer]) {
    await denied(deleteDoc(at(person, await existing('appointments', own))));
  }
});
