/** The board's funnel counts what the domain's rule counts (docs/contract.md §13). */
import type { Cause } from '#domain/documents/history';
import type { LeadStatus } from '#domain/leadStatus';
import {
  needsOtherEntries,
  type CountedEntry,
  type KnownHistory,
} from '#domain/reports/countedSteps';
import { Funnel } from '#domain/reports/funnelReport';
import { secondsBetween, type Micros } from '#domain/time';
import { countFunnel, type FunnelFigures } from './funnel';

const FASE_0 = 'Fase 0: Información Incompleta';
const DAY = 86_400;
const day = (n: number): Micros => n * DAY * 1_000_000;

type Step = [to: LeadStatus, day: number, cause: Cause, outcome?: 'won' | 'lost'];

function historyOf(...steps: readonly Step[]): CountedEntry[] {
  return steps.map(([to, at, cause, outcome = null], n) => {
    const before = steps[n - 1];
    return {
      seq: n + 1,
      from: before?.[0] ?? null,
      to,
      effectiveAt: day(at),
      cause,
      reason: cause,
      source: { collection: cause === 'manual' ? 'leads' : 'appointments', id: 'source' },
      outcome,
      secondsInPrevious: before === undefined ? null : secondsBetween(day(before[1]), day(at)),
    };
  });
}

const MOVED = historyOf(
  [FASE_0, 0, 'lead.created'],
  ['Visita Pendiente', 1, 'appointment.scheduled'],
  ['Cerrado', 2, 'lead.moved'],
  ['Visita Pendiente', 5, 'lead.moved'],
  ['Visita Realizada', 6, 'visit.done'],
);
const LOST = historyOf(
  [FASE_0, 0, 'lead.created'],
  ['Cerrado', 2, 'manual', 'lost'],
  ['Visita Pendiente', 3, 'appointment.scheduled'],
  ['Cerrado', 4, 'lead.moved'],
  ['Visita Pendiente', 7, 'appointment.scheduled'],
);
const ADOPTED = historyOf(
  ['Respuesta Pendiente', 1, 'lead.adopted'],
  ['Visita Pendiente', 5, 'appointment.scheduled'],
);
const DELETED = historyOf(
  [FASE_0, 0, 'lead.created'],
  ['Visita Pendiente', 1, 'appointment.scheduled'],
  [FASE_0, 6, 'lead.created'],
);

/** The figures of the statuses that have any: `[reached, stays]`. */
const shown = ({ statuses }: FunnelFigures) =>
  Object.fromEntries(
    statuses
      .filter(({ reached, stays }) => reached + stays > 0)
      .map(({ status, reached, stays }) => [status, [reached, stays]]),
  );
const known = (entries: readonly CountedEntry[]): KnownHistory => ({
  entries,
  newest: entries.at(-1)?.seq ?? null,
  closed: null,
});
const whole = (...histories: CountedEntry[][]) => histories.map(known);

test('a moved Cerrado is not reached, and no stay in it counts', () => {
  expect(shown(countFunnel(whole(MOVED), 0))).toEqual({
    [FASE_0]: [1, 1],
    'Visita Pendiente': [1, 2],
    'Visita Realizada': [1, 0],
  });
});

test('a lost Cerrado is reached once by a lead that comes back to it, and both stays count', () => {
  expect(shown(countFunnel(whole(LOST), 0))['Cerrado']).toEqual([1, 2]);
});

test('the stay of an adopted lead counts, the time of a deleted lead does not', () => {
  const { statuses, leads } = countFunnel(whole(ADOPTED, DELETED), 0);
  expect(shown({ statuses, leads })).toEqual({
    [FASE_0]: [1, 1],
    'Respuesta Pendiente': [1, 1],
    'Visita Pendiente': [2, 0],
  });
  const seconds = statuses.find(({ status }) => status === 'Respuesta Pendiente')?.seconds ?? 0;
  expect(Math.abs(seconds - 4 * DAY)).toBeLessThanOrEqual(0.01 * 4 * DAY);
  expect(leads).toBe(2);
});

test.each([0, 1, 2, 3, 4, 5, 6, 7])(
  'from day %i on it counts what the report on all leads counts',
  (since) => {
    const histories = [MOVED, LOST, ADOPTED, DELETED];
    const report = new Funnel({ since: day(since), until: null }, () => 'month');
    for (const each of whole(...histories)) {
      report.add({ ...each, assignedTo: null, unreadable: [] });
    }
    // What the board reads: the entries of the period, and earlier ones if it needs them.
    const read = histories.flatMap((history) => {
      const inPeriod = known(history.filter(({ effectiveAt }) => effectiveAt >= day(since)));
      if (inPeriod.entries.length === 0) return [];
      return [needsOtherEntries(inPeriod) ? known(history) : inPeriod];
    });
    const figures = countFunnel(read, day(since));
    const { leads, statuses } = report.report();
    expect(figures.leads).toBe(leads);
    expect(figures.statuses).toEqual(
      statuses.map(({ status, reached, stays: { count, median } }) => ({
        status,
        reached,
        stays: count,
        seconds: median,
      })),
    );
  },
);
