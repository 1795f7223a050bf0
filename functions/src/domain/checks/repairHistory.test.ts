import type { HistoryEntry, RecordedEntry, StoredEntry } from '../documents/history';
import type { LeadStatus } from '../leadStatus';
import { findHistoryFaults } from './repairHistory';
import { olderLead, recordedEntry, second, storedEntry } from '../../../test/support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';
const STEPS: readonly (readonly [LeadStatus, at: number])[] = [
  [FASE_0, 10],
  ['Visita Pendiente', 10],
  ['Visita Realizada', 70],
  ['Oferta Presentada', 90],
];

/** A history of these steps without a fault; the times are seconds. */
const whole: RecordedEntry[] = STEPS.map(([to, at], n) => {
  const previous = STEPS[n - 1];
  return recordedEntry(n + 1, [previous?.[0] ?? null, to], at, previous?.[1] ?? null);
});

const idOf = (seq: number) => String(seq).padStart(6, '0');
const stored = (entries: readonly RecordedEntry[]) => entries.map(storedEntry);
const without = (...seqs: number[]) => stored(whole.filter(({ seq }) => !seqs.includes(seq)));
const leadAt = (seq: number, status: LeadStatus) =>
  olderLead({ id: 'lead', statusChangedAt: second(90), history: { seq, status, decision: null } });
const lead = leadAt(4, 'Oferta Presentada');
const inShort = ({ seq, from, to, effectiveAt, secondsInPrevious }: HistoryEntry) => [
  seq,
  from,
  to,
  effectiveAt / second(1),
  secondsInPrevious,
];

test('an unbroken history has no fault, even if it is ahead of its lead', () => {
  const noFaults = { faults: [], missing: [], rewrites: [] };
  expect(findHistoryFaults(lead, stored(whole))).toEqual(noFaults);
  expect(findHistoryFaults(leadAt(2, 'Visita Pendiente'), stored(whole))).toEqual(noFaults);
});

test.each([
  [1, [1, null, FASE_0, 10, null]],
  [2, [2, FASE_0, 'Visita Pendiente', 10, 0]],
  [3, [3, 'Visita Pendiente', 'Visita Realizada', 70, 60]],
] as const)('entry %i is restored from its neighbours if it is missing', (seq, is) => {
  const { faults, missing, rewrites } = findHistoryFaults(lead, without(seq));
  expect(faults).toEqual([`entry ${seq} is missing`]);
  expect(missing.map(inShort)).toEqual([is]);
  expect(missing[0]).toMatchObject({
    cause: 'repaired',
    source: { collection: 'leads', id: 'lead' },
    actor: { type: 'system', id: null },
  });
  expect(rewrites).toEqual([]);
});

test('a missing last entry leads to the status of the lead, at the time of the entry before', () => {
  const { missing } = findHistoryFaults(lead, without(4));
  expect(missing.map(inShort)).toEqual([[4, 'Visita Realizada', 'Oferta Presentada', 70, 0]]);
});

test('the first of two missing entries leads to the status at which the next entry begins', () => {
  const { faults, missing } = findHistoryFaults(lead, without(2, 3));
  expect(faults).toEqual(['entry 2 is missing', 'entry 3 is missing']);
  expect(missing.map(inShort)).toEqual([
    [2, FASE_0, 'Visita Realizada', 10, 0],
    [3, 'Visita Realizada', 'Visita Realizada', 70, 60],
  ]);
});

test('an empty history is restored from the lead alone', () => {
  const { missing } = findHistoryFaults(leadAt(2, 'Visita Pendiente'), []);
  expect(missing.map(inShort)).toEqual([
    [1, null, 'Visita Pendiente', 90, null],
    [2, 'Visita Pendiente', 'Visita Pendiente', 90, 0],
  ]);
});

test('an entry that cannot be read, or is stored under another number, is rewritten', () => {
  for (const entry of [null, { ...whole[2], seq: 7 } as RecordedEntry]) {
    const damaged = stored(whole).map((each) => (each.id === idOf(3) ? { ...each, entry } : each));
    const { faults, missing, rewrites } = findHistoryFaults(lead, damaged);
    expect(faults).toEqual(['entry 3 cannot be read']);
    expect(missing).toEqual([]);
    expect(rewrites).toMatchObject([
      {
        leadId: 'lead',
        seq: 3,
        version: second(3),
        fields: {
          seq: 3,
          from: 'Visita Pendiente',
          to: 'Visita Realizada',
          effectiveAt: second(70),
        },
      },
    ]);
  }
});

test('an entry that does not begin where the previous one ended gets only that corrected', () => {
  const damaged = stored(
    whole.map((entry) => (entry.seq === 3 ? { ...entry, from: 'Cerrado' } : entry)),
  );
  const { faults, missing, rewrites } = findHistoryFaults(lead, damaged);
  expect(faults).toEqual(['entry 3 begins at «Cerrado», not at «Visita Pendiente»']);
  expect(missing).toEqual([]);
  expect(rewrites).toEqual([
    { leadId: 'lead', seq: 3, version: second(3), fields: { from: 'Visita Pendiente' } },
  ]);
});

test('documents outside the chain do not count as entries', () => {
  const others = ['nota', '0', '000000', '7', '0000000001'].map((id) => ({
    id,
    version: second(1),
    entry: null,
  }));
  expect(findHistoryFaults(lead, [...stored(whole), ...others])).toMatchObject({ faults: [] });
});

test('a history with more than a hundred missing entries is not restored', () => {
  const far: StoredEntry = { id: '000105', version: second(1), entry: null };
  expect(
    findHistoryFaults(lead, [...stored(whole), { ...far, id: '000104' }]).missing,
  ).toHaveLength(99);
  expect(findHistoryFaults(lead, [...stored(whole), far]).missing).toHaveLength(100);
  expect(findHistoryFaults(lead, [...stored(whole), { ...far, id: '000106' }])).toEqual({
    faults: ['101 entries are missing'],
    missing: [],
    rewrites: [],
  });
});
