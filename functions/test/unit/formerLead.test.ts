import { formerLeadIds, heldBy, isHeldThere } from '../../src/domain/formerLead';
import type { Viewing } from '../../src/domain/viewing';
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
} from '../support/builders';

const A = appointmentRef('A');
const V = visitRef('V');
const W = visitRef('W');
const LEFT = { at: 50, leadId: 'other' };
const a = viewing('A', 10, appointmentState('Scheduled', 10), {
  V: done('offer_made', 20),
  W: done(null, 30),
});
const leadWith = (...viewings: Viewing[]) => olderLead({ viewings: viewingsOf(...viewings) });

describe('the leads that may hold a document elsewhere than where it belongs', () => {
  const linkedTo = (leadId: string | null) => documentOf(A, { ...PAIR, leadId });
  const traces = {
    told: linkedTo('told'),
    toldTargetId: 'target of told',
    document: linkedTo('linked'),
    targetId: 'target',
    isHeld: false,
  };

  test('are those that it was linked to, and those that it belonged to and belongs to', () => {
    expect(formerLeadIds(traces).sort()).toEqual(['linked', 'target', 'target of told', 'told']);
  });
  test('are each named once, and none where none is known', () => {
    const unlinked = linkedTo(null);
    expect(
      formerLeadIds({ ...traces, told: unlinked, document: unlinked, toldTargetId: null }),
    ).toEqual(['target']);
    expect(
      formerLeadIds({ ...traces, told: traces.document, toldTargetId: 'linked' }).sort(),
    ).toEqual(['linked', 'target']);
  });
  test('are the others too where that one holds it', () => {
    const ids = formerLeadIds({ ...traces, isHeld: true });
    expect(ids.sort()).toEqual(['linked', 'target of told', 'told']);
  });
  test('are not the one that holds it where it belongs, however it is known', () => {
    const here = linkedTo('target');
    expect(
      formerLeadIds({
        told: here,
        toldTargetId: 'target',
        document: here,
        targetId: 'target',
        isHeld: true,
      }),
    ).toEqual([]);
  });
});

describe('a document is held where it belongs', () => {
  const there = { ref: A, isGone: false };
  test('where its viewing is there, and knows of it', () => {
    expect(isHeldThere(leadWith(a), A, there)).toBe(true);
    expect(isHeldThere(leadWith(a), A, { ref: V, isGone: false })).toBe(true);
  });
  test('and not where there is no lead, no viewing, or one that has left or never saw it', () => {
    expect(isHeldThere(null, A, there)).toBe(false);
    expect(isHeldThere(olderLead({}), A, there)).toBe(false);
    expect(isHeldThere(leadWith(), A, there)).toBe(false);
    expect(isHeldThere(leadWith({ ...a, left: LEFT }), A, there)).toBe(false);
    expect(isHeldThere(leadWith(a), A, { ref: visitRef('X'), isGone: false })).toBe(false);
  });
  test('once it is gone, also where it was removed there already', () => {
    const removed = viewing('A', 10, appointmentState('removed', 40));
    expect(isHeldThere(leadWith(removed), A, there)).toBe(false);
    expect(isHeldThere(leadWith(removed), A, { ref: A, isGone: true })).toBe(true);
  });
});

describe('what a lead holds of a document', () => {
  test('is its viewing, whose visits go along where that goes to another lead', () => {
    const lead = leadWith(a);
    expect(heldBy(lead, A, 'target')).toEqual({ lead, viewing: a, visits: [V, W] });
  });
  test('is its viewing alone where it stays on the lead, or goes without its appointment', () => {
    const lead = leadWith(a);
    expect(heldBy(lead, A, lead.id)).toEqual({ lead, viewing: a, visits: [] });
    expect(heldBy(lead, V, 'target')).toEqual({ lead, viewing: a, visits: [] });
  });
  test('of a visit without appointment is its viewing, and no other visit', () => {
    const alone = visitViewing('V', 30, done(null, 30));
    const lead = leadWith(alone);
    expect(heldBy(lead, V, 'target')).toEqual({ lead, viewing: alone, visits: [] });
  });
  test('is nothing where the lead is not there, knows none of it, or it has left', () => {
    expect(heldBy(null, A, 'target')).toBeNull();
    expect(heldBy(olderLead({}), A, 'target')).toBeNull();
    expect(heldBy(leadWith(), A, 'target')).toBeNull();
    expect(heldBy(leadWith({ ...a, left: LEFT }), A, 'target')).toBeNull();
  });
});
