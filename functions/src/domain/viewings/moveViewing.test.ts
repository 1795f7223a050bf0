import {
  detach,
  findHolder,
  hasMovedAwaySince,
  mergeViewings,
  removeDocument,
  withViewing,
} from './moveViewing';
import {
  appointmentRef,
  appointmentState,
  done,
  viewing,
  viewingsOf,
  visitRef,
  visitState,
  visitViewing,
} from '../../../test/support/builders';

const MOVED = { at: 50, leadId: 'other' };
const a = viewing('A', 10, appointmentState('Scheduled', 10), { V: done('offer_made', 20) });
const b = viewing('B', 15, appointmentState('Completed', 15));
const alone = visitViewing('W', 30, done(null, 30));

describe('the viewing that holds a document (findHolder)', () => {
  test('is that of the appointment, or of the visit’s appointment', () => {
    const viewings = viewingsOf(a, b, alone);
    expect(findHolder(viewings, appointmentRef('A'))).toBe(a);
    expect(findHolder(viewings, appointmentRef('B'))).toBe(b);
    expect(findHolder(viewings, visitRef('V'))).toBe(a);
    expect(findHolder(viewings, visitRef('W'))).toBe(alone);
  });
  test('is null for a document that the lead does not know', () => {
    expect(findHolder(viewingsOf(a, b, alone), appointmentRef('C'))).toBeNull();
    expect(findHolder(viewingsOf(a, b, alone), visitRef('A'))).toBeNull();
    expect(findHolder(viewingsOf(), appointmentRef('A'))).toBeNull();
  });
  test('is null if the viewing moved to another lead', () => {
    const viewings = viewingsOf({ ...a, movedTo: MOVED }, b);
    expect(findHolder(viewings, appointmentRef('A'))).toBeNull();
    expect(findHolder(viewings, visitRef('V'))).toBeNull();
  });
});

describe('a viewing has moved away since a version of its document', () => {
  test('if it moved with a later version', () => {
    expect(hasMovedAwaySince({ ...a, movedTo: MOVED }, 49)).toBe(true);
  });
  test('but not if it moved with that version or an earlier one, did not move, or is unknown', () => {
    expect(hasMovedAwaySince({ ...a, movedTo: MOVED }, 50)).toBe(false);
    expect(hasMovedAwaySince({ ...a, movedTo: MOVED }, 51)).toBe(false);
    expect(hasMovedAwaySince(a, 49)).toBe(false);
    expect(hasMovedAwaySince(null, 49)).toBe(false);
  });
});

describe('a viewing that is added to a lead (withViewing)', () => {
  test('replaces its earlier state and leaves the others alone', () => {
    const later = { ...a, openedAt: 5 };
    expect(withViewing(viewingsOf(a, b), later)).toEqual(viewingsOf(later, b));
    expect(withViewing(viewingsOf(b), a)).toEqual(viewingsOf(b, a));
  });
  test('changes nothing if the lead has it already', () => {
    const viewings = viewingsOf(a, b);
    expect(withViewing(viewings, a)).toBe(viewings);
  });
  test('does not mutate the viewings', () => {
    const viewings = viewingsOf(b);
    withViewing(viewings, a);
    expect(viewings).toEqual(viewingsOf(b));
  });
});

describe('a document that moves to another lead (§3)', () => {
  test('takes its whole viewing along, and the lead keeps the time and the new lead', () => {
    const viewings = viewingsOf(a, b);
    expect(removeDocument(viewings, a, appointmentRef('A'), MOVED)).toEqual(
      viewingsOf({ ...a, movedTo: MOVED }, b),
    );
    expect(detach(a, { ref: appointmentRef('A'), createTime: 1 }, appointmentRef('A'))).toBe(a);
  });
  test('takes only its own state if it is a visit that names another appointment now', () => {
    const two = { ...a, visits: new Map([...a.visits, ['X', done(null, 25)]]) };
    expect(removeDocument(viewingsOf(two, b), two, visitRef('V'), MOVED)).toEqual(
      viewingsOf({ ...two, visits: new Map([['X', done(null, 25)]]) }, b),
    );
    expect(detach(two, { ref: visitRef('V'), createTime: 19 }, appointmentRef('B'))).toMatchObject({
      ref: appointmentRef('B'),
      openedAt: 19,
      appointment: null,
      visits: new Map([['V', done('offer_made', 20)]]),
      movedTo: null,
    });
    expect(two.visits.size).toBe(2);
  });
  test('takes only its own state even if the visit has the id of its appointment', () => {
    const same = viewing('A', 10, appointmentState('Scheduled', 10), { A: done(null, 20) });
    expect(removeDocument(viewingsOf(same), same, visitRef('A'), MOVED)).toEqual(
      viewingsOf({ ...same, visits: new Map() }),
    );
    expect(detach(same, { ref: visitRef('A'), createTime: 19 }, visitRef('A'))).toMatchObject({
      ref: visitRef('A'),
      appointment: null,
    });
  });
  test('leaves its own viewing if it is a visit that gets an appointment', () => {
    expect(removeDocument(viewingsOf(alone), alone, visitRef('W'), MOVED)).toEqual(
      viewingsOf({ ...alone, movedTo: MOVED }),
    );
    expect(
      detach(alone, { ref: visitRef('W'), createTime: 29 }, appointmentRef('A')),
    ).toMatchObject({
      ref: appointmentRef('A'),
      visits: new Map([['W', done(null, 30)]]),
    });
  });
});

describe('a viewing that arrives at a lead (§3)', () => {
  test('keeps the times of its states', () => {
    expect(mergeViewings(null, a)).toEqual(a);
  });
  test('belongs to the lead, even if it had moved away', () => {
    expect(mergeViewings(null, { ...a, movedTo: MOVED }).movedTo).toBeNull();
    expect(mergeViewings({ ...a, movedTo: MOVED }, a).movedTo).toBeNull();
  });
  test('is open since the earlier of both', () => {
    expect(mergeViewings({ ...a, openedAt: 3 }, { ...a, openedAt: 7 }).openedAt).toBe(3);
    expect(mergeViewings({ ...a, openedAt: 7 }, { ...a, openedAt: 3 }).openedAt).toBe(3);
  });
  test('is merged with what the lead knows of it: the newest version of each document counts', () => {
    const known = viewing('A', 10, appointmentState('Scheduled', 40), {
      V: visitState('visit_pending', 10),
      X: done(null, 45),
    });
    const arriving = viewing('A', 10, appointmentState('Cancelled', 30), {
      V: done('offer_made', 20),
      X: visitState('visit_pending', 25),
      Y: done(null, 35),
    });
    const merged = viewing('A', 10, appointmentState('Scheduled', 40), {
      V: done('offer_made', 20),
      X: done(null, 45),
      Y: done(null, 35),
    });
    expect(mergeViewings(known, arriving)).toEqual(merged);
    expect(mergeViewings(arriving, known)).toEqual(merged);
  });
  test('is merged by versions, not by the times of the states', () => {
    const early = { ...appointmentState('Cancelled', 5), version: 50 };
    const late = { ...appointmentState('Scheduled', 40), version: 30 };
    expect(mergeViewings(viewing('A', 1, early), viewing('A', 1, late)).appointment).toBe(early);
    expect(mergeViewings(viewing('A', 1, late), viewing('A', 1, early)).appointment).toBe(early);
  });
  test('keeps the state that another lead derived from the same version', () => {
    const known = viewing('A', 1, appointmentState('Scheduled', 10));
    const completed = { ...appointmentState('Completed', 20), version: 10 };
    const arriving = viewing('A', 1, completed, { V: done(null, 20) });
    expect(mergeViewings(known, arriving).appointment).toBe(completed);
  });
  test('keeps the appointment that the lead knows if it has none itself', () => {
    const visitOnly = { ...a, appointment: null };
    expect(mergeViewings(a, visitOnly).appointment).toBe(a.appointment);
    expect(mergeViewings(visitOnly, a).appointment).toBe(a.appointment);
  });
});
