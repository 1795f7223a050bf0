import { committedLead, idOf, PAIR, second } from '../../../test/support/builders';
import { SYSTEM } from '../actor';
import type { LeadStatus } from '../leadStatus';
import { createLead, type LeadChange } from './changeLead';
import {
  isGone,
  knownListing,
  knowsListing,
  LISTING_STATUSES,
  readListingStatus,
  withListing,
  type ListingStatus,
} from './listingStatus';

const explanation = {
  source: { collection: 'appointments', id: 'A' },
  actor: SYSTEM,
  effectiveAt: second(1),
} as const;

/** A lead, and what it knows of its listing. */
function leadAt(status: LeadStatus, known: ListingStatus | null = null): LeadChange {
  const { lead } = createLead(PAIR, 'Appointment', null, explanation);
  const listingStatusAt = known === null ? null : second(5);
  const told = { ...lead, status, listingStatus: known, listingStatusAt };
  return { lead: told, entries: [], isChanged: false };
}

const says = (status: ListingStatus | null, at = 9) => ({ status, version: second(at) });

describe('what a listing says', () => {
  test.each<[unknown, ListingStatus | null]>([
    ...LISTING_STATUSES.map((status): [string, ListingStatus] => [status, status]),
    [' Sold ', 'sold'],
    ['vendido', null],
    ['', null],
    [7, null],
    [{ status: 'sold' }, null],
    [undefined, null],
  ])('%p is %p', (written, status) => {
    expect(readListingStatus(written)).toBe(status);
  });
  test('it is gone where it is sold or withdrawn', () => {
    expect(LISTING_STATUSES.filter(isGone)).toEqual(['sold', 'withdrawn']);
    expect(isGone(null)).toBe(false);
  });
});

describe('an open lead', () => {
  test.each(['reserved', 'sold', 'withdrawn'] as const)(
    'learns that it is %s, since when',
    (status) => {
      const told = withListing(leadAt('Oferta Presentada'), says(status));
      expect(told).toMatchObject({
        isChanged: true,
        entries: [],
        lead: { status: 'Oferta Presentada' },
      });
      expect(knownListing(told.lead)).toEqual({ status, at: second(9) });
    },
  );
  test.each([null, 'available'] as const)('has nothing to learn where it says %p', (status) => {
    const lead = leadAt('Oferta Presentada');
    expect(withListing(lead, says(status))).toBe(lead);
    expect(knowsListing(lead.lead, says(status))).toBe(true);
  });
  test('keeps the version from which it knows it', () => {
    const lead = leadAt('Oferta Presentada', 'sold');
    expect(withListing(lead, says('sold'))).toBe(lead);
  });
  test.each([null, 'available', 'withdrawn'] as const)(
    'learns that it is %p after all',
    (status) => {
      const { lead } = withListing(leadAt('Oferta Presentada', 'sold'), says(status));
      expect(knownListing(lead)).toEqual(status && { status, at: second(9) });
      expect(lead.listingStatusAt).toBe(status && second(9));
    },
  );
  test('whose time of it is gone learns it anew', () => {
    const { lead, ...change } = leadAt('Oferta Presentada', 'sold');
    const undated = { ...change, lead: { ...lead, listingStatusAt: null } };
    expect(withListing(undated, says('sold')).lead.listingStatusAt).toBe(second(9));
  });
});

test('a closed lead learns nothing, and knows nothing any more', () => {
  const lead = leadAt('Cerrado', 'sold');
  expect(withListing(lead, says('withdrawn'))).toBe(lead);
  expect(knownListing(lead.lead)).toBeNull();
  const { listingStatus, listingStatusAt } = committedLead(idOf(PAIR), second(10), lead.lead);
  expect([listingStatus, listingStatusAt]).toEqual([null, null]);
});
