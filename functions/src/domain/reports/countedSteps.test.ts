import fc from 'fast-check';
import type { Cause } from '../documents/history';
import type { LeadStatus } from '../leadStatus';
import { secondsBetween, type Micros } from '../time';
import {
  countedSteps,
  isReached,
  needsOtherEntries,
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
  countedSteps({ entries, newest: null, closed: null, ...known });
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
const MERGE: Partial<CountedEntry> = { source: { collection: 'leads', id: 'lead' } };
/** A duplicate that somebody had moved by hand, merged on day 2, in use again from day 9. */
const MERGED = entriesOf(
  [FASE_0, day(0), 'lead.created'],
  ['Respuesta Pendiente', day(1), 'manual'],
  ['Cerrado', day(2), 'lead.moved', MERGE],
  ['Visita Pendiente', day(9), 'appointment.scheduled'],
);
/** A duplicate that was lost on day 2 and merged on day 4, opened by hand on day 9. */
const MERGED_CLOSED = entriesOf(
  [FASE_0, day(0), 'lead.created'],
  ['Cerrado', day(2), 'manual', { outcome: 'lost', reason: 'Precio' }],
  ['Cerrado', day(4), 'lead.moved', MERGE],
  ['Respuesta Pendiente', day(9), 'manual'],
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
    expect(reachedIn(MERGED)).not.toContain('Cerrado');
    expect(staysOf(MERGED)).toEqual([
      [FASE_0, 1],
      ['Respuesta Pendiente', 1],
    ]);
  });

  test('a lead that is still closed says itself how', () => {
    const entries = LOST.slice(0, 2);
    const closed = { outcome: 'won', reason: 'Firmado', leadId: null } as const;
    expect(stepsOf(entries, { newest: 2, closed }).at(-1)).toMatchObject({
      closing: 'won',
      reason: 'Firmado',
    });
    expect(stepsOf(entries, { newest: 3, closed }).at(-1)).toMatchObject({ closing: 'lost' });
  });

  test('a merge takes along the Cerrado that it finds: it is moved from its beginning', () => {
    expect(stepsOf(MERGED_CLOSED).map(({ closing }) => closing)).toEqual([
      null,
      'moved',
      'moved',
      null,
    ]);
    expect(reachedIn(MERGED_CLOSED)).toEqual([FASE_0, 'Respuesta Pendiente']);
    expect(staysOf(MERGED_CLOSED)).toEqual([[FASE_0, 2]]);
  });

  test('of a lead that was lost, open again, and then merged, the loss counts', () => {
    const open = entriesOf(
      [FASE_0, day(0), 'lead.created'],
      ['Cerrado', day(1), 'manual', { outcome: 'lost' }],
      ['Visita Pendiente', day(2), 'appointment.scheduled'],
      ['Cerrado', day(3), 'lead.moved', MERGE],
      ['Respuesta Pendiente', day(4), 'manual'],
    );
    expect(stepsOf(open).map(({ closing }) => closing)).toEqual([
      null,
      'lost',
      null,
      'moved',
      null,
    ]);
  });

  test('what was decided about a lead that was deleted does not close the next one', () => {
    const again = entriesOf(
      [FASE_0, day(0), 'lead.created'],
      ['Cerrado', day(1), 'manual', { outcome: 'lost' }],
      [FASE_0, day(2), 'lead.created'],
      ['Visita Pendiente', day(2), 'appointment.scheduled'],
      ['Cerrado', day(3), 'lead.moved'],
      ['Visita Pendiente', day(4), 'appointment.scheduled'],
    );
    expect(stepsOf(again).map(({ closing }) => closing)).toEqual([
      null,
      'lost',
      null,
      null,
      'moved',
      null,
    ]);
  });

  test('the stay that an unreadable entry began counts: the next entry says what it ended', () => {
    expect(staysOf(MOVED.filter(({ seq }) => seq !== 2))).toEqual([
      ['Visita Pendiente', 1],
      ['Visita Pendiente', 1],
    ]);
  });

  test('how a Cerrado was closed that cannot be read, nobody knows: no stay in it counts', () => {
    expect(staysOf(LOST.filter(({ seq }) => seq !== 2))).toEqual([['Visita Pendiente', 1]]);
  });
});

describe('the entries of a period', () => {
  const since = (entries: readonly CountedEntry[], from: number) => ({
    entries: entries.slice(from),
    newest: entries.length,
    closed: null,
  });

  test('the stay that ends with the first of them counts, however long ago it began', () => {
    expect(staysOf(MOVED.slice(1, 2))).toEqual([[FASE_0, 1]]);
    expect(stepsOf(MOVED.slice(1, 2))[0]?.isFirst).toBe(false);
    expect(stepsOf(MOVED.slice(0, 1))[0]?.isFirst).toBe(true);
  });

  const lost = { outcome: 'lost', reason: 'Precio', leadId: null } as const;
  test.each([
    ['a first entry that comes from Cerrado', since(MOVED, 3), true],
    ['a Cerrado before which no decision is known', since(MOVED, 2), true],
    ['the same, later', since(LOST, 2), true],
    ['the same, at the end of the history', since(MOVED.slice(0, 3), 2), true],
    [
      'the same, if the lead itself says how it is closed',
      { ...since(MOVED.slice(0, 3), 2), closed: lost },
      false,
    ],
    ['a Cerrado that was decided', since(LOST, 1), false],
    [
      'a Cerrado that was decided, and is left after the period',
      { entries: LOST.slice(1, 2), newest: 5, closed: null },
      true,
    ],
    [
      'a Cerrado between entries of other times',
      { entries: LOST.filter(({ seq }) => seq !== 3), newest: 5, closed: null },
      true,
    ],
    ['a merge', since(MERGED, 2), false],
    ['a whole history', since(MOVED, 0), false],
    ['no Cerrado', since(MOVED, 4), false],
    ['no entry', since(MOVED, 5), false],
    [
      'a lead that was closed, deleted and begun again',
      {
        entries: entriesOf([FASE_0, day(1), 'lead.created', { seq: 7, from: 'Cerrado' }]),
        newest: 7,
        closed: null,
      },
      false,
    ],
  ] satisfies [string, KnownHistory, boolean][])('%s: other entries?', (_what, known, is) => {
    expect(needsOtherEntries(known)).toBe(is);
  });
});

/** Any history, sound or not: entries that cannot be read are left out, and times may go back. */
const anyHistory = fc
  .array(
    fc.record({
      to: fc.constantFrom<LeadStatus>(FASE_0, 'Visita Pendiente', 'Cerrado', 'Cerrado'),
      at: fc.nat(20),
      isReadable: fc.constantFrom(true, true, true, true, true, true, true, false),
      cause: fc.constantFrom<Cause>(
        'lead.created',
        'lead.adopted',
        'lead.moved',
        'manual',
        'console.edited',
        'appointment.removed',
        'repaired',
      ),
      outcome: fc.constantFrom('won', 'lost', null),
      source: fc.constantFrom('leads', 'appointments'),
    }),
    { maxLength: 9 },
  )
  .map((steps) =>
    entriesOf(
      ...steps.map(({ to, at, cause, outcome, source }, n): Step => {
        const id = `source ${n}`;
        return [to, day(at), cause, { outcome, source: { collection: source, id }, reason: id }];
      }),
    ).filter((_, n) => steps[n]?.isReadable),
  );
const anyClosed = fc.record({
  isNewest: fc.boolean(),
  closed: fc.option(
    fc.constantFrom<NonNullable<KnownHistory['closed']>>(
      { outcome: 'won', reason: 'Firmado', leadId: null },
      { outcome: 'lost', reason: 'Precio', leadId: null },
    ),
  ),
});

test('the entries of any period count as they do in the whole history, unless they need others', () => {
  let enough = 0;
  let tooFew = 0;
  const property = fc.property(
    anyHistory,
    anyClosed,
    fc.nat(20),
    fc.nat(20),
    (history, { isNewest, closed }, one, other) => {
      const newest = isNewest ? (history.at(-1)?.seq ?? null) : (history[0]?.seq ?? null);
      const whole = { entries: history, newest, closed };
      const isWithin = (at: Micros) =>
        at >= day(Math.min(one, other)) && at <= day(Math.max(one, other));
      const known = {
        ...whole,
        entries: history.filter(({ effectiveAt }) => isWithin(effectiveAt)),
      };
      if (needsOtherEntries(known)) {
        tooFew += 1;
        return;
      }
      enough += known.entries.length;
      expect(countedSteps(known)).toEqual(countedSteps(whole).filter(({ at }) => isWithin(at)));
    },
  );
  fc.assert(property, { seed: 20_261_127, numRuns: 4_000 });
  expect(Math.min(enough, tooFew)).toBeGreaterThan(500);
});
