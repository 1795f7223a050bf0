import { canMatter, changesDetails } from './sourceChange';
import { documentOf, enquiryRef, timestamp, second, updated } from '../../../test/support/builders';

const E = enquiryRef('E');
const whole = {
  contactId: 'ana',
  listingId: 'L',
  prospectId: 'owner',
  agentId: 'eva',
  status: 'open',
  channel: 'portal',
  origin: { portal: 'idealista', campaign: 'verano' },
  message: '¿Sigue disponible?',
  externalId: '77',
};
const contentOf = (fields: Readonly<Record<string, unknown>>) =>
  documentOf(E, { ...whole, ...fields }).content;

test('an enquiry is read with every field that the pipeline uses (§2)', () => {
  expect(contentOf({})).toEqual({
    collection: 'enquiries',
    ...{ contactId: 'ana', listingId: 'L', prospectId: 'owner', agentId: 'eva' },
    ...{ status: 'open', channel: 'portal', portal: 'idealista', campaign: 'verano' },
  });
});

test('words are recognised in any spelling, and what is optional may be missing', () => {
  const optional = { listingId: undefined, prospectId: '', agentId: null };
  expect(contentOf({ ...optional, status: ' Answered', channel: 'WEB ' })).toMatchObject({
    ...{ listingId: null, prospectId: null, agentId: null },
    ...{ status: 'answered', channel: 'web' },
  });
  for (const origin of [undefined, null, '', {}, { portal: '', campaign: null }, { otro: 5 }]) {
    expect(contentOf({ origin })).toMatchObject({ portal: null, campaign: null });
  }
});

test.each([
  ['contactId', undefined],
  ['contactId', ''],
  ['listingId', 7],
  ['prospectId', ['p']],
  ['agentId', {}],
  ['status', 'Scheduled'],
  ['status', undefined],
  ['channel', 'paloma'],
  ['channel', undefined],
  ['origin', 'idealista'],
  ['origin', ['idealista']],
])('it cannot be used with this %s: %j, and says so', (field, value) => {
  const { content, issues } = documentOf(E, { ...whole, [field]: value });
  expect(content).toBeNull();
  expect(issues).toMatchObject([{ path: field }]);
});

test.each([
  ['portal', 'x'.repeat(101)],
  ['campaign', 5],
])('nor with this %s of its origin', (field, value) => {
  const { issues } = documentOf(E, { ...whole, origin: { [field]: value } });
  expect(issues).toMatchObject([{ path: `origin.${field}` }]);
});

describe('an edit of an enquiry that is linked', () => {
  const leadSync = { state: 'linked', id: 'E', at: timestamp(second(2)) };
  const linked = { ...whole, leadId: 'lead', leadSync };
  const edit = (fields: Readonly<Record<string, unknown>>) => {
    const [before, after] = [
      documentOf(E, linked, second(1), second(3)),
      documentOf(E, { ...linked, ...fields }, second(1), second(4)),
    ];
    return { before, after };
  };
  test.each([
    [{ status: 'answered' }],
    [{ statusAt: timestamp(second(3)) }],
    [{ listingId: 'M' }],
    [{ agentId: 'leo' }],
    [{ origin: { portal: 'fotocasa' } }],
    [{ channel: 'paloma' }],
  ])('can matter: %j', (fields) => {
    const { before, after } = edit(fields);
    expect(canMatter(updated(before, after))).toBe(true);
  });
  test.each([
    [{ message: 'otra' }],
    [{ channel: 'phone' }],
    [{ externalId: '78' }],
    [{ status: ' OPEN ' }],
    [{ type: 'Firma', outcome: 'offer_made' }],
    [{ origin: { portal: 'idealista', campaign: 'verano', otro: 1 } }],
  ])('cannot: %j', (fields) => {
    const { before, after } = edit(fields);
    expect(canMatter(updated(before, after))).toBe(false);
  });
  test('changes details if it names another agent, owner or origin', () => {
    const changes = (fields: Readonly<Record<string, unknown>>) => {
      const [one, other] = [contentOf({}), contentOf(fields)];
      return one !== null && other !== null && changesDetails(one, other);
    };
    expect(changes({ agentId: 'leo' })).toBe(true);
    expect(changes({ prospectId: null })).toBe(true);
    expect(changes({ origin: { portal: 'idealista' } })).toBe(true);
    expect(changes({ message: 'otra', listingId: 'M' })).toBe(false);
  });
});
