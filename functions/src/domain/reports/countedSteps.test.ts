import type { Cause } from '../documents/history';
import type { LeadStatus } from '../leadStatus';
import { secondsBetween, type Micros } from '../time';
import {
  countedSteps,
  isReached,
  needsEarlierEntries,
  type CountedEntry,
  type KnownHistory,
} from './countedSteps';

const DAY = 86_400;
const day = (n: number): Micros => n * DAY * 1_000_000;
const FASE_0 = 'Fase 0: Información Incompleta';

type Step = [to: LeadStatus, at: Micros, cause: Cause, fields?: Partial<CountedEntry>];

function entriesOf(...steps: readonly Step[]): CountedEntry[] {
  return steps.map(([to, at, cause, fields], n) => {
    const before = steps[n - 1];
    return {
      seq: n + 1,
      from: before?.[0] ?? null,
      to,
      effectiveAt: at,
      cause,
      reason: cause,
      source: { collection: 'appointments', id: 'a' },
      outcome: null,
      secondsInPrevious: before === undefined ? null : secondsBetween(before[1], at),
      ...fields,
    };
  });
}

const stepsOf = (entries: readonly CountedEntry[], known: Partial<KnownHistory> = {}) =>
  countedSteps({ entries, isWhole: true, closed: null, ...known });
/** The days of each stay that counts, by status. */
const staysOf = (entries: readonly CountedEntry[], known: Partial<KnownHistory> = {}) =>
  stepsOf(entries, known).flatMap(({ stay }) =>
    stay === null ? [] : [[stay.status, stay.seconds / DAY]],
  );
const reachedIn = (entries: readonly CountedEntry[], known: Partial<KnownHistory> = {}) =>
  stepsOf(entries, known)
    .filter(isReached)
    .map(({ to }) => to);

/** Created on day 1, moved away on day 2, back on day 5, visited on day 6. */
const MOVED = entriesOf(
  [FASE_0, day(0), 'lead.created'],
  ['Visita Pendiente', day(1), 'appointment.scheduled'],
  ['Cerrado', day(2), 'lead.moved'],
  ['Visita Pendiente', day(5), 'lead.moved'],
  ['Visita Realizada', day(6), 'visit.done'],
);
/** Lost by hand on day 2, open from day 3, back to its lost Cerrado on day 4, open again from day 7. */
const LOST = entriesOf(
  [FASE_0, day(0), 'lead.created'],
  ['Cerrado', day(2), 'manual', { outcome: 'lost', reason: 'Precio' }],
  ['Visita Pendiente', day(3), 'appointment.scheduled'],
  ['Cerrado', day(4), 'lead.moved'],
  ['Visita Pendiente', day(7), 'appointment.scheduled'],
);
/** A duplicate that somebody had moved by hand, merged on day 2, in use again from day 9. */
const MERGED_REASON = entriesOf(
  [FASE_0, day(0), 'lead.created'],
  ['Respuesta Pendiente', day(1), 'manual'],
  ['Cerrado', day(2), 'lead.moved', { source: { collection: 'leads', id: 'lead' } }],
  ['Visita Pendiente', day(9), 'appointment.scheduled'],
);

describe('a whole history', () => {
  test('the stay that begins with lead.adopted counts from that entry on', () => {
    const adopted = entriesOf(
      ['Respuesta Pendiente', day(1), 'lead.adopted'],
      ['Visita Pendiente', day(5), 'appointment.scheduled'],
    );
    expect(staysOf(adopted)).toEqual([['Respuesta Pendiente', 4]]);
  });

  test.each(['lead.created', 'lead.adopted'] as const)(
    'a %s that is not the first entry ends no stay, and begins one',
    (cause) => {
      const again = entriesOf(
        [FASE_0, day(0), 'lead.created'],
        ['Visita Pendiente', day(1), 'appointment.scheduled'],
        [FASE_0, day(30), cause],
        ['Visita Pendiente', day(32), 'appointment.scheduled'],
      );
      expect(staysOf(again)).toEqual([
        [FASE_0, 1],
        [FASE_0, 2],
      ]);
    },
  );

  test('a moved Cerrado is not reached, and the stay in it does not count', () => {
    expect(staysOf(MOVED)).toEqual([
      [FASE_0, 1],
      ['Visita Pendiente', 1],
      ['Visita Pendiente', 1],
    ]);
    expect(reachedIn(MOVED)).not.toContain('Cerrado');
  });

  test('a lead that goes back to its lost Cerrado is lost, and both stays in it count', () => {
    expect(staysOf(LOST).filter(([status]) => status === 'Cerrado')).toEqual([
      ['Cerrado', 1],
      ['Cerrado', 3],
    ]);
    expect(stepsOf(LOST).map(({ closing }) => closing)).toEqual([null, 'lost', null, 'lost', null]);
  });

  test('a merge closes a lead as moved, whatever was decided before', () => {
    expect(reachedIn(MERGED_REASON)).not.toContain('Cerrado');
    expect(staysOf(MERGED_REASON)).toEqual([
      [FASE_0, 1],
      ['Respuesta Pendiente', 1],
    ]);
  });

  test('a lead that is still closed says itself how', () => {
    const entries = LOST.slice(0, 2);
    const closed = { outcome: 'won', reason: 'Firmado', leadId: null } as const;
    expect(stepsOf(entries, { closed }).at(-1)).toMatchObject({
      closing: 'won',
      reason: 'Firmado',
    });
  });

  test('nobody knows when the stay before the first readable entry began', () => {
    expect(staysOf(MOVED.slice(1, 2))).toEqual([]);
  });
});

describe('the entries of a period', () => {
  const known = { isWhole: false };

  test('the stay that ends with the first of them counts, however long ago it began', () => {
    expect(staysOf(MOVED.slice(1, 2), known)).toEqual([[FASE_0, 1]]);
    expect(stepsOf(MOVED.slice(1, 2), known)[0]?.isFirst).toBe(false);
    expect(stepsOf(MOVED.slice(0, 1), known)[0]?.isFirst).toBe(true);
  });

  test('the stay in a Cerrado of unknown outcome does not count', () => {
    expect(staysOf(MOVED.slice(3), known)).toEqual([['Visita Pendiente', 1]]);
  });

  test.each([
    ['a first entry that comes from Cerrado', MOVED.slice(3), true],
    ['a Cerrado before which no decision is known', MOVED.slice(2), true],
    ['the same, later', LOST.slice(2), true],
    ['a Cerrado that was decided', LOST.slice(1), false],
    ['a merge', MERGED_REASON.slice(2), false],
    ['a whole history', MOVED, false],
    ['no Cerrado', MOVED.slice(4), false],
    ['no entry', [], false],
    [
      'a lead that was closed, deleted and begun again',
      entriesOf([FASE_0, day(1), 'lead.created', { seq: 7, from: 'Cerrado' }]),
      false,
    ],
  ] satisfies [string, CountedEntry[], boolean][])('%s: earlier entries?', (_what, entries, is) => {
    expect(needsEarlierEntries(entries)).toBe(is);
  });

  test('with the earlier entries they count as in the whole history', () => {
    for (const history of [MOVED, LOST, MERGED_REASON]) {
      for (let from = 1; from < history.length; from += 1) {
        const entries = needsEarlierEntries(history.slice(from)) ? history : history.slice(from);
        const shown = (steps: ReturnType<typeof stepsOf>) =>
          steps.slice(from - history.length).map(({ to, stay, closing }) => [to, stay, closing]);
        expect(shown(stepsOf(entries, known))).toEqual(shown(stepsOf(history)));
      }
    }
  });
});
