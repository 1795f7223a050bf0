import { REASONS, type Cause } from '../../src/domain/history';
import type { StoredLead } from '../../src/domain/lead';
import type { LeadStatus } from '../../src/domain/leadStatus';
import { EMPTY_PLAN } from '../../src/domain/planSync';
import { asRepaired, reviewLead } from '../../src/domain/repairLead';
import {
  AGENT,
  appointmentState,
  because,
  decisionFor,
  olderLead,
  recordedEntry,
  second,
  storedEntry,
  viewing,
  viewingsOf,
} from '../support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';

const entry = (
  seq: number,
  from: LeadStatus | null,
  to: LeadStatus,
  at: number,
  before: number | null,
) => storedEntry(recordedEntry(seq, [from, to], at, before));

const history = [entry(1, null, FASE_0, 10, null), entry(2, FASE_0, 'Visita Pendiente', 10, 10)];

/** A lead with a viewing that is scheduled. */
const sound: StoredLead = olderLead({
  id: 'lead',
  status: 'Visita Pendiente',
  statusChangedAt: second(10),
  viewings: viewingsOf(viewing('A', second(10), appointmentState('Scheduled', second(10)))),
  history: { seq: 2, status: 'Visita Pendiente', decision: null },
});

const changeOf = (found: StoredLead, stored = history) =>
  reviewLead(found, stored)?.plan.leads[0]?.change;
const kindsOf = (found: StoredLead, stored = history) =>
  reviewLead(found, stored)?.faults.map(({ kind }) => kind);

test('a lead that is as its history, its decision and its viewings say has no fault', () => {
  expect(reviewLead(sound, history)).toEqual({ faults: [], plan: EMPTY_PLAN });
});

test('a lead of an older system is not looked at', () => {
  expect(reviewLead(olderLead({ status: 'Cerrado' }), [])).toBeNull();
  expect(reviewLead({ ...sound, viewings: null }, history)).toBeNull();
});

test('a status that was typed over becomes a decision', () => {
  const found: StoredLead = { ...sound, status: 'Oferta Aceptada' };
  expect(kindsOf(found)).toEqual(['console-edit']);
  expect(changeOf(found)?.lead.decision).toMatchObject({ status: 'Oferta Aceptada' });
  expect(changeOf(found)?.entries).toMatchObject([{ seq: 3, cause: 'console.edited' }]);
});

test('a status that is none of the ten is put back, without an entry', () => {
  const found: StoredLead = { ...sound, status: 'Vendido' };
  expect(kindsOf(found)).toEqual(['unknown-status']);
  expect(changeOf(found)).toMatchObject({ lead: { status: 'Visita Pendiente' }, entries: [] });
});

test('a lead behind its history goes where that says, and is derived from there', () => {
  const further = [...history, entry(3, 'Visita Pendiente', 'Cerrado', 20, 10)];
  expect(kindsOf(sound, further)).toEqual(['broken-history', 'underived']);
  expect(changeOf(sound, further)?.entries).toMatchObject([
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

test('where lead and newest entry disagree, what the history says stands', () => {
  const edited = [...history.slice(0, 1), entry(2, FASE_0, 'Oferta Aceptada', 10, 10)];
  expect(kindsOf(sound, edited)).toEqual(['broken-history', 'underived']);
  expect(changeOf(sound, edited)?.entries).toMatchObject([
    { seq: 3, from: 'Oferta Aceptada', to: 'Visita Pendiente', cause: 'repaired' },
  ]);
});

test('a status that its viewings do not say is derived anew', () => {
  const found: StoredLead = {
    ...sound,
    status: FASE_0,
    history: { seq: 1, status: FASE_0, decision: null },
  };
  expect(kindsOf(found, history.slice(0, 1))).toEqual(['underived']);
  expect(changeOf(found, history.slice(0, 1))).toMatchObject({
    isChanged: true,
    entries: [{ seq: 2, to: 'Visita Pendiente', actor: { type: 'system', id: null } }],
  });
});

test('a lead that is closed otherwise than was decided is closed as it was, without an entry', () => {
  const decision = decisionFor('Cerrado', second(20), 'won');
  const stored = [...history, entry(3, 'Visita Pendiente', 'Cerrado', 20, 10)];
  const found: StoredLead = {
    ...sound,
    status: 'Cerrado',
    statusChangedAt: second(20),
    closed: { outcome: 'lost', reason: decision.reason, leadId: null },
    history: { seq: 3, status: 'Cerrado', decision },
  };
  expect(kindsOf(found, stored)).toEqual(['underived']);
  expect(changeOf(found, stored)).toMatchObject({
    lead: { closed: { outcome: 'won' } },
    entries: [],
  });
  const closed = { outcome: 'won' as const, reason: decision.reason, leadId: null };
  expect(reviewLead({ ...found, closed }, stored)?.faults).toEqual([]);
  for (const other of [{ reason: 'otra' }, { leadId: 'other' }]) {
    expect(kindsOf({ ...found, closed: { ...closed, ...other } }, stored)).toEqual(['underived']);
  }
});

const detailsOf = (found: StoredLead, stored = history) =>
  reviewLead(found, stored)?.faults.map(({ detail }) => detail);

test('each fault says what was found, and what instead', () => {
  expect(detailsOf({ ...sound, status: 'Oferta Aceptada' })).toEqual([
    '«Oferta Aceptada» is in no history entry',
  ]);
  expect(detailsOf({ ...sound, status: 'Vendido' })).toEqual(['«Vendido» is none of the ten']);
  const further = [...history, entry(3, 'Visita Pendiente', 'Cerrado', 20, 10)];
  expect(detailsOf(sound, further)).toEqual([
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
  expect(detailsOf(closed, further)).toEqual(['«Cerrado» is closed otherwise than was decided']);
});

test('a lead that is one entry behind, and says the same, is told so and has nothing to derive', () => {
  const found: StoredLead = {
    ...sound,
    status: FASE_0,
    history: { seq: 1, status: FASE_0, decision: null },
  };
  expect(kindsOf(found)).toEqual(['broken-history']);
  expect(changeOf(found)).toMatchObject({
    isChanged: true,
    lead: { status: 'Visita Pendiente', history: { seq: 2 } },
    entries: [],
  });
});

test('a lead that is ahead of what is left of its history is not told to be behind it', () => {
  const found: StoredLead = {
    ...sound,
    history: { seq: 3, status: 'Visita Pendiente', decision: null },
  };
  const details = detailsOf(found) ?? [];
  expect(details.filter((detail) => detail.startsWith('the lead is at entry'))).toEqual([]);
});

test('what stands under the number of another entry, or cannot be read, is not the end of a history', () => {
  const stray = { ...entry(9, 'Visita Pendiente', 'Cerrado', 20, 10), id: '000003' };
  const unreadable = { id: '000003', version: second(3), entry: null };
  for (const last of [stray, unreadable]) {
    const details = detailsOf(sound, [...history, last]) ?? [];
    expect(details.filter((detail) => detail.startsWith('the lead is at entry'))).toEqual([]);
  }
});

test('the end of a history is its newest entry, whatever the order in which it is read', () => {
  expect(reviewLead(sound, [...history].reverse())).toEqual({ faults: [], plan: EMPTY_PLAN });
  const behind: StoredLead = {
    ...sound,
    status: FASE_0,
    history: { seq: 1, status: FASE_0, decision: null },
  };
  expect(kindsOf(behind, [...history].reverse())).toEqual(['broken-history']);
});

test('of a lead that is behind its history nothing is taken for typed over', () => {
  const found: StoredLead = {
    ...sound,
    status: 'Oferta Aceptada',
    history: { seq: 1, status: FASE_0, decision: null },
  };
  expect(kindsOf(found)).not.toContain('console-edit');
  expect(kindsOf(found)).toContain('broken-history');
});

test('an entry that is put right is written together with its lead', () => {
  const damaged = [
    ...history.slice(0, 1),
    entry(2, 'Respuesta Pendiente', 'Visita Pendiente', 10, 10),
  ];
  const reviewed = reviewLead(sound, damaged);
  expect(reviewed?.plan.rewrites).toMatchObject([{ seq: 2, fields: { from: FASE_0 } }]);
  expect(reviewed?.plan.leads).toMatchObject([{ id: 'lead', change: { entries: [] } }]);
});

test('a status that was typed over a lead whose newest entry says another stands as typed', () => {
  const edited = [...history.slice(0, 1), entry(2, FASE_0, 'Oferta Aceptada', 10, 10)];
  const found: StoredLead = { ...sound, status: 'Oferta Rechazada' };
  expect(kindsOf(found, edited)).toEqual(['broken-history', 'console-edit']);
  expect(changeOf(found, edited)?.lead.status).toBe('Oferta Rechazada');
});

test('a history that is broken is mended with its lead, on the version that was read', () => {
  const gap = [history[1] ?? entry(2, FASE_0, 'Visita Pendiente', 10, 10)];
  const reviewed = reviewLead(sound, gap);
  expect(reviewed?.faults).toEqual([{ kind: 'broken-history', detail: 'entry 1 is missing' }]);
  expect(reviewed?.plan.leads).toMatchObject([
    { id: 'lead', version: sound.version, change: { isChanged: true, entries: [{ seq: 1 }] } },
  ]);
});

test('what a repair finds is told so, but not how a chain began nor what the console did', () => {
  const causes: Cause[] = [
    'lead.created',
    'lead.adopted',
    'console.edited',
    'appointment.cancelled',
    'lead.moved',
  ];
  const [first] = reviewLead({ ...sound, status: 'Cerrado' }, history)?.plan.leads ?? [];
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
  const written = asRepaired(plan).leads[0]?.change.entries ?? [];
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
