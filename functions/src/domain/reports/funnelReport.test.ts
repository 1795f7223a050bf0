import type { Cause, RecordedEntry } from '../documents/history';
import type { LeadStatus } from '../leadStatus';
import type { Closed } from '../leads/lead';
import { secondsBetween, type Micros } from '../time';
import { Durations } from './durations';
import { Funnel, MAX_AGENTS, type FunnelReport, type Period } from './funnelReport';
import type { ReportedLead } from './reportedLead';

const FASE_0 = 'Fase 0: Información Incompleta';
const DAY = 86_400;

/** The day `n` of a calendar whose months have ten days: `month 0` has the days 0 to 9. */
const day = (n: number): Micros => n * DAY * 1_000_000;
const monthOf = (time: Micros): string => `month ${Math.floor(time / day(10))}`;

type Step = [to: LeadStatus, at: Micros, cause?: Cause, fields?: Partial<RecordedEntry>];

/** A history as the pipeline writes it. Fields that are not given follow from the chain. */
function history(...steps: readonly Step[]): RecordedEntry[] {
  return steps.map(([to, at, cause = 'manual', fields = {}], n) => {
    const before = steps[n - 1];
    return {
      seq: n + 1,
      from: before?.[0] ?? null,
      to,
      at,
      effectiveAt: at,
      cause,
      reason: cause,
      // A decision names the lead, everything else the document that brought it.
      source: { collection: cause === 'manual' ? 'leads' : 'appointments', id: 'source' },
      actor: { type: 'system', id: null },
      secondsInPrevious: before === undefined ? null : secondsBetween(before[1], at),
      outcome: null,
      ...fields,
    };
  });
}

const lead = (steps: readonly Step[], fields: Partial<ReportedLead> = {}): ReportedLead => ({
  assignedTo: null,
  source: 'Appointment',
  origin: null,
  closed: null,
  newest: steps.length,
  enquiries: [],
  entries: history(...steps),
  unreadable: [],
  ...fields,
});

const closedAs = (outcome: Closed['outcome'], reason = ''): Pick<ReportedLead, 'closed'> => ({
  closed: { outcome, reason, leadId: null },
});

function reportOf(leads: readonly ReportedLead[], period: Partial<Period> = {}): FunnelReport {
  const funnel = new Funnel({ since: null, until: null, ...period }, monthOf);
  for (const each of leads) funnel.add(each);
  return funnel.report();
}

/** `[reached, then next, then further]` of the statuses that were reached. */
const funnelOf = ({ statuses }: FunnelReport) =>
  Object.fromEntries(
    statuses
      .filter(({ reached }) => reached > 0)
      .map(({ status, reached, thenNext, thenFurther }) => [
        status,
        [reached, thenNext, thenFurther],
      ]),
  );

const staysOf = ({ statuses }: FunnelReport, status: LeadStatus) =>
  statuses.find((each) => each.status === status)?.stays;

const NOTHING = { begun: 0, visited: 0, offered: 0, won: 0, lost: 0, lostToOther: 0, noShows: 0 };

/** Scheduled at once, visited on day 3, an offer on day 3, accepted on day 12, won on day 25. */
const WON = lead(
  [
    [FASE_0, day(1), 'lead.created'],
    ['Visita Pendiente', day(1), 'appointment.scheduled'],
    ['Visita Realizada', day(3), 'visit.done'],
    ['Oferta Presentada', day(3), 'visit.offer_made'],
    ['Oferta Aceptada', day(12)],
    ['Cerrado', day(25), 'manual', { outcome: 'won', reason: 'Firmado' }],
  ],
  { assignedTo: 'ana', ...closedAs('won', 'Firmado') },
);

/** Missed twice, then lost on day 9. */
const LOST = lead(
  [
    [FASE_0, day(2), 'lead.created'],
    ['Visita Pendiente', day(2), 'appointment.scheduled'],
    ['Información Solicitada', day(4), 'appointment.no_show'],
    ['Visita Pendiente', day(5), 'appointment.scheduled'],
    ['Información Solicitada', day(8), 'appointment.no_show'],
    ['Cerrado', day(9), 'manual', { outcome: 'lost', reason: 'Ya  no\nbusca' }],
  ],
  { assignedTo: 'luis', ...closedAs('lost', 'Ya  no\nbusca') },
);

describe('the funnel', () => {
  test('counts distinct leads, and those of them that went on', () => {
    expect(funnelOf(reportOf([WON, LOST]))).toEqual({
      [FASE_0]: [2, 1, 2], // LOST came to the next step, by way of a visit that was scheduled.
      'Información Solicitada': [1, 0, 1],
      'Visita Pendiente': [2, 1, 1],
      'Visita Realizada': [1, 1, 1],
      'Oferta Presentada': [1, 0, 1],
      'Oferta Aceptada': [1, 0, 1],
      Cerrado: [2, 0, 0],
    });
  });

  test('has the ten statuses in their order, also those that no lead reached', () => {
    const { statuses, leads } = reportOf([]);
    expect(statuses).toHaveLength(10);
    expect(statuses[3]).toEqual({
      status: 'Visita Pendiente',
      reached: 0,
      thenNext: 0,
      thenFurther: 0,
      stays: { count: 0, median: null, percentile90: null },
    });
    expect(leads).toBe(0);
  });

  test('a step that came before is no conversion', () => {
    const back = lead([
      ['Respuesta Pendiente', day(1), 'lead.adopted'],
      ['Información Solicitada', day(2)],
    ]);
    expect(funnelOf(reportOf([back]))).toMatchObject({
      'Información Solicitada': [1, 0, 0],
      'Respuesta Pendiente': [1, 0, 0],
    });
  });

  test('a rejected offer is the next step after an accepted one, but no further', () => {
    const rejected = lead([
      ['Oferta Aceptada', day(1), 'lead.adopted'],
      ['Oferta Rechazada', day(2)],
    ]);
    expect(funnelOf(reportOf([rejected]))['Oferta Aceptada']).toEqual([1, 1, 0]);
  });

  test('a lead that was lost is no further', () => {
    const lost = lead(
      [
        ['Oferta Rechazada', day(1), 'lead.adopted'],
        ['Cerrado', day(2), 'manual', { outcome: 'lost' }],
      ],
      closedAs('lost'),
    );
    expect(funnelOf(reportOf([lost]))['Oferta Rechazada']).toEqual([1, 1, 0]);
  });
});

describe('a lead that moved', () => {
  const MOVED: Step[] = [
    [FASE_0, day(1), 'lead.created'],
    ['Visita Pendiente', day(1), 'appointment.scheduled'],
    ['Cerrado', day(2), 'lead.moved'],
  ];

  test('does not count while it is closed', () => {
    const report = reportOf([lead(MOVED, closedAs('moved')), WON]);
    expect(report.leads).toBe(1);
    expect(report.statuses[0]?.reached).toBe(1);
    expect(report.total).toMatchObject({ begun: 1, won: 1, lost: 0 });
    expect(report.leftOut.moved).toBe(1);
    const later = reportOf([lead(MOVED, closedAs('moved'))], { since: day(3) });
    expect(later.leftOut.moved).toBe(0);
  });

  test('counts once it came back; that it was closed is no end, and no time in Cerrado', () => {
    const report = reportOf([lead([...MOVED, ['Visita Pendiente', day(5), 'lead.moved']])]);
    expect(funnelOf(report)).toEqual({ [FASE_0]: [1, 0, 1], 'Visita Pendiente': [1, 0, 0] });
    expect(report.total).toEqual({ ...NOTHING, begun: 1 });
    expect(staysOf(report, 'Cerrado')?.count).toBe(0);
    expect(staysOf(report, 'Visita Pendiente')?.count).toBe(1);
  });

  test('of a viewing: a lead that goes back to where it was decided to be is lost, not moved', () => {
    const back: Step[] = [
      [FASE_0, day(1), 'lead.created'],
      ['Cerrado', day(2), 'manual', { outcome: 'lost', reason: 'Precio' }],
      ['Visita Pendiente', day(3), 'appointment.scheduled'],
      ['Cerrado', day(4), 'lead.moved'],
      ['Visita Pendiente', day(5), 'appointment.scheduled'],
    ];
    const report = reportOf([lead(back)]);
    expect(report.total.lost).toBe(1);
    expect(report.lostReasons).toEqual([{ reason: 'Precio', leads: 1 }]);
    expect(staysOf(report, 'Cerrado')?.count).toBe(2);
  });
});

describe('time in a status', () => {
  /** Leads that each stood in `Respuesta Pendiente` for so many seconds. */
  const waited = (...seconds: readonly number[]) =>
    seconds.map((each) =>
      lead([
        [FASE_0, day(1), 'lead.created'],
        ['Respuesta Pendiente', day(1)],
        ['Información Solicitada', day(1) + each * 1_000_000],
      ]),
    );

  test('is that of the stays that have ended: median and 90th percentile by nearest rank', () => {
    const stays = staysOf(
      reportOf(waited(900, 100, 300, 700, 200, 500, 1000, 600, 400, 800)),
      'Respuesta Pendiente',
    );
    expect(stays?.count).toBe(10);
    expect(Math.abs((stays?.median ?? 0) - 500)).toBeLessThanOrEqual(5);
    expect(Math.abs((stays?.percentile90 ?? 0) - 900)).toBeLessThanOrEqual(9);
  });

  test('is unknown if the stay has not ended', () => {
    expect(staysOf(reportOf(waited(100)), 'Información Solicitada')).toEqual({
      count: 0,
      median: null,
      percentile90: null,
    });
  });

  test('of entries in the wrong order is 0', () => {
    expect(staysOf(reportOf(waited(-500)), 'Respuesta Pendiente')).toEqual({
      count: 1,
      median: 0,
      percentile90: 0,
    });
  });

  test('of an adopted lead counts from its adoption on', () => {
    const report = reportOf([
      lead([
        ['Respuesta Pendiente', day(1), 'lead.adopted'],
        ['Visita Pendiente', day(5), 'appointment.scheduled'],
        ['Visita Realizada', day(6), 'appointment.completed'],
      ]),
    ]);
    const adopted = staysOf(report, 'Respuesta Pendiente');
    expect(adopted?.count).toBe(1);
    expect(Math.abs((adopted?.median ?? 0) - 4 * DAY)).toBeLessThanOrEqual(0.01 * 4 * DAY);
    expect(staysOf(report, 'Visita Pendiente')?.count).toBe(1);
  });

  test.each(['lead.created', 'lead.adopted'] as const)('ends with no %s', (cause) => {
    // The lead was deleted, and its history was not.
    const report = reportOf([
      lead([
        [FASE_0, day(1), 'lead.created'],
        ['Visita Pendiente', day(1), 'appointment.scheduled'],
        [FASE_0, day(30), cause],
      ]),
    ]);
    expect(staysOf(report, 'Visita Pendiente')?.count).toBe(0);
    expect(report.total.begun).toBe(1);
  });
});

describe('durations', () => {
  test.each([1, 1.01, 59, 3_600, 86_399.5, 7 * DAY, 400 * DAY, 1.9e10])(
    '%d s is answered within 1 %%',
    (seconds) => {
      const durations = new Durations();
      durations.add(seconds);
      const answer = durations.percentile(0.5) ?? 0;
      expect(Math.abs(answer - seconds)).toBeLessThanOrEqual(0.0100001 * seconds);
    },
  );

  test.each([0, 0.999, -3])('%d s is answered with 0', (seconds) => {
    const durations = new Durations();
    durations.add(seconds);
    expect(durations.percentile(0.9)).toBe(0);
  });

  test('what cannot be counts as the longest that can', () => {
    const durations = new Durations();
    durations.add(1e300);
    expect(durations.percentile(0.5)).toBeGreaterThan(1.9e10);
    expect(durations.count).toBe(1);
  });
});

describe('the period', () => {
  const since = day(3);
  const until = day(12);

  test('is that of effectiveAt, from its first moment to before its last', () => {
    const report = reportOf([WON], { since, until });
    expect(funnelOf(report)).toEqual({
      'Visita Realizada': [1, 1, 1],
      'Oferta Presentada': [1, 0, 0],
    });
    expect(report.total).toEqual({ ...NOTHING, visited: 1, offered: 1 });
  });

  test('has the stays that ended in it', () => {
    const report = reportOf([WON], { since, until });
    expect(staysOf(report, 'Visita Pendiente')?.count).toBe(1);
    expect(staysOf(report, 'Oferta Presentada')?.count).toBe(0);
  });

  test('has no lead to which nothing happened then', () => {
    const report = reportOf([WON, LOST], { since: day(20), until: day(22) });
    expect(report).toMatchObject({ leads: 0, total: NOTHING, byAgent: [], byMonth: [] });
  });
});

describe('by agent and by month', () => {
  const none = lead([[FASE_0, day(11), 'lead.created']]);
  const empty = lead([[FASE_0, day(11), 'lead.created']], { assignedTo: '' });

  test('each agent has the leads that are theirs now', () => {
    const report = reportOf([LOST, WON, none, empty]);
    expect(report.byAgent).toEqual([
      { ...NOTHING, agent: null, begun: 2 },
      { ...NOTHING, agent: 'ana', begun: 1, visited: 1, offered: 1, won: 1 },
      { ...NOTHING, agent: 'luis', begun: 1, lost: 1, noShows: 2 },
    ]);
    expect(report.otherAgents).toBeNull();
  });

  test('each lead counts in the month of its first entry that says so, each no-show in its own', () => {
    const twice = lead([
      [FASE_0, day(8), 'lead.created'],
      ['Visita Realizada', day(9), 'visit.done'],
      ['Información Solicitada', day(9), 'visit.more_info_needed'],
      ['Visita Pendiente', day(11), 'appointment.scheduled'],
      ['Visita Realizada', day(12), 'visit.done'],
      ['Visita Pendiente', day(13), 'appointment.scheduled'],
      ['Información Solicitada', day(21), 'appointment.no_show'],
    ]);
    const { byMonth } = reportOf([none, WON, LOST, twice]);
    expect(byMonth).toEqual([
      { ...NOTHING, month: 'month 0', begun: 3, visited: 2, offered: 1, lost: 1, noShows: 2 },
      { ...NOTHING, month: 'month 1', begun: 1 },
      { ...NOTHING, month: 'month 2', won: 1, noShows: 1 },
    ]);
  });

  test('more agents than there can be count together', () => {
    const leads = Array.from({ length: MAX_AGENTS + 2 }, (_, n) =>
      lead([[FASE_0, day(1), 'lead.created']], { assignedTo: `agent-${n}` }),
    );
    const { byAgent, otherAgents } = reportOf(leads);
    expect(byAgent).toHaveLength(MAX_AGENTS);
    expect(otherAgents).toEqual({ ...NOTHING, begun: 2 });
  });
});

describe('lost and won', () => {
  const lost = (reason: string, fields: Partial<ReportedLead> = {}) =>
    lead(
      [
        [FASE_0, day(1), 'lead.created'],
        ['Cerrado', day(2), 'manual', { outcome: 'lost', reason }],
      ],
      { ...closedAs('lost', reason), ...fields },
    );

  test('reasons that differ in case or spaces are one', () => {
    const report = reportOf([
      lost('Precio alto'),
      lost('Zona'),
      lost(' precio \n alto'),
      lost('Otra agencia'),
    ]);
    expect(report.lostReasons).toEqual([
      { reason: 'Precio alto', leads: 2 },
      { reason: 'Otra agencia', leads: 1 },
      { reason: 'Zona', leads: 1 },
    ]);
    expect(report.otherLostReasons).toBe(0);
  });

  test('those whose listing was sold to somebody else are told apart, among the lost', () => {
    const report = reportOf([
      lost('Vendido a otro', { assignedTo: 'ana' }),
      lost(' vendido  a otro'),
      lost('Inmueble retirado'),
      lost('Precio alto', { assignedTo: 'ana' }),
      WON,
    ]);
    expect(report.total).toMatchObject({ won: 1, lost: 4, lostToOther: 2 });
    expect(report.byAgent[0]).toMatchObject({ agent: 'ana', lost: 2, lostToOther: 1 });
    expect(report.byMonth).toMatchObject([
      { lost: 4, lostToOther: 2 },
      { lost: 0, lostToOther: 0 },
    ]);
    expect(report.lostReasons[0]).toEqual({ reason: 'Vendido a otro', leads: 2 });
  });

  test('of a lead that was lost twice the last reason decides, where it was lost first', () => {
    const twice = (first: string, last: string) =>
      lead(
        [
          [FASE_0, day(1), 'lead.created'],
          ['Cerrado', day(2), 'manual', { outcome: 'lost', reason: first }],
          ['Visita Pendiente', day(23), 'appointment.scheduled'],
          ['Cerrado', day(24), 'manual', { outcome: 'lost', reason: last }],
        ],
        closedAs('lost', last),
      );
    const toOther = reportOf([twice('Precio', 'Vendido a otro')]);
    expect(toOther.total).toMatchObject({ lost: 1, lostToOther: 1 });
    expect(toOther.byMonth[0]).toMatchObject({ lost: 1, lostToOther: 1 });
    expect(reportOf([twice('Vendido a otro', 'Precio')]).total).toMatchObject({ lostToOther: 0 });
  });

  test('the twenty most frequent are shown, the others counted', () => {
    const many = Array.from({ length: 25 }, (_, n) => lost(`Motivo ${n}`));
    const report = reportOf([...many, lost('Motivo 24')]);
    expect(report.lostReasons).toHaveLength(20);
    expect(report.lostReasons[0]).toEqual({ reason: 'Motivo 24', leads: 2 });
    expect(report.otherLostReasons).toBe(5);
  });

  test('reasons beyond the thousandth are counted with the others, and a long one is shortened', () => {
    const many = Array.from({ length: 1_001 }, (_, n) => lost(`Motivo ${n}`));
    const report = reportOf([
      lost('🏠'.repeat(300)),
      ...many,
      lost('Motivo 1000'),
      lost('Motivo 5'),
    ]);
    expect(report.lostReasons[0]).toEqual({ reason: 'Motivo 5', leads: 2 });
    expect(report.otherLostReasons).toBe(1_004 - 21);
    const [long] = reportOf([lost('🏠'.repeat(300))]).lostReasons;
    expect(long?.reason).toBe(`${'🏠'.repeat(199)}…`);
    const [whole] = reportOf([lost('🏠'.repeat(200))]).lostReasons;
    expect(whole?.reason).toBe('🏠'.repeat(200));
  });

  test('a lead that was lost twice counts once, with the last reason', () => {
    const again = lead(
      [
        [FASE_0, day(1), 'lead.created'],
        ['Cerrado', day(2), 'manual', { outcome: 'lost', reason: 'Precio' }],
        ['Visita Pendiente', day(3), 'appointment.scheduled'],
        ['Cerrado', day(4), 'manual', { outcome: 'lost', reason: 'Otra agencia' }],
      ],
      closedAs('lost', 'Otra agencia'),
    );
    const report = reportOf([again]);
    expect(report.total.lost).toBe(1);
    expect(report.lostReasons).toEqual([{ reason: 'Otra agencia', leads: 1 }]);
  });

  test('a lead that was won counts as won, also after it was opened again', () => {
    const reopened: Step[] = [
      [FASE_0, day(1), 'lead.created'],
      ['Cerrado', day(2), 'manual', { outcome: 'won' }],
      ['Oferta Aceptada', day(3)],
    ];
    expect(reportOf([lead(reopened)]).total).toMatchObject({ won: 1, lost: 0 });
  });

  test('a lead that was lost, and won in the end, counts as both', () => {
    const both = lead(
      [
        [FASE_0, day(1), 'lead.created'],
        ['Cerrado', day(2), 'manual', { outcome: 'lost', reason: 'Precio' }],
        ['Oferta Aceptada', day(3)],
        ['Cerrado', day(4), 'manual', { outcome: 'won', reason: 'Firmado' }],
      ],
      closedAs('won', 'Firmado'),
    );
    const report = reportOf([both]);
    expect(report.total).toMatchObject({ won: 1, lost: 1 });
    expect(report.lostReasons).toEqual([{ reason: 'Precio', leads: 1 }]);
    expect(report.statuses.at(-1)?.reached).toBe(1);
  });

  test('a Cerrado that was typed in the console is lost', () => {
    const typed = lead(
      [
        [FASE_0, day(1), 'lead.created'],
        ['Cerrado', day(2), 'console.edited', { reason: 'En la consola' }],
        ['Visita Pendiente', day(3), 'appointment.scheduled'],
      ],
      {},
    );
    const report = reportOf([typed]);
    expect(report.total.lost).toBe(1);
    expect(report.lostReasons).toEqual([{ reason: 'En la consola', leads: 1 }]);
  });

  test('an adopted lead says itself how it is closed, and why', () => {
    const adopted: Step[] = [['Cerrado', day(1), 'lead.adopted']];
    const report = reportOf([
      lead(adopted, closedAs('won', 'Firmado')),
      lead(adopted, closedAs('lost', 'Precio')),
      lead(adopted, closedAs('lost')),
    ]);
    expect(report.total).toMatchObject({ begun: 3, won: 1, lost: 2 });
    expect(report.lostReasons).toEqual([
      { reason: 'Precio', leads: 1 },
      { reason: 'lead.adopted', leads: 1 },
    ]);
  });

  test('a lead that was adopted as won, and is open again, was won', () => {
    const reopened = (outcome: 'won' | 'lost') =>
      lead([
        ['Cerrado', day(1), 'lead.adopted', { outcome }],
        ['Visita Pendiente', day(2), 'manual'],
      ]);
    expect(reportOf([reopened('won')]).total).toMatchObject({ won: 1, lost: 0 });
    expect(reportOf([reopened('lost')]).total).toMatchObject({ won: 0, lost: 1 });
  });

  test('a lead that falls back to its lost Cerrado has the reason of the decision', () => {
    const report = reportOf([
      lead(
        [
          [FASE_0, day(1), 'lead.created'],
          ['Cerrado', day(2), 'manual', { outcome: 'lost', reason: 'Precio' }],
          ['Visita Pendiente', day(3), 'appointment.scheduled'],
          ['Cerrado', day(4), 'appointment.removed', { reason: 'Cita eliminada' }],
          ['Visita Pendiente', day(5), 'appointment.scheduled'],
        ],
        { closed: null },
      ),
    ]);
    expect(report.lostReasons).toEqual([{ reason: 'Precio', leads: 1 }]);
  });
});

describe('what cannot be read', () => {
  const damaged = { ...WON, entries: WON.entries.slice(1), unreadable: [day(1)] };

  test('is counted, and so is the rest of the lead', () => {
    const report = reportOf([damaged, lead([]), lead([], { unreadable: [null] })]);
    expect(report.leads).toBe(1);
    expect(report.total).toMatchObject({ begun: 0, won: 1 });
    // The entry after it says what it ended.
    expect(staysOf(report, FASE_0)?.count).toBe(1);
    expect(report.leftOut).toEqual({ moved: 0, withoutHistory: 2, unreadableEntries: 2 });
  });

  test('counts in the period that it says, and what is of no time since no day', () => {
    const leads = [damaged, lead([]), lead([], { unreadable: [null, day(4), day(5)] })];
    const leftOut = (period: Partial<Period>) => reportOf(leads, period).leftOut;
    const none = { moved: 0, withoutHistory: null };
    expect(leftOut({ since: day(1) })).toEqual({ ...none, unreadableEntries: 3 });
    expect(leftOut({ since: day(2), until: day(5) })).toEqual({ ...none, unreadableEntries: 1 });
    expect(leftOut({ until: day(4) })).toEqual({
      moved: 0,
      withoutHistory: 2,
      unreadableEntries: 2,
    });
  });
});

test('a report does not change with the leads that come after it', () => {
  const funnel = new Funnel({ since: null, until: null }, monthOf);
  funnel.add(LOST);
  const before = funnel.report();
  const copy = structuredClone(before);
  funnel.add(WON);
  funnel.add(LOST);
  expect(before).toEqual(copy);
});
