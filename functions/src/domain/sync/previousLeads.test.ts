import type { Viewing } from '../viewings/viewing';
import { candidateLeadIds, findPreviousViewing, isInPlace } from './previousLeads';
import {
  appointmentRef,
  appointmentState,
  documentOf,
  done,
  olderLead,
  PAIR,
  viewing,
  viewingsOf,
  visitRef,
  visitViewing,
} from '../../../test/support/builders';

const A = appointmentRef('A');
const V = visitRef('V');
const W = visitRef('W');
const MOVED = { at: 50, leadId: 'other' };
const a = viewing('A', 10, appointmentState('Scheduled', 10), {
  V: done('offer_made', 20),
  W: done(null, 30),
});
const leadWith = (...viewings: Viewing[]) => olderLead({ viewings: viewingsOf(...viewings) });

describe('the candidates for previous leads of a document', () => {
  const linkedTo = (leadId: string | null) => documentOf(A, { ...PAIR, leadId });
  const candidates = {
    eventDocument: linkedTo('event'),
    eventLeadId: 'lead of event',
    document: linkedTo('linked'),
    targetId: 'target',
    isInPlace: false,
  };

  test('are the leads that it was linked to and the leads of its pairs, earlier and now', () => {
    expect(candidateLeadIds(candidates).sort()).toEqual([
      'event',
      'lead of event',
      'linked',
      'target',
    ]);
  });
  test('are each listed once, without missing ids', () => {
    const unlinked = linkedTo(null);
    expect(
      candidateLeadIds({
        ...candidates,
        eventDocument: unlinked,
        document: unlinked,
        eventLeadId: null,
      }),
    ).toEqual(['target']);
    expect(
      candidateLeadIds({
        ...candidates,
        eventDocument: candidates.document,
        eventLeadId: 'linked',
      }).sort(),
    ).toEqual(['linked', 'target']);
  });
  test('do not include the target if that holds the document in place', () => {
    const ids = candidateLeadIds({ ...candidates, isInPlace: true });
    expect(ids.sort()).toEqual(['event', 'lead of event', 'linked']);
  });
  test('are none if every id is that of such a target', () => {
    const here = linkedTo('target');
    expect(
      candidateLeadIds({
        eventDocument: here,
        eventLeadId: 'target',
        document: here,
        targetId: 'target',
        isInPlace: true,
      }),
    ).toEqual([]);
  });
});

describe('a document is in place', () => {
  const existing = { ref: A, isDeleted: false };
  test('if the lead has its viewing, with a state of it', () => {
    expect(isInPlace(leadWith(a), A, existing)).toBe(true);
    expect(isInPlace(leadWith(a), A, { ref: V, isDeleted: false })).toBe(true);
  });
  test('but not without a lead or a viewing, nor if the viewing moved or has no state of it', () => {
    expect(isInPlace(null, A, existing)).toBe(false);
    expect(isInPlace(olderLead({}), A, existing)).toBe(false);
    expect(isInPlace(leadWith(), A, existing)).toBe(false);
    expect(isInPlace(leadWith({ ...a, movedTo: MOVED }), A, existing)).toBe(false);
    expect(isInPlace(leadWith(a), A, { ref: visitRef('X'), isDeleted: false })).toBe(false);
  });
  test('after its deletion even if the viewing has it as removed', () => {
    const removed = viewing('A', 10, appointmentState('removed', 40));
    expect(isInPlace(leadWith(removed), A, existing)).toBe(false);
    expect(isInPlace(leadWith(removed), A, { ref: A, isDeleted: true })).toBe(true);
  });
});

describe('the previous viewing of a document', () => {
  test('is found with its visits if it moves to another lead', () => {
    const lead = leadWith(a);
    expect(findPreviousViewing(lead, A, 'target')).toEqual({ lead, viewing: a, visits: [V, W] });
  });
  test('is found without visits if it stays on the lead, or moves without its appointment', () => {
    const lead = leadWith(a);
    expect(findPreviousViewing(lead, A, lead.id)).toEqual({ lead, viewing: a, visits: [] });
    expect(findPreviousViewing(lead, V, 'target')).toEqual({ lead, viewing: a, visits: [] });
  });
  test('is found without other visits if it has no appointment', () => {
    const alone = visitViewing('V', 30, done(null, 30));
    const lead = leadWith(alone);
    expect(findPreviousViewing(lead, V, 'target')).toEqual({ lead, viewing: alone, visits: [] });
  });
  test('is null if the lead does not exist or does not hold the document, or the viewing moved', () => {
    expect(findPreviousViewing(null, A, 'target')).toBeNull();
    expect(findPreviousViewing(olderLead({}), A, 'target')).toBeNull();
    expect(findPreviousViewing(leadWith(), A, 'target')).toBeNull();
    expect(findPreviousViewing(leadWith({ ...a, movedTo: MOVED }), A, 'target')).toBeNull();
  });
});
