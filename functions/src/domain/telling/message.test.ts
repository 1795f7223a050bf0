import type { RecordedEntry } from '../documents/history';
import { isTold, MAX_MESSAGE_BYTES, messageOf, type Extras } from './message';
import { readWebhookFields } from './webhookFields';

const entry: RecordedEntry = {
  seq: 3,
  from: 'Visita Pendiente',
  to: 'Cerrado',
  at: 2_000_000,
  effectiveAt: 1_000_000,
  cause: 'manual',
  reason: 'Ana Quintanar ya no quiere vender',
  source: { collection: 'leads', id: 'lead-1' },
  actor: { type: 'user', id: 'eva' },
  secondsInPrevious: 60,
  outcome: 'lost',
};

function render(of: Partial<RecordedEntry> = {}, extras: Extras = {}, leadId = 'lead-1') {
  const message = messageOf({ leadId, entry: { ...entry, ...of } }, extras, (time) => `t${time}`);
  if (message === null) throw new Error('The message is too long');
  return { ...message, json: JSON.parse(message.body) as { data: Record<string, unknown> } };
}

test('a message says what happened in ids, and nothing in words of people', () => {
  const { id, json, body } = render();
  expect(id).toBe('lead-1/3');
  expect(json).toEqual({
    type: 'lead.status_changed',
    timestamp: 't2000000',
    data: {
      leadId: 'lead-1',
      seq: 3,
      from: 'Visita Pendiente',
      to: 'Cerrado',
      at: 't2000000',
      effectiveAt: 't1000000',
      cause: 'manual',
      source: { collection: 'leads', id: 'lead-1' },
      actor: { type: 'user', id: 'eva' },
      secondsInPrevious: 60,
      outcome: 'lost',
    },
  });
  expect(body).not.toContain('Ana');
});

test('it says which numbers of the sequence other documents take', () => {
  expect(render({ skipped: [1, 2] }).json.data['skipped']).toEqual([1, 2]);
});

test('it has what the operator wants besides', () => {
  const { data } = render(
    {},
    { reason: 'porque sí', lead: { contactId: 'ana', notes: null } },
  ).json;
  expect(data).toMatchObject({ reason: 'porque sí', lead: { contactId: 'ana', notes: null } });
});

test('its id fits into a header and is cut by nothing, whatever the id of the lead', () => {
  expect(render({}, {}, 'año 2025.3/ñ😀').id).toBe('a%C3%B1o%202025%2E3%2F%C3%B1%F0%9F%98%80/3');
});

test('what makes it too long is left out and named', () => {
  const fitting = render({}, { lead: { notes: 'ñ'.repeat(32_000) } });
  expect(Buffer.byteLength(fitting.body)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
  expect(fitting.json.data).not.toHaveProperty('omitted');
  const { json, body } = render({}, { reason: 'x', lead: { notes: 'ñ'.repeat(33_000) } });
  expect(Buffer.byteLength(body)).toBeLessThan(1_000);
  expect(json.data).toMatchObject({ seq: 3, omitted: ['reason', 'lead'] });
  expect(json.data).not.toHaveProperty('reason');
});

test('a document that is too long even so has no message', () => {
  const told = { leadId: 'x', entry: { ...entry, cause: 'x'.repeat(MAX_MESSAGE_BYTES) } };
  expect(messageOf(told, {}, String)).toBeNull();
});

test('an entry of a lead of nobody is not told', () => {
  const source = { collection: 'leads', id: '' };
  expect(isTold({ leadId: 'x', entry })).toBe(true);
  expect(isTold({ leadId: 'x', entry: { ...entry, source } })).toBe(false);
});

test.each([
  ['', { hasReason: false, ofLead: [], unknown: [] }],
  ['reason', { hasReason: true, ofLead: [], unknown: [] }],
  [' notes ,contactId,', { hasReason: false, ofLead: ['contactId', 'notes'], unknown: [] }],
  ['contact,viewings', { hasReason: false, ofLead: [], unknown: ['contact', 'viewings'] }],
])('WEBHOOK_FIELDS «%s»', (text, fields) => {
  expect(readWebhookFields(text)).toEqual(fields);
});
