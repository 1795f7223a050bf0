import { CONSOLE } from '../actor';
import { REASONS } from '../documents/history';
import { observeEvent, observeRead } from '../documents/observation';
import type { SourceChange } from '../documents/sourceChange';
import type { SourceDocument } from '../documents/sourceDocument';
import { applyObservation, explainAll, showsCompleted } from './applyObservation';
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
  wasRead,
  type Fields,
} from '../../../test/support/builders';

const A = appointmentRef('A');
const V = visitRef('V');

const stamps = (n: number) => ({
  statusAt: timestamp(second(n)),
  updatedAt: timestamp(second(n)),
  updatedBy: AGENT.id,
});
/** A version that was stamped at a second, and committed one later. A was created at 11, and V at 21. */
const appointmentAt = (n: number, fields: Fields, createTime = 11) =>
  documentOf(A, { ...PAIR, ...stamps(n), ...fields }, second(createTime), second(n + 1));
const visitAt = (n: number, fields: Fields, createTime = 21) =>
  documentOf(V, { appointmentId: 'A', ...stamps(n), ...fields }, second(createTime), second(n + 1));

const apply = (known: Viewing, event: SourceChange) => {
  const observation = observeEvent(event);
  if (observation === null) throw new Error('The event has no observation');
  return applyObservation(known, observation);
};
const after = (known: Viewing, ...events: readonly SourceChange[]) =>
  events.reduce((each, event) => apply(each, event).viewing, known);
const appointmentAfter = (...events: readonly SourceChange[]) =>
  after(newViewing(A), ...events).appointment;
const visitAfter = (...events: readonly SourceChange[]) =>
  after(newViewing(A), ...events).visits.get('V') ?? null;

function everyOrder<Item>(items: readonly Item[]): Item[][] {
  return items.length === 0
    ? [[]]
    : items.flatMap((first, n) =>
        everyOrder(items.filter((_, other) => other !== n)).map((rest) => [first, ...rest]),
      );
}

const emptyViewing = newViewing(A);
const scheduled = appointmentAt(10, { status: 'Scheduled' });
const visited = visitAt(20, { status: 'visit_done', outcome: 'offer_made' });
const both = after(emptyViewing, created(scheduled), created(visited));

const stateOfA = {
  ...appointmentState('Scheduled', second(11)),
  at: second(10),
};
const stateOfV = { ...done('offer_made', second(21)), at: second(20) };

describe('a viewing (§4)', () => {
  test('has no state before its documents are observed', () => {
    expect(emptyViewing).toEqual(viewing('A', 0, null));
  });
  test('has the state of its appointment and of its visits, as of their stamps', () => {
    const visits = new Map([['V', stateOfV]]);
    expect(both).toEqual({ ref: A, appointment: stateOfA, visits, enquiry: null });
  });
  test('does not change, and has no explanation, if an event comes again', () => {
    for (const event of [created(scheduled), created(visited), wasRead(scheduled)]) {
      const again = apply(both, event);
      expect(again).toEqual({ viewing: both, explanation: null });
      expect(again.viewing).toBe(both);
    }
  });
  test('is not mutated', () => {
    const before = after(emptyViewing, created(visited));
    apply(before, updated(visited, visitAt(30, { status: 'visit_pending' })));
    expect(before.visits.get('V')?.status).toBe('visit_done');
  });
  test('has the newest state in whatever order the versions arrive', () => {
    const cancelled = appointmentAt(30, { status: 'Cancelled' });
    const again = appointmentAt(40, { status: 'Scheduled' });
    const events = [created(scheduled), updated(scheduled, cancelled), updated(cancelled, again)];
    for (const order of everyOrder(events)) {
      expect(appointmentAfter(...order)).toMatchObject({
        status: 'Scheduled',
        at: second(40),
        version: second(41),
        openedAt: second(11),
      });
    }
  });
  test('ignores a visit’s version as an appointment’s, and the reverse', () => {
    const observation = observeRead(visited);
    if (observation === null) throw new Error('The visit can be used');
    const asAppointment = { ...observation, document: { ...visited, ref: A } };
    expect(applyObservation(both, asAppointment).viewing).toBe(both);
    const ofA = observeRead(scheduled);
    if (ofA === null) throw new Error('The appointment can be used');
    const asVisit = { ...ofA, document: { ...scheduled, ref: V, createTime: second(21) } };
    expect(applyObservation(both, asVisit).viewing).toBe(both);
  });
});

describe('a document was opened (§4)', () => {
  const importedAt = (n: number) => ({ createdAt: timestamp(second(n)) });
  const first = appointmentAt(1_000, { status: 'Scheduled', ...importedAt(5) }, 1_001);
  const edited = appointmentAt(1_100, { status: 'Cancelled', ...importedAt(7) }, 1_001);

  test('as the version that created it says, though a later one came first', () => {
    for (const order of everyOrder([created(first), updated(first, edited)])) {
      expect(appointmentAfter(...order)?.openedAt).toBe(second(5));
    }
    const visit = visitAt(1_000, { status: 'visit_pending', ...importedAt(5) }, 1_001);
    const later = visitAt(1_100, { status: 'visit_done', ...importedAt(7) }, 1_001);
    for (const order of everyOrder([created(visit), updated(visit, later)])) {
      expect(visitAfter(...order)?.openedAt).toBe(second(5));
    }
  });
  test('as the first version that was seen says, as long as that one is missing', () => {
    expect(appointmentAfter(updated(first, edited))?.openedAt).toBe(second(7));
    const again = appointmentAt(1_200, { status: 'Scheduled', ...importedAt(9) }, 1_001);
    expect(appointmentAfter(updated(first, edited), updated(edited, again))?.openedAt).toBe(
      second(7),
    );
  });
  test('which is no new state: nothing is explained', () => {
    const known = after(emptyViewing, updated(first, edited));
    const observed = apply(known, created(first));
    expect(observed.viewing.appointment).toMatchObject({
      status: 'Cancelled',
      openedAt: second(5),
    });
    expect(observed.explanation).toBeNull();
  });
});

describe('the details of an appointment (§4)', () => {
  const details = {
    agentId: 'ana',
    prospectId: 'p1',
    startsAt: timestamp(second(100)),
    endsAt: timestamp(second(110)),
  };
  const first = appointmentAt(10, { status: 'Scheduled', ...details });
  const reassigned = documentOf(
    A,
    { ...PAIR, status: 'Scheduled', ...stamps(10), ...details, agentId: 'bea' },
    second(11),
    second(31),
  );

  test('are those of the newest version', () => {
    expect(appointmentAfter(created(first))).toMatchObject({
      agentId: 'ana',
      prospectId: 'p1',
      startsAt: second(100),
      endsAt: second(110),
      detailsVersion: second(11),
    });
  });
  test('follow a version that brought no state, which is not explained', () => {
    const known = after(emptyViewing, created(first));
    const observed = apply(known, updated(first, reassigned));
    expect(observed.viewing.appointment).toMatchObject({
      agentId: 'bea',
      detailsVersion: second(31),
      version: second(11),
    });
    expect(observed.explanation).toBeNull();
  });
  test('do not depend on the order of delivery', () => {
    const cancelled = appointmentAt(40, { status: 'Cancelled', ...details, agentId: null });
    const events = [created(first), updated(first, reassigned), updated(reassigned, cancelled)];
    for (const order of everyOrder(events)) {
      expect(appointmentAfter(...order)).toMatchObject({
        status: 'Cancelled',
        agentId: null,
        detailsVersion: second(41),
      });
    }
  });
  test('are not those of an older or equal version', () => {
    const known = after(emptyViewing, created(first), updated(first, reassigned));
    expect(apply(known, updated(reassigned, first)).viewing).toBe(known);
    const same = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(10), ...details, agentId: 'eva' },
      second(11),
      second(31),
    );
    expect(apply(known, updated(first, same)).viewing).toBe(known);
  });
  test('are not noted again with every version that leaves them alone', () => {
    const known = after(emptyViewing, created(first));
    const cancelled = appointmentAt(40, { status: 'Cancelled', ...details });
    expect(after(known, updated(first, cancelled)).appointment).toMatchObject({
      status: 'Cancelled',
      detailsVersion: second(11),
    });
    const notes = { ...reassigned, content: first.content };
    expect(apply(known, updated(first, notes)).viewing).toBe(known);
  });
  test('follow a version that was read only if it shows others', () => {
    const known = after(emptyViewing, created(first));
    expect(after(known, wasRead(reassigned)).appointment).toMatchObject({
      agentId: 'bea',
      detailsVersion: second(31),
    });
    expect(after(known, wasRead({ ...reassigned, content: first.content }))).toBe(known);
  });
});

describe('the offer of a visit (§4)', () => {
  const offering = (n: number, offer: unknown) =>
    documentOf(
      V,
      { ...PAIR, status: 'visit_done', outcome: 'offer_made', ...stamps(10), offer },
      second(11),
      second(n),
    );
  const euros = (amount: number) => ({ amount, currency: 'EUR' });
  const first = offering(11, euros(300));
  const raised = offering(31, euros(310));
  const withdrawn = offering(41, undefined);

  test('is that of the newest version, which is not explained', () => {
    const known = after(emptyViewing, created(first));
    expect(known.visits.get('V')).toMatchObject({ amount: 300, currency: 'EUR' });
    const observed = apply(known, updated(first, raised));
    expect(observed.viewing.visits.get('V')).toMatchObject({
      amount: 310,
      detailsVersion: second(31),
      version: second(11),
    });
    expect(observed.explanation).toBeNull();
  });
  test('does not depend on the order of delivery', () => {
    for (const order of everyOrder([created(first), updated(first, raised)])) {
      expect(visitAfter(...order)).toMatchObject({ amount: 310, currency: 'EUR' });
    }
    const events = [created(first), updated(first, raised), updated(raised, withdrawn)];
    for (const order of everyOrder(events)) {
      expect(visitAfter(...order)).toMatchObject({ amount: null, currency: null });
    }
  });
  test('counts as absent if it cannot be used, and the visit counts', () => {
    for (const offer of ['mucho', euros(0), euros(10_000_000_001), { amount: 1 }, [], null]) {
      expect(visitAfter(created(offering(11, offer)))).toMatchObject({
        outcome: 'offer_made',
        amount: null,
        currency: null,
      });
    }
  });
});

describe('an appointment that shows what its visit did (§4, both directions)', () => {
  const shown = {
    ...both,
    appointment: { ...stateOfA, shownCompletedAt: second(20) },
  };
  /** The document as the server wrote it, with these fields since. */
  const showing = (n: number, fields: Fields = {}) =>
    documentOf(
      A,
      { ...PAIR, ...stamps(10), status: 'Completed', ...stamps(20), ...fields },
      second(11),
      second(n),
    );
  const server = showing(25);

  test('keeps its own status through an edit, and through a reading', () => {
    const edited = showing(30, { agentId: 'ana' });
    expect(after(shown, updated(server, edited)).appointment).toEqual({
      ...shown.appointment,
      agentId: 'ana',
      detailsVersion: second(30),
    });
    expect(after(shown, wasRead(server))).toBe(shown);
  });
  test('keeps its own status with another type that is read, as of the visit', () => {
    const retypedMeanwhile = wasRead(showing(30, { type: 'Firma' }));
    expect(after(shown, retypedMeanwhile).appointment).toMatchObject({
      status: 'Scheduled',
      type: 'Firma',
      at: second(20),
    });
  });
  test('has the status that is shown once somebody changes its type', () => {
    const retyped = showing(30, { type: 'Firma' });
    expect(after(shown, updated(server, retyped)).appointment).toMatchObject({
      status: 'Completed',
      type: 'Firma',
      at: second(30),
    });
  });
  test('keeps its own status if the lead does not know that it is shown, and the document does', () => {
    const leadSync = {
      state: 'linked',
      id: 'A',
      at: timestamp(second(21)),
      completedAt: timestamp(second(20)),
    };
    const noted = showing(30, { leadSync });
    expect(after(both, wasRead(noted))).toBe(both);
    expect(after(newViewing(A), wasRead(noted)).appointment).toMatchObject({
      status: 'Scheduled',
      at: second(11),
      version: second(11) - 1,
    });
  });
  test('is completed once somebody writes that', () => {
    const written = showing(41, stamps(40));
    expect(after(shown, updated(server, written)).appointment).toMatchObject({
      status: 'Completed',
      at: second(40),
    });
    expect(after(shown, wasRead(written)).appointment?.status).toBe('Completed');
  });
  test('has another status once somebody writes that', () => {
    const missed = showing(41, { ...stamps(40), status: 'NoShow' });
    expect(after(shown, updated(server, missed)).appointment?.status).toBe('NoShow');
    const typed = showing(41, { status: 'NoShow' });
    expect(after(shown, wasRead(typed)).appointment?.status).toBe('NoShow');
  });
  test('is completed as it was created if nobody knows more', () => {
    expect(appointmentAfter(updated(server, showing(30, { agentId: 'ana' })))?.status).toBe(
      'Completed',
    );
    expect(appointmentAfter(wasRead(server))?.status).toBe('Completed');
  });

  test.each([
    ['it has the server’s stamp', server, second(20), true],
    ['it has another stamp', server, second(21), false],
    ['the server wrote none', server, null, false],
    [
      'it has no stamp, and the server wrote none',
      { ...server, stamps: { ...server.stamps, statusAt: null } },
      null,
      false,
    ],
    ['it is not Completed', { ...server, content: scheduled.content }, second(20), false],
    ['it cannot be used', { ...server, content: null }, second(20), false],
    ['it is a visit', { ...server, content: visited.content }, second(20), false],
  ] as [string, SourceDocument, number | null, boolean][])(
    'is recognised as such: %s',
    (_what, document, shownCompletedAt, isShown) => {
      expect(showsCompleted(document, { ...stateOfA, shownCompletedAt })).toBe(isShown);
    },
  );
});

describe('a deleted appointment (§4)', () => {
  const gone = (document: SourceDocument, more: Fields = {}) =>
    after(both, deleted({ ...document, ...more }, second(40))).appointment;

  test('counts as removed, as of its deletion, if it was Scheduled', () => {
    expect(gone(scheduled)).toEqual({
      ...stateOfA,
      status: 'removed',
      at: second(40),
      isDeleted: true,
    });
  });
  test.each(['Completed', 'Cancelled', 'NoShow'])('stays as it was if it was %s', (status) => {
    const last = appointmentAt(30, { status });
    const { viewing: left, explanation } = apply(
      after(both, updated(scheduled, last)),
      deleted(last, second(40)),
    );
    expect(left.appointment).toMatchObject({
      status,
      at: second(30),
      version: second(31),
      isDeleted: true,
    });
    expect(explanation).toBeNull();
  });
  test('counts as its last version was, if that was not handled', () => {
    expect(gone(appointmentAt(30, { status: 'NoShow' }))).toMatchObject({
      status: 'NoShow',
      at: second(30),
      isDeleted: true,
    });
    const first = appointmentAt(10, { status: 'Cancelled' });
    expect(appointmentAfter(deleted(first, second(40)))).toMatchObject({
      status: 'Cancelled',
      at: second(10),
      isDeleted: true,
    });
    expect(appointmentAfter(deleted(scheduled, second(40)))).toMatchObject({
      status: 'removed',
      at: second(40),
    });
  });
  test('counts as it was known if its last version cannot be used', () => {
    const broken = documentOf(A, { type: 'Firma', ...stamps(30) }, second(11), second(35));
    const signing = appointmentAt(30, { status: 'Scheduled', type: 'Firma' });
    const known = after(both, updated(scheduled, signing));
    expect(after(known, deleted(broken, second(40))).appointment).toMatchObject({
      status: 'removed',
      type: 'Firma',
      version: second(35),
    });
    expect(appointmentAfter(deleted(broken, second(40)))).toBeNull();
  });
  test('counts as removed even if its document shows what a visit did', () => {
    const shown = { ...both, appointment: { ...stateOfA, shownCompletedAt: second(20) } };
    const last = documentOf(
      A,
      { ...PAIR, ...stamps(20), status: 'Completed' },
      second(11),
      second(25),
    );
    expect(after(shown, deleted(last, second(40))).appointment).toMatchObject({
      status: 'removed',
      isDeleted: true,
    });
  });
  test('is not deleted twice, and no late version brings it back', () => {
    const left = after(both, deleted(scheduled, second(40)));
    for (const event of [
      deleted(scheduled, second(50)),
      created(scheduled),
      updated(scheduled, appointmentAt(30, { status: 'Cancelled' })),
    ]) {
      expect(apply(left, event)).toEqual({ viewing: left, explanation: null });
    }
  });
  test('says the same in whatever order its events arrive', () => {
    const completed = appointmentAt(30, { status: 'Completed' });
    const again = appointmentAt(35, { status: 'Scheduled' });
    const events = [
      created(scheduled),
      updated(scheduled, completed),
      updated(completed, again),
      deleted(again, second(40)),
    ];
    for (const order of everyOrder(events)) {
      expect(appointmentAfter(...order)).toMatchObject({
        status: 'removed',
        at: second(40),
        version: second(36),
        isDeleted: true,
      });
    }
  });
});

describe('a deleted visit (§4)', () => {
  test('no longer counts', () => {
    expect(after(both, deleted(visited, second(40))).visits.get('V')).toEqual({
      ...stateOfV,
      status: 'removed',
      outcome: null,
      at: second(40),
      isDeleted: true,
    });
  });
  test('has the last version that was deleted', () => {
    const last = visitAt(30, { status: 'visit_pending' });
    expect(after(both, deleted(last, second(40))).visits.get('V')).toMatchObject({
      status: 'removed',
      version: second(31),
    });
  });
  test('is not remembered if nobody knew it', () => {
    const left = apply(emptyViewing, deleted(visited, second(40)));
    expect(left).toEqual({ viewing: emptyViewing, explanation: null });
    expect(left.viewing).toBe(emptyViewing);
  });
  test('is not deleted twice, and no late version brings it back', () => {
    const left = after(both, deleted(visited, second(40)));
    for (const event of [deleted(visited, second(50)), created(visited), wasRead(visited)]) {
      expect(apply(left, event)).toEqual({ viewing: left, explanation: null });
    }
  });
});

describe('what retention took (§4)', () => {
  const expired = { expireAt: timestamp(second(35)) };
  const deletedExpired = (document: SourceDocument) =>
    deleted({ ...document, expireAt: second(35) }, second(40));

  test('still stands, and is noted as gone', () => {
    const { viewing: left, explanation } = apply(both, deletedExpired(scheduled));
    expect(left.appointment).toEqual({ ...stateOfA, isDeleted: true });
    expect(explanation).toBeNull();
    const withoutVisit = apply(both, deletedExpired(visited));
    expect(withoutVisit.viewing.visits.get('V')).toEqual({ ...stateOfV, isDeleted: true });
    expect(withoutVisit.explanation).toBeNull();
  });
  test('counts as its last version was, if that was not handled', () => {
    const cancelled = appointmentAt(30, { status: 'Cancelled', ...expired });
    expect(appointmentAfter(deleted(cancelled, second(40)))).toMatchObject({
      status: 'Cancelled',
      isDeleted: true,
    });
    const informed = visitAt(20, { status: 'visit_done', outcome: 'more_info_needed', ...expired });
    const observed = apply(emptyViewing, deleted(informed, second(40)));
    expect(observed.viewing.visits.get('V')).toEqual({
      ...done('more_info_needed', second(21)),
      at: second(20),
      isDeleted: true,
    });
    expect(observed.explanation?.cause).toBe('visit.more_info_needed');
  });
  test('counts as it was known if its last version cannot be used', () => {
    const broken = documentOf(V, { ...stamps(30), ...expired }, second(21), second(31));
    expect(after(both, deleted(broken, second(40))).visits.get('V')).toEqual({
      ...stateOfV,
      version: second(31),
      isDeleted: true,
    });
    expect(visitAfter(deleted(broken, second(40)))).toBeNull();
  });
  test('is not what was deleted by hand before its expireAt', () => {
    const early = { ...scheduled, expireAt: second(41) };
    expect(after(both, deleted(early, second(40))).appointment?.status).toBe('removed');
  });
});

describe('a document that was created again under its id (§3)', () => {
  const againA = appointmentAt(60, { status: 'Scheduled', agentId: 'bea' }, 61);
  const againV = visitAt(60, { status: 'visit_pending' }, 61);

  test('takes the place of the former one, with nothing of it', () => {
    const left = after(both, deleted(scheduled, second(40)), created(againA), created(againV));
    expect(left.appointment).toEqual({
      ...appointmentState('Scheduled', second(61)),
      at: second(60),
      agentId: 'bea',
    });
    expect(left.visits.get('V')).toEqual({
      ...visitState('visit_pending', second(61)),
      at: second(60),
    });
  });
  test('takes its place even before the deletion arrives, which then changes nothing', () => {
    const left = after(both, created(againA), created(againV));
    expect(left.appointment?.createTime).toBe(second(61));
    for (const event of [
      deleted(scheduled, second(40)),
      deleted(visited, second(40)),
      created(scheduled),
      updated(visited, visitAt(99, { status: 'visit_done', outcome: 'more_info_needed' })),
      wasRead(scheduled),
    ]) {
      expect(apply(left, event)).toEqual({ viewing: left, explanation: null });
    }
  });
  test('is explained as new', () => {
    const firma = appointmentAt(60, { status: 'Scheduled', type: 'Firma' }, 61);
    expect(apply(both, created(firma)).explanation).toMatchObject({
      cause: 'appointment.scheduled',
      effectiveAt: second(60),
    });
    expect(apply(both, created(againV)).explanation?.cause).toBe('visit.pending');
  });
  test('says the same in whatever order the events arrive', () => {
    const completed = appointmentAt(30, { status: 'Completed' });
    const events = [
      created(scheduled),
      updated(scheduled, completed),
      deleted(completed, second(40)),
      created(againA),
    ];
    for (const order of everyOrder(events)) {
      expect(appointmentAfter(...order)).toMatchObject({
        status: 'Scheduled',
        createTime: second(61),
        isDeleted: false,
      });
    }
  });
  test('can be deleted in its turn', () => {
    const left = after(both, created(againA), deleted(againA, second(70)));
    expect(left.appointment).toMatchObject({ status: 'removed', createTime: second(61) });
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
      actor: CONSOLE,
      effectiveAt: second(40),
    });
  });
  test('is there if only the time of the state changes', () => {
    const restamped = appointmentAt(30, { status: 'Scheduled' });
    expect(apply(both, updated(scheduled, restamped)).explanation).toMatchObject({
      cause: 'appointment.scheduled',
      effectiveAt: second(30),
    });
    const again = visitAt(30, { status: 'visit_done', outcome: 'offer_made' });
    expect(apply(both, updated(visited, again)).explanation).toMatchObject({
      cause: 'visit.offer_made',
      effectiveAt: second(30),
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
