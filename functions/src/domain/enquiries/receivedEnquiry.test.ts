import { sha256 } from '../../firestore/leadIds';
import { channelOf, enquiryIdOf, receivedEnquirySchema } from './receivedEnquiry';

const MESSAGE = {
  portal: 'idealista',
  externalId: 'msg-1',
  contact: { email: 'ana@example.com' },
};
const issuesOf = (body: unknown) =>
  receivedEnquirySchema.safeParse(body).error?.issues.map(({ path }) => path.join('.')) ?? [];

test('what is absent, null or empty is null', () => {
  const absent = { name: null, email: 'ana@example.com', phone: null };
  const parsed = {
    ...MESSAGE,
    contact: absent,
    listingId: null,
    message: null,
    campaign: null,
    receivedAt: null,
  };
  expect(receivedEnquirySchema.parse(MESSAGE)).toEqual(parsed);
  const empty = {
    ...MESSAGE,
    contact: { email: 'ana@example.com', name: '', phone: null },
    listingId: '',
    message: '',
    campaign: null,
    receivedAt: '',
  };
  expect(receivedEnquirySchema.parse(empty)).toEqual(parsed);
});

test('a name is one line, and a message keeps its own', () => {
  const contact = { name: 'Ana\r\nBcc: todos@example.com\u0000', email: 'ana@example.com' };
  const { contact: parsed, message } = receivedEnquirySchema.parse({
    ...MESSAGE,
    contact,
    message: 'Hola\n¿Sigue libre?',
  });
  expect(parsed.name).toBe('Ana Bcc: todos@example.com');
  expect(message).toBe('Hola\n¿Sigue libre?');
});

test.each([
  ['no object', null, ['']],
  ['no portal', { ...MESSAGE, portal: undefined }, ['portal']],
  ['a portal of blanks', { ...MESSAGE, portal: ' ' }, ['portal']],
  ['a long portal', { ...MESSAGE, portal: 'p'.repeat(101) }, ['portal']],
  ['no externalId', { ...MESSAGE, externalId: '' }, ['externalId']],
  ['a long externalId', { ...MESSAGE, externalId: 'x'.repeat(201) }, ['externalId']],
  ['no contact', { ...MESSAGE, contact: undefined }, ['contact']],
  ['a number for a phone', { ...MESSAGE, contact: { phone: 600112233 } }, ['contact.phone']],
  ['a map with a length', { ...MESSAGE, message: { length: 3 } }, ['message']],
  ['half a character', { ...MESSAGE, message: 'a\ud800' }, ['message']],
  ['a misspelt field', { ...MESSAGE, listing: 'L1' }, ['']],
  ['a listing that is no text', { ...MESSAGE, listingId: 7 }, ['listingId']],
  ['a day', { ...MESSAGE, receivedAt: '2026-07-01' }, ['receivedAt']],
  ['a time without a zone', { ...MESSAGE, receivedAt: '2026-07-01T10:00:00' }, ['receivedAt']],
  ['a day that is none', { ...MESSAGE, receivedAt: '2026-02-30T10:00:00Z' }, ['receivedAt']],
])('%s is refused, and the issue says where', (_, body, paths) => {
  expect(issuesOf(body)).toEqual(paths);
});

test('the id follows from portal and externalId, which stay apart', () => {
  expect(enquiryIdOf('a', 'b', sha256)).toMatch(/^[0-9a-f]{32}$/);
  expect(enquiryIdOf('a_b', 'c', sha256)).not.toBe(enquiryIdOf('a', 'b_c', sha256));
});

test.each([
  ['idealista', 'portal'],
  ['Web', 'web'],
  ['phone', 'phone'],
  ['portal', 'portal'],
  ['webs', 'portal'],
])('%s arrives by the channel %s', (portal, channel) => {
  expect(channelOf(portal)).toBe(channel);
});
