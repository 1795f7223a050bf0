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
  const noFaults = { faults: [], unreadable: [], foreign: [], missing: [], rewrites: [] };
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

const REMOVE = 'remove its document, and repair writes the entry again';

test('a document in the place of an entry is left to people, and the entry after it as it is', () => {
  for (const entry of [null, { ...whole[2], seq: 7 } as RecordedEntry]) {
    const damaged = stored(whole).map((each) => (each.id === idOf(3) ? { ...each, entry } : each));
    expect(findHistoryFaults(lead, damaged)).toEqual({
      faults: [],
      unreadable: [`entry 3 cannot be read: ${REMOVE}`],
      foreign: [],
      missing: [],
      rewrites: [],
    });
  }
});

test('an entry beside one that cannot be read is restored', () => {
  const damaged = without(3).map((each) => (each.id === idOf(2) ? { ...each, entry: null } : each));
  const { faults, unreadable, missing } = findHistoryFaults(lead, damaged);
  expect(faults).toEqual(['entry 3 is missing']);
  expect(unreadable).toEqual([`entry 2 cannot be read: ${REMOVE}`]);
  expect(missing.map(inShort)).toEqual([[3, FASE_0, 'Visita Realizada', 70, 60]]);
});

test('an entry that follows a restored one begins where that one ended, beside one that cannot be read, too', () => {
  const damaged = without(3).map((each) => {
    if (each.id === idOf(2)) return { ...each, entry: null };
    return each.id === idOf(4)
      ? { ...each, entry: each.entry && { ...each.entry, from: null } }
      : each;
  });
  const { missing, rewrites } = findHistoryFaults(lead, damaged);
  expect(missing.map(({ seq, to }) => [seq, to])).toEqual([[3, FASE_0]]);
  expect(rewrites).toMatchObject([{ seq: 4, from: FASE_0 }]);
});

describe('a number that a later entry names as skipped', () => {
  const note = (seq: number): StoredEntry => ({
    id: idOf(seq),
    version: second(1),
    effectiveAt: null,
    entry: null,
  });
  const [first, second_, third, fourth] = whole;
  const chain = [first, second_, { ...third, seq: 4, skipped: [3] }, { ...fourth, seq: 5 }];
  const entries = stored(chain as RecordedEntry[]);
  const further = leadAt(5, 'Oferta Presentada');
  const FOREIGN = 'is no entry, and the history leaves its number out';

  test('is not missing, and its document is foreign', () => {
    const noFaults = { faults: [], unreadable: [], missing: [], rewrites: [] };
    expect(findHistoryFaults(further, entries)).toEqual({ ...noFaults, foreign: [] });
    expect(findHistoryFaults(further, [...entries, note(3)])).toEqual({
      ...noFaults,
      foreign: [`the document 3 ${FOREIGN}`],
    });
  });
  test('does not excuse an entry that cannot be read', () => {
    const damaged = entries.map((each) => (each.id === idOf(2) ? note(2) : each));
    const { unreadable, foreign } = findHistoryFaults(further, [...damaged, note(3)]);
    expect(unreadable).toEqual([`entry 2 cannot be read: ${REMOVE}`]);
    expect(foreign).toEqual([`the document 3 ${FOREIGN}`]);
  });
  test('is part of the chain if its document can be read as its entry', () => {
    const mended = storedEntry(recordedEntry(3, ['Visita Pendiente', 'Oferta Aceptada'], 60, 10));
    const { faults, rewrites } = findHistoryFaults(further, [...entries, mended]);
    expect(faults).toEqual(['entry 4 begins at «Visita Pendiente», not at «Oferta Aceptada»']);
    expect(rewrites).toMatchObject([{ seq: 4, from: 'Oferta Aceptada' }]);
  });
  test('cannot be one of its own or of a later entry', () => {
    const odd = entries.map((each) =>
      each.entry?.seq === 4 ? { ...each, entry: { ...each.entry, skipped: [4, 5, 6] } } : each,
    );
    expect(findHistoryFaults(further, odd).faults).toEqual(['entry 3 is missing']);
  });
  test('is of a document after the end of the history too', () => {
    expect(findHistoryFaults(further, [...entries, note(6)])).toMatchObject({
      faults: [],
      unreadable: [],
      foreign: [`the document 6 ${FOREIGN}`],
    });
  });
});

test('an entry that does not begin where the previous one ended gets only that corrected', () => {
  const damaged = stored(
    whole.map((entry) => (entry.seq === 3 ? { ...entry, from: 'Cerrado' } : entry)),
  );
  const { faults, missing, rewrites } = findHistoryFaults(lead, damaged);
  expect(faults).toEqual(['entry 3 begins at «Cerrado», not at «Visita Pendiente»']);
  expect(missing).toEqual([]);
  expect(rewrites).toEqual([
    { leadId: 'lead', seq: 3, version: second(3), from: 'Visita Pendiente' },
  ]);
});

test('documents under no number do not count as entries, and are foreign', () => {
  const ids = ['nota', '0', '000000', '7', '0000007', 'x'.repeat(1_500)];
  const others = ids.map((id) => ({
    id,
    version: second(1),
    effectiveAt: null,
    entry: null,
  }));
  const { faults, foreign } = findHistoryFaults(lead, [...stored(whole), ...others]);
  expect(faults).toEqual([]);
  expect(foreign.slice(0, 5)).toEqual(
    ids.slice(0, 5).map((id) => `the document «${id}» is under no number`),
  );
  expect(foreign[5]).toHaveLength(100 + 'the document «» is under no number'.length);
});

test('a history with more than a hundred missing entries is not restored', () => {
  const far = (seq: number) => storedEntry(recordedEntry(seq, [FASE_0, 'Cerrado'], 99, 90));
  expect(findHistoryFaults(lead, [...stored(whole), far(104)]).missing).toHaveLength(99);
  expect(findHistoryFaults(lead, [...stored(whole), far(105)]).missing).toHaveLength(100);
  expect(findHistoryFaults(lead, [...stored(whole), far(106)])).toEqual({
    faults: ['101 entries are missing'],
    unreadable: [],
    foreign: [],
    missing: [],
    rewrites: [],
  });
});
