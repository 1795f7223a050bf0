/** Signed-in clients move leads by hand (docs/contract.md §6), through the Functions emulator. */
import {
  addDoc,
  collection,
  doc,
  getDoc,
  getDocs,
  orderBy,
  query,
  type DocumentReference,
} from 'firebase/firestore';
import { LEAD_STATUSES, type LeadStatus } from '../../src/domain/leadStatus';
import { AGENT_MOVES } from '../../src/domain/leads/manualMove';
import { changeRecord, PEOPLE, signedOut, signIn, type SignedIn } from '../support/clients';
import { until } from '../support/until';

let admin: SignedIn;
let agent: SignedIn;
let customer: SignedIn;
const visitor = signedOut();
beforeAll(async () => {
  [admin, agent, customer] = await Promise.all([
    signIn(PEOPLE.admin),
    signIn(PEOPLE.agent),
    signIn(PEOPLE.customer),
  ]);
});
afterAll(() => Promise.all([admin, agent, customer, visitor].map(({ leave }) => leave())));

const PENDING = 'Visita Pendiente';

/** A lead at Visita Pendiente. */
async function newLead(): Promise<DocumentReference> {
  const appointment = await addDoc(collection(agent.db, 'appointments'), {
    contactId: crypto.randomUUID(),
    listingId: 'listing',
    status: 'Scheduled',
    ...agent.creation(),
  });
  const leadId = await until('the appointment is linked', async () => {
    const id: unknown = (await getDoc(appointment)).get('leadId');
    return typeof id === 'string' && id;
  });
  return doc(agent.db, 'leads', leadId);
}

const request = (lead: DocumentReference, from: LeadStatus, to: LeadStatus, rest: object = {}) => ({
  leadId: lead.id,
  from,
  to,
  reason: 'Lo pide el cliente',
  requestId: crypto.randomUUID(),
  ...rest,
});
const lost = { closed: { outcome: 'lost' } };
const won = { closed: { outcome: 'won' } };
const move = (person: Pick<SignedIn, 'call'>, data: unknown) =>
  person.call('changeLeadStatus', data);
const refused = (answer: Promise<unknown>, code: string, details?: object) =>
  expect(answer).rejects.toMatchObject({
    code: `functions/${code}`,
    ...(details !== undefined && { details }),
  });

async function historyOf(lead: DocumentReference): Promise<Record<string, unknown>[]> {
  const entries = await getDocs(query(collection(lead, 'statusHistory'), orderBy('seq')));
  return entries.docs.map((entry) => entry.data());
}

test('an agent moves a lead step by step to Cerrado (won), with a reason for each step', async () => {
  const lead = await newLead();
  const path: [from: LeadStatus, to: LeadStatus, rest?: object][] = [
    [PENDING, 'Respuesta Pendiente'],
    ['Respuesta Pendiente', 'Oferta Presentada'],
    ['Oferta Presentada', 'Oferta Pendiente Aprobación'],
    ['Oferta Pendiente Aprobación', 'Oferta Aceptada'],
    ['Oferta Aceptada', 'Cerrado', won],
  ];
  for (const [n, [from, to, rest]] of path.entries()) {
    const answer = await move(agent, request(lead, from, to, rest));
    expect(answer).toEqual({ leadId: lead.id, status: to, seq: n + 3 });
  }
  const closed = { outcome: 'won', reason: 'Lo pide el cliente' };
  expect((await getDoc(lead)).data()).toMatchObject({ status: 'Cerrado', closed });
  expect((await historyOf(lead)).at(-1)).toMatchObject({
    from: 'Oferta Aceptada',
    to: 'Cerrado',
    cause: 'manual',
    reason: 'Lo pide el cliente',
    source: { collection: 'leads', id: lead.id },
    actor: { type: 'user', id: agent.uid },
    outcome: 'won',
  });
});

test('an admin closes a lead as lost and reopens it; then it has no outcome', async () => {
  const lead = await newLead();
  await move(admin, request(lead, PENDING, 'Cerrado', lost));
  await move(admin, request(lead, 'Cerrado', 'Oferta Presentada'));
  const data = (await getDoc(lead)).data();
  expect(data).toMatchObject({ status: 'Oferta Presentada' });
  expect(data).not.toHaveProperty('closed');
});

test('agents make exactly the moves of the table', async () => {
  const lead = await newLead();
  let current: LeadStatus = PENDING;
  for (const from of LEAD_STATUSES) {
    if (current !== from) {
      const rest = from === 'Cerrado' ? lost : {};
      await move(admin, request(lead, current, from, rest));
      current = from;
    }
    const { to: allowed, close } = AGENT_MOVES[from];
    for (const to of LEAD_STATUSES) {
      if (to === from || allowed.includes(to)) continue;
      const outcomes = to === 'Cerrado' ? [lost, won] : [{}];
      for (const rest of outcomes) {
        if ('closed' in rest && rest.closed.outcome === close) continue;
        await refused(move(agent, request(lead, from, to, rest)), 'permission-denied');
      }
    }
    for (const to of allowed) {
      await move(agent, request(lead, from, to));
      await move(admin, request(lead, to, from, from === 'Cerrado' ? lost : {}));
    }
  }
});

test('a move is refused with the current status if the lead changed meanwhile', async () => {
  const lead = await newLead();
  await refused(
    move(agent, request(lead, 'Información Solicitada', 'Respuesta Pendiente')),
    'failed-precondition',
    { status: PENDING },
  );
});

test('only one of two simultaneous moves succeeds', async () => {
  const lead = await newLead();
  const answers = await Promise.allSettled([
    move(agent, request(lead, PENDING, 'Respuesta Pendiente')),
    move(admin, request(lead, PENDING, 'Oferta Aceptada')),
  ]);
  const winners = answers.filter(({ status }) => status === 'fulfilled');
  const losers = answers.filter((answer) => answer.status === 'rejected');
  expect(winners).toHaveLength(1);
  expect(losers).toMatchObject([{ reason: { code: 'functions/failed-precondition' } }]);
  expect(await historyOf(lead)).toHaveLength(3);
});

test('a repeated request gets the first answer again, even later, and writes nothing', async () => {
  const lead = await newLead();
  const first = request(lead, PENDING, 'Respuesta Pendiente');
  const answers = await Promise.all([move(agent, first), move(agent, first)]);
  expect(answers).toEqual([answers[0], answers[0]]);
  await move(agent, request(lead, 'Respuesta Pendiente', 'Oferta Presentada'));
  const before = await getDoc(lead);
  expect(await move(agent, first)).toEqual(answers[0]);
  expect((await getDoc(lead)).data()).toEqual(before.data());
  expect(await historyOf(lead)).toHaveLength(4);
});

test('a requestId that was used for another move is refused', async () => {
  const lead = await newLead();
  const first = request(lead, PENDING, 'Respuesta Pendiente');
  await move(agent, first);
  const { requestId } = first;
  const others: [SignedIn, object][] = [
    [agent, request(lead, PENDING, 'Información Solicitada', { requestId })],
    [agent, { ...first, reason: 'Otra razón' }],
    [agent, request(lead, PENDING, 'Cerrado', { requestId, ...lost })],
    [admin, first],
  ];
  for (const [person, data] of others) await refused(move(person, data), 'already-exists');
});

test('new interest reopens a lost lead, but not a won one', async () => {
  for (const [closing, status] of [
    [lost, PENDING],
    [won, 'Cerrado'],
  ] as const) {
    const lead = await newLead();
    await move(admin, request(lead, PENDING, 'Cerrado', closing));
    const { contactId, listingId } = (await getDoc(lead)).data() ?? {};
    const again = await addDoc(collection(agent.db, 'appointments'), {
      contactId,
      listingId,
      status: 'Scheduled',
      ...agent.creation(),
    });
    await until('it is linked', async () => (await getDoc(again)).get('leadId') === lead.id);
    expect((await getDoc(lead)).get('status')).toBe(status);
  }
});

describe('an invalid request', () => {
  const good = {
    leadId: 'lead',
    from: PENDING,
    to: 'Respuesta Pendiente',
    reason: 'x',
    requestId: 'r',
  };
  test.each<[why: string, data: unknown, paths: string[]]>([
    ['nothing', null, ['']],
    ['no reason', { ...good, reason: '  ' }, ['reason']],
    ['no requestId', { ...good, requestId: undefined }, ['requestId']],
    ['a leadId that is a path', { ...good, leadId: 'a/b' }, ['leadId']],
    ['an unknown status', { ...good, to: 'Vendido' }, ['to']],
    ['the current status', { ...good, to: PENDING }, ['to']],
    ['Cerrado without an outcome', { ...good, to: 'Cerrado' }, ['closed']],
    ['an outcome without Cerrado', { ...good, ...lost }, ['closed']],
    [
      'an outcome that only the server sets',
      { ...good, to: 'Cerrado', closed: { outcome: 'moved' } },
      ['closed.outcome'],
    ],
    ['an unknown field', { ...good, force: true }, ['']],
    ['a reason that ends in half an emoji', { ...good, reason: 'Le gustó \ud83d' }, ['reason']],
    ['a requestId that ends in half an emoji', { ...good, requestId: 'r\ud83d' }, ['requestId']],
    ['a leadId that ends in half an emoji', { ...good, leadId: 'lead\ud83d' }, ['leadId']],
    ['a status that ends in half an emoji', { ...good, to: 'Cerrado\ud83d' }, ['to']],
    [
      'an outcome that ends in half an emoji',
      { ...good, to: 'Cerrado', closed: { outcome: 'lost\ud83d' } },
      ['closed.outcome'],
    ],
    ['an unknown field that is half an emoji', { ...good, '\ud83d': true }, ['']],
  ])('is refused with its issues: %s', async (_why, data, paths) => {
    await refused(move(agent, data), 'invalid-argument', {
      issues: paths.map((path): unknown => expect.objectContaining({ path })),
    });
  });
  test('is refused for a lead that does not exist', async () => {
    await refused(move(agent, { ...good, leadId: crypto.randomUUID() }), 'not-found');
  });
});

test('a text with half an emoji holds up nobody else who moves the lead', async () => {
  const lead = await newLead();
  const bad = [{ reason: 'Le gustó \ud83d' }, { requestId: '\ud83d' }].map((rest) =>
    refused(move(agent, request(lead, PENDING, 'Respuesta Pendiente', rest)), 'invalid-argument'),
  );
  const good = request(lead, PENDING, 'Información Solicitada', { reason: 'Le gustó 👍' });
  const answer = move(admin, good);
  await Promise.all(bad);
  expect(await answer).toMatchObject({ status: good.to, seq: 3 });
  expect((await historyOf(lead)).at(-1)).toMatchObject({ reason: 'Le gustó 👍' });
});

describe('the callable refuses', () => {
  test('people who are not signed in or have no staff role', async () => {
    const lead = await newLead();
    const data = request(lead, PENDING, 'Respuesta Pendiente');
    await refused(move(visitor, data), 'unauthenticated');
    await refused(move(customer, data), 'permission-denied');
    const nobody = await signIn(PEOPLE.nobody);
    await refused(move(nobody, data), 'permission-denied');
    await nobody.leave();
  });
  test('people who were demoted or disabled after they signed in', async () => {
    const lead = await newLead();
    const data = request(lead, PENDING, 'Respuesta Pendiente');
    const [demoted, disabled] = await Promise.all([signIn(PEOPLE.agent), signIn(PEOPLE.admin)]);
    await changeRecord(demoted, { claims: { role: 'contact', contactId: 'c' } });
    await changeRecord(disabled, { disabled: true });
    await refused(move(demoted, data), 'permission-denied');
    await refused(move(disabled, data), 'permission-denied');
    await Promise.all([demoted, disabled].map(({ leave }) => leave()));
  });
  test('tokens that were issued before their user’s tokens were revoked', async () => {
    const lead = await newLead();
    const data = request(lead, PENDING, 'Respuesta Pendiente');
    const revoked = await signIn(PEOPLE.admin);
    const signedInAt = Date.now();
    await until('a second passes', () => Date.now() >= signedInAt + 1_000);
    await changeRecord(revoked, { revoked: true });
    await refused(move(revoked, data), 'unauthenticated');
    await revoked.leave();
  });
});
