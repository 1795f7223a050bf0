import {
  hasLeftSince,
  joinViewings,
  takenFrom,
  viewingHolding,
  withoutDocument,
  withViewing,
} from '../../src/domain/moveViewing';
import {
  appointmentRef,
  appointmentState,
  done,
  viewing,
  viewingsOf,
  visitRef,
  visitState,
  visitViewing,
} from '../support/builders';

const LEFT = { at: 50, leadId: 'other' };
const a = viewing('A', 10, appointmentState('Scheduled', 10), { V: done('offer_made', 20) });
const b = viewing('B', 15, appointmentState('Completed', 15));
const alone = visitViewing('W', 30, done(null, 30));

describe('the viewing that holds a document', () => {
  test('is that of the appointment, or of the visit’s appointment', () => {
    const viewings = viewingsOf(a, b, alone);
    expect(viewingHolding(viewings, appointmentRef('A'))).toBe(a);
    expect(viewingHolding(viewings, appointmentRef('B'))).toBe(b);
    expect(viewingHolding(viewings, visitRef('V'))).toBe(a);
    expect(viewingHolding(viewings, visitRef('W'))).toBe(alone);
  });
  test('is none for a document that the lead has never seen', () => {
    expect(viewingHolding(viewingsOf(a, b, alone), appointmentRef('C'))).toBeNull();
    expect(viewingHolding(viewingsOf(a, b, alone), visitRef('A'))).toBeNull();
    expect(viewingHolding(viewingsOf(), appointmentRef('A'))).toBeNull();
  });
  test('is none where the viewing has left', () => {
    const viewings = viewingsOf({ ...a, left: LEFT }, b);
    expect(viewingHolding(viewings, appointmentRef('A'))).toBeNull();
    expect(viewingHolding(viewings, visitRef('V'))).toBeNull();
  });
});

describe('a viewing has left since a version of its document', () => {
  test('where it left with a later one', () => {
    expect(hasLeftSince({ ...a, left: LEFT }, 49)).toBe(true);
  });
  test('and not where it left with that one, or an earlier one, or is here, or unknown', () => {
    expect(hasLeftSince({ ...a, left: LEFT }, 50)).toBe(false);
    expect(hasLeftSince({ ...a, left: LEFT }, 51)).toBe(false);
    expect(hasLeftSince(a, 49)).toBe(false);
    expect(hasLeftSince(null, 49)).toBe(false);
  });
});

describe('a viewing that is put in', () => {
  test('takes the place of its former self, and leaves the others alone', () => {
    const later = { ...a, openedAt: 5 };
    expect(withViewing(viewingsOf(a, b), later)).toEqual(viewingsOf(later, b));
    expect(withViewing(viewingsOf(b), a)).toEqual(viewingsOf(b, a));
  });
  test('changes nothing where it is there as it is', () => {
    const viewings = viewingsOf(a, b);
    expect(withViewing(viewings, a)).toBe(viewings);
  });
  test('does not change the viewings that were given', () => {
    const viewings = viewingsOf(b);
    withViewing(viewings, a);
    expect(viewings).toEqual(viewingsOf(b));
  });
});

describe('a document that leaves (section 3)', () => {
  test('takes its whole viewing along, and the lead remembers when and where to', () => {
    const viewings = viewingsOf(a, b);
    expect(withoutDocument(viewings, a, appointmentRef('A'), LEFT)).toEqual(
      viewingsOf({ ...a, left: LEFT }, b),
    );
    expect(takenFrom(a, { ref: appointmentRef('A'), createTime: 1 }, appointmentRef('A'))).toBe(a);
  });
  test('takes only its own state where it is a visit that now names another appointment', () => {
    const two = { ...a, visits: new Map([...a.visits, ['X', done(null, 25)]]) };
    expect(withoutDocument(viewingsOf(two, b), two, visitRef('V'), LEFT)).toEqual(
      viewingsOf({ ...two, visits: new Map([['X', done(null, 25)]]) }, b),
    );
    expect(
      takenFrom(two, { ref: visitRef('V'), createTime: 19 }, appointmentRef('B')),
    ).toMatchObject({
      ref: appointmentRef('B'),
      openedAt: 19,
      appointment: null,
      visits: new Map([['V', done('offer_made', 20)]]),
      left: null,
    });
    expect(two.visits.size).toBe(2);
  });
  test('even where the visit has the id of its appointment', () => {
    const same = viewing('A', 10, appointmentState('Scheduled', 10), { A: done(null, 20) });
    expect(withoutDocument(viewingsOf(same), same, visitRef('A'), LEFT)).toEqual(
      viewingsOf({ ...same, visits: new Map() }),
    );
    expect(takenFrom(same, { ref: visitRef('A'), createTime: 19 }, visitRef('A'))).toMatchObject({
      ref: visitRef('A'),
      appointment: null,
    });
  });
  test('a visit without appointment leaves its own viewing when it gets one', () => {
    expect(withoutDocument(viewingsOf(alone), alone, visitRef('W'), LEFT)).toEqual(
      viewingsOf({ ...alone, left: LEFT }),
    );
    expect(
      takenFrom(alone, { ref: visitRef('W'), createTime: 29 }, appointmentRef('A')),
    ).toMatchObject({
      ref: appointmentRef('A'),
      visits: new Map([['W', done(null, 30)]]),
    });
  });
});

describe('a viewing that comes to a lead (section 3)', () => {
  test('keeps the times of its states', () => {
    expect(joinViewings(null, a)).toEqual(a);
  });
  test('is here, even where it had left', () => {
    expect(joinViewings(null, { ...a, left: LEFT }).left).toBeNull();
    expect(joinViewings({ ...a, left: LEFT }, a).left).toBeNull();
  });
  test('is open since the earlier of both', () => {
    expect(joinViewings({ ...a, openedAt: 3 }, { ...a, openedAt: 7 }).openedAt).toBe(3);
    expect(joinViewings({ ...a, openedAt: 7 }, { ...a, openedAt: 3 }).openedAt).toBe(3);
  });
  test('joins what the lead remembers: of each document the newest version counts', () => {
    const remembered = viewing('A', 10, appointmentState('Scheduled', 40), {
      V: visitState('visit_pending', 10),
      X: done(null, 45),
    });
    const coming = viewing('A', 10, appointmentState('Cancelled', 30), {
      V: done('offer_made', 20),
      X: visitState('visit_pending', 25),
      Y: done(null, 35),
    });
    const joined = viewing('A', 10, appointmentState('Scheduled', 40), {
      V: done('offer_made', 20),
      X: done(null, 45),
      Y: done(null, 35),
    });
    expect(joinViewings(remembered, coming)).toEqual(joined);
    expect(joinViewings(coming, remembered)).toEqual(joined);
  });
  test('by versions, not by times', () => {
    const early = { ...appointmentState('Cancelled', 5), version: 50 };
    const late = { ...appointmentState('Scheduled', 40), version: 30 };
    expect(joinViewings(viewing('A', 1, early), viewing('A', 1, late)).appointment).toBe(early);
    expect(joinViewings(viewing('A', 1, late), viewing('A', 1, early)).appointment).toBe(early);
  });
  test('with what was made of the same version where it was', () => {
    const remembered = viewing('A', 1, appointmentState('Scheduled', 10));
    const completed = { ...appointmentState('Completed', 20), version: 10 };
    const coming = viewing('A', 1, completed, { V: done(null, 20) });
    expect(joinViewings(remembered, coming).appointment).toBe(completed);
  });
  test('keeps the appointment that the lead knows where it brings none', () => {
    const visitOnly = { ...a, appointment: null };
    expect(joinViewings(a, visitOnly).appointment).toBe(a.appointment);
    expect(joinViewings(visitOnly, a).appointment).toBe(a.appointment);
  });
});
