import type { HistoryEntry, RecordedEntry, StoredEntry } from '../../src/domain/history';
import { reviewHistory } from '../../src/domain/repairHistory';
import type { LeadStatus } from '../../src/domain/leadStatus';
import { olderLead, recordedEntry, second, storedEntry } from '../support/builders';

const FASE_0 = 'Fase 0: Información Incompleta';
const STEPS: readonly (readonly [LeadStatus, at: number])[] = [
  [FASE_0, 10],
  ['Visita Pendiente', 10],
  ['Visita Realizada', 70],
  ['Oferta Presentada', 90],
];

/** A sound history of these steps; the times are seconds. */
const whole: RecordedEntry[] = STEPS.map(([to, at], n) => {
  const before = STEPS[n - 1];
  return recordedEntry(n + 1, [before?.[0] ?? null, to], at, before?.[1] ?? null);
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

test('a history that never breaks has no fault, nor one that goes further than its lead', () => {
  const sound = { faults: [], missing: [], rewrites: [] };
  expect(reviewHistory(lead, stored(whole))).toEqual(sound);
  expect(reviewHistory(leadAt(2, 'Visita Pendiente'), stored(whole))).toEqual(sound);
});

test.each([
  [1, [1, null, FASE_0, 10, null]],
  [2, [2, FASE_0, 'Visita Pendiente', 10, 0]],
  [3, [3, 'Visita Pendiente', 'Visita Realizada', 70, 60]],
] as const)('entry %i, where it is missing, is what its neighbours still tell of it', (seq, is) => {
  const { faults, missing, rewrites } = reviewHistory(lead, without(seq));
  expect(faults).toEqual([`entry ${seq} is missing`]);
  expect(missing.map(inShort)).toEqual([is]);
  expect(missing[0]).toMatchObject({
    cause: 'repaired',
    source: { collection: 'leads', id: 'lead' },
    actor: { type: 'system', id: null },
  });
  expect(rewrites).toEqual([]);
});

test('a missing end leads to where the lead is, at the time before it', () => {
  const { missing } = reviewHistory(lead, without(4));
  expect(missing.map(inShort)).toEqual([[4, 'Visita Realizada', 'Oferta Presentada', 70, 0]]);
});

test('of two that are missing in a row, the first leads to where the next one begins', () => {
  const { faults, missing } = reviewHistory(lead, without(2, 3));
  expect(faults).toEqual(['entry 2 is missing', 'entry 3 is missing']);
  expect(missing.map(inShort)).toEqual([
    [2, FASE_0, 'Visita Realizada', 10, 0],
    [3, 'Visita Realizada', 'Visita Realizada', 70, 60],
  ]);
});

test('with no entry at all it is told from the lead alone', () => {
  const { missing } = reviewHistory(leadAt(2, 'Visita Pendiente'), []);
  expect(missing.map(inShort)).toEqual([
    [1, null, 'Visita Pendiente', 90, null],
    [2, 'Visita Pendiente', 'Visita Pendiente', 90, 0],
  ]);
});

test('an entry that cannot be read, or stands under another number, is written anew', () => {
  for (const entry of [null, { ...whole[2], seq: 7 } as RecordedEntry]) {
    const damaged = stored(whole).map((each) => (each.id === idOf(3) ? { ...each, entry } : each));
    const { faults, missing, rewrites } = reviewHistory(lead, damaged);
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

test('an entry that does not begin where the one before ended keeps all but that', () => {
  const damaged = stored(
    whole.map((entry) => (entry.seq === 3 ? { ...entry, from: 'Cerrado' } : entry)),
  );
  const { faults, missing, rewrites } = reviewHistory(lead, damaged);
  expect(faults).toEqual(['entry 3 begins at «Cerrado», not at «Visita Pendiente»']);
  expect(missing).toEqual([]);
  expect(rewrites).toEqual([
    { leadId: 'lead', seq: 3, version: second(3), fields: { from: 'Visita Pendiente' } },
  ]);
});

test('what stands beside the chain is none of its entries', () => {
  const beside = ['nota', '0', '000000', '7', '0000000001'].map((id) => ({
    id,
    version: second(1),
    entry: null,
  }));
  expect(reviewHistory(lead, [...stored(whole), ...beside])).toMatchObject({ faults: [] });
});

test('where more than a hundred are missing, nothing is made up', () => {
  const far: StoredEntry = { id: '000105', version: second(1), entry: null };
  expect(reviewHistory(lead, [...stored(whole), { ...far, id: '000104' }]).missing).toHaveLength(
    99,
  );
  expect(reviewHistory(lead, [...stored(whole), far]).missing).toHaveLength(100);
  expect(reviewHistory(lead, [...stored(whole), { ...far, id: '000106' }])).toEqual({
    faults: ['101 entries are missing'],
    missing: [],
    rewrites: [],
  });
});
