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
  deleteDoc,
  deleteField,
  getDoc,
  getDocs,
  setDoc,
  Timestamp,
  updateDoc,
  type DocumentData,
} from 'firebase/firestore';
import { ENQUIRY_CHANNELS } from '../../src/domain/documents/enquiry';
import type { SignedIn } from '../support/clients';

const cast = withCast();

const open = { contactId: 'c', status: 'open', channel: 'portal' };
const full = {
  ...open,
  listingId: 'l',
  prospectId: 'p',
  agentId: 'a',
  origin: { portal: 'x'.repeat(100), campaign: 'ñ'.repeat(100) },
  message: 'x'.repeat(2_000),
  externalId: 'x'.repeat(200),
};
const create = (person: SignedIn, fields: DocumentData) =>
  setDoc(at(person, fresh('enquiries')), { ...person.creation(), ...fields });
const update = async (person: SignedIn, before: DocumentData, change: DocumentData) =>
  updateDoc(at(person, await existing('enquiries', before)), change);

describe('enquiries: staff', () => {
  test('read them', async () => {
    for (const person of [cast.agent, cast.admin]) {
      await granted(getDoc(at(person, await existing('enquiries', open))));
      await granted(getDocs(collection(person.db, 'enquiries')));
    }
  });
  test('create open and answered ones, by any channel, with or without what is optional', async () => {
    for (const person of [cast.agent, cast.admin]) {
      await granted(create(person, open));
      await granted(create(person, full));
      await granted(create(person, { ...open, status: 'answered', listingId: null }));
      await granted(create(person, { ...open, prospectId: null, origin: {} }));
      await granted(create(person, { ...open, origin: { portal: 'idealista' } }));
    }
    for (const channel of ENQUIRY_CHANNELS) await granted(create(cast.agent, { ...open, channel }));
  });
  test('answer, dismiss and reopen them', async () => {
    for (const person of [cast.agent, cast.admin]) {
      for (const status of ['open', 'answered', 'dismissed']) {
        const before = { ...open, status: status === 'open' ? 'dismissed' : 'open' };
        await granted(update(person, before, { status, ...stateUpdate(person) }));
      }
    }
  });
  test('change what they may, and remove what is optional', async () => {
    const { agent } = cast;
    const changes = {
      listingId: 'm',
      prospectId: 'q',
      channel: 'phone',
      message: 'x'.repeat(2_000),
      agentId: 'b',
    };
    for (const [field, value] of Object.entries(changes)) {
      await granted(update(agent, full, { [field]: value, ...agent.update() }));
      if (field === 'channel') continue;
      await granted(update(agent, full, { [field]: deleteField(), ...agent.update() }));
    }
    for (const field of ['listingId', 'prospectId']) {
      await granted(update(agent, full, { [field]: null, ...agent.update() }));
    }
  });
  test('stamp the status if they change it, and only then', async () => {
    const { agent } = cast;
    await denied(update(agent, open, { status: 'answered', ...agent.update() }));
    await denied(update(agent, open, { message: 'm', ...stateUpdate(agent) }));
    await denied(update(agent, open, { message: 'm' }));
    await denied(update(agent, open, { message: 'm', ...agent.update(), updatedBy: 'x' }));
  });
  test.each(['contactId', 'listingId', 'prospectId', 'agentId'])(
    'give the %s 1 to 128 characters, and no control characters',
    async (field) => {
      const { agent } = cast;
      for (const id of VALID_IDS) await granted(create(agent, { ...open, [field]: id }));
      for (const id of INVALID_IDS) await denied(create(agent, { ...open, [field]: id }));
      if (field === 'contactId') return;
      const path = await existing('enquiries', open);
      const change = (id: string) => updateDoc(at(agent, path), { [field]: id, ...agent.update() });
      for (const id of VALID_IDS) await granted(change(id));
      for (const id of INVALID_IDS) await denied(change(id));
    },
  );
  test('give them ids of 1 to 128 characters, without control characters', async () => {
    for (const person of [cast.agent, cast.admin]) {
      const createAt = (path: string) =>
        setDoc(at(person, path), { ...open, ...person.creation() });
      for (const path of freshAtTheLimits('enquiries')) await granted(createAt(path));
      for (const path of freshBeyondTheLimits('enquiries')) await denied(createAt(path));
    }
  });
  test('answer an imported one, whatever other fields it has', async () => {
    const { agent } = cast;
    const imported = {
      ...{ contactId: 7, listingId: 7, prospectId: 7, agentId: 7, status: 'Nueva' },
      ...{ channel: 'fax', message: 8, origin: 'web', externalId: 9, colour: 'red' },
    };
    await granted(update(agent, imported, { status: 'answered', ...stateUpdate(agent) }));
    for (const [field, value] of Object.entries({ listingId: 'm', channel: 'web', message: 'm' })) {
      await granted(update(agent, imported, { [field]: value, ...agent.update() }));
    }
  });
  test('do not say when they expire, and change the rest of one that expires', async () => {
    const expiring = { ...open, expireAt: Timestamp.fromMillis(1) };
    for (const person of [cast.agent, cast.admin]) {
      for (const expireAt of [Timestamp.fromMillis(2), null]) {
        await denied(create(person, { ...open, expireAt }));
        await denied(update(person, open, { expireAt, ...person.update() }));
      }
      for (const expireAt of [Timestamp.fromMillis(2), null, deleteField()]) {
        await denied(update(person, expiring, { expireAt, message: 'm', ...person.update() }));
      }
      await granted(update(person, expiring, { message: 'm', ...person.update() }));
    }
  });
});

describe('enquiries: what is refused', () => {
  const wrong: [why: string, fields: DocumentData][] = [
    ['the server’s leadId', { leadId: 'mine' }],
    ['the server’s leadSync', { leadSync: {} }],
    ['an unknown field', { colour: 'red' }],
    ['an unknown status', { status: 'Scheduled' }],
    ['a status that is null', { status: null }],
    ['an unknown channel', { channel: 'paloma' }],
    ['a channel that is null', { channel: null }],
    ['a listingId that is no text', { listingId: 7 }],
    ['a prospectId that is no text', { prospectId: 7 }],
    ['an agentId that is null', { agentId: null }],
    ['an agentId that is no text', { agentId: 7 }],
    ['a message that is too long', { message: 'x'.repeat(2_001) }],
    ['a message that is a list', { message: ['m'] }],
  ];
  test.each(wrong)('to create or update: %s', async (_why, fields) => {
    const { agent } = cast;
    await denied(create(agent, { ...open, ...fields }));
    await denied(update(agent, open, { ...fields, ...stateUpdate(agent) }));
    await denied(update(agent, open, { ...fields, ...agent.update() }));
  });
  test.each([
    ['of nobody', { status: 'open', channel: 'web' }],
    ['of a contact that is no text', { ...open, contactId: 7 }],
    ['without a status', { contactId: 'c', channel: 'web' }],
    ['that is dismissed', { ...open, status: 'dismissed' }],
    ['without a channel', { contactId: 'c', status: 'open' }],
    ['with an origin that is null', { ...open, origin: null }],
    ['with an origin that is a text', { ...open, origin: 'idealista' }],
    ['with an origin of another kind', { ...open, origin: { portal: 'p', medium: 'm' } }],
    ['with a portal that is too long', { ...open, origin: { portal: 'x'.repeat(101) } }],
    ['with a portal that is a list', { ...open, origin: { portal: ['p'] } }],
    ['with a campaign that is too long', { ...open, origin: { campaign: 'x'.repeat(101) } }],
    ['with a campaign that is null', { ...open, origin: { campaign: null } }],
    ['with an externalId that is too long', { ...open, externalId: 'x'.repeat(201) }],
    ['with an externalId that is a list', { ...open, externalId: ['x'] }],
  ])('to create one %s', async (_why, fields) => {
    await denied(create(cast.agent, fields));
  });
  test('to create one with another’s stamps, or another time', async () => {
    const past = Timestamp.fromMillis(0);
    for (const stamp of ['createdBy', 'updatedBy', 'createdAt', 'updatedAt', 'statusAt']) {
      const wrongStamp = { [stamp]: stamp.endsWith('By') ? 'another' : past };
      await denied(create(cast.agent, { ...open, ...wrongStamp }));
    }
  });
  test('to change whose it is, where it came from, or who wrote it', async () => {
    const { admin } = cast;
    const before = { ...full, createdBy: 'o', createdAt: Timestamp.fromMillis(1), leadId: 'l' };
    const fields = ['contactId', 'origin', 'externalId', 'createdBy', 'createdAt', 'leadId'];
    for (const field of fields) {
      await denied(update(admin, before, { [field]: 'other', ...admin.update() }));
      await denied(update(admin, before, { [field]: deleteField(), ...admin.update() }));
    }
    await denied(update(admin, open, { status: deleteField(), ...stateUpdate(admin) }));
    await denied(update(admin, open, { channel: deleteField(), ...admin.update() }));
  });
  test('to delete one', async () => {
    for (const person of [cast.admin, cast.agent, cast.customer]) {
      await denied(deleteDoc(at(person, await existing('enquiries', open))));
    }
  });
  test('as a customer or a stranger, anything', async () => {
    const path = await existing('enquiries', { ...open, contactId: OWN_CONTACT });
    for (const [, { db, uid }] of [['customer', cast.customer] as const, ...cast.strangers]) {
      const person = { db };
      const stamps = { ...cast.agent.creation(), createdBy: uid, updatedBy: uid };
      await denied(getDoc(at(person, path)));
      await denied(getDocs(collection(db, 'enquiries')));
      await denied(
        setDoc(at(person, fresh('enquiries')), { ...open, contactId: OWN_CONTACT, ...stamps }),
      );
      const change = { status: 'answered', ...stateUpdate(cast.agent), updatedBy: uid };
      await denied(updateDoc(at(person, path), change));
    }
  });
});
