import { REASONS } from '../documents/history';
import { observeEvent } from '../documents/observation';
import type { SourceChange } from '../documents/sourceChange';
import { applyObservation, explainAll } from './applyObservation';
import { newViewing, type Viewing } from './viewing';
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
} from '../../../test/support/builders';

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

const apply = (known: Viewing, event: SourceChange) => {
  const observation = observeEvent(event);
  if (observation === null) throw new Error('The event has no observation');
  return applyObservation(known, observation);
};

const emptyViewing = newViewing(A, second(11));
const scheduled = appointmentAt(10, { status: 'Scheduled' });
const visited = visitAt(20, { status: 'visit_done', outcome: 'offer_made' });
const both = apply(apply(emptyViewing, created(scheduled)).viewing, created(visited)).viewing;

describe('a viewing (§4)', () => {
  test('has no state before its documents are observed', () => {
    expect(emptyViewing).toEqual(viewing('A', second(11), null));
  });
  test('has the state of its appointment and of its visits, as of their stamps', () => {
    expect(both).toEqual(
      viewing(
        'A',
        second(11),
        { ...appointmentState('Scheduled', second(10)), version: second(11) },
        { V: { ...done('offer_made', second(20)), version: second(21) } },
      ),
    );
  });
  test('does not change, and has no explanation, if an event comes again', () => {
    expect(apply(both, created(scheduled))).toEqual({ viewing: both, explanation: null });
    expect(apply(both, created(scheduled)).viewing).toBe(both);
    expect(apply(both, created(visited))).toEqual({ viewing: both, explanation: null });
    expect(apply(both, created(visited)).viewing).toBe(both);
  });
  test('is not mutated', () => {
    const before = apply(emptyViewing, created(visited)).viewing;
    apply(before, updated(visited, visitAt(30, { status: 'visit_pending' })));
    expect(before.visits.get('V')?.status).toBe('visit_done');
  });

  test('is open since its earliest document was created', () => {
    expect(apply(newViewing(A, second(30)), created(scheduled)).viewing.openedAt).toBe(second(11));
    expect(apply(newViewing(A, second(30)), created(visited)).viewing.openedAt).toBe(second(21));
    expect(apply(newViewing(A, second(5)), created(scheduled)).viewing.openedAt).toBe(second(5));
    const late = { ...both, openedAt: second(15) };
    expect(apply(late, created(scheduled))).toMatchObject({
      viewing: { openedAt: second(11) },
      explanation: null,
    });
    expect(apply({ ...both, openedAt: second(25) }, created(visited))).toMatchObject({
      viewing: { openedAt: second(21) },
      explanation: null,
    });
  });

  test('has a deleted document as removed, as of its deletion', () => {
    expect(apply(both, deleted(scheduled, second(40))).viewing.appointment).toMatchObject({
      status: 'removed',
      type: 'Visita',
      at: second(40),
    });
    expect(apply(both, deleted(visited, second(40))).viewing.visits.get('V')).toMatchObject({
      status: 'removed',
      outcome: null,
      at: second(40),
    });
  });
  test('keeps the type of a deleted appointment that is no Visita', () => {
    const signing = appointmentAt(30, { status: 'Scheduled', type: 'Firma' });
    const known = apply(both, updated(scheduled, signing)).viewing;
    expect(apply(known, deleted(signing, second(40))).viewing.appointment?.type).toBe('Firma');
    // If its last version cannot be used, the type that is known counts.
    const broken = documentOf(A, { type: 'Firma', ...stamps(30) }, second(11), second(35));
    expect(apply(known, deleted(broken, second(40))).viewing.appointment?.type).toBe('Firma');
  });
});

describe('the explanation of a state (§2)', () => {
  test.each([
    ['Scheduled', 'appointment.scheduled'],
    ['Completed', 'appointment.completed'],
    ['Cancelled', 'appointment.cancelled'],
    ['NoShow', 'appointment.no_show'],
  ] as const)('of an appointment that is %s is %s', (status, cause) => {
    expect(apply(emptyViewing, created(appointmentAt(10, { status }))).explanation).toEqual({
      cause,
      reason: REASONS[cause],
      source: A,
      actor: AGENT,
      effectiveAt: second(10),
    });
  });
  test('of an appointment that changes its type is appointment.retyped', () => {
    const signing = appointmentAt(30, { status: 'Scheduled', type: 'Firma' });
    expect(apply(both, updated(scheduled, signing)).explanation).toMatchObject({
      cause: 'appointment.retyped',
      effectiveAt: second(30),
    });
    expect(apply(emptyViewing, created(signing)).explanation?.cause).toBe('appointment.scheduled');
  });
  test('of an appointment that is deleted is appointment.removed', () => {
    expect(apply(both, deleted(scheduled, second(40))).explanation).toEqual({
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
  ] as const)('of a visit that is %j is %s', (fields, cause) => {
    expect(apply(emptyViewing, created(visitAt(20, fields))).explanation).toEqual({
      cause,
      reason: REASONS[cause],
      source: V,
      actor: AGENT,
      effectiveAt: second(20),
    });
  });
  test('of a visit that is deleted is visit.removed', () => {
    expect(apply(both, deleted(visited, second(40))).explanation).toMatchObject({
      cause: 'visit.removed',
      source: V,
      effectiveAt: second(40),
    });
  });

  test('of a whole viewing has one for each state', () => {
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
