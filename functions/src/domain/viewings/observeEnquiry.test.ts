/** What a lead knows of an enquiry, as its versions and its deletion are observed (docs/contract.md §4). */
import { observeEvent } from '../documents/observation';
import type { SourceChange } from '../documents/sourceChange';
import { applyObservation } from './applyObservation';
import { newViewing, type Viewing } from './viewing';
import {
  AGENT,
  created,
  deleted,
  documentOf,
  enquiryRef,
  enquiryState,
  PAIR,
  second,
  timestamp,
  updated,
  wasRead,
  type Fields,
} from '../../../test/support/builders';

const E = enquiryRef('E');
/** A version that was stamped at a second, and committed one later. The enquiry was created at 11. */
const enquiryAt = (n: number, fields: Fields, createTime = 11) => {
  const at = timestamp(second(n));
  const stamps = { statusAt: at, updatedAt: at, updatedBy: AGENT.id };
  const data = { ...PAIR, channel: 'web', ...stamps, ...fields };
  return documentOf(E, data, second(createTime), second(n + 1));
};
const apply = (known: Viewing, event: SourceChange) => {
  const observation = observeEvent(event);
  if (observation === null) throw new Error('The event has no observation');
  return applyObservation(known, observation);
};
const after = (...events: readonly SourceChange[]) =>
  events.reduce((each, event) => apply(each, event).viewing, newViewing(E)).enquiry;

const open = enquiryAt(10, { status: 'open', origin: { portal: 'idealista' }, agentId: 'ana' });
const answered = enquiryAt(20, {
  status: ' ANSWERED ',
  origin: { portal: 'idealista' },
  agentId: 'ana',
});
const known = {
  ...enquiryState('open', second(11), { portal: 'idealista', agentId: 'ana' }),
  at: second(10),
};

test('has its status and its details, as of its stamps', () => {
  expect(after(created(open))).toEqual(known);
});

test('the newest version that brought a status counts, in whatever order they come', () => {
  const state = { status: 'answered', at: second(20), version: second(21), portal: 'idealista' };
  expect(after(created(open), updated(open, answered))).toMatchObject(state);
  expect(after(updated(open, answered), created(open))).toMatchObject(state);
  expect(after(updated(open, answered), updated(open, answered))).toMatchObject(state);
});

test('details follow the newest version, and explain nothing', () => {
  const data = { status: 'open', origin: { campaign: 'radio' }, statusAt: timestamp(second(10)) };
  const edited = enquiryAt(30, data);
  const { viewing, explanation } = apply(
    { ...newViewing(E), enquiry: known },
    updated(open, edited),
  );
  expect(explanation).toBeNull();
  expect(viewing.enquiry).toEqual({
    ...known,
    ...{ agentId: null, portal: null, campaign: 'radio', detailsVersion: second(31) },
  });
});

test.each([
  ['open', 'enquiry.opened', 'Consulta recibida'],
  ['answered', 'enquiry.answered', 'Consulta contestada'],
  ['dismissed', 'enquiry.dismissed', 'Consulta descartada'],
])('%s is explained as %s', (status, cause, reason) => {
  const { explanation } = apply(newViewing(E), created(enquiryAt(10, { status })));
  expect(explanation).toEqual({ cause, reason, source: E, actor: AGENT, effectiveAt: second(10) });
});

describe('a deletion', () => {
  test('no longer counts, and says so', () => {
    const here = { ...newViewing(E), enquiry: known };
    const { viewing, explanation } = apply(here, deleted(open, second(40)));
    expect(viewing.enquiry).toMatchObject({ status: 'removed', at: second(40), isDeleted: true });
    expect(explanation).toMatchObject({ cause: 'enquiry.removed', reason: 'Consulta eliminada' });
    expect(apply(viewing, created(open))).toEqual({ viewing, explanation: null });
  });
  test('of one that nobody knows leaves nothing', () => {
    expect(after(deleted(open, second(40)))).toBeNull();
  });
  test('by retention says nothing: what it said stands, known or not', () => {
    const expired = enquiryAt(30, { status: 'answered', expireAt: timestamp(second(35)) });
    const state = { status: 'answered', at: second(30), isDeleted: true };
    expect(after(created(open), deleted(expired, second(40)))).toMatchObject(state);
    expect(after(deleted(expired, second(40)))).toMatchObject(state);
  });
  test('leaves the document that was created again under its id', () => {
    const again = enquiryAt(50, { status: 'open' }, 51);
    const now = after(created(open), created(again), deleted(open, second(40)));
    expect(now).toMatchObject({ status: 'open', createTime: second(51), isDeleted: false });
  });
});

test('a version that was only read counts if it shows another status', () => {
  expect(after(created(open), wasRead(answered))).toMatchObject({ status: 'answered' });
});
