import { randomUUID } from 'node:crypto';
import { collection, getDocs } from 'firebase/firestore';
import { microsOfMillis } from '../../../functions/src/domain/time';
import {
  assignLead,
  ChangedMeanwhileError,
  changeLeadStatus,
  countAttention,
  countLeads,
  editLeadNotes,
  editLeadTags,
  LeadElsewhereError,
  readLostReasons,
  readManualEntries,
  saveLostReasons,
  scheduleAppointment,
  putOffLead,
  registerVisit,
  setMailDone,
  sumOffers,
  watchAttention,
  watchHistory,
  watchLead,
  watchLeads,
  type Lead,
  type MoveRequest,
  type RecordedEntry,
} from '../../src/index';
import { findFaults, first, newContact, stored, storedOnce, withCast } from './cast';
import { otherSystems } from '../../../functions/test/support/otherSystems';

const cast = withCast();

/** A lead at Visita Pendiente, of this agent. */
async function newLead(agentId = `agente-${randomUUID()}`): Promise<string> {
  const fields = { contactId: newContact(), listingId: 'l', agentId };
  const id = await scheduleAppointment(cast.agent, fields);
  const isLinked = ({ leadId }: Record<string, unknown>) => leadId !== undefined;
  return String((await storedOnce(cast.agent, `appointments/${id}`, isLinked))['leadId']);
}

const see = (id: string) =>
  first<Lead | null>(
    (onChange, onError) => watchLead(cast.agent, id, onChange, onError),
    (lead) => lead !== null,
  );

describe('leads', () => {
  test('staff watch, count and edit them', async () => {
    const agentId = `agente-${randomUUID()}`;
    const id = await newLead(agentId);
    const filter = { status: 'Visita Pendiente', agent: agentId } as const;
    const found = await first<Lead[]>(
      (onChange, onError) => watchLeads(cast.agent, { ...filter, limit: 5 }, onChange, onError),
      ({ length }) => length > 0,
    );
    expect(found.map((lead) => lead.id)).toEqual([id]);
    expect(await countLeads(cast.agent, filter)).toBe(1);
    expect(await countLeads(cast.agent, { ...filter, status: 'Cerrado' }, 'lost')).toBe(0);

    await editLeadNotes(cast.agent, id, 'Busca ático');
    await editLeadNotes(cast.admin, id, 'Busca ático, con garaje', { base: 'Busca ático' });
    const late = editLeadNotes(cast.agent, id, 'Busca bajo', { base: 'Busca ático' });
    await expect(late).rejects.toThrow(ChangedMeanwhileError);
    await editLeadTags(cast.agent, id, (tags) => [...tags, 'urgente']);
    await editLeadTags(cast.agent, id, (tags) => [...tags, 'inversor']);
    await assignLead(cast.admin, id, cast.agent.id);
    const refused = assignLead(cast.agent, id, null);
    await expect(refused).rejects.toMatchObject({ code: 'permission-denied' });

    const data = await stored(cast.agent, `leads/${id}`);
    expect(findFaults('lead', data)).toEqual([]);
    const people = { notes: 'Busca ático, con garaje', tags: ['urgente', 'inversor'] };
    expect(data).toMatchObject({ ...people, assignedTo: cast.agent.id });
    expect(await see(id)).toMatchObject({ ...people, status: 'Visita Pendiente' });
  });

  test('staff sum the offers in euros of those with a status', async () => {
    const agentId = `agente-${randomUUID()}`;
    const filter = { status: 'Oferta Presentada', agent: agentId } as const;
    expect(await sumOffers(cast.agent, filter)).toBe(0);
    const offers = [
      { amount: 285_000, currency: 'EUR' },
      { amount: 310_000.5, currency: 'EUR' },
      { amount: 1_000_000, currency: 'USD' },
    ];
    for (const offer of offers) {
      const pair = { contactId: newContact(), listingId: 'l' };
      const scheduled = await scheduleAppointment(cast.agent, { ...pair, agentId });
      const visit = { appointmentId: scheduled, outcome: 'offer_made', offer } as const;
      const id = await registerVisit(cast.agent, visit);
      await storedOnce(cast.agent, `visits/${id}`, ({ leadId }) => leadId !== undefined);
    }
    expect(await sumOffers(cast.agent, filter)).toBe(595_000.5);
    expect(await sumOffers(cast.agent, { ...filter, status: 'Oferta Aceptada' })).toBe(0);
  });

  test('staff see those that need somebody, and put one off', async () => {
    const agentId = `agente-${randomUUID()}`;
    const contactId = newContact();
    const hour = 3_600_000;
    const startsAt = new Date(Date.now() - 24 * hour);
    const endsAt = new Date(startsAt.getTime() + hour);
    const fields = { contactId, listingId: 'l', agentId, startsAt, endsAt };
    await scheduleAppointment(cast.agent, fields);
    const waiting = (isMet: (lead: Lead | undefined) => boolean) =>
      first<Lead[]>(
        (onChange, onError) =>
          watchAttention(cast.agent, { agent: agentId, limit: 5 }, onChange, onError),
        ([soonest]) => isMet(soonest),
      );
    const [lead] = await waiting((soonest) => soonest !== undefined);
    const at = microsOfMillis(endsAt.getTime() + 2 * hour);
    expect(lead).toMatchObject({ contactId, attention: { at, why: 'no_outcome' } });
    const count = (when: Date) => countAttention(cast.agent, { agent: agentId, at: when });
    expect(await count(new Date(endsAt.getTime() + 2 * hour))).toBe(1);
    expect(await count(new Date(endsAt.getTime() + 2 * hour - 1))).toBe(0);
    expect(await countAttention(cast.agent, { agent: null, at: new Date() })).toBeGreaterThan(0);
    const id = String(lead?.id);
    const until = new Date(Date.now() + 24 * hour);
    await putOffLead(cast.agent, id, until);
    const later = microsOfMillis(until.getTime());
    await waiting((soonest) => soonest?.attention?.at === later);
    const data = await stored(cast.agent, `leads/${id}`);
    expect(findFaults('lead', data)).toEqual([]);
    await putOffLead(cast.admin, id, null);
    await waiting((soonest) => soonest?.attention?.at === at);
  });

  test('staff move one by hand, once for each request, and learn where it is', async () => {
    const id = await newLead();
    const request: MoveRequest = {
      leadId: id,
      from: 'Visita Pendiente',
      to: 'Cerrado',
      reason: 'Ha comprado otro',
      closed: { outcome: 'lost' },
      requestId: randomUUID(),
    };
    const answer = { leadId: id, status: 'Cerrado', seq: 3 };
    expect(findFaults('changeLeadStatus.request', request)).toEqual([]);
    expect(await changeLeadStatus(cast.agent, request)).toEqual(answer);
    expect(await changeLeadStatus(cast.agent, request)).toEqual(answer);
    expect(findFaults('changeLeadStatus.answer', answer)).toEqual([]);
    const late = changeLeadStatus(cast.agent, { ...request, requestId: randomUUID() });
    await expect(late).rejects.toMatchObject({ status: 'Cerrado' });
    await expect(late).rejects.toThrow(LeadElsewhereError);
    const refused = changeLeadStatus(cast.customer, request);
    await expect(refused).rejects.toMatchObject({ code: 'functions/permission-denied' });

    const lead = await stored(cast.agent, `leads/${id}`);
    expect(findFaults('lead', lead)).toEqual([]);
    expect(lead['closed']).toEqual({ outcome: 'lost', reason: 'Ha comprado otro' });
    const entries = await first<RecordedEntry[]>(
      (onChange, onError) => watchHistory(cast.agent, id, 2, onChange, onError),
      ({ length }) => length === 2,
    );
    expect(entries.map(({ to }) => to)).toEqual(['Cerrado', 'Visita Pendiente']);
    const { docs } = await getDocs(collection(cast.agent.db, 'leads', id, 'statusHistory'));
    expect(docs.flatMap((entry) => findFaults('historyEntry', entry.data()))).toEqual([]);
    expect(docs).toHaveLength(3);
  });

  test('a client without functions is told so', async () => {
    const { db, id } = cast.agent;
    const request = { leadId: 'x', from: 'Cerrado', to: 'Oferta Aceptada' } as const;
    const move = changeLeadStatus(
      { db, uid: () => id },
      { ...request, reason: 'r', requestId: 'x' },
    );
    await expect(move).rejects.toThrow('no functions');
  });
});

test('staff set a mail of the inbox to done', async () => {
  const ref = otherSystems().collection('inbox').doc();
  const mail = { from: 'Ana <ana@example.com>', subject: 'Hola', text: '¿Sigue libre?' };
  await ref.set({ ...mail, receivedAt: new Date(), state: 'open' });
  await setMailDone(cast.agent, ref.id);
  const data = await stored(cast.agent, ref.path);
  expect(findFaults('inboxMail', data)).toEqual([]);
  expect(data).toMatchObject({ ...mail, state: 'done', updatedBy: cast.agent.id });
});

test('an admin keeps the reasons for lost leads, and staff read them', async () => {
  const settings = otherSystems().doc('settings/board');
  await settings.delete();
  expect(await readLostReasons(cast.agent)).toBeNull();
  await saveLostReasons(cast.admin, ['Precio', 'Ya no busca']);
  expect(await readLostReasons(cast.agent)).toEqual(['Precio', 'Ya no busca']);
  expect(findFaults('boardSettings', await stored(cast.agent, settings.path))).toEqual([]);
  const refused = saveLostReasons(cast.agent, []);
  await expect(refused).rejects.toMatchObject({ code: 'permission-denied' });
  await settings.set({ lostReasons: 'Precio' });
  expect(await readLostReasons(cast.agent)).toBeNull();
  await settings.delete();
});

test('staff read the newest moves by hand to a status', async () => {
  const leadId = await newLead();
  const request = { leadId, from: 'Visita Pendiente', to: 'Respuesta Pendiente' } as const;
  const reason = `Llama mañana ${leadId}`;
  await changeLeadStatus(cast.agent, { ...request, reason, requestId: randomUUID() });
  const [newest] = await readManualEntries(cast.agent, 'Respuesta Pendiente', 1);
  expect(newest).toMatchObject({ cause: 'manual', to: 'Respuesta Pendiente', reason });
});
