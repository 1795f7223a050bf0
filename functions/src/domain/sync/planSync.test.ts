import { REASONS } from '../documents/history';
import { observeEvent } from '../documents/observation';
import type { SourceChange } from '../documents/sourceChange';
import type { SourceRef } from '../documents/sourceRef';
import type { LeadStatus } from '../leadStatus';
import { createLead, updateLead } from '../leads/changeLead';
import { missingInfo, type StoredLead } from '../leads/lead';
import type { Pair } from '../leads/leadId';
import { newViewing, openedAt } from '../viewings/viewing';
import { planSync } from './planSync';
import type { SyncInput } from './syncInput';
import { EMPTY_PLAN } from './syncPlan';
import {
  AGENT,
  type Fields,
  NO_LISTING,
  PAIR,
  appointmentRef,
  appointmentState,
  because,
  chainOf,
  committedLead,
  created,
  deleted,
  documentOf,
  done,
  idOf,
  olderLead,
  second,
  timestamp,
  updated,
  viewing,
  viewingsOf,
  visitRef,
  wasRead,
} from '../../../test/support/builders';
import {
  appointment,
  deletion,
  everyOrder,
  manual,
  visit,
  type Action,
  type Step,
} from '../../../test/support/actions';
import { InMemoryPipeline } from '../../../test/support/inMemoryPipeline';

const FASE_0 = 'Fase 0: Información Incompleta';
const A = appointmentRef('A');
const B = appointmentRef('B');
const V = visitRef('V');
const OTHER: Pair = { contactId: 'contact', listingId: 'L2' };

const scheduled = (id: string, fields: Fields = {}) =>
  appointment(id, { status: 'Scheduled', ...fields });
const visited = (outcome: string | null, fields: Fields = {}) =>
  visit('V', { appointmentId: 'A', status: 'visit_done', outcome, ...fields });

const viewingOf = (pipeline: InMemoryPipeline, ref: SourceRef, pair = PAIR) =>
  pipeline.lead(pair).viewings?.get(`${ref.collection}/${ref.id}`);

const moveOf = (pipeline: InMemoryPipeline, ref: SourceRef, pair = PAIR) =>
  pipeline.lead(pair).moves.get(`${ref.collection}/${ref.id}`);

// --- One plan --------------------------------------------------------------------------------------

const stamps = (n: number) => ({
  updatedAt: timestamp(second(n)),
  statusAt: timestamp(second(n)),
  updatedBy: AGENT.id,
});
const linkedAs = (id: string) => ({
  leadId: 'lead',
  leadSync: { state: 'linked', id, at: timestamp(second(3)) },
});
const linked = linkedAs('A');
const documentA = documentOf(
  A,
  { ...PAIR, status: 'Scheduled', ...stamps(10), ...linked },
  second(11),
);
const documentV = documentOf(
  V,
  { appointmentId: 'A', status: 'visit_done', outcome: 'offer_made', ...stamps(20) },
  second(21),
);

/** The input of one event of A, before its lead exists. */
const inputOf = (event: SourceChange, more: Partial<SyncInput> = {}): SyncInput => {
  const observation = observeEvent(event);
  if (observation === null) throw new Error('The event has no observation');
  return {
    observation,
    current: {
      presence: event.kind === 'deleted' ? 'deleted' : 'exists',
      document: observation.document,
    },
    viewingRef: A,
    pair: PAIR,
    appointment: null,
    target: { id: 'lead', lead: null, historyEnd: null },
    previousLeads: [],
    ...more,
  };
};
/** The viewing of A, with A scheduled. */
const viewingOfA = viewing('A', second(11), {
  ...appointmentState('Scheduled', second(11)),
  at: second(10),
});
/** The lead of A, with A scheduled. */
const leadOfA = committedLead(
  'lead',
  second(12),
  updateLead(
    createLead(PAIR, 'Appointment', null, { source: A, actor: AGENT, effectiveAt: second(10) }),
    { viewings: viewingsOf(viewingOfA), moves: new Map() },
    [because('appointment.scheduled', second(10))],
  ).lead,
);
const known = { id: 'lead', lead: leadOfA, historyEnd: null };
const derivedAs = (status: LeadStatus) => ({
  status,
  history: { seq: 3, status, decision: null },
});

describe('a plan', () => {
  test('creates the lead and the back-link of a new appointment, on the version of the event', () => {
    const document = documentOf(A, { ...PAIR, status: 'Scheduled', ...stamps(10) }, second(11));
    const plan = planSync(inputOf(created(document)));
    expect(plan.links).toEqual([
      {
        ref: A,
        version: second(11),
        leadId: 'lead',
        isUsable: true,
        isNew: true,
        shows: null,
        stamped: { completedAt: null, restored: null },
      },
    ]);
    expect(plan.leads).toMatchObject([{ id: 'lead', basis: { kind: 'none' } }]);
    expect(plan.leads[0]?.change.entries.map(({ to }) => to)).toEqual([FASE_0, 'Visita Pendiente']);
  });

  test('is empty for an event that comes again, even if its version has no back-link', () => {
    const eventVersion = documentOf(A, { ...PAIR, status: 'Scheduled', ...stamps(10) }, second(11));
    for (const document of [eventVersion, documentA]) {
      const current = { presence: 'exists', document } as const;
      const input = inputOf(created(eventVersion), { current, target: known });
      expect(planSync(input)).toEqual(EMPTY_PLAN);
    }
  });

  test('writes the lead on the version that was read', () => {
    const cancelled = documentOf(
      A,
      { ...PAIR, status: 'Cancelled', ...stamps(30), ...linked },
      second(11),
      second(31),
    );
    const plan = planSync(inputOf(updated(documentA, cancelled), { target: known }));
    expect(plan.leads).toMatchObject([
      { id: 'lead', basis: { kind: 'stored', version: second(12) } },
    ]);
    expect(plan.links).toEqual([]);
  });

  test('restores a back-link that somebody removed', () => {
    const unlinked = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(10) },
      second(11),
      second(31),
    );
    const plan = planSync(inputOf(updated(documentA, unlinked), { target: known }));
    expect(plan).toEqual({
      ...EMPTY_PLAN,
      links: [
        {
          ref: A,
          version: second(31),
          leadId: 'lead',
          isUsable: true,
          isNew: true,
          shows: null,
          stamped: { completedAt: null, restored: null },
        },
      ],
    });
  });

  const rejection = { ...linked.leadSync, state: 'rejected', issues: [] };
  test.each([
    ['has no back-link', { leadId: null, leadSync: null }],
    ['lost the lead’s id', { leadId: null }],
    ['has another lead’s id', { leadId: 'other' }],
    ['lost its leadSync', { leadSync: null }],
    ['is marked as rejected', { leadSync: rejection }],
  ])('writes the back-link of a document that %s, with its next edit', (_what, damage) => {
    const fields = { ...PAIR, status: 'Scheduled', ...stamps(10), ...linked, ...damage };
    const edited = documentOf(A, fields, second(11), second(31));
    const plan = planSync(inputOf(updated(documentA, edited), { target: known }));
    expect(plan.links).toMatchObject([{ ref: A, version: second(31), leadId: 'lead' }]);
    // An event that comes again has no newer version than the lead knows.
    const eventVersion = documentOf(A, fields, second(11));
    expect(planSync(inputOf(created(eventVersion), { target: known })).links).toEqual([]);
  });

  test('links a document that was left with a merged lead, if its current version was read', () => {
    const fields = { ...PAIR, status: 'Scheduled', ...stamps(10), ...linked, leadId: 'merged' };
    const read = documentOf(A, fields, second(11), second(15));
    // The lead knows a version that is as new.
    const edited = viewing('A', second(11), {
      ...appointmentState('Scheduled', second(10)),
      createTime: second(11),
      version: second(15),
    });
    const target = { ...known, lead: { ...leadOfA, viewings: viewingsOf(edited) } };
    const plan = planSync(inputOf(wasRead(read), { target }));
    expect(plan.leads).toEqual([]);
    expect(plan.links).toMatchObject([{ ref: A, version: second(15), leadId: 'lead' }]);
    const again = updated({ ...documentA, leadId: 'merged' }, read);
    expect(planSync(inputOf(again, { target })).links).toEqual([]);
  });

  test('completes the appointment of a visit, in one commit with the lead', () => {
    const plan = planSync(inputOf(created(documentV), { target: known, appointment: documentA }));
    expect(plan.links).toEqual([
      {
        ref: V,
        version: second(21),
        leadId: 'lead',
        isUsable: true,
        isNew: true,
        shows: null,
        stamped: { completedAt: null, restored: null },
      },
      {
        ref: A,
        version: second(11),
        leadId: 'lead',
        isUsable: true,
        isNew: false,
        stamped: { completedAt: second(20), restored: null },
        shows: { status: 'Completed', statusAt: second(20) },
      },
    ]);
    expect(plan.leads[0]?.change.lead.viewings.get('appointments/A')?.appointment).toEqual({
      ...viewingOfA.appointment,
      shownCompletedAt: second(20),
    });
  });

  test('completes an appointment that was scheduled in one batch with its visit', () => {
    const together = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(20), ...linked },
      second(11),
      second(21),
    );
    for (const target of [known, { id: 'lead', lead: null, historyEnd: null }]) {
      const plan = planSync(inputOf(created(documentV), { target, appointment: together }));
      expect(plan.links).toMatchObject([
        { ref: V, shows: null },
        { ref: A, version: second(21), shows: { status: 'Completed', statusAt: second(20) } },
      ]);
    }
  });

  test('leaves an appointment alone that got a new date meanwhile', () => {
    const again = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(30), ...linked },
      second(11),
      second(31),
    );
    const plan = planSync(inputOf(created(documentV), { target: known, appointment: again }));
    expect(plan.links.map(({ ref }) => ref)).toEqual([V]);
  });

  test('leaves an appointment alone that is no longer Scheduled', () => {
    const cancelled = documentOf(
      A,
      { ...PAIR, status: 'Cancelled', ...stamps(15), ...linked },
      second(11),
      second(16),
    );
    const plan = planSync(inputOf(created(documentV), { target: known, appointment: cancelled }));
    expect(plan.links.map(({ ref }) => ref)).toEqual([V]);
  });

  test('leaves the type of an appointment that it completes to the event of that type', () => {
    const retyped = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', type: 'Firma', ...stamps(15), ...linked },
      second(11),
      second(16),
    );
    const plan = planSync(inputOf(created(documentV), { target: known, appointment: retyped }));
    expect(plan.links).toMatchObject([
      { ref: V },
      { ref: A, version: second(16), shows: { status: 'Completed' } },
    ]);
    const state = plan.leads[0]?.change.lead.viewings.get('appointments/A')?.appointment;
    expect(state).toMatchObject({ status: 'Scheduled', type: 'Visita', version: second(11) });
  });

  test('of a visit names its appointment among what decided it, and else nothing', () => {
    const decidedBy = (more: Partial<SyncInput>) =>
      planSync(inputOf(created(documentV), { target: known, ...more })).decidedBy;
    expect(decidedBy({ appointment: documentA })).toEqual([A]);
    expect(decidedBy({})).toEqual([]);
  });

  describe('of a visit that is retracted', () => {
    const shownViewing = viewing(
      'A',
      second(11),
      {
        ...appointmentState('Scheduled', second(11)),
        at: second(10),
        shownCompletedAt: second(20),
      },
      { V: { ...done('offer_made', second(21)), at: second(20) } },
    );
    const target = { ...known, lead: { ...leadOfA, viewings: viewingsOf(shownViewing) } };
    const before = { ...documentV, ...linkedAs('V'), leadSync: null };
    const retracted = documentOf(
      V,
      { appointmentId: 'A', status: 'visit_pending', ...stamps(30), ...linkedAs('V') },
      second(21),
      second(31),
    );
    const documentAt = (n: number, fields: Fields) =>
      documentOf(A, { ...PAIR, ...stamps(20), ...linked, ...fields }, second(11), second(n));
    const noteIn = (plan: ReturnType<typeof planSync>) =>
      plan.leads[0]?.change.lead.viewings.get('appointments/A')?.appointment?.shownCompletedAt;

    test('sets the appointment back, as of its own time', () => {
      const appointmentShown = documentAt(22, { status: 'Completed' });
      const plan = planSync(
        inputOf(updated(before, retracted), { target, appointment: appointmentShown }),
      );
      expect(plan.links).toMatchObject([
        { ref: A, version: second(22), shows: { status: 'Scheduled', statusAt: second(10) } },
      ]);
      expect(noteIn(plan)).toBeNull();
    });
    test('names the version of an appointment that is left alone because of what it shows', () => {
      // It may have been read before the server wrote to it.
      const appointmentRead = documentAt(15, { status: 'Scheduled', ...stamps(10) });
      const plan = planSync(
        inputOf(updated(before, retracted), { target, appointment: appointmentRead }),
      );
      expect(plan.links).toEqual([
        {
          ref: A,
          version: second(15),
          leadId: 'lead',
          isUsable: true,
          isNew: false,
          shows: null,
          stamped: { completedAt: null, restored: null },
        },
      ]);
      expect(noteIn(plan)).toBeNull();
    });
    test.each([
      ['sets back', 'Completed', { status: 'Scheduled', statusAt: second(10) }],
      ['leaves alone, and names,', 'NoShow', null],
    ])('%s the appointment that it leaves: %s', (_does, status, shows) => {
      const ofA = documentAt(22, { status });
      const pointedToB = documentOf(
        V,
        { appointmentId: 'B', status: 'visit_done', ...stamps(20), ...linkedAs('V') },
        second(21),
        second(31),
      );
      const ofB = documentOf(B, { ...PAIR, status: 'Cancelled', ...stamps(5), ...linkedAs('B') });
      const previous = {
        lead: target.lead,
        viewing: shownViewing,
        historyEnd: null,
        visits: [],
        appointment: ofA,
      };
      const plan = planSync(
        inputOf(updated(before, pointedToB), {
          target,
          viewingRef: B,
          appointment: ofB,
          previousLeads: [previous],
        }),
      );
      expect(plan.links.find(({ ref }) => ref.id === 'A')).toMatchObject({
        ref: A,
        version: second(22),
        leadId: 'lead',
        shows,
      });
      expect(noteIn(plan)).toBeNull();
      expect(plan.decidedBy).toEqual([B, A]);
      const { viewings } = plan.leads[0]?.change.lead ?? { viewings: viewingsOf() };
      expect(viewings.get('appointments/A')?.visits.size).toBe(0);
      expect([...(viewings.get('appointments/B')?.visits.keys() ?? [])]).toEqual(['V']);
    });
  });

  test('links the appointment of a visit whose event is handled first', () => {
    const document = documentOf(A, { ...PAIR, status: 'Completed', ...stamps(10) }, second(11));
    const plan = planSync(inputOf(created(documentV), { appointment: document }));
    expect(plan.links.map(({ ref }) => ref)).toEqual([V, A]);
  });

  test('brings back a viewing that moved, even if its previous lead is unknown', () => {
    const moves = new Map([['appointments/A', { at: second(50), leadId: 'other' }] as const]);
    const lead = { ...leadOfA, viewings: viewingsOf(), moves };
    const before = documentOf(
      A,
      { ...OTHER, status: 'Scheduled', ...stamps(10) },
      second(11),
      second(50),
    );
    const back = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(10) },
      second(11),
      second(60),
    );
    const plan = planSync(inputOf(updated(before, back), { target: { ...known, lead } }));
    expect(plan.leads[0]?.change.lead).toMatchObject({ moves: new Map() });
    expect(plan.leads[0]?.change.lead.viewings.get('appointments/A')).toMatchObject({
      appointment: { status: 'Scheduled', at: second(10) },
    });
    expect(plan.links).toMatchObject([{ ref: A, version: second(60), leadId: 'lead' }]);
  });
  test('forgets what left more than 30 days before, with what changes the lead anyway', () => {
    const now = 40 * 24 * 60 * 60;
    const left = (at: number) => ({ at, leadId: 'other' });
    const moves = new Map([
      ['visits/old', left(second(1))] as const,
      ['visits/recent', left(second(now))] as const,
    ]);
    const lead = { ...leadOfA, moves };
    const edited = (fields: Fields) =>
      documentOf(
        A,
        { ...PAIR, status: 'Scheduled', ...stamps(10), ...linked, ...fields },
        second(11),
        second(now),
      );
    const cancelled = edited({ status: 'Cancelled', ...stamps(now) });
    const plan = planSync(inputOf(updated(documentA, cancelled), { target: { ...known, lead } }));
    expect([...(plan.leads[0]?.change.lead.moves.keys() ?? [])]).toEqual(['visits/recent']);
    const notes = updated(documentA, edited({ notes: 'x' }));
    expect(planSync(inputOf(notes, { target: { ...known, lead } }))).toEqual(EMPTY_PLAN);
  });

  test('writes no back-link for a deletion', () => {
    const event: SourceChange = {
      ref: A,
      kind: 'deleted',
      before: documentA,
      deletedAt: second(40),
    };
    const plan = planSync(inputOf(event, { target: known, pair: null }));
    expect(plan.links).toEqual([]);
    expect(plan.leads[0]?.change.entries).toMatchObject([
      {
        to: 'Información Solicitada',
        cause: 'appointment.removed',
        effectiveAt: second(40),
        actor: { type: 'console', id: null },
      },
    ]);
  });

  test('is empty for a deletion that changes nothing', () => {
    const removed = viewing('A', second(11), {
      ...appointmentState('removed', second(21)),
      createTime: second(11),
      at: second(40),
      isDeleted: true,
    });
    const lead: StoredLead = { ...leadOfA, viewings: viewingsOf(removed) };
    const event = deleted({ ...documentA, updateTime: second(21) }, second(40));
    const target = {
      id: 'lead',
      lead: { ...lead, ...derivedAs('Información Solicitada') },
      historyEnd: null,
    };
    expect(planSync(inputOf(event, { target }))).toEqual(EMPTY_PLAN);
  });

  test('links a document that its lead holds already if another lead holds it, too', () => {
    const elsewhere = { ...leadOfA, id: 'previous' };
    const previous = {
      lead: elsewhere,
      viewing: viewingOfA,
      historyEnd: null,
      visits: [],
      appointment: null,
    };
    const plan = planSync(
      inputOf(wasRead(documentA), { target: known, previousLeads: [previous] }),
    );
    expect(plan.links).toMatchObject([{ ref: A, leadId: 'lead' }]);
    const left = plan.leads.find(({ id }) => id === 'previous')?.change.lead;
    expect(left).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved', leadId: 'lead' },
      viewings: new Map(),
    });
  });

  test('marks the back-link of an unusable visit whose viewing moves', () => {
    const broken = documentOf(visitRef('W'), { appointmentId: 'A', status: 'what?' });
    const moved = documentOf(
      A,
      { ...OTHER, status: 'Scheduled', ...stamps(10), ...linked },
      second(11),
      second(31),
    );
    const plan = planSync(
      inputOf(updated(documentA, moved), {
        pair: OTHER,
        target: { id: 'other', lead: null, historyEnd: null },
        previousLeads: [
          {
            lead: leadOfA,
            viewing: {
              ...viewingOfA,
              visits: new Map([
                ['V', done(null, second(20))],
                ['W', done(null, second(20))],
              ]),
            },
            historyEnd: null,
            visits: [documentV, broken],
            appointment: null,
          },
        ],
      }),
    );
    expect(plan.links.map(({ ref, leadId, isUsable }) => ({ ref, leadId, isUsable }))).toEqual([
      { ref: A, leadId: 'other', isUsable: true },
      { ref: V, leadId: 'other', isUsable: true },
      { ref: visitRef('W'), leadId: 'other', isUsable: false },
    ]);
  });

  test('continues the history of a deleted lead', () => {
    const last = { seq: 4, status: 'Oferta Rechazada' as const, effectiveAt: second(1) };
    const historyEnd = { last, taken: [], decision: null };
    const plan = planSync(
      inputOf(created(documentA), { target: { id: 'lead', lead: null, historyEnd } }),
    );
    expect(plan.leads[0]?.change.entries).toMatchObject([
      { seq: 5, from: 'Oferta Rechazada', to: FASE_0 },
      { seq: 6, from: FASE_0, to: 'Visita Pendiente' },
    ]);
  });

  test('cannot be made if a lead that does not exist should hold the document', () => {
    expect(() => planSync(inputOf(created(documentA), { pair: null }))).toThrow(/does not exist/);
  });
});

// --- Several events ---------------------------------------------------------------------------

describe('a new lead (§1)', () => {
  test('has the appointment’s prospect and agent', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A', { prospectId: 'prospect', agentId: 'agent-7' }),
    ]);
    expect(pipeline.lead()).toMatchObject({
      ...PAIR,
      source: 'Appointment',
      prospectId: 'prospect',
      assignedTo: 'agent-7',
    });
    expect(missingInfo(pipeline.lead())).toEqual([]);
  });
  test('has the source Appointment even if a visit is handled first', async () => {
    const actions = [scheduled('A', { prospectId: 'prospect' }), visited(null)];
    for (const steps of everyOrder(actions)) {
      const pipeline = await InMemoryPipeline.play(actions, steps);
      expect(pipeline.lead()).toMatchObject({ source: 'Appointment', prospectId: 'prospect' });
    }
  });
  test('begins at the time of the earliest state that is known', async () => {
    const actions = [appointment('A', { status: 'Completed' }), visited(null)];
    for (const steps of everyOrder(actions)) {
      expect((await InMemoryPipeline.play(actions, steps)).history()[0]).toMatchObject({
        cause: 'lead.created',
        effectiveAt: second(1_000),
      });
    }
  });
  test('has the source Visit if there is no appointment', async () => {
    const pipeline = await InMemoryPipeline.play([
      visit('V', { ...PAIR, status: 'visit_done', outcome: 'offer_made' }),
    ]);
    expect(pipeline.lead()).toMatchObject({ source: 'Visit', status: 'Oferta Presentada' });
    expect(pipeline.read(V)?.leadId).toBe(idOf(PAIR));
  });
  test('is in Fase 0 if the first visit is pending', async () => {
    const pipeline = await InMemoryPipeline.play([
      visit('V', { ...PAIR, status: 'visit_pending' }),
    ]);
    expect(chainOf(pipeline.history())).toEqual([[FASE_0, 'lead.created']]);
  });
});

describe('an appointment that its visit completes (§4, both directions)', () => {
  const commit = (action: number): Step => ({ does: 'commit', action });
  const deliver = (action: number): Step => ({ does: 'deliver', action });
  const edited = { ...appointment('A', { startsAt: 'mañana' }), isStamped: false };
  const actions = [scheduled('A'), visited(null), edited];
  const late = [commit(0), commit(1), commit(2), deliver(1)];

  test('is completed with the visit, as of its time, even if its own events are late', async () => {
    for (const rest of [[], [deliver(0), deliver(2)], [deliver(2), deliver(0)]]) {
      const pipeline = await InMemoryPipeline.play(actions, [...late, ...rest]);
      expect(pipeline.read(A)).toMatchObject({
        content: { status: 'Completed' },
        stamps: { statusAt: second(2_000) },
      });
      expect(pipeline.lead().status).toBe('Visita Realizada');
    }
  });
  test('shows the new date that it got without a stamp, once that is handled', async () => {
    const again = [
      scheduled('A'),
      appointment('A', { status: 'Cancelled' }),
      visited(null),
      { ...scheduled('A'), isStamped: false },
    ];
    const steps = [0, 1, 2, 3].map(commit);
    const pipeline = await InMemoryPipeline.play(again, [...steps, deliver(2), deliver(3)]);
    expect(pipeline.read(A)?.content).toMatchObject({ status: 'Scheduled' });
    expect(pipeline.lead().status).toBe('Visita Pendiente');
  });
  test('may be deleted meanwhile: its linked visit stays with the lead', async () => {
    const pending = visit('V', { appointmentId: 'A', status: 'visit_pending' });
    const actionsWithDeletion = [scheduled('A'), pending, deletion(A), visited('offer_made')];
    const before = [commit(0), deliver(0), commit(1), deliver(1), commit(2), commit(3)];
    for (const rest of [
      [deliver(3), deliver(2)],
      [deliver(2), deliver(3)],
    ]) {
      expect(
        (await InMemoryPipeline.play(actionsWithDeletion, [...before, ...rest])).lead().status,
      ).toBe('Oferta Presentada');
    }
  });
});

test('a lead of an older system is adopted, and continues from its status (§3)', () => {
  const lead = olderLead({ id: 'lead', status: 'Respuesta Pendiente', version: second(9) });
  const target = { id: 'lead', lead, historyEnd: null };
  const document = documentOf(A, { ...PAIR, status: 'Scheduled', ...stamps(10) }, second(11));
  const { leads } = planSync(inputOf(created(document), { target }));
  expect(leads).toMatchObject([{ id: 'lead', basis: { kind: 'stored', version: second(9) } }]);
  expect(chainOf(leads[0]?.change.entries ?? [])).toEqual([
    ['Respuesta Pendiente', 'lead.adopted'],
    ['Visita Pendiente', 'appointment.scheduled'],
  ]);
});

describe('a second appointment of the pair', () => {
  test('gets a viewing of its own on the same lead', async () => {
    const pipeline = await InMemoryPipeline.play([scheduled('A'), scheduled('B')]);
    expect(pipeline.leads.size).toBe(1);
    for (const ref of [A, B]) {
      expect(viewingOf(pipeline, ref)).toMatchObject({
        ref,
        appointment: { openedAt: pipeline.read(ref)?.createTime },
      });
    }
    expect(pipeline.read(B)?.leadId).toBe(idOf(PAIR));
  });
  test('can move to another lead alone', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A'),
      scheduled('B'),
      appointment('B', { listingId: 'L2' }),
    ]);
    expect([...(pipeline.lead().viewings?.keys() ?? [])]).toEqual(['appointments/A']);
    expect(moveOf(pipeline, B)).toMatchObject({ leadId: idOf(OTHER) });
    expect([...(pipeline.lead(OTHER).viewings?.keys() ?? [])]).toEqual(['appointments/B']);
    expect(pipeline.lead(OTHER).moves.size).toBe(0);
    expect(pipeline.lead()).toMatchObject({ status: 'Visita Pendiente', closed: null });
    expect(pipeline.lead(OTHER).status).toBe('Visita Pendiente');
  });
});

describe('the agent and the owner of a lead (§2)', () => {
  test('follow a later version, or come from a later appointment', async () => {
    const later = await InMemoryPipeline.play([
      scheduled('A'),
      appointment('A', { prospectId: 'p', agentId: 'a' }),
    ]);
    expect(later.lead()).toMatchObject({ prospectId: 'p', assignedTo: 'a' });
    const other = await InMemoryPipeline.play([
      scheduled('A'),
      scheduled('B', { prospectId: 'p', agentId: 'a' }),
    ]);
    expect(other.lead()).toMatchObject({ prospectId: 'p', assignedTo: 'a' });
  });
  test('are those of the first appointment, as it is now', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A', { prospectId: 'p', agentId: 'a' }),
      scheduled('B', { prospectId: 'q', agentId: 'b' }),
      appointment('A', { prospectId: 'r', agentId: null }),
    ]);
    expect(pipeline.lead()).toMatchObject({ prospectId: 'r', assignedTo: 'b' });
  });
  test('move along to the lead of the listing', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A', { listingId: null, prospectId: 'p', agentId: 'a' }),
      appointment('A', { listingId: 'L' }),
    ]);
    expect(pipeline.lead()).toMatchObject({ prospectId: 'p', assignedTo: 'a' });
    expect(pipeline.lead(NO_LISTING)).toMatchObject({ prospectId: null, assignedTo: null });
  });
  test('are the same whatever the order of the events', async () => {
    const actions = [scheduled('A'), appointment('A', { prospectId: 'p' }), visited('offer_made')];
    for (const steps of everyOrder(actions)) {
      expect((await InMemoryPipeline.play(actions, steps)).lead().prospectId).toBe('p');
    }
  });
});

describe('a viewing that moves (§3)', () => {
  const filledIn = [
    scheduled('A', { listingId: null }),
    visited('offer_made'),
    appointment('A', { listingId: 'L' }),
  ];

  test('takes its visits and their back-links along', async () => {
    const pipeline = await InMemoryPipeline.play(filledIn);
    expect(pipeline.lead().status).toBe('Oferta Presentada');
    expect(pipeline.read(A)?.leadId).toBe(idOf(PAIR));
    expect(pipeline.read(V)?.leadId).toBe(idOf(PAIR));
    expect([...(viewingOf(pipeline, A)?.visits.keys() ?? [])]).toEqual(['V']);
    expect(pipeline.lead(NO_LISTING).viewings?.size).toBe(0);
  });
  test('moves in one commit with both leads', async () => {
    const pipeline = await InMemoryPipeline.play(filledIn);
    const last = pipeline.plans.at(-1);
    expect(last?.leads.map(({ id }) => id)).toEqual([idOf(PAIR), idOf(NO_LISTING)]);
    expect(last?.links.map(({ ref }) => ref)).toEqual([A, V]);
  });
  test('keeps the times of its states', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A', { listingId: null }),
      appointment('A', { listingId: 'L' }),
    ]);
    expect(pipeline.history()).toMatchObject([
      { to: FASE_0, cause: 'lead.created', effectiveAt: second(1_000) },
      { to: 'Visita Pendiente', cause: 'appointment.scheduled', effectiveAt: second(1_000) },
    ]);
    expect(viewingOf(pipeline, A)?.appointment?.openedAt).toBe(pipeline.read(A)?.createTime);
  });
  test('closes a lead without other viewings as moved, with the new lead’s id', async () => {
    const pipeline = await InMemoryPipeline.play(filledIn);
    expect(pipeline.lead(NO_LISTING)).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved', leadId: idOf(PAIR) },
    });
    expect(pipeline.history(NO_LISTING).at(-1)).toMatchObject({
      from: FASE_0,
      to: 'Cerrado',
      cause: 'lead.moved',
      reason: REASONS['lead.moved'],
      source: A,
      actor: AGENT,
      effectiveAt: moveOf(pipeline, A, NO_LISTING)?.at,
    });
  });
  test('goes to the lead of the corrected listing or contact', async () => {
    for (const [fields, pair] of [
      [{ listingId: 'L2' }, OTHER],
      [{ contactId: 'other' }, { contactId: 'other', listingId: 'L' }],
    ] as const) {
      const pipeline = await InMemoryPipeline.play([
        scheduled('A'),
        visited('more_info_needed'),
        appointment('A', fields),
      ]);
      expect(pipeline.lead(pair).status).toBe('Información Solicitada');
      expect(pipeline.lead()).toMatchObject({
        status: 'Cerrado',
        closed: { outcome: 'moved', leadId: idOf(pair) },
      });
    }
  });
  test('may change its status with the same write', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A'),
      appointment('A', { listingId: 'L2', status: 'Cancelled' }),
    ]);
    expect(pipeline.lead(OTHER).status).toBe('Información Solicitada');
    expect(pipeline.lead().closed?.outcome).toBe('moved');
  });
  test('is explained by its visit, even if the status of the appointment changes, too', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A', { listingId: null }),
      visited('offer_made'),
      appointment('A', { listingId: 'L', status: 'NoShow' }),
    ]);
    expect(pipeline.history().at(-1)).toMatchObject({
      to: 'Oferta Presentada',
      cause: 'visit.offer_made',
      source: V,
    });
  });
  test('leaves a lead with other viewings open, and that lead is derived again', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('B'),
      scheduled('A'),
      visited('offer_made'),
      appointment('A', { listingId: 'L2' }),
    ]);
    expect(pipeline.lead()).toMatchObject({ status: 'Visita Pendiente', closed: null });
    expect(pipeline.history().at(-1)).toMatchObject({
      from: 'Oferta Presentada',
      to: 'Visita Pendiente',
      cause: 'lead.moved',
    });
    expect(pipeline.lead(OTHER).status).toBe('Oferta Presentada');
  });
  test('does not close a lead that somebody moved by hand', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A'),
      manual('Respuesta Pendiente'),
      appointment('A', { listingId: 'L2' }),
    ]);
    expect(pipeline.lead()).toMatchObject({ status: 'Respuesta Pendiente', closed: null });
    expect(pipeline.lead(OTHER).status).toBe('Visita Pendiente');
  });
  test('reopens its first lead when it moves back', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A'),
      appointment('A', { listingId: 'L2' }),
      visited('offer_made'),
      appointment('A', { listingId: 'L' }),
    ]);
    expect(pipeline.lead()).toMatchObject({ status: 'Oferta Presentada', closed: null });
    expect(viewingOf(pipeline, A)?.visits.size).toBe(1);
    expect(moveOf(pipeline, A)).toBeUndefined();
    expect(pipeline.lead(OTHER)).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved', leadId: idOf(PAIR) },
    });
    expect(pipeline.read(V)?.leadId).toBe(idOf(PAIR));
  });
  test('reopens the lead without listing, in Fase 0, when its listing is removed', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A', { listingId: null }),
      appointment('A', { listingId: 'L' }),
      appointment('A', { listingId: null }),
    ]);
    expect(pipeline.lead(NO_LISTING)).toMatchObject({ status: FASE_0, closed: null });
    expect(pipeline.lead().closed).toMatchObject({ outcome: 'moved', leadId: idOf(NO_LISTING) });
  });

  test('is not moved back by a late event', async () => {
    const actions = [
      scheduled('A', { listingId: null }),
      appointment('A', { status: 'Cancelled' }),
      appointment('A', { listingId: 'L' }),
    ];
    const last = [2, 0, 1].map((action) => ({ does: 'deliver' as const, action }));
    const commits = [0, 1, 2].map((action) => ({ does: 'commit' as const, action }));
    const pipeline = await InMemoryPipeline.play(actions, [...commits, ...last]);
    expect([...pipeline.leads.keys()]).toEqual([idOf(PAIR)]);
    expect(pipeline.lead().status).toBe('Información Solicitada');

    const again = await InMemoryPipeline.play(actions, undefined, true);
    expect(again.lead(NO_LISTING).closed?.outcome).toBe('moved');
    expect(moveOf(again, A, NO_LISTING)).toMatchObject({ leadId: idOf(PAIR) });
    expect(again.lead().status).toBe('Información Solicitada');
  });
});

describe('a visit that changes its appointment', () => {
  test('counts for the new appointment, and no longer for the old one', async () => {
    const pipeline = await InMemoryPipeline.play([
      appointment('A', { status: 'Cancelled' }),
      appointment('B', { status: 'Cancelled' }),
      visited('offer_made'),
      visit('V', { appointmentId: 'B' }),
    ]);
    expect(viewingOf(pipeline, A)?.visits.size).toBe(0);
    expect(viewingOf(pipeline, B)?.visits).toMatchObject(
      new Map([['V', { outcome: 'offer_made' }]]),
    );
    expect(pipeline.lead().status).toBe('Oferta Presentada');
  });
  test('moves to the lead of the new appointment', async () => {
    const pipeline = await InMemoryPipeline.play([
      appointment('A', { status: 'Completed' }),
      scheduled('B', { listingId: 'L2' }),
      visited('offer_made'),
      visit('V', { appointmentId: 'B' }),
    ]);
    expect(pipeline.lead().status).toBe('Visita Realizada');
    expect(pipeline.lead(OTHER).status).toBe('Oferta Presentada');
    expect([...(pipeline.lead(OTHER).viewings?.keys() ?? [])]).toEqual(['appointments/B']);
    expect(pipeline.read(V)?.leadId).toBe(idOf(OTHER));
    expect(pipeline.read(A)?.leadId).toBe(idOf(PAIR));
    expect(pipeline.read(B)?.content).toMatchObject({ status: 'Completed' });
  });
  test('may have had none before', async () => {
    const pipeline = await InMemoryPipeline.play([
      visit('V', { ...PAIR, status: 'visit_done', outcome: 'offer_made' }),
      scheduled('A'),
      visit('V', { appointmentId: 'A' }),
    ]);
    expect(pipeline.lead()).toMatchObject({ status: 'Oferta Presentada', closed: null });
    expect(viewingOf(pipeline, A)?.visits.size).toBe(1);
    expect(viewingOf(pipeline, V)).toBeUndefined();
    // It never left the lead.
    expect(pipeline.lead().moves.size).toBe(0);
  });
  test('does not make the viewing of the new one older than its appointment', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A'),
      manual('Cerrado', 'lost'),
      scheduled('B'),
      visited('offer_made'),
      visit('V', { appointmentId: 'B' }),
    ]);
    // B is new interest and reopens the lead, before V moves to it and after.
    expect(openedAt(viewingOf(pipeline, B) ?? newViewing(B))).toBe(pipeline.read(B)?.createTime);
    expect(pipeline.lead().status).toBe('Oferta Presentada');
  });
});

describe('deletions (§4)', () => {
  test('of a scheduled appointment count as a cancellation', async () => {
    const pipeline = await InMemoryPipeline.play([scheduled('A'), deletion(A)]);
    expect(chainOf(pipeline.history()).slice(1)).toEqual([
      ['Visita Pendiente', 'appointment.scheduled'],
      ['Información Solicitada', 'appointment.removed'],
    ]);
  });
  test('of an appointment change nothing if its visit took place, which stays with the lead', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A'),
      visited('offer_made'),
      deletion(A),
      visited('more_info_needed'),
    ]);
    expect(pipeline.lead().status).toBe('Información Solicitada');
    expect(viewingOf(pipeline, A)?.appointment?.isDeleted).toBe(true);
    expect(viewingOf(pipeline, A)?.visits.size).toBe(1);
  });
  test.each([
    ['Completed', 'Visita Realizada'],
    ['Cancelled', 'Información Solicitada'],
    ['NoShow', 'Información Solicitada'],
  ])('of an appointment that was %s change nothing', async (status, leadStatus) => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A'),
      appointment('A', { status }),
      deletion(A),
    ]);
    expect(pipeline.lead().status).toBe(leadStatus);
    expect(pipeline.history()).toHaveLength(3);
  });
  test('of a visit take back what it stated', async () => {
    const pipeline = await InMemoryPipeline.play([
      appointment('A', { status: 'Cancelled' }),
      visited('offer_made'),
      deletion(V),
    ]);
    expect(pipeline.history().at(-1)).toMatchObject({
      from: 'Oferta Presentada',
      to: 'Información Solicitada',
      cause: 'visit.removed',
    });
  });
  test('of a document do not affect one that is created again under its id', async () => {
    const pipeline = await InMemoryPipeline.play([scheduled('A'), deletion(A), scheduled('A')]);
    expect(pipeline.lead().status).toBe('Visita Pendiente');
    expect(pipeline.read(A)?.leadId).toBe(idOf(PAIR));
  });
});

describe('an appointment that changes its type', () => {
  test('counts only while it is a Visita', async () => {
    const pipeline = await InMemoryPipeline.play([
      scheduled('A'),
      appointment('A', { type: 'Firma' }),
      appointment('A', { type: 'Visita' }),
    ]);
    expect(chainOf(pipeline.history()).slice(1)).toEqual([
      ['Visita Pendiente', 'appointment.scheduled'],
      [FASE_0, 'appointment.retyped'],
      ['Visita Pendiente', 'appointment.retyped'],
    ]);
  });
});

describe('the server’s own writes', () => {
  test('change nothing when their events arrive; neither does an edit of the notes', async () => {
    const actions = [scheduled('A'), visited('offer_made')];
    const pipeline = await InMemoryPipeline.play(actions);
    const edited = await InMemoryPipeline.play([
      ...actions,
      appointment('A', { notes: 'Llamar antes' }),
    ]);
    expect(pipeline.plans).toHaveLength(2);
    expect(edited.plans).toHaveLength(2);
  });
});

// --- In any order ----------------------------------------------------------------------------------

describe('the final status is the same in every order and with every event twice (§4)', () => {
  const unstamped = <Write extends object>(action: Write) => ({ ...action, isStamped: false });
  const sequences: [events: string, actions: Action[], status: string][] = [
    ['A Scheduled; A deleted', [scheduled('A'), deletion(A)], 'Información Solicitada'],
    [
      'A Scheduled; A Completed; A deleted; A created again',
      [scheduled('A'), appointment('A', { status: 'Completed' }), deletion(A), scheduled('A')],
      'Visita Pendiente',
    ],
    [
      'A Scheduled, type Firma; A deleted',
      [scheduled('A', { type: 'Firma' }), deletion(A)],
      FASE_0,
    ],
    [
      'A created; manual Cerrado (lost); A deleted; A created again',
      [scheduled('A'), manual('Cerrado', 'lost'), deletion(A), scheduled('A')],
      'Visita Pendiente',
    ],
    [
      'A Scheduled; A deleted; A created again; manual Cerrado (lost); A Completed',
      [
        scheduled('A'),
        deletion(A),
        scheduled('A'),
        manual('Cerrado', 'lost'),
        appointment('A', { status: 'Completed' }),
      ],
      'Cerrado',
    ],
    [
      'without stamps: A Scheduled; A Cancelled; A Completed; B Scheduled',
      [
        unstamped(scheduled('A')),
        unstamped(appointment('A', { status: 'Cancelled' })),
        unstamped(appointment('A', { status: 'Completed' })),
        unstamped(scheduled('B')),
      ],
      'Visita Pendiente',
    ],
    [
      'A Scheduled, no listing; A gets listing L2; A gets listing L; A Completed',
      [
        scheduled('A', { listingId: null }),
        appointment('A', { listingId: 'L2' }),
        appointment('A', { listingId: 'L' }),
        appointment('A', { status: 'Completed' }),
      ],
      'Visita Realizada',
    ],
    [
      'A Scheduled, no listing; V(A) offer_made; A gets listing L; A gets notes',
      [
        scheduled('A', { listingId: null }),
        visited('offer_made'),
        appointment('A', { listingId: 'L' }),
        appointment('A', { notes: 'x' }),
      ],
      'Oferta Presentada',
    ],
    [
      'A Scheduled; A moves to L2; A moves back to L',
      [scheduled('A'), appointment('A', { listingId: 'L2' }), appointment('A', { listingId: 'L' })],
      'Visita Pendiente',
    ],
    [
      'A Cancelled; B Cancelled; V(A) more_info_needed; V names B, offer_made',
      [
        appointment('A', { status: 'Cancelled' }),
        appointment('B', { status: 'Cancelled' }),
        visited('more_info_needed'),
        visit('V', { appointmentId: 'B', outcome: 'offer_made' }),
      ],
      'Oferta Presentada',
    ],
    [
      'V without appointment, offer_made; A Cancelled; V names A; V more_info_needed',
      [
        visit('V', { ...PAIR, status: 'visit_done', outcome: 'offer_made' }),
        appointment('A', { status: 'Cancelled' }),
        visit('V', { appointmentId: 'A' }),
        visit('V', { outcome: 'more_info_needed' }),
      ],
      'Información Solicitada',
    ],
  ];
  test.each(sequences)('%s', async (_events, actions, status) => {
    const outcome = (pipeline: InMemoryPipeline) => {
      const here = [...(pipeline.lead().viewings ?? [])]
        .map(([key, each]) => ({ key, openedAt: openedAt(each) }))
        .sort((one, other) => (one.key < other.key ? -1 : 1));
      return { status: pipeline.lead().status, here };
    };
    const inOrder = outcome(await InMemoryPipeline.play(actions));
    expect(inOrder.status).toBe(status);
    for (const steps of everyOrder(actions)) {
      for (const isTwice of [false, true]) {
        expect(outcome(await InMemoryPipeline.play(actions, steps, isTwice))).toEqual(inOrder);
      }
    }
  });
});
