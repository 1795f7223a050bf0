/**
 * A report since a day reads what happened since then, and gives the figures of a walk through everything
 * (docs/contract.md §13): on random histories, sound ones and damaged ones.
 */
import { projectId } from '../support/ownProject';
import fc from 'fast-check';
import { FieldValue, Timestamp, type DocumentData } from 'firebase-admin/firestore';
import { write } from '../../bench/project';
import { allLeads, countToRead, reportFunnel } from '../../src/application/reports/reportFunnel';
import { LEAD_STATUSES, type LeadStatus } from '../../src/domain/leadStatus';
import { Funnel, type FunnelReport, type PeriodSince } from '../../src/domain/reports/funnelReport';
import { microsOfMillis, millisOfMicros, type Micros } from '../../src/domain/time';
import { database } from '../../src/firestore/database';
import { emptyProject } from '../support/emptyProject';
import { catchLogs } from '../support/logs';
import { measure } from '../support/traffic';

catchLogs();
jest.setTimeout(120_000);
emptyProject(projectId);

const DAY = 86_400_000;
const day = (n: number): Timestamp => Timestamp.fromMillis(Date.UTC(2026, 0, 1) + n * DAY);
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

type Documents = [path: string, data: DocumentData][];

/** One entry of a random history. */
interface Step {
  to: LeadStatus;
  /** Days after the entry before it. A late event may be of an earlier day. */
  after: number;
  cause: string;
  outcome: 'won' | 'lost' | null;
  /** Whether its source is a lead, as that of a merge. */
  isOfLead: boolean;
  damage: 'undated' | 'text for a time' | 'map for a time' | 'another number' | 'removed' | null;
  reason: string;
}

interface RandomLead {
  begins: number;
  steps: readonly Step[];
  agent: string | null;
  closed: 'won' | 'lost' | 'moved';
  /** Which entry the lead takes for its newest, from the end; null for a lead without bookkeeping. */
  behind: number | null;
  /** A document in the place of the first entry, which leaves its number out. */
  isNumberTaken: boolean;
  isDeleted: boolean;
  source: string | null;
  origin: DocumentData | null;
  enquiries: readonly RandomEnquiry[];
}

interface RandomEnquiry {
  status: 'open' | 'answered' | 'dismissed' | 'removed';
  /** Days after the lead began. */
  opened: number;
  /** Days after that. */
  answered: number;
  origin: DocumentData | null;
}

const step = fc.record<Step>({
  to: fc.oneof(fc.constantFrom<LeadStatus>(...LEAD_STATUSES), fc.constant<LeadStatus>('Cerrado')),
  after: fc.integer({ min: -6, max: 20 }),
  cause: fc.constantFrom(
    'lead.created',
    'lead.adopted',
    'lead.moved',
    'lead.moved',
    'appointment.no_show',
    'appointment.removed',
    'visit.done',
    'manual',
    'manual',
    'console.edited',
    'repaired',
  ),
  outcome: fc.constantFrom('won', 'lost', null),
  isOfLead: fc.boolean(),
  damage: fc.oneof(
    { weight: 20, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'undated',
        'text for a time',
        'map for a time',
        'another number',
        'removed',
      ),
    },
  ),
  reason: fc.constantFrom('Precio', ' precio', 'Zona', 'Otra  agencia', ''),
});
const origin = fc.constantFrom(
  null,
  { portal: 'Idealista' },
  { portal: 'idealista', campaign: 'Otoño' },
  { portal: 'Fotocasa' },
  { campaign: 'Otoño' },
);
const enquiry = fc.record<RandomEnquiry>({
  status: fc.constantFrom('open', 'answered', 'answered', 'dismissed', 'removed'),
  opened: fc.integer({ min: -3, max: 60 }),
  answered: fc.integer({ min: -1, max: 20 }),
  origin,
});
const randomLead = fc.record<RandomLead>({
  begins: fc.nat(60),
  steps: fc.array(step, { maxLength: 8 }),
  agent: fc.constantFrom('ana', 'luis', '', null),
  closed: fc.constantFrom('won', 'lost', 'lost', 'moved'),
  behind: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, null),
  isNumberTaken: fc.constantFrom(false, false, false, false, true),
  isDeleted: fc.constantFrom(false, false, false, false, false, false, true),
  source: fc.constantFrom('Appointment', 'Enquiry', 'Visit', 'Escaparate', null),
  origin,
  enquiries: fc.array(enquiry, { maxLength: 3 }),
});

function timeOf(damage: Step['damage'], at: number): unknown {
  const { seconds, nanoseconds } = day(at);
  if (damage === 'text for a time') return day(at).toDate().toISOString();
  return damage === 'map for a time' ? { seconds, nanoseconds } : day(at);
}

/** The enquiries that a lead holds, as its document has them. */
function storedEnquiries({ begins, enquiries }: RandomLead): DocumentData {
  return Object.fromEntries(
    enquiries.map(({ status, opened, answered, origin: own }, n) => {
      const openedAt = day(begins + opened);
      return [`E${n}`, { status, at: day(begins + opened + answered), by: openedAt, ...own }];
    }),
  );
}

/** The documents of a lead. Some ids are of older systems, and sort otherwise in Firestore than in JavaScript. */
function documentsOf(lead: RandomLead, n: number): Documents {
  const id = n % 7 === 0 ? `${n % 2 === 0 ? '😀' : '\uff5e'} crm ${n}` : `lead-${n}`;
  const documents: Documents = [];
  const add = (seq: number, data: DocumentData) =>
    documents.push([`leads/${id}/statusHistory/${String(seq).padStart(6, '0')}`, data]);
  if (lead.isNumberTaken) add(1, { nota: 'Llamar', effectiveAt: day(lead.begins) });
  let at = lead.begins;
  let seq = lead.isNumberTaken ? 1 : 0;
  lead.steps.forEach(({ to, after, cause, outcome, isOfLead, damage, reason }, index) => {
    const before = lead.steps[index - 1];
    seq += 1;
    if (before !== undefined) at += after;
    if (damage === 'removed') return;
    add(damage === 'another number' ? seq + 500 : seq, {
      seq,
      from: before?.to ?? null,
      to,
      at: Timestamp.now(),
      effectiveAt: timeOf(damage, at),
      ...(damage === 'undated' && { effectiveAt: FieldValue.delete() }),
      cause,
      reason,
      source: { collection: isOfLead ? 'leads' : 'appointments', id: 'source' },
      actor: { type: 'system', id: null },
      secondsInPrevious: before === undefined ? null : Math.max(0, after) * 86_400,
      ...(outcome !== null && { outcome }),
    });
  });
  if (lead.isDeleted) return documents;
  const newest = lead.steps.at(-1 - (lead.behind ?? 0));
  const status = newest?.to ?? 'En curso';
  documents.push([
    `leads/${id}`,
    {
      contactId: id,
      listingId: 'L',
      assignedTo: lead.agent,
      source: lead.source,
      origin: lead.origin,
      status,
      ...(status === 'Cerrado' && { closed: { outcome: lead.closed, reason: 'Cerrado así' } }),
      ...(newest !== undefined &&
        lead.behind !== null && {
          history: { seq: seq - lead.behind, status, decision: null },
          viewings: { enquiries: storedEnquiries(lead), appointments: {}, visits: {} },
        }),
    },
  ]);
  return documents;
}

/** Entries that are in the collection group, and of no lead. */
const OF_NO_LEAD: Documents = [
  'blocked/lead-1/statusHistory/000001',
  'leads/lead-2/copies/lead-1/statusHistory/000001',
].map((path) => [
  path,
  { seq: 1, effectiveAt: day(30), from: null, to: 'Cerrado', cause: 'manual' },
]);

test('its figures are those of the full walk, whatever the histories and the period', async () => {
  const seed = 20_261_127;
  const leads = fc.sample(randomLead, { seed, numRuns: 400 });
  const documents = leads.flatMap(documentsOf);
  // A removed field is none: `set` takes no deletions.
  for (const [, data] of documents) {
    if (data['effectiveAt'] instanceof FieldValue) delete data['effectiveAt'];
  }
  await write([...documents, ...OF_NO_LEAD]);

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
