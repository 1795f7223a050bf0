/**
 * A report since a day reads what happened since then, and gives the figures of a walk through everything
 * (docs/contract.md §13): on random histories, sound ones and damaged ones.
 */
import { projectId } from '../support/ownProject';
import fc from 'fast-check';
import { Timestamp, type DocumentData } from 'firebase-admin/firestore';
import { write } from '../support/writeDocuments';
import { allLeads, countToRead, reportFunnel } from '../../src/application/reports/reportFunnel';
import { LEAD_STATUSES, type LeadStatus } from '../../src/domain/leadStatus';
import { Funnel, type FunnelReport, type PeriodSince } from '../../src/domain/reports/funnelReport';
import { microsOfMillis, millisOfMicros, type Micros } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { emptyProject } from '../support/emptyProject';
import { catchLogs } from '../support/logs';
import { day, randomLeads, type Documents } from '../support/reportedLeads';
import { measure } from '../support/traffic';

catchLogs();
emptyProject(projectId);

const since = (n: number): Micros => microsOfMillis(day(n).toMillis());
const monthOf = (time: Micros) => new Date(millisOfMicros(time)).toISOString().slice(0, 7);
const noProgress = () => undefined;

const reportOf = (period: PeriodSince): Promise<FunnelReport> =>
  reportFunnel(database(), period, monthOf, noProgress);

async function walkAll(period: PeriodSince): Promise<FunnelReport> {
  const funnel = new Funnel(period, monthOf);
  for await (const lead of allLeads(database(), noProgress)) funnel.add(lead);
  return funnel.report();
}

test('its figures are those of the full walk, whatever the histories and the period', async () => {
  const seed = 20_261_127;
  await write(randomLeads({ seed, count: 400 }));

  const ends = fc.record({
    first: fc.integer({ min: -5, max: 110 }),
    days: fc.nat(60),
    isOpen: fc.boolean(),
  });
  const periods = fc.sample(ends, { seed, numRuns: 25 }).map(({ first, days, isOpen }) => ({
    since: since(first),
    until: isOpen ? null : since(first + days),
  }));
  const seen = { won: 0, lost: 0, moved: 0, stays: 0, unreadable: 0, enquiries: 0, answered: 0 };
  for (const period of periods) {
    const report = await reportOf(period);
    expect(report).toEqual(await walkAll(period));
    seen.won += report.total.won;
    seen.lost += report.total.lost;
    seen.moved += report.leftOut.moved;
    seen.enquiries += report.enquiries.enquiries;
    seen.answered += report.enquiries.answered;
    seen.unreadable += report.leftOut.unreadableEntries;
    seen.stays += report.statuses.at(-1)?.stays.count ?? 0;
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

/** A lead that was scheduled on one day, and lost on another: two entries and itself. */
function lost(name: string, first: number, last: number): Documents {
  const entry = (
    seq: number,
    from: LeadStatus | null,
    to: LeadStatus,
    at: number,
  ): DocumentData => ({
    seq,
    from,
    to,
    at: Timestamp.now(),
    effectiveAt: day(at),
    cause: seq === 1 ? 'lead.created' : 'manual',
    reason: 'Precio',
    source: { collection: 'leads', id: name },
    actor: { type: 'system', id: null },
    secondsInPrevious: seq === 1 ? null : (last - first) * 86_400,
    ...(seq === 2 && { outcome: 'lost' }),
  });
  return [
    [
      `leads/${name}`,
      {
        contactId: name,
        listingId: 'L',
        assignedTo: null,
        status: 'Cerrado',
        closed: { outcome: 'lost', reason: 'Precio' },
        history: { seq: 2, status: 'Cerrado', decision: null },
        viewings: { appointments: {}, visits: {} },
      },
    ],
    [`leads/${name}/statusHistory/000001`, entry(1, null, LEAD_STATUSES[0], first)],
    [`leads/${name}/statusHistory/000002`, entry(2, LEAD_STATUSES[0], 'Cerrado', last)],
  ];
}

const several = (count: number, name: string, first: number, last: number) =>
  Array.from({ length: count }, (_, n) => lost(`${name}-${n}`, first, last)).flat();

test('it costs one read for each entry of the period and for each of their leads, however many others there are', async () => {
  const period = { since: since(40), until: since(50) };
  await write([
    ...several(30, 'within', 42, 45),
    ...several(20, 'closed-within', 1, 45),
    ...several(50, 'before', 1, 20),
    ...several(50, 'after', 60, 70),
  ]);
  let report = await reportOf(period);
  const cost = await measure(async () => {
    report = await reportOf(period);
  });
  expect(report).toMatchObject({ leads: 50, total: { begun: 30, lost: 50 } });
  const entries = 30 * 2 + 20;
  expect(cost).toEqual({ read: entries + 50, written: 0, rpcs: 2 });

  await write([...several(100, 'earlier', 1, 20), ...several(100, 'later', 60, 70)]);
  expect(await measure(() => reportOf(period))).toEqual(cost);
  expect(await countToRead(database(), period)).toEqual({ what: 'entries', count: entries });
});

test('a lead that was open again costs its history too, if the period does not say how it was closed', async () => {
  const within = lost('lost', 10, 42);
  const before = lost('earlier', 10, 20);
  const reopened = (name: string, at: number): Documents => [
    [
      `leads/${name}/statusHistory/000003`,
      {
        seq: 3,
        from: 'Cerrado',
        to: 'Visita Pendiente',
        at: Timestamp.now(),
        effectiveAt: day(at),
        cause: 'appointment.scheduled',
        reason: 'Visita programada',
        source: { collection: 'appointments', id: name },
        actor: { type: 'system', id: null },
        secondsInPrevious: 86_400,
      },
    ],
    [
      `leads/${name}`,
      {
        contactId: name,
        status: 'Visita Pendiente',
        history: { seq: 3, status: 'Visita Pendiente', decision: null },
        viewings: { appointments: {}, visits: {} },
      },
    ],
  ];
  await write([...within, ...reopened('lost', 44), ...before, ...reopened('earlier', 44)]);
  const period = { since: since(40), until: null };
  // Two entries and one, two leads, and the three entries of the lead that was closed before.
  expect(await measure(() => reportOf(period))).toEqual({ read: 3 + 2 + 3, written: 0, rpcs: 3 });
  expect((await reportOf(period)).statuses.at(-1)).toMatchObject({
    reached: 1,
    stays: { count: 2 },
  });
});

test('more entries than one query has are read by several', async () => {
  await write(several(1_010, 'within', 42, 45));
  const period = { since: since(40), until: null };
  const entries = 2 * 1_010;
  // Leads are read 200 at a time.
  const cost = { read: entries + 1_010, written: 0, rpcs: 2 + 6 };
  expect(await measure(() => reportOf(period))).toEqual(cost);
  expect(await reportOf(period)).toEqual(await walkAll(period));
});

test('leads come in the order of Firestore, as in the full walk: the first spelling of a reason is shown', async () => {
  const spelled = lost('\uff5e', 42, 45).map(([path, data]): [string, DocumentData] => [
    path,
    { ...data, ...('reason' in data ? { reason: 'PRECIO' } : { closed: null }) },
  ]);
  await write([...lost('😀', 42, 45), ...spelled]); // In JavaScript’s order the smile is first.
  const period = { since: since(40), until: null };
  expect((await reportOf(period)).lostReasons).toEqual([{ reason: 'PRECIO', leads: 2 }]);
  expect(await reportOf(period)).toEqual(await walkAll(period));
});
