import { second } from '../../../test/support/builders';
import { rederiveStatus, type LeadChange } from '../leads/changeLead';
import { NOTHING_KEPT, type Lead } from '../leads/lead';
import { ERASED_LEAD_ID, forgetLeads, namesLead } from './forgetLeads';

/** A lead that both of its viewings left at the same time. */
const lead: Lead = {
  contactId: 'bea',
  listingId: 'L',
  prospectId: null,
  assignedTo: null,
  source: 'Appointment',
  origin: null,
  status: 'Cerrado',
  closed: null,
  decision: null,
  viewings: new Map(),
  moves: new Map([
    ['appointments/A', { at: second(5), leadId: 'aaa' }],
    ['appointments/B', { at: second(5), leadId: 'zzz' }],
  ]),
  kept: NOTHING_KEPT,
  followUpAt: null,
  listingStatus: null,
  listingStatusAt: null,
  history: { seq: 3, status: 'Cerrado', effectiveAt: second(5) },
};
const { lead: closed } = rederiveStatus({ lead, entries: [], isChanged: false }, 'bea-L');
const change: LeadChange = { lead: closed, entries: [], isChanged: false };

test('a lead forgets where its viewings went, and stays as derived', () => {
  expect(closed.closed?.leadId).toBe('zzz');
  const ids = new Set(['zzz']);
  expect(namesLead(closed, ids)).toBe(true);
  const forgotten = forgetLeads(change, ids);
  expect(namesLead(forgotten.lead, ids)).toBe(false);
  expect(forgotten.lead.moves.get('appointments/B')).toEqual({
    at: second(5),
    leadId: ERASED_LEAD_ID,
  });
  // Of the two that left at the same time, the other id decides now.
  expect(forgotten).toMatchObject({ entries: [], isChanged: true });
  expect(rederiveStatus(forgotten, 'bea-L')).toBe(forgotten);
  expect(rederiveStatus(forgetLeads(change, new Set(['aaa'])), 'bea-L').entries).toEqual([]);
});

test('a lead that names none of them is not concerned', () => {
  expect(namesLead(closed, new Set(['bbb']))).toBe(false);
});
