import { REASONS, type Cause, type StoredEntry } from '../documents/history';
import type { LeadStatus } from '../leadStatus';
import { DEFAULT_ATTENTION_DAYS } from '../leads/attention';
import type { StoredLead } from '../leads/lead';
import { recordOrigin } from '../sync/recordOrigin';
import { EMPTY_PLAN } from '../sync/syncPlan';
import { findLeadFaults } from './repairLead';
import {
  AGENT,
  appointmentState,
  because,
  decisionFor,
  leadFaults,
  offered,
  olderLead,
  recordedEntry,
  second,
  storedEntry,
  viewing,
  viewingsOf,
  visitViewing,
} from '../../../test/support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';

const entry = (
  seq: number,
  from: LeadStatus | null,
  to: LeadStatus,
  at: number,
  before: number | null,
) => storedEntry(recordedEntry(seq, [from, to], at, before));

/** An entry that records what the documents say. */
const derived = (...of: Parameters<typeof entry>): StoredEntry => {
  const stored = entry(...of);
  return { ...stored, entry: stored.entry && { ...stored.entry, cause: 'appointment.cancelled' } };
};

const history = [entry(1, null, FASE_0, 10, null), entry(2, FASE_0, 'Visita Pendiente', 10, 10)];

const FAR = 86_400 * 365;

/** A lead without a fault, with a scheduled viewing of which nobody said when. */
const sound: StoredLead = olderLead({
  id: 'lead',
  status: 'Visita Pendiente',
  statusChangedAt: second(10),
  attention: { at: second(10 + 3 * 86_400), why: 'no_date' },
  viewings: viewingsOf(viewing('A', second(10), appointmentState('Scheduled', second(10)))),
  history: { seq: 2, status: 'Visita Pendiente', decision: null },
});

const plannedChange = (found: StoredLead, stored = history) =>
  leadFaults(found, stored)?.plan.leads[0]?.change;
const faultKinds = (found: StoredLead, stored = history) =>
  leadFaults(found, stored)?.faults.map(({ kind }) => kind);

test('a lead that agrees with its history, its decision and its viewings has no fault', () => {
  expect(leadFaults(sound, history)).toEqual({ faults: [], plan: EMPTY_PLAN });
});

test('a lead of an older system is not checked', () => {
  expect(leadFaults(olderLead({ status: 'Cerrado' }), [])).toBeNull();
  expect(leadFaults({ ...sound, viewings: null }, history)).toBeNull();
});

test('a status that was typed over becomes a decision', () => {
  const found: StoredLead = { ...sound, status: 'Oferta Aceptada' };
  expect(faultKinds(found)).toEqual(['console-edit']);
  expect(plannedChange(found)?.lead.decision).toMatchObject({ status: 'Oferta Aceptada' });
  expect(plannedChange(found)?.entries).toMatchObject([{ seq: 3, cause: 'console.edited' }]);
});

test('a status that is none of the ten is put back without an entry', () => {
  const found: StoredLead = { ...sound, status: 'Vendido' };
  expect(faultKinds(found)).toEqual(['unknown-status']);
  expect(plannedChange(found)).toMatchObject({ lead: { status: 'Visita Pendiente' }, entries: [] });
});

test('a lead behind its history takes up its last decision', () => {
  const further = [...history, entry(3, 'Visita Pendiente', 'Cerrado', 20, 10)];
  expect(faultKinds(sound, further)).toEqual(['broken-history']);
  expect(plannedChange(sound, further)).toMatchObject({
    entries: [],
    lead: {
      status: 'Cerrado',
      history: { seq: 3, at: second(100) },
      closed: { outcome: 'lost', reason: 'x' },
      decision: { status: 'Cerrado', at: second(20) },
    },
  });
});

test('a lead behind a history without a decision is derived again from its last entry', () => {
  const further = [...history, derived(3, 'Visita Pendiente', 'Cerrado', 20, 10)];
  expect(faultKinds(sound, further)).toEqual(['broken-history', 'underived']);
  expect(plannedChange(sound, further)?.entries).toMatchObject([
    {
      seq: 4,
      from: 'Cerrado',
      to: 'Visita Pendiente',
      cause: 'repaired',
      source: { collection: 'appointments', id: 'A' },
      effectiveAt: second(10),
      secondsInPrevious: 0,
    },
  ]);
});

test('the history counts if the lead and its newest entry disagree', () => {
  const edited = [...history.slice(0, 1), entry(2, FASE_0, 'Oferta Aceptada', 10, 10)];
  expect(faultKinds(sound, edited)).toEqual(['broken-history', 'underived']);
  expect(plannedChange(sound, edited)?.entries).toMatchObject([
    { seq: 3, from: 'Oferta Aceptada', to: 'Visita Pendiente', cause: 'repaired' },
  ]);
});

test('a status that does not follow from the viewings is derived again', () => {
  const found: StoredLead = {
    ...sound,
    status: FASE_0,
    history: { seq: 1, status: FASE_0, decision: null },
  };
  expect(faultKinds(found, history.slice(0, 1))).toEqual(['underived']);
  expect(plannedChange(found, history.slice(0, 1))).toMatchObject({
    isChanged: true,
    entries: [{ seq: 2, to: 'Visita Pendiente', actor: { type: 'system', id: null } }],
  });
});

test('a lead whose closed differs from the decision gets that corrected without an entry', () => {
  const decision = decisionFor('Cerrado', second(20), 'won');
  const stored = [...history, entry(3, 'Visita Pendiente', 'Cerrado', 20, 10)];
  const found: StoredLead = {
    ...sound,
    status: 'Cerrado',
    statusChangedAt: second(20),
    closed: { outcome: 'lost', reason: decision.reason, leadId: null },
    history: { seq: 3, status: 'Cerrado', decision },
  };
  expect(faultKinds(found, stored)).toEqual(['underived']);
  expect(plannedChange(found, stored)).toMatchObject({
    lead: { closed: { outcome: 'won' } },
    entries: [],
  });
  const closed = { outcome: 'won' as const, reason: decision.reason, leadId: null };
  expect(leadFaults({ ...found, closed, attention: null }, stored)?.faults).toEqual([]);
  for (const other of [{ reason: 'otra' }, { leadId: 'other' }]) {
    expect(faultKinds({ ...found, closed: { ...closed, ...other } }, stored)).toEqual([
      'underived',
    ]);
  }
});

const faultDetails = (found: StoredLead, stored = history) =>
  leadFaults(found, stored)?.faults.map(({ detail }) => detail);

test('each fault describes what was found', () => {
  expect(faultDetails({ ...sound, status: 'Oferta Aceptada' })).toEqual([
    '«Oferta Aceptada» is in no history entry',
  ]);
  expect(faultDetails({ ...sound, status: 'Vendido' })).toEqual(['«Vendido» is none of the ten']);
  const further = [...history, derived(3, 'Visita Pendiente', 'Cerrado', 20, 10)];
  expect(faultDetails(sound, further)).toEqual([
    'the lead is at entry 2, «Visita Pendiente», its history at 3, «Cerrado»',
    '«Cerrado», and its documents say «Visita Pendiente»',
  ]);
  const decision = decisionFor('Cerrado', second(20), 'won');
  const closed: StoredLead = {
    ...sound,
    status: 'Cerrado',
    statusChangedAt: second(20),
    closed: { outcome: 'lost', reason: decision.reason, leadId: null },
    history: { seq: 3, status: 'Cerrado', decision },
  };
  expect(faultDetails(closed, further)).toEqual(['«Cerrado» is closed otherwise than was decided']);
});

test('a lead that is one entry behind its history and derives the same status gets no new entry', () => {
  const found: StoredLead = {
    ...sound,
    status: FASE_0,
    history: { seq: 1, status: FASE_0, decision: null },
  };
  expect(faultKinds(found)).toEqual(['broken-history']);
  expect(plannedChange(found)).toMatchObject({
    isChanged: true,
    lead: { status: 'Visita Pendiente', history: { seq: 2 } },
    entries: [],
  });
});

test('a lead that is ahead of the rest of its history does not count as behind it', () => {
  const found: StoredLead = {
    ...sound,
    history: { seq: 3, status: 'Visita Pendiente', decision: null },
  };
  const details = faultDetails(found) ?? [];
  expect(details.filter((detail) => detail.startsWith('the lead is at entry'))).toEqual([]);
});

test('an entry that is stored under another number, or cannot be read, is not the last entry', () => {
  const stray = { ...entry(9, 'Visita Pendiente', 'Cerrado', 20, 10), id: '000003' };
  const unreadable = { id: '000003', version: second(3), effectiveAt: null, entry: null };
  for (const last of [stray, unreadable]) {
    const details = faultDetails(sound, [...history, last]) ?? [];
    expect(details.filter((detail) => detail.startsWith('the lead is at entry'))).toEqual([]);
  }
});

test('the last entry is the newest one, in whatever order the entries are read', () => {
  expect(leadFaults(sound, [...history].reverse())).toEqual({ faults: [], plan: EMPTY_PLAN });
  const behind: StoredLead = {
    ...sound,
    status: FASE_0,
    history: { seq: 1, status: FASE_0, decision: null },
  };
  expect(faultKinds(behind, [...history].reverse())).toEqual(['broken-history']);
});

test('a lead that is behind its history has a console edit only if it is not at its end', () => {
  const found = (status: string): StoredLead => ({
    ...sound,
    status,
    history: { seq: 1, status: FASE_0, decision: null },
  });
  expect(faultKinds(found('Visita Pendiente'))).toEqual(['broken-history']);
  expect(faultKinds(found('Oferta Aceptada'))).toEqual(['broken-history', 'console-edit']);
  expect(plannedChange(found('Oferta Aceptada'))?.entries).toMatchObject([
    { seq: 3, from: 'Visita Pendiente', to: 'Oferta Aceptada', cause: 'console.edited' },
  ]);
});

test('a status in another spelling is only rewritten', () => {
  const found: StoredLead = { ...sound, status: 'visita pendiente ' };
  expect(faultDetails(found)).toEqual([
    '«visita pendiente » is «Visita Pendiente» in another spelling',
  ]);
  expect(plannedChange(found)).toMatchObject({ lead: { status: 'Visita Pendiente' }, entries: [] });
});

test('a document in the place of an entry is left to people, and the rest is repaired', () => {
  const note = { id: '000002', version: second(2), effectiveAt: null, entry: null };
  const found: StoredLead = { ...sound, status: 'Oferta Aceptada' };
  const repair = leadFaults(found, [...history.slice(0, 1), note]);
  expect(repair?.faults.map(({ kind, isForPeople }) => [kind, isForPeople])).toEqual([
    ['broken-history', true],
    ['console-edit', false],
  ]);
  expect(repair?.plan).toMatchObject({
    rewrites: [],
    leads: [{ change: { entries: [{ seq: 3 }] } }],
  });
});

test('a document after the last entry is foreign, and a repair leaves its number out', () => {
  const note = { id: '000003', version: second(2), effectiveAt: null, entry: null };
  expect(leadFaults(sound, [...history, note])).toMatchObject({
    faults: [{ kind: 'foreign-entry', isForPeople: true }],
    plan: EMPTY_PLAN,
  });
  const found: StoredLead = { ...sound, status: 'Oferta Aceptada' };
  expect(plannedChange(found, [...history, note])?.entries).toMatchObject([
    { seq: 4, from: 'Visita Pendiente', skipped: [3] },
  ]);
});

test('an entry that is corrected is written together with its lead', () => {
  const damaged = [
    ...history.slice(0, 1),
    entry(2, 'Respuesta Pendiente', 'Visita Pendiente', 10, 10),
  ];
  const checked = leadFaults(sound, damaged);
  expect(checked?.plan.rewrites).toMatchObject([{ seq: 2, from: FASE_0 }]);
  expect(checked?.plan.leads).toMatchObject([{ id: 'lead', change: { entries: [] } }]);
});

test('a status that was typed over stays if the newest entry has another status', () => {
  const edited = [...history.slice(0, 1), entry(2, FASE_0, 'Oferta Aceptada', 10, 10)];
  const found: StoredLead = { ...sound, status: 'Oferta Rechazada' };
  expect(faultKinds(found, edited)).toEqual(['broken-history', 'console-edit']);
  expect(plannedChange(found, edited)?.lead.status).toBe('Oferta Rechazada');
});

test('a broken history is repaired together with its lead, on the version that was read', () => {
  const gap = [history[1] ?? entry(2, FASE_0, 'Visita Pendiente', 10, 10)];
  const checked = leadFaults(sound, gap);
  expect(checked?.faults).toEqual([
    { kind: 'broken-history', detail: 'entry 1 is missing', isForPeople: false },
  ]);
  expect(checked?.plan.leads).toMatchObject([
    {
      id: 'lead',
      basis: { kind: 'stored', version: sound.version },
      change: { isChanged: true, entries: [{ seq: 1 }] },
    },
  ]);
});

test('a repair records its entries as repaired, except the first one and console edits', () => {
  const causes: Cause[] = [
    'lead.created',
    'lead.adopted',
    'console.edited',
    'appointment.cancelled',
    'lead.moved',
  ];
  const [first] = leadFaults({ ...sound, status: 'Cerrado' }, history)?.plan.leads ?? [];
  if (first === undefined) throw new Error('There is nothing to write');
  const entries = causes.map((cause, n) => ({
    ...because('visit.done', second(10)),
    cause,
    reason: 'x',
    actor: AGENT,
    seq: n + 1,
    from: FASE_0,
    to: FASE_0,
    secondsInPrevious: 0,
  })) as typeof first.change.entries;
  const plan = { ...EMPTY_PLAN, leads: [{ ...first, change: { ...first.change, entries } }] };
  const written = recordOrigin(plan, 'repair').leads[0]?.change.entries ?? [];
  expect(written.map(({ cause }) => cause)).toEqual([
    ...causes.slice(0, 3),
    'repaired',
    'repaired',
  ]);
  expect(written.map(({ actor }) => actor.type)).toEqual([
    ...Array<string>(3).fill('user'),
    'system',
    'system',
  ]);
  expect(written.at(-1)?.reason).toBe(REASONS.repaired);
});

describe('a time of a lead that cannot be read', () => {
  const undated = { ...sound, statusChangedAt: null, unusable: { statusChangedAt: 'x' } };

  test('is written again, as its newest entry has it', () => {
    expect(leadFaults(undated, history)?.faults).toEqual([
      { kind: 'undated', detail: 'holds no Timestamp in statusChangedAt', isForPeople: false },
    ]);
    expect(plannedChange(undated)).toMatchObject({
      isChanged: true,
      entries: [],
      lead: { history: { seq: 2, effectiveAt: second(10) } },
    });
    expect(faultKinds({ ...sound, unusable: { updatedAt: 'x' } })).toEqual(['undated']);
  });

  test('is left to people if it is that of its creation', () => {
    const found = leadFaults({ ...sound, unusable: { createdAt: 'x' } }, history);
    expect(found?.faults).toMatchObject([{ kind: 'unreadable-time', isForPeople: true }]);
    expect(found?.plan).toEqual(EMPTY_PLAN);
  });
});

describe('the next viewing of a lead', () => {
  const dated = { ...appointmentState('Scheduled', second(10)), startsAt: second(90) };
  const viewings = viewingsOf(viewing('A', second(10), dated));
  const attention = { at: second(90 + 3 * 3_600), why: 'no_outcome' } as const;
  const fault = {
    kind: 'wrong-detail',
    detail: 'nextViewingAt is not that of its viewings',
    isForPeople: false,
  };

  test.each<[string, Partial<StoredLead>]>([
    ['is missing', { viewings, attention }],
    ['is that of another time', { viewings, attention, nextViewingAt: second(80) }],
    ['is there without a date', { nextViewingAt: second(90) }],
    ['is no time', { unusable: { nextViewingAt: 'mañana' } }],
  ])('is written again, without an entry, if it %s', (_what, fields) => {
    const found: StoredLead = { ...sound, ...fields };
    expect(leadFaults(found, history)?.faults).toEqual([fault]);
    const change = plannedChange(found);
    expect(change).toMatchObject({ isChanged: true, entries: [] });
    expect(change?.lead.viewings).toBe(found.viewings);
  });
  test('is right if it is that of its viewings', () => {
    const found = { ...sound, viewings, attention, nextViewingAt: second(90) };
    expect(leadFaults(found, history)).toEqual({ faults: [], plan: EMPTY_PLAN });
  });
});

describe('the offer of a lead', () => {
  const viewings = viewingsOf(visitViewing('V', second(10), offered(285_000, second(10))));
  const offer = { amount: 285_000, currency: 'EUR', at: second(10) };
  const fault = {
    kind: 'wrong-detail',
    detail: 'offer is not that of its visits',
    isForPeople: false,
  };
  const faultsOf = (fields: Partial<StoredLead>) =>
    leadFaults({ ...sound, ...fields }, history)?.faults.filter(({ kind }) => kind === fault.kind);

  test.each<[string, Partial<StoredLead>]>([
    ['is missing', { viewings }],
    ['has another amount', { viewings, offer: { ...offer, amount: 1 } }],
    ['has another currency', { viewings, offer: { ...offer, currency: 'GBP' } }],
    ['is of another time', { viewings, offer: { ...offer, at: second(11) } }],
    ['is there though nobody made one', { offer }],
    ['cannot be read', { unusable: { offer: 'mucho' } }],
  ])('is found to be wrong if it %s', (_what, fields) => {
    expect(faultsOf(fields)).toContainEqual(fault);
    expect(plannedChange({ ...sound, ...fields })).toMatchObject({ isChanged: true });
  });
  test('is right if it is that of its visits', () => {
    expect(faultsOf({ viewings, offer })).not.toContainEqual(fault);
  });
});

describe('when a lead needs somebody', () => {
  const fault = {
    kind: 'wrong-detail',
    detail: 'attention is not that of its state',
    isForPeople: false,
  };

  test.each<[string, Partial<StoredLead>]>([
    ['is missing', { attention: null }],
    ['is another time', { attention: { at: second(10), why: 'no_date' } }],
    ['has another reason', { attention: { at: second(10 + 3 * 86_400), why: 'stale' } }],
    ['leaves out when a person wants to be reminded', { followUpAt: second(FAR) }],
    ['cannot be read', { attention: null, unusable: { attention: 'mañana' } }],
  ])('is written again, without an entry, if it %s', (_what, fields) => {
    const found: StoredLead = { ...sound, ...fields };
    expect(leadFaults(found, history)?.faults).toEqual([fault]);
    const change = plannedChange(found);
    expect(change).toMatchObject({ isChanged: true, entries: [] });
    expect(change?.lead.followUpAt).toBe(found.followUpAt);
  });
  test('is no fault of its own where something else changes the lead', () => {
    expect(faultKinds({ ...sound, status: 'Cerrado' })).toEqual(['console-edit']);
  });
  test('follows the days of the agency', () => {
    const days = { ...DEFAULT_ATTENTION_DAYS, 'Visita Pendiente': 4 };
    expect(findLeadFaults(sound, history, days)?.faults).toEqual([fault]);
  });
});

describe('a lead that is closed as moved to itself', () => {
  const closed = { outcome: 'moved', reason: REASONS['lead.moved'], leadId: 'lead' } as const;
  const moved: StoredLead = {
    ...sound,
    attention: null,
    status: 'Cerrado',
    closed,
    viewings: new Map(),
    moves: new Map([['appointments/A', { at: second(20), leadId: 'lead' }]]),
    history: { seq: 3, status: 'Cerrado', decision: null },
  };
  const stored = [...history, entry(3, 'Visita Pendiente', 'Cerrado', 20, 10)];

  test('is left to people if nothing tells where it went', () => {
    const found = leadFaults(moved, stored);
    expect(found?.faults).toMatchObject([{ kind: 'moved-to-itself', isForPeople: true }]);
    expect(found?.plan).toEqual(EMPTY_PLAN);
    const merged = { status: 'Cerrado', outcome: 'moved', leadId: 'lead', reason: 'x' } as const;
    const decision = { ...merged, at: second(20) };
    const byMerge = {
      ...moved,
      moves: new Map(),
      closed: { ...closed, reason: 'x' },
      history: { seq: 3, status: 'Cerrado' as const, decision },
    };
    expect(faultKinds(byMerge, stored)).toEqual(['moved-to-itself']);
  });

  test('is put right if its moves tell it', () => {
    const moves = new Map([['appointments/A' as const, { at: second(20), leadId: 'other' }]]);
    expect(faultKinds({ ...moved, moves }, stored)).toEqual(['underived']);
    expect(plannedChange({ ...moved, moves }, stored)?.lead.closed?.leadId).toBe('other');
  });
});
