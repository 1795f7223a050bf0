/** Closing the open leads of a listing that is gone (docs/contract.md §10). */
import { randomUUID } from 'node:crypto';
import {
  changeLeadStatus,
  closeLeads,
  findLeadsToClose,
  GONE_REASONS,
  openEnquiry,
  watchLead,
  type Lead,
} from '../../src/index';
import { findFaults, first, newContact, stored, storedOnce, withCast } from './cast';
import { otherSystems } from '../../../functions/test/support/otherSystems';

const cast = withCast();

/** A listing with open leads, one for each of some contacts. */
async function listingWithLeads(count: number): Promise<{ listingId: string; ids: string[] }> {
  const listingId = `piso-${randomUUID()}`;
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const fields = { contactId: newContact(), listingId, channel: 'web' } as const;
    const id = await openEnquiry(cast.agent, fields);
    const isLinked = ({ leadId }: Record<string, unknown>) => leadId !== undefined;
    ids.push(String((await storedOnce(cast.agent, `enquiries/${id}`, isLinked))['leadId']));
  }
  return { listingId, ids };
}

const closedOf = async (id: string): Promise<unknown> =>
  (await stored(cast.agent, `leads/${id}`))['closed'] ?? null;
const move = (leadId: string, from: Lead['status'], to: Lead['status']) =>
  changeLeadStatus(cast.admin, { leadId, from, to, reason: 'r', requestId: randomUUID() });

test('all of them are closed as lost, but for the one with an accepted offer', async () => {
  const { listingId, ids } = await listingWithLeads(4);
  const [buyer = '', ...losers] = ids;
  await move(buyer, 'Información Solicitada', 'Oferta Aceptada');
  await otherSystems().doc(`listings/${listingId}`).set({ title: 'Piso', status: 'sold' });
  const told = await first<Lead | null>(
    (onChange, onError) => watchLead(cast.agent, losers[0] ?? '', onChange, onError),
    (lead) => lead?.listingStatus === 'sold',
  );
  expect(told).toMatchObject({
    attention: { why: 'listing_gone' },
    status: 'Información Solicitada',
  });
  expect(findFaults('lead', await stored(cast.agent, `leads/${buyer}`))).toEqual([]);
  expect(findFaults('listing', await stored(cast.agent, `listings/${listingId}`))).toEqual([]);

  const leads = await findLeadsToClose(cast.agent, listingId);
  expect(leads.map(({ id }) => id)).toEqual([...losers].sort());
  const progress: number[] = [];
  const onProgress = (closed: number) => progress.push(closed);
  expect(await closeLeads(cast.agent, leads, 'sold', { onProgress })).toEqual({
    closed: 3,
    kept: [],
  });
  expect(progress).toEqual([1, 2, 3]);
  for (const id of losers) {
    expect(await closedOf(id)).toEqual({ outcome: 'lost', reason: GONE_REASONS.sold });
  }
  expect(await closedOf(buyer)).toBeNull();
  expect(await findLeadsToClose(cast.agent, listingId)).toEqual([]);
});

test('one that somebody moved meanwhile is named and stays; a stop leaves the rest, and another run goes on', async () => {
  const { listingId, ids } = await listingWithLeads(2);
  const [moved = ''] = ids;
  const leads = await findLeadsToClose(cast.agent, listingId);
  const stopped = new AbortController();
  stopped.abort();
  const nothing = await closeLeads(cast.agent, leads, 'withdrawn', { signal: stopped.signal });
  expect(nothing).toEqual({ closed: 0, kept: [] });

  await move(moved, 'Información Solicitada', 'Respuesta Pendiente');
  const { closed, kept } = await closeLeads(cast.agent, leads, 'withdrawn');
  expect(closed).toBe(1);
  expect(kept).toMatchObject([{ lead: { id: moved }, status: 'Respuesta Pendiente' }]);
  expect(await closedOf(moved)).toBeNull();

  const rest = await findLeadsToClose(cast.agent, listingId);
  expect(await closeLeads(cast.agent, rest, 'withdrawn')).toEqual({ closed: 1, kept: [] });
  expect(await closedOf(moved)).toEqual({ outcome: 'lost', reason: GONE_REASONS.withdrawn });
});

test('who may not move leads learns it from the first refusal', async () => {
  const { listingId } = await listingWithLeads(1);
  const leads = await findLeadsToClose(cast.agent, listingId);
  const refused = closeLeads({ ...cast.customer }, leads, 'sold');
  await expect(refused).rejects.toMatchObject({ code: 'functions/permission-denied' });
  const unread = findLeadsToClose(cast.customer, listingId);
  await expect(unread).rejects.toMatchObject({ code: 'permission-denied' });
});
