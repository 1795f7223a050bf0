import { enquiriesOf, leadEnquiriesSchema, listEnquiries } from './leadEnquiry';
import { newViewing, withViewing, type EnquiryState, type Viewings } from '../viewings/viewing';
import { second } from '../../../test/support/builders';

const STATE: EnquiryState = {
  createTime: second(10),
  openedAt: second(10),
  at: second(10),
  version: second(10),
  isDeleted: false,
  status: 'open',
  agentId: 'ana',
  prospectId: 'p',
  portal: 'Idealista',
  campaign: null,
  detailsVersion: second(10),
};

function holding(...states: readonly Partial<EnquiryState>[]): Viewings {
  return states.reduce<Viewings>((viewings, state, n) => {
    const viewing = newViewing({ collection: 'enquiries', id: `E${n}` });
    return withViewing(viewings, { ...viewing, enquiry: { ...STATE, ...state } });
  }, new Map());
}

test('an enquiry is answered since the time of that state, for as long as it says so', () => {
  const viewings = holding(
    { openedAt: second(5), at: second(9), status: 'answered' },
    { openedAt: second(3), at: second(9), status: 'dismissed', campaign: 'Otoño' },
    { openedAt: second(4), at: second(9), status: 'open', portal: null },
  );
  expect(listEnquiries(viewings)).toEqual([
    { openedAt: second(3), answeredAt: null, portal: 'Idealista', campaign: 'Otoño' },
    { openedAt: second(4), answeredAt: null, portal: null, campaign: null },
    { openedAt: second(5), answeredAt: second(9), portal: 'Idealista', campaign: null },
  ]);
});

test('a deleted enquiry does not count, unless retention took it: that leaves what it said', () => {
  const viewings = holding(
    { status: 'removed', isDeleted: true },
    { status: 'answered', isDeleted: true },
  );
  expect(listEnquiries(viewings)).toHaveLength(1);
});

test('of an anonymous lead counts what is left, of any other what it holds, whatever is in that field', () => {
  const left = listEnquiries(holding({}));
  expect(enquiriesOf({ viewings: new Map(), anonymisedAt: 1, enquiries: left })).toBe(left);
  expect(enquiriesOf({ viewings: new Map(), anonymisedAt: 1 })).toEqual([]);
  expect(enquiriesOf({ viewings: null, enquiries: left })).toEqual([]);
  expect(enquiriesOf({ viewings: holding({}, {}), enquiries: left })).toHaveLength(2);
  expect(leadEnquiriesSchema.safeParse('dos, en mayo').success).toBe(false);
});
