import { CONSOLE } from '../actor';
import { observeEvent, observeRead, type Observation } from './observation';
import type { SourceChange } from './sourceChange';
import {
  AGENT,
  appointmentRef,
  created,
  deleted,
  documentOf,
  second,
  timestamp,
  updated,
  visitRef,
  type Fields,
  wasRead,
} from '../../../test/support/builders';

const A = appointmentRef('A');
const V = visitRef('V');
const MINUTE = second(60);
/** The time of the creation, and of the next version. */
const [CREATED, LATER] = [second(1_000), second(2_000)];

const appointment: Fields = { contactId: 'contact', listingId: 'L', status: 'Scheduled' };
const visit: Fields = { appointmentId: 'A', status: 'visit_done', outcome: 'offer_made' };

const stamped = (time: number, by = AGENT.id) => ({
  updatedAt: timestamp(time),
  updatedBy: by,
});
const at = (time: number) => ({ statusAt: timestamp(time) });
const noteOf = (id: string, state = 'linked') => ({
  leadSync: { state, id, issues: [], at: timestamp(second(1_500)) },
});

const firstWith = (fields: Fields, ref = A) =>
  documentOf(ref, { ...(ref === A ? appointment : visit), ...fields }, CREATED);
const thenWith = (fields: Fields, ref = A) =>
  documentOf(ref, { ...(ref === A ? appointment : visit), ...fields }, CREATED, LATER);
const STAMPS = { ...stamped(CREATED - 2), ...at(CREATED - 1) };
const first = firstWith(STAMPS);
const then = (fields: Fields) => thenWith({ ...STAMPS, ...fields });

/** The observation of a version. Throws if the event is a deletion or cannot be used. */
function observeVersion(change: SourceChange): Extract<Observation, { kind: 'version' }> {
  const observation = observeEvent(change);
  if (observation?.kind !== 'version') throw new Error('The event is about a version');
  return observation;
}

describe('an observation of a creation', () => {
  test('has a new state, as of its stamp, by the user who wrote it', () => {
    expect(observeEvent(created(first))).toEqual({
      document: first,
      content: first.content,
      kind: 'version',
      actor: AGENT,
      isNewDetails: true,
      stateChange: 'changed',
      changedAt: CREATED - 1,
      unchangedSince: CREATED - 1,
      unchangedVersion: CREATED - 1,
      statusAt: CREATED - 1,
    });
  });
  test('without stamps has a new state, as of its createTime, by the console', () => {
    expect(observeEvent(created(firstWith({})))).toMatchObject({
      stateChange: 'changed',
      changedAt: CREATED,
      statusAt: null,
      actor: CONSOLE,
    });
  });
  test('by somebody who is not named is by the console', () => {
    expect(observeVersion(created(firstWith({ ...STAMPS, updatedBy: null }))).actor).toEqual(
      CONSOLE,
    );
  });
  test('is the same whether its event tells it or it is read', () => {
    expect(observeRead(first)).toEqual(observeVersion(created(first)));
    expect(observeVersion(wasRead(first))).toMatchObject({
      stateChange: 'changed',
      changedAt: CREATED - 1,
      isNewDetails: true,
    });
    expect(observeRead(firstWith({}))).toMatchObject({ changedAt: CREATED, actor: CONSOLE });
  });
});

describe('whether a version brought a state (§4)', () => {
  test.each([
    ['status', { status: 'Cancelled' }],
    ['type', { type: 'Firma' }],
    ['statusAt', at(LATER)],
  ])('it did with a new %s', (_what, fields) => {
    expect(observeVersion(updated(first, then(fields))).stateChange).toBe('changed');
  });
  test('it did with a new outcome of a visit', () => {
    const after = thenWith({ outcome: 'more_info_needed' }, V);
    expect(observeVersion(updated(firstWith({}, V), after)).stateChange).toBe('changed');
  });
  test.each([
    ['a type that was implied before', { type: 'Visita' }],
    ['another spelling', { status: 'SCHEDULED', type: ' visita' }],
    ['a stamp that disappears', { statusAt: null }],
    ['a stamp of a foreign clock', at(LATER + MINUTE + 1)],
    ['other fields', { ...stamped(LATER), notes: 'x', listingId: 'L2', prospectId: 'p' }],
  ])('it did not with %s', (_what, fields) => {
    expect(observeVersion(updated(first, then(fields))).stateChange).toBe('unchanged');
  });
  test('it did with a stamp that is at most a minute ahead', () => {
    expect(observeVersion(updated(first, then(at(LATER + MINUTE)))).stateChange).toBe('changed');
  });
  test.each([
    ['contact', { contactId: '' }],
    ['status', { status: 'Done' }],
  ])('it did if the version before could not be used for its %s', (_what, fault) => {
    const before = firstWith({ ...STAMPS, ...fault });
    expect(observeVersion(updated(before, then({}))).stateChange).toBe('changed');
  });
  test('nobody knows if the version before was rejected', () => {
    const before = firstWith({ ...STAMPS, ...noteOf('A', 'rejected') });
    const notes = then({ ...noteOf('A', 'rejected'), notes: 'x' });
    expect(observeVersion(updated(before, notes)).stateChange).toBe('unknown');
    const linked = firstWith({ ...STAMPS, ...noteOf('A') });
    expect(observeVersion(updated(linked, then(noteOf('A')))).stateChange).toBe('unchanged');
    const cancelled = then({ ...noteOf('A', 'rejected'), status: 'Cancelled' });
    expect(observeVersion(updated(before, cancelled)).stateChange).toBe('changed');
  });
  test('nobody knows of a later version that was read', () => {
    expect(observeVersion(wasRead(then({}))).stateChange).toBe('unknown');
    expect(observeRead(then({}))?.stateChange).toBe('unknown');
  });
});

describe('the time of a state (§4)', () => {
  const changedAt = (change: SourceChange) => observeVersion(change).changedAt;
  const cancelled = (fields: Fields) => then({ status: 'Cancelled', ...fields });

  test('is the statusAt that was written with it', () => {
    expect(changedAt(updated(first, cancelled(at(LATER - 5))))).toBe(LATER - 5);
    expect(changedAt(updated(first, cancelled(at(LATER + MINUTE))))).toBe(LATER + MINUTE);
    expect(changedAt(updated(first, cancelled(at(second(3)))))).toBe(second(3));
  });
  test.each([
    ['keeps its old stamp', {}],
    ['removes its stamp', { statusAt: null }],
    ['has a stamp of a foreign clock', at(LATER + MINUTE + 1)],
  ])('is the updateTime of a version that %s', (_what, fields) => {
    expect(changedAt(updated(first, cancelled(fields)))).toBe(LATER);
  });
  test.each([
    ['exactly a minute', CREATED - MINUTE, CREATED],
    ['a minute and a microsecond', CREATED - MINUTE - 1, CREATED - MINUTE - 1],
  ])('of an unstamped creation that was written %s before', (_what, writtenAt, time) => {
    expect(changedAt(created(firstWith({ updatedAt: timestamp(writtenAt) })))).toBe(time);
    expect(changedAt(created(firstWith({ createdAt: timestamp(writtenAt) })))).toBe(time);
    expect(observeRead(firstWith({ createdAt: timestamp(writtenAt) }))?.changedAt).toBe(time);
  });
  test('of a stamped import is its stamp', () => {
    const stamps = { createdAt: timestamp(second(1)), ...at(second(2)) };
    expect(changedAt(created(firstWith(stamps)))).toBe(second(2));
  });
  test('of a later version does not depend on when the document was imported', () => {
    const old = { createdAt: timestamp(second(1)), updatedAt: timestamp(second(1)) };
    const after = thenWith({ ...old, status: 'Cancelled' });
    expect(changedAt(updated(firstWith(old), after))).toBe(LATER);
  });
  test('of a copy is its createTime, and the console made it', () => {
    const copy = firstWith({
      ...STAMPS,
      createdAt: timestamp(second(1)),
      ...noteOf('B'),
    });
    expect(observeEvent(created(copy))).toMatchObject({
      changedAt: CREATED,
      statusAt: null,
      actor: CONSOLE,
    });
    expect(observeRead(copy)).toMatchObject({ changedAt: CREATED, actor: CONSOLE });
  });
});

describe('a state that an earlier version brought (§4)', () => {
  test.each([
    ['its stamp', STAMPS, CREATED - 1],
    ['its import', { createdAt: timestamp(second(1)) }, second(1)],
    [
      'its stamp, even if it was imported',
      { ...at(second(5)), createdAt: timestamp(0) },
      second(5),
    ],
    ['its createTime', {}, CREATED],
    ['its createTime if its stamp is of a foreign clock', at(LATER + MINUTE + 1), CREATED],
  ])('counts as of %s, and as older than every version', (_what, fields, since) => {
    const notes = thenWith({ ...fields, notes: 'x' });
    for (const observed of [
      observeVersion(updated(firstWith(fields), notes)),
      observeRead(notes),
    ]) {
      expect(observed).toMatchObject({ unchangedSince: since, unchangedVersion: CREATED - 1 });
    }
  });
  test('counts as of this version if the document was rejected', () => {
    const fields = { ...STAMPS, ...noteOf('A', 'rejected') };
    const observed = observeVersion(updated(firstWith(fields), thenWith(fields)));
    expect(observed.unchangedVersion).toBe(LATER - 1);
    expect(observeRead(thenWith(fields))?.unchangedVersion).toBe(LATER - 1);
  });
});

describe('the details of a version are new', () => {
  const isNew = (change: SourceChange) => observeVersion(change).isNewDetails;

  test.each([
    ['agent', { agentId: 'ana' }],
    ['owner', { prospectId: 'p' }],
    ['start', { startsAt: timestamp(second(9)) }],
    ['end', { endsAt: timestamp(second(9)) }],
  ])('if it has another %s', (_what, fields) => {
    expect(isNew(updated(first, then(fields)))).toBe(true);
    expect(isNew(updated(firstWith(fields), then({})))).toBe(true);
    expect(isNew(updated(firstWith(fields), then(fields)))).toBe(false);
  });
  test('if the version before could not be used', () => {
    expect(isNew(updated(firstWith({ contactId: '' }), then({})))).toBe(true);
  });
  test('but not if it was read as a later version', () => {
    expect(isNew(wasRead(then({})))).toBe(false);
    expect(observeRead(then({}))?.isNewDetails).toBe(false);
  });
});

describe('the actor of a change (§2)', () => {
  test('is the user who stamped it', () => {
    const change = then({ status: 'Cancelled', ...stamped(LATER, 'agent-2') });
    expect(observeEvent(updated(first, change))?.actor).toEqual({ type: 'user', id: 'agent-2' });
  });
  test.each([
    ['did not change', {}],
    ['was removed', { updatedAt: null }],
    ['did not change, though its updatedBy did', { updatedBy: 'agent-2' }],
    ['names nobody', { ...stamped(LATER), updatedBy: null }],
  ])('is the console if the updatedAt %s', (_what, fields) => {
    const change = then({ status: 'Cancelled', ...fields });
    expect(observeEvent(updated(first, change))?.actor).toEqual(CONSOLE);
  });
  test('is the last writer of a version that was read', () => {
    expect(observeRead(then({}))?.actor).toEqual(AGENT);
    expect(observeRead(thenWith({}))?.actor).toEqual(CONSOLE);
  });
});

describe('an observation of a deletion', () => {
  test('is by the console, and has the last version', () => {
    expect(observeEvent(deleted(first, LATER))).toEqual({
      kind: 'deletion',
      document: first,
      deletedAt: LATER,
      isRetention: false,
      last: observeRead(first),
      actor: CONSOLE,
    });
  });
  test('exists even if the document could not be used', () => {
    expect(observeEvent(deleted(documentOf(A, {}), LATER))).toMatchObject({ last: null });
  });
  test.each([
    ['passed before', LATER - 1, true],
    ['passed at that moment', LATER, true],
    ['had not passed', LATER + 1, false],
  ])('is by retention if its expireAt %s', (_what, time, isRetention) => {
    const expiring = firstWith({ expireAt: timestamp(time) });
    expect(observeEvent(deleted(expiring, LATER))).toMatchObject({ isRetention });
  });
});

test('a document that cannot be used is not observed', () => {
  expect(observeEvent(created(documentOf(A, {})))).toBeNull();
  expect(observeEvent(updated(first, thenWith({ status: 'Done' })))).toBeNull();
  expect(observeRead(documentOf(A, {}))).toBeNull();
});
