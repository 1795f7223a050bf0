import { createLead, updateLead } from '../../src/domain/changeLead';
import { REASONS } from '../../src/domain/history';
import { asCommitted, missingInfo, type StoredLead } from '../../src/domain/lead';
import type { LeadStatus } from '../../src/domain/leadStatus';
import type { Pair } from '../../src/domain/leadId';
import { EMPTY_PLAN, planSync, type SyncFacts } from '../../src/domain/planSync';
import { sightingOf, type SourceChange } from '../../src/domain/sourceDocument';
import {
  AGENT,
  appointment,
  appointmentRef,
  appointmentState,
  because,
  chainOf,
  created,
  deleted,
  deletion,
  documentOf,
  done,
  everyOrder,
  idOf,
  manual,
  NO_LISTING,
  olderLead,
  PAIR,
  second,
  timestamp,
  updated,
  viewing,
  viewingsOf,
  visit,
  visitRef,
  World,
  type Fields,
  type Step,
  type Turn,
} from '../support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';
const A = appointmentRef('A');
const B = appointmentRef('B');
const V = visitRef('V');
const OTHER: Pair = { contactId: 'contact', listingId: 'L2' };

const scheduled = (id: string, fields: Fields = {}) =>
  appointment(id, { status: 'Scheduled', ...fields });
const visited = (outcome: string | null, fields: Fields = {}) =>
  visit('V', { appointmentId: 'A', status: 'visit_done', outcome, ...fields });

const viewingOf = (
  world: World,
  ref: { collection: 'appointments' | 'visits'; id: string },
  pair = PAIR,
) => world.lead(pair).viewings?.get(`${ref.collection}/${ref.id}`);

// --- One plan --------------------------------------------------------------------------------------

const stamps = (n: number) => ({
  updatedAt: timestamp(second(n)),
  statusAt: timestamp(second(n)),
  updatedBy: AGENT.id,
});
const linked = { leadId: 'lead', leadSync: { state: 'linked', at: timestamp(second(3)) } };
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

/** The facts of one event, of A's lead, before anything is there. */
const factsOf = (event: SourceChange, more: Partial<SyncFacts> = {}): SyncFacts => {
  const sighting = sightingOf(event);
  if (sighting === null) throw new Error('The event tells of nothing');
  return {
    sighting,
    document: sighting.document,
    isGone: event.after === null,
    viewing: A,
    pair: PAIR,
    appointment: null,
    target: { id: 'lead', lead: null, chainEnd: null },
    formers: [],
    ...more,
  };
};
/** The lead of A, which is Scheduled. */
const leadOfA = asCommitted(
  'lead',
  second(12),
  updateLead(
    createLead(PAIR, 'Appointment', null, { source: A, actor: AGENT, effectiveAt: second(10) }),
    {
      viewings: viewingsOf(
        viewing('A', second(11), {
          ...appointmentState('Scheduled', second(10)),
          version: second(11),
        }),
      ),
    },
    [because('appointment.scheduled', second(10))],
  ).lead,
);
const known = { id: 'lead', lead: leadOfA, chainEnd: null };
const derivedAs = (status: LeadStatus) => ({
  status,
  history: { seq: 3, status, decision: null },
});

describe('the plan for one event', () => {
  test('creates the lead and the link of a new appointment, on the version that was seen', () => {
    const document = documentOf(A, { ...PAIR, status: 'Scheduled', ...stamps(10) }, second(11));
    const plan = planSync(factsOf(created(document)));
    expect(plan.links).toEqual([
      { ref: A, version: second(11), leadId: 'lead', isUsable: true, completedAt: null },
    ]);
    expect(plan.leads).toMatchObject([{ id: 'lead', version: null }]);
    expect(plan.leads[0]?.change.entries.map(({ to }) => to)).toEqual([FASE_0, 'Visita Pendiente']);
  });

  test('is empty for an event that comes again, though it tells of a version without link', () => {
    const told = documentOf(A, { ...PAIR, status: 'Scheduled', ...stamps(10) }, second(11));
    for (const document of [told, documentA]) {
      const facts = factsOf(created(told), { document, target: known });
      expect(planSync(facts)).toEqual(EMPTY_PLAN);
    }
  });

  test('writes the lead on the version that was read', () => {
    const cancelled = documentOf(
      A,
      { ...PAIR, status: 'Cancelled', ...stamps(30), ...linked },
      second(11),
      second(31),
    );
    const plan = planSync(factsOf(updated(documentA, cancelled), { target: known }));
    expect(plan.leads).toMatchObject([{ id: 'lead', version: second(12) }]);
    expect(plan.links).toEqual([]);
  });

  test('writes a link again that somebody took away', () => {
    const unlinked = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(10) },
      second(11),
      second(31),
    );
    const plan = planSync(factsOf(updated(documentA, unlinked), { target: known }));
    expect(plan).toEqual({
      ...EMPTY_PLAN,
      links: [{ ref: A, version: second(31), leadId: 'lead', isUsable: true, completedAt: null }],
    });
  });

  const rejection = { ...linked.leadSync, state: 'rejected', issues: [] };
  test.each([
    ['has none', { leadId: null, leadSync: null }],
    ['lost the lead’s id', { leadId: null }],
    ['has another lead’s id', { leadId: 'other' }],
    ['lost what was said of it', { leadSync: null }],
    ['is told that it is rejected', { leadSync: rejection }],
  ])('writes the link of a document that %s, with its next edit', (_what, damage) => {
    const fields = { ...PAIR, status: 'Scheduled', ...stamps(10), ...linked, ...damage };
    const edited = documentOf(A, fields, second(11), second(31));
    const plan = planSync(factsOf(updated(documentA, edited), { target: known }));
    expect(plan.links).toMatchObject([{ ref: A, version: second(31), leadId: 'lead' }]);
    // The event that comes again tells of no newer version than the lead knows.
    const told = documentOf(A, fields, second(11));
    expect(planSync(factsOf(created(told), { target: known })).links).toEqual([]);
  });

  test('links a document anew that was left behind with another lead, where it was read as it stands', () => {
    const fields = { ...PAIR, status: 'Scheduled', ...stamps(10), ...linked, leadId: 'merged' };
    const read = documentOf(A, fields, second(11));
    const plan = planSync(factsOf(updated('lost', read), { target: known }));
    expect(plan.leads).toEqual([]);
    expect(plan.links).toMatchObject([{ ref: A, version: second(11), leadId: 'lead' }]);
    const older = documentOf(A, fields, second(8), second(9));
    expect(planSync(factsOf(updated('lost', older), { target: known })).links).toEqual([]);
  });

  test('completes the appointment of a visit, in one commit with the lead', () => {
    const plan = planSync(factsOf(created(documentV), { target: known, appointment: documentA }));
    expect(plan.links).toEqual([
      { ref: V, version: second(21), leadId: 'lead', isUsable: true, completedAt: null },
      { ref: A, version: second(11), leadId: 'lead', isUsable: true, completedAt: second(20) },
    ]);
    expect(plan.leads[0]?.change.lead.viewings.get('appointments/A')?.appointment).toEqual({
      status: 'Completed',
      type: 'Visita',
      at: second(20),
      version: second(11),
    });
  });

  test('also one that was scheduled in one batch with it', () => {
    const together = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(20), ...linked },
      second(11),
      second(21),
    );
    for (const target of [known, { id: 'lead', lead: null, chainEnd: null }]) {
      const plan = planSync(factsOf(created(documentV), { target, appointment: together }));
      expect(plan.links).toMatchObject([
        { ref: V, completedAt: null },
        { ref: A, version: second(21), completedAt: second(20) },
      ]);
    }
  });

  test('leaves an appointment alone that has been set to a new date meanwhile', () => {
    const again = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(30), ...linked },
      second(11),
      second(31),
    );
    const plan = planSync(factsOf(created(documentV), { target: known, appointment: again }));
    expect(plan.links.map(({ ref }) => ref)).toEqual([V]);
  });

  test('or that is not Scheduled any more', () => {
    const cancelled = documentOf(
      A,
      { ...PAIR, status: 'Cancelled', ...stamps(15), ...linked },
      second(11),
      second(16),
    );
    const plan = planSync(factsOf(created(documentV), { target: known, appointment: cancelled }));
    expect(plan.links.map(({ ref }) => ref)).toEqual([V]);
  });

  test('completes it as it stands: with the type that it has by now', () => {
    const retyped = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', type: 'Firma', ...stamps(15), ...linked },
      second(11),
      second(16),
    );
    const plan = planSync(factsOf(created(documentV), { target: known, appointment: retyped }));
    const state = plan.leads[0]?.change.lead.viewings.get('appointments/A')?.appointment;
    expect(state).toMatchObject({ status: 'Completed', type: 'Firma', version: second(16) });
  });

  test('links the appointment of a visit that is handled first', () => {
    const document = documentOf(A, { ...PAIR, status: 'Completed', ...stamps(10) }, second(11));
    const plan = planSync(factsOf(created(documentV), { appointment: document }));
    expect(plan.links.map(({ ref }) => ref)).toEqual([V, A]);
  });

  test('that would put back a viewing which has left also writes the link, on the version that was told', () => {
    const gone = viewing('A', second(11), {
      ...appointmentState('Scheduled', second(10)),
      version: second(11),
    });
    const lead = {
      ...leadOfA,
      viewings: viewingsOf({ ...gone, left: { at: second(50), leadId: 'other' } }),
    };
    const plan = planSync(factsOf(created(documentA), { target: { ...known, lead } }));
    // The document stands at the version with which it left, or a later one: so this is never committed.
    expect(plan.links).toMatchObject([{ ref: A, version: second(11) }]);
  });

  test('takes back a viewing which has left, even where nothing tells any more where it went', () => {
    const gone = {
      ...viewing('A', second(11), appointmentState('Scheduled', second(10))),
      left: { at: second(50), leadId: 'other' },
    };
    const lead = { ...leadOfA, viewings: viewingsOf(gone) };
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
    const plan = planSync(factsOf(updated(before, back), { target: { ...known, lead } }));
    expect(plan.leads[0]?.change.lead.viewings).toEqual(viewingsOf({ ...gone, left: null }));
    expect(plan.links).toMatchObject([{ ref: A, version: second(60), leadId: 'lead' }]);
  });

  test('for a deletion writes no link', () => {
    const event: SourceChange = {
      ref: A,
      kind: 'deleted',
      before: documentA,
      after: null,
      deletedAt: second(40),
    };
    const plan = planSync(factsOf(event, { target: known, pair: null }));
    expect(plan.links).toEqual([]);
    expect(plan.gone).toEqual(A); // It is for as long as the document is gone.
    expect(plan.leads[0]?.change.entries).toMatchObject([
      {
        to: 'Información Solicitada',
        cause: 'appointment.removed',
        effectiveAt: second(40),
        actor: { type: 'console', id: null },
      },
    ]);
  });

  test('asks nothing of a deleted document where it changes nothing', () => {
    const removed = viewing('A', second(11), {
      ...appointmentState('removed', second(40)),
      version: second(21),
    });
    const lead: StoredLead = { ...leadOfA, viewings: viewingsOf(removed) };
    const event = deleted({ ...documentA, updateTime: second(21) }, second(40));
    const target = {
      id: 'lead',
      lead: { ...lead, ...derivedAs('Información Solicitada') },
      chainEnd: null,
    };
    expect(planSync(factsOf(event, { target }))).toEqual(EMPTY_PLAN);
  });

  test('links a document that its lead holds already with what it leaves elsewhere', () => {
    const elsewhere = { ...leadOfA, id: 'former' };
    const former = {
      lead: elsewhere,
      viewing: viewing('A', second(11), appointmentState('Scheduled', second(10))),
      chainEnd: null,
      visits: [],
    };
    const fresh = documentOf(
      A,
      { ...PAIR, status: 'Scheduled', ...stamps(10), ...linked, leadId: 'lead' },
      second(11),
    );
    const plan = planSync(factsOf(updated('lost', fresh), { target: known, formers: [former] }));
    expect(plan.links).toMatchObject([{ ref: A, leadId: 'lead' }]);
    expect(plan.leads.map(({ id }) => id)).toContain('former');
  });

  test('tells which visit stays rejected while its viewing moves', () => {
    const broken = documentOf(visitRef('W'), { appointmentId: 'A', status: 'what?' });
    const moved = documentOf(
      A,
      { ...OTHER, status: 'Scheduled', ...stamps(10), ...linked },
      second(11),
      second(31),
    );
    const plan = planSync(
      factsOf(updated(documentA, moved), {
        pair: OTHER,
        target: { id: 'other', lead: null, chainEnd: null },
        formers: [
          {
            lead: leadOfA,
            viewing: viewing('A', second(11), appointmentState('Scheduled', second(10)), {
              V: done(null, second(20)),
              W: done(null, second(20)),
            }),
            chainEnd: null,
            visits: [documentV, broken],
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
    const chainEnd = { seq: 4, status: 'Oferta Rechazada' as const, effectiveAt: second(1) };
    const plan = planSync(
      factsOf(created(documentA), { target: { id: 'lead', lead: null, chainEnd } }),
    );
    expect(plan.leads[0]?.change.entries).toMatchObject([
      { seq: 5, from: 'Oferta Rechazada', to: FASE_0 },
      { seq: 6, from: FASE_0, to: 'Visita Pendiente' },
    ]);
  });

  test('fails loudly where a lead that does not exist is said to hold the document', () => {
    expect(() => planSync(factsOf(created(documentA), { pair: null }))).toThrow(/does not exist/);
  });
});

// --- From event to event ---------------------------------------------------------------------------

describe('what a lead begins with (section 1)', () => {
  test('the appointment’s prospect and agent', () => {
    const world = World.play([scheduled('A', { prospectId: 'prospect', agentId: 'agent-7' })]);
    expect(world.lead()).toMatchObject({
      ...PAIR,
      source: 'Appointment',
      prospectId: 'prospect',
      assignedTo: 'agent-7',
    });
    expect(missingInfo(world.lead())).toEqual([]);
  });
  test('Appointment, where the visit of one is handled first, too', () => {
    const steps = [scheduled('A', { prospectId: 'prospect' }), visited(null)];
    for (const turns of everyOrder(steps)) {
      const world = World.play(steps, turns);
      expect(world.lead()).toMatchObject({ source: 'Appointment', prospectId: 'prospect' });
    }
  });
  test('the time of the earliest state that is known', () => {
    const steps = [appointment('A', { status: 'Completed' }), visited(null)];
    for (const turns of everyOrder(steps)) {
      expect(World.play(steps, turns).history()[0]).toMatchObject({
        cause: 'lead.created',
        effectiveAt: second(1_000),
      });
    }
  });
  test('Visit, where there is no appointment', () => {
    const world = World.play([
      visit('V', { ...PAIR, status: 'visit_done', outcome: 'offer_made' }),
    ]);
    expect(world.lead()).toMatchObject({ source: 'Visit', status: 'Oferta Presentada' });
    expect(world.read(V)?.leadId).toBe(idOf(PAIR));
  });
  test('Fase 0, where the first visit is pending', () => {
    const world = World.play([visit('V', { ...PAIR, status: 'visit_pending' })]);
    expect(chainOf(world.history())).toEqual([[FASE_0, 'lead.created']]);
  });
});

describe('an appointment that its visit completes (section 4, both directions)', () => {
  const commit = (step: number): Turn => ({ does: 'commit', step });
  const deliver = (step: number): Turn => ({ does: 'deliver', step });
  const edited = { ...appointment('A', { startsAt: 'mañana' }), isStamped: false };
  const steps = [scheduled('A'), visited(null), edited];
  const late = [commit(0), commit(1), commit(2), deliver(1)];

  test('waits for its own event where it may have been set to a new date meanwhile', () => {
    const world = World.play(steps, late);
    expect(world.read(A)?.content).toMatchObject({ status: 'Scheduled' });
    expect(world.lead().status).toBe('Visita Realizada');
  });
  test('and is completed by that event, as of the time of the visit', () => {
    for (const rest of [
      [deliver(0), deliver(2)],
      [deliver(2), deliver(0)],
    ]) {
      const world = World.play(steps, [...late, ...rest]);
      expect(world.read(A)).toMatchObject({
        content: { status: 'Completed' },
        stamps: { statusAt: second(2_000) },
      });
      expect(world.lead().status).toBe('Visita Realizada');
    }
  });
  test('is left alone where it was set to a new date without a stamp', () => {
    const again = [
      scheduled('A'),
      appointment('A', { status: 'Cancelled' }),
      visited(null),
      { ...scheduled('A'), isStamped: false },
    ];
    const turns = [0, 1, 2, 3].map(commit);
    const world = World.play(again, [...turns, deliver(2), deliver(3)]);
    expect(world.read(A)?.content).toMatchObject({ status: 'Scheduled' });
    expect(world.lead().status).toBe('Visita Pendiente');
  });
  test('may be gone by then: the visit that was linked stays with its lead', () => {
    const pending = visit('V', { appointmentId: 'A', status: 'visit_pending' });
    const gone = [scheduled('A'), pending, deletion(A), visited('offer_made')];
    const before = [commit(0), deliver(0), commit(1), deliver(1), commit(2), commit(3)];
    for (const rest of [
      [deliver(3), deliver(2)],
      [deliver(2), deliver(3)],
    ]) {
      expect(World.play(gone, [...before, ...rest]).lead().status).toBe('Oferta Presentada');
    }
  });
});

test('a lead of an older system is found, and goes on from its status (section 3)', () => {
  const lead = olderLead({ id: 'lead', status: 'Respuesta Pendiente', version: second(9) });
  const target = { id: 'lead', lead, chainEnd: null };
  const document = documentOf(A, { ...PAIR, status: 'Scheduled', ...stamps(10) }, second(11));
  const { leads } = planSync(factsOf(created(document), { target }));
  expect(leads).toMatchObject([{ id: 'lead', version: second(9) }]);
  expect(chainOf(leads[0]?.change.entries ?? [])).toEqual([
    ['Respuesta Pendiente', 'lead.adopted'],
    ['Visita Pendiente', 'appointment.scheduled'],
  ]);
});

describe('a second appointment of the pair', () => {
  test('joins the lead, as a viewing of its own', () => {
    const world = World.play([scheduled('A'), scheduled('B')]);
    expect(world.leads.size).toBe(1);
    expect(viewingOf(world, A)).toMatchObject({ ref: A, openedAt: world.read(A)?.createTime });
    expect(viewingOf(world, B)).toMatchObject({ ref: B, openedAt: world.read(B)?.createTime });
    expect(world.read(B)?.leadId).toBe(idOf(PAIR));
  });
  test('can leave it alone', () => {
    const world = World.play([
      scheduled('A'),
      scheduled('B'),
      appointment('B', { listingId: 'L2' }),
    ]);
    expect(viewingOf(world, A)).toMatchObject({ left: null });
    expect(viewingOf(world, B)).toMatchObject({ left: { leadId: idOf(OTHER) } });
    expect(viewingOf(world, B, OTHER)).toMatchObject({ left: null });
    expect(world.lead()).toMatchObject({ status: 'Visita Pendiente', closed: null });
    expect(world.lead(OTHER).status).toBe('Visita Pendiente');
  });
});

describe('what a lead lacks (section 2)', () => {
  test('is filled in by a later version, and by a later appointment', () => {
    const later = World.play([scheduled('A'), appointment('A', { prospectId: 'p', agentId: 'a' })]);
    expect(later.lead()).toMatchObject({ prospectId: 'p', assignedTo: 'a' });
    const other = World.play([scheduled('A'), scheduled('B', { prospectId: 'p', agentId: 'a' })]);
    expect(other.lead()).toMatchObject({ prospectId: 'p', assignedTo: 'a' });
  });
  test('and never replaced', () => {
    const world = World.play([
      scheduled('A', { prospectId: 'p', agentId: 'a' }),
      scheduled('B', { prospectId: 'q', agentId: 'b' }),
      appointment('A', { prospectId: 'q', agentId: 'b' }),
    ]);
    expect(world.lead()).toMatchObject({ prospectId: 'p', assignedTo: 'a' });
  });
  test('goes along to the lead of the listing', () => {
    const world = World.play([
      scheduled('A', { listingId: null, prospectId: 'p', agentId: 'a' }),
      appointment('A', { listingId: 'L' }),
    ]);
    expect(world.lead()).toMatchObject({ prospectId: 'p', assignedTo: 'a' });
  });
  test('is filled in whenever the events are handled', () => {
    const steps = [scheduled('A'), appointment('A', { prospectId: 'p' }), visited('offer_made')];
    for (const turns of everyOrder(steps)) {
      expect(World.play(steps, turns).lead().prospectId).toBe('p');
    }
  });
});

describe('a viewing that moves (section 3)', () => {
  const filledIn = [
    scheduled('A', { listingId: null }),
    visited('offer_made'),
    appointment('A', { listingId: 'L' }),
  ];

  test('takes its visits and their back-links along', () => {
    const world = World.play(filledIn);
    expect(world.lead().status).toBe('Oferta Presentada');
    expect(world.read(A)?.leadId).toBe(idOf(PAIR));
    expect(world.read(V)?.leadId).toBe(idOf(PAIR));
    expect(viewingOf(world, A)).toMatchObject({
      left: null,
      visits: new Map([['V', expect.anything() as unknown]]),
    });
  });
  test('in one commit with both leads', () => {
    const world = World.play(filledIn);
    const last = world.plans.at(-1);
    expect(last?.leads.map(({ id }) => id)).toEqual([idOf(PAIR), idOf(NO_LISTING)]);
    expect(last?.links.map(({ ref }) => ref)).toEqual([A, V]);
  });
  test('keeps the times of its states', () => {
    const world = World.play([
      scheduled('A', { listingId: null }),
      appointment('A', { listingId: 'L' }),
    ]);
    expect(world.history()).toMatchObject([
      { to: FASE_0, cause: 'lead.created', effectiveAt: second(1_000) },
      { to: 'Visita Pendiente', cause: 'appointment.scheduled', effectiveAt: second(1_000) },
    ]);
    expect(viewingOf(world, A)?.openedAt).toBe(viewingOf(world, A, NO_LISTING)?.openedAt);
  });
  test('closes the lead that it was the last of: moved, with the other lead’s id', () => {
    const world = World.play(filledIn);
    expect(world.lead(NO_LISTING)).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved', leadId: idOf(PAIR) },
    });
    expect(world.history(NO_LISTING).at(-1)).toMatchObject({
      from: FASE_0,
      to: 'Cerrado',
      cause: 'lead.moved',
      reason: REASONS['lead.moved'],
      source: A,
      actor: AGENT,
      effectiveAt: world.lead(NO_LISTING).viewings?.get('appointments/A')?.left?.at,
    });
  });
  test('also where the listing or the contact was corrected', () => {
    for (const [fields, pair] of [
      [{ listingId: 'L2' }, OTHER],
      [{ contactId: 'other' }, { contactId: 'other', listingId: 'L' }],
    ] as const) {
      const world = World.play([
        scheduled('A'),
        visited('more_info_needed'),
        appointment('A', fields),
      ]);
      expect(world.lead(pair).status).toBe('Información Solicitada');
      expect(world.lead()).toMatchObject({
        status: 'Cerrado',
        closed: { outcome: 'moved', leadId: idOf(pair) },
      });
    }
  });
  test('may change its status with the same write', () => {
    const world = World.play([
      scheduled('A'),
      appointment('A', { listingId: 'L2', status: 'Cancelled' }),
    ]);
    expect(world.lead(OTHER).status).toBe('Información Solicitada');
    expect(world.lead().closed?.outcome).toBe('moved');
  });
  test('is explained by what its visit says, where its own status changes with it', () => {
    const world = World.play([
      scheduled('A', { listingId: null }),
      visited('offer_made'),
      appointment('A', { listingId: 'L', status: 'NoShow' }),
    ]);
    expect(world.history().at(-1)).toMatchObject({
      to: 'Oferta Presentada',
      cause: 'visit.offer_made',
      source: V,
    });
  });
  test('leaves a lead open that still has one, and that is derived again', () => {
    const world = World.play([
      scheduled('B'),
      scheduled('A'),
      visited('offer_made'),
      appointment('A', { listingId: 'L2' }),
    ]);
    expect(world.lead()).toMatchObject({ status: 'Visita Pendiente', closed: null });
    expect(world.history().at(-1)).toMatchObject({
      from: 'Oferta Presentada',
      to: 'Visita Pendiente',
      cause: 'lead.moved',
    });
    expect(world.lead(OTHER).status).toBe('Oferta Presentada');
  });
  test('does not close a lead that somebody moved by hand', () => {
    const world = World.play([
      scheduled('A'),
      manual('Respuesta Pendiente'),
      appointment('A', { listingId: 'L2' }),
    ]);
    expect(world.lead()).toMatchObject({ status: 'Respuesta Pendiente', closed: null });
    expect(world.lead(OTHER).status).toBe('Visita Pendiente');
  });
  test('opens its lead again when it comes back', () => {
    const world = World.play([
      scheduled('A'),
      appointment('A', { listingId: 'L2' }),
      visited('offer_made'),
      appointment('A', { listingId: 'L' }),
    ]);
    expect(world.lead()).toMatchObject({ status: 'Oferta Presentada', closed: null });
    expect(viewingOf(world, A)).toMatchObject({ left: null });
    expect(world.lead(OTHER)).toMatchObject({
      status: 'Cerrado',
      closed: { outcome: 'moved', leadId: idOf(PAIR) },
    });
    expect(world.read(V)?.leadId).toBe(idOf(PAIR));
  });
  test('opens Fase 0 again when its listing is taken away', () => {
    const world = World.play([
      scheduled('A', { listingId: null }),
      appointment('A', { listingId: 'L' }),
      appointment('A', { listingId: null }),
    ]);
    expect(world.lead(NO_LISTING)).toMatchObject({ status: FASE_0, closed: null });
    expect(world.lead().closed).toMatchObject({ outcome: 'moved', leadId: idOf(NO_LISTING) });
  });

  test('is not put back by a late event', () => {
    const steps = [
      scheduled('A', { listingId: null }),
      appointment('A', { status: 'Cancelled' }),
      appointment('A', { listingId: 'L' }),
    ];
    const last = [2, 0, 1].map((step) => ({ does: 'deliver' as const, step }));
    const commits = [0, 1, 2].map((step) => ({ does: 'commit' as const, step }));
    const world = World.play(steps, [...commits, ...last]);
    expect([...world.leads.keys()]).toEqual([idOf(PAIR)]);
    expect(world.lead().status).toBe('Información Solicitada');

    const again = World.play(steps, undefined, true);
    expect(again.lead(NO_LISTING).closed?.outcome).toBe('moved');
    expect(viewingOf(again, A, NO_LISTING)).toMatchObject({ left: { leadId: idOf(PAIR) } });
    expect(again.lead().status).toBe('Información Solicitada');
  });
});

describe('a visit that changes its appointment', () => {
  test('speaks for the new one, and the old one says what it says by itself', () => {
    const world = World.play([
      appointment('A', { status: 'Cancelled' }),
      appointment('B', { status: 'Cancelled' }),
      visited('offer_made'),
      visit('V', { appointmentId: 'B' }),
    ]);
    expect(viewingOf(world, A)?.visits.size).toBe(0);
    expect(viewingOf(world, B)?.visits).toMatchObject(new Map([['V', { outcome: 'offer_made' }]]));
    expect(world.lead().status).toBe('Oferta Presentada');
  });
  test('goes to the lead of the new one', () => {
    const world = World.play([
      appointment('A', { status: 'Completed' }),
      scheduled('B', { listingId: 'L2' }),
      visited('offer_made'),
      visit('V', { appointmentId: 'B' }),
    ]);
    expect(world.lead().status).toBe('Visita Realizada');
    expect(world.lead(OTHER).status).toBe('Oferta Presentada');
    expect([...(world.lead(OTHER).viewings?.keys() ?? [])]).toEqual(['appointments/B']);
    expect(world.read(V)?.leadId).toBe(idOf(OTHER));
    expect(world.read(A)?.leadId).toBe(idOf(PAIR));
    expect(world.read(B)?.content).toMatchObject({ status: 'Completed' });
  });
  test('may get one where it had none', () => {
    const world = World.play([
      visit('V', { ...PAIR, status: 'visit_done', outcome: 'offer_made' }),
      scheduled('A'),
      visit('V', { appointmentId: 'A' }),
    ]);
    expect(world.lead()).toMatchObject({ status: 'Oferta Presentada', closed: null });
    expect(viewingOf(world, A)?.visits.size).toBe(1);
    expect(viewingOf(world, V)?.left).toEqual({ at: expect.any(Number), leadId: idOf(PAIR) });
  });
  test('does not make the new one older than its documents', () => {
    const world = World.play([
      scheduled('A'),
      manual('Cerrado', 'lost'),
      scheduled('B'),
      visited('offer_made'),
      visit('V', { appointmentId: 'B' }),
    ]);
    // B is new interest, and reopens the lead: before V came to it, and since.
    expect(viewingOf(world, B)?.openedAt).toBe(world.read(B)?.createTime);
    expect(world.lead().status).toBe('Oferta Presentada');
  });
});

describe('deletions (section 4)', () => {
  test('a deleted appointment counts as cancelled', () => {
    const world = World.play([scheduled('A'), deletion(A)]);
    expect(chainOf(world.history()).slice(1)).toEqual([
      ['Visita Pendiente', 'appointment.scheduled'],
      ['Información Solicitada', 'appointment.removed'],
    ]);
  });
  test('unless its visit took place: that stays with its lead', () => {
    const world = World.play([
      scheduled('A'),
      visited('offer_made'),
      deletion(A),
      visited('more_info_needed'),
    ]);
    expect(world.lead().status).toBe('Información Solicitada');
    expect(viewingOf(world, A)).toMatchObject({ appointment: { status: 'removed' } });
    expect(viewingOf(world, A)?.visits.size).toBe(1);
  });
  test('a deleted visit no longer counts', () => {
    const world = World.play([
      appointment('A', { status: 'Cancelled' }),
      visited('offer_made'),
      deletion(V),
    ]);
    expect(world.history().at(-1)).toMatchObject({
      from: 'Oferta Presentada',
      to: 'Información Solicitada',
      cause: 'visit.removed',
    });
  });
  test('a document that was created under the id of a deleted one counts', () => {
    const world = World.play([scheduled('A'), deletion(A), scheduled('A')]);
    expect(world.lead().status).toBe('Visita Pendiente');
    expect(world.read(A)?.leadId).toBe(idOf(PAIR));
  });
});

describe('an appointment that changes its type', () => {
  test('stops to speak of the status when it is no Visita any more, and starts again', () => {
    const world = World.play([
      scheduled('A'),
      appointment('A', { type: 'Firma' }),
      appointment('A', { type: 'Visita' }),
    ]);
    expect(chainOf(world.history()).slice(1)).toEqual([
      ['Visita Pendiente', 'appointment.scheduled'],
      [FASE_0, 'appointment.retyped'],
      ['Visita Pendiente', 'appointment.retyped'],
    ]);
  });
});

describe('the server’s own writes', () => {
  test('change nothing when they come back, and neither does an edit of the notes', () => {
    const steps = [scheduled('A'), visited('offer_made')];
    const world = World.play(steps);
    const again = World.play([...steps, appointment('A', { notes: 'Llamar antes' })]);
    expect(world.plans).toHaveLength(2);
    expect(again.plans).toHaveLength(2);
  });
});

// --- In any order ----------------------------------------------------------------------------------

describe('the final status is the same in every order, and with every event twice (section 4)', () => {
  const unstamped = <Write extends object>(step: Write) => ({ ...step, isStamped: false });
  const sequences: [events: string, steps: Step[], status: string][] = [
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
      'Cerrado',
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
      'A Scheduled; A goes to L2; A comes back to L',
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
  test.each(sequences)('%s', (_events, steps, status) => {
    const outcome = (world: World) => {
      const here = [...(world.lead().viewings ?? [])]
        .filter(([, { left }]) => left === null)
        .map(([key, { openedAt }]) => ({ key, openedAt }))
        .sort((one, other) => (one.key < other.key ? -1 : 1));
      return { status: world.lead().status, here };
    };
    const inOrder = outcome(World.play(steps));
    expect(inOrder.status).toBe(status);
    for (const turns of everyOrder(steps)) {
      for (const isTwice of [false, true]) {
        expect(outcome(World.play(steps, turns, isTwice))).toEqual(inOrder);
      }
    }
  });
});
