import { REASONS } from '../../src/domain/history';
import { explainAll, newViewing, seeDocument } from '../../src/domain/seeDocument';
import { sightingOf, type SourceChange } from '../../src/domain/sourceDocument';
import type { Viewing } from '../../src/domain/viewing';
import {
  AGENT,
  appointmentRef,
  appointmentState,
  created,
  deleted,
  documentOf,
  done,
  PAIR,
  second,
  timestamp,
  updated,
  viewing,
  visitRef,
  visitState,
  type Fields,
} from '../support/builders';

const A = appointmentRef('A');
const V = visitRef('V');

const stamps = (n: number) => ({
  statusAt: timestamp(second(n)),
  updatedAt: timestamp(second(n)),
  updatedBy: AGENT.id,
});
/** A version that was stamped at a second, and committed one later. */
const appointmentAt = (n: number, fields: Fields) =>
  documentOf(A, { ...PAIR, ...fields, ...stamps(n) }, second(11), second(n + 1));
const visitAt = (n: number, fields: Fields) =>
  documentOf(V, { appointmentId: 'A', ...fields, ...stamps(n) }, second(21), second(n + 1));

const see = (known: Viewing, event: SourceChange) => {
  const sighting = sightingOf(event);
  if (sighting === null) throw new Error('The event tells of nothing');
  return seeDocument(known, sighting);
};

const nothing = newViewing(A, second(11));
const scheduled = appointmentAt(10, { status: 'Scheduled' });
const visited = visitAt(20, { status: 'visit_done', outcome: 'offer_made' });
const both = see(see(nothing, created(scheduled)).viewing, created(visited)).viewing;

describe('what a viewing knows once a document was seen (section 4)', () => {
  test('is nothing before', () => {
    expect(nothing).toEqual(viewing('A', second(11), null));
  });
  test('is the state of its appointment, since its stamp, and of its visits', () => {
    expect(both).toEqual(
      viewing(
        'A',
        second(11),
        { ...appointmentState('Scheduled', second(10)), version: second(11) },
        { V: { ...done('offer_made', second(20)), version: second(21) } },
      ),
    );
  });
  test('is what it was, and explains nothing, where an event comes again', () => {
    expect(see(both, created(scheduled))).toEqual({ viewing: both, explanation: null });
    expect(see(both, created(scheduled)).viewing).toBe(both);
    expect(see(both, created(visited))).toEqual({ viewing: both, explanation: null });
    expect(see(both, created(visited)).viewing).toBe(both);
  });
  test('does not change what was known', () => {
    const before = see(nothing, created(visited)).viewing;
    see(before, updated(visited, visitAt(30, { status: 'visit_pending' })));
    expect(before.visits.get('V')?.status).toBe('visit_done');
  });

  test('is open since the earliest of its documents was created', () => {
    expect(see(newViewing(A, second(30)), created(scheduled)).viewing.openedAt).toBe(second(11));
    expect(see(newViewing(A, second(30)), created(visited)).viewing.openedAt).toBe(second(21));
    expect(see(newViewing(A, second(5)), created(scheduled)).viewing.openedAt).toBe(second(5));
    const late = { ...both, openedAt: second(15) };
    expect(see(late, created(scheduled))).toMatchObject({
      viewing: { openedAt: second(11) },
      explanation: null,
    });
    expect(see({ ...both, openedAt: second(25) }, created(visited))).toMatchObject({
      viewing: { openedAt: second(21) },
      explanation: null,
    });
  });

  test('of a deleted document is that it was removed, when it was', () => {
    expect(see(both, deleted(scheduled, second(40))).viewing.appointment).toMatchObject({
      status: 'removed',
      type: 'Visita',
      at: second(40),
    });
    expect(see(both, deleted(visited, second(40))).viewing.visits.get('V')).toMatchObject({
      status: 'removed',
      outcome: null,
      at: second(40),
    });
  });
  test('of a deleted appointment of another type says nothing of the status either', () => {
    const signing = appointmentAt(30, { status: 'Scheduled', type: 'Firma' });
    const known = see(both, updated(scheduled, signing)).viewing;
    expect(see(known, deleted(signing, second(40))).viewing.appointment?.type).toBe('Firma');
    // Its last version cannot be used: then the type that is known counts.
    const broken = documentOf(A, { type: 'Firma', ...stamps(30) }, second(11), second(35));
    expect(see(known, deleted(broken, second(40))).viewing.appointment?.type).toBe('Firma');
  });
});

describe('how the history explains a state (section 2)', () => {
  test.each([
    ['Scheduled', 'appointment.scheduled'],
    ['Completed', 'appointment.completed'],
    ['Cancelled', 'appointment.cancelled'],
    ['NoShow', 'appointment.no_show'],
  ] as const)('an appointment that is %s: %s', (status, cause) => {
    expect(see(nothing, created(appointmentAt(10, { status }))).explanation).toEqual({
      cause,
      reason: REASONS[cause],
      source: A,
      actor: AGENT,
      effectiveAt: second(10),
    });
  });
  test('an appointment that changes its type: appointment.retyped', () => {
    const signing = appointmentAt(30, { status: 'Scheduled', type: 'Firma' });
    expect(see(both, updated(scheduled, signing)).explanation).toMatchObject({
      cause: 'appointment.retyped',
      effectiveAt: second(30),
    });
    expect(see(nothing, created(signing)).explanation?.cause).toBe('appointment.scheduled');
  });
  test('an appointment that is deleted: appointment.removed, whatever its type', () => {
    expect(see(both, deleted(scheduled, second(40))).explanation).toEqual({
      cause: 'appointment.removed',
      reason: REASONS['appointment.removed'],
      source: A,
      actor: { type: 'console', id: null },
      effectiveAt: second(40),
    });
  });
  test.each([
    [{ status: 'visit_pending' }, 'visit.pending'],
    [{ status: 'visit_done' }, 'visit.done'],
    [{ status: 'visit_done', outcome: 'offer_made' }, 'visit.offer_made'],
    [{ status: 'visit_done', outcome: 'more_info_needed' }, 'visit.more_info_needed'],
  ] as const)('a visit that is %j: %s', (fields, cause) => {
    expect(see(nothing, created(visitAt(20, fields))).explanation).toEqual({
      cause,
      reason: REASONS[cause],
      source: V,
      actor: AGENT,
      effectiveAt: second(20),
    });
  });
  test('a visit that is deleted: visit.removed', () => {
    expect(see(both, deleted(visited, second(40))).explanation).toMatchObject({
      cause: 'visit.removed',
      source: V,
      effectiveAt: second(40),
    });
  });

  test('of a viewing that comes as a whole, each state', () => {
    const whole = viewing('A', second(11), appointmentState('NoShow', second(10)), {
      V: done(null, second(20)),
      W: visitState('visit_pending', second(30)),
    });
    const explained = (cause: keyof typeof REASONS, source: typeof A, at: number) => ({
      cause,
      reason: REASONS[cause],
      source,
      actor: AGENT,
      effectiveAt: second(at),
    });
    expect(explainAll(whole, AGENT)).toEqual([
      explained('appointment.no_show', A, 10),
      explained('visit.done', V, 20),
      explained('visit.pending', visitRef('W'), 30),
    ]);
    expect(explainAll({ ...whole, appointment: null, visits: new Map() }, AGENT)).toEqual([]);
  });
});
