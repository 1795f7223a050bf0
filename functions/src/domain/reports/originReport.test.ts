/** The report by origin (docs/contract.md §13). */
import type { LeadEnquiry } from '../leads/leadEnquiry';
import type { LeadStatus } from '../leadStatus';
import type { Micros } from '../time';
import type { RecordedEntry } from '../documents/history';
import { Funnel, type FunnelReport, type Period } from './funnelReport';
import { MAX_ORIGINS, type OriginRow } from './originReport';
import type { ReportedLead } from './reportedLead';

const HOUR = 3_600;
const hour = (n: number): Micros => n * HOUR * 1_000_000;

function entry(seq: number, to: LeadStatus, at: Micros): RecordedEntry {
  return {
    seq,
    from: seq === 1 ? null : 'Visita Pendiente',
    to,
    at,
    effectiveAt: at,
    cause: 'manual',
    reason: '',
    source: { collection: 'appointments', id: 'A' },
    actor: { type: 'system', id: null },
    secondsInPrevious: null,
    outcome: 'won',
  };
}

/** A lead that began in hour 1, and came to these statuses in hour 2. */
function lead(fields: Partial<ReportedLead>, ...reached: readonly LeadStatus[]): ReportedLead {
  const statuses: LeadStatus[] = ['Información Solicitada', ...reached];
  return {
    assignedTo: null,
    source: 'Enquiry',
    origin: null,
    closed: null,
    newest: null,
    enquiries: [],
    entries: statuses.map((to, n) => entry(n + 1, to, hour(Math.min(n + 1, 2)))),
    unreadable: [],
    ...fields,
  };
}

const of = (portal: string | null, campaign: string | null = null) => ({ portal, campaign });

/** An enquiry that was opened in an hour, and answered so many hours later. */
const enquiry = (
  opened: number,
  answeredAfter: number | null,
  origin = of('Idealista'),
): LeadEnquiry => ({
  openedAt: hour(opened),
  answeredAt: answeredAfter === null ? null : hour(opened + answeredAfter),
  ...origin,
});

function reportOn(leads: readonly ReportedLead[], period: Partial<Period> = {}): FunnelReport {
  const funnel = new Funnel({ since: null, until: null, ...period }, () => 'month');
  for (const each of leads) funnel.add(each);
  return funnel.report();
}

/** `[leads, enquiries, answered, visited, offered, won]` by the names of the rows. */
const shown = (rows: readonly OriginRow[]) =>
  Object.fromEntries(
    rows.flatMap((row) =>
      [{ ...row, campaign: '' }, ...row.campaigns].map(({ campaign, ...own }) => [
        [row.portal ?? (row.source === null ? '–' : `(${row.source})`), campaign].join(' ').trim(),
        [own.leads, own.enquiries, own.answered, own.visited, own.offered, own.won],
      ]),
    ),
  );

const near = (seconds: number | null | undefined, hours: number) =>
  Math.abs((seconds ?? NaN) - hours * HOUR) <= 0.01 * hours * HOUR;

test('leads count at their portal and campaign, and those without origin at their source', () => {
  const { byOrigin } = reportOn([
    lead({ origin: of('Idealista', 'Otoño') }, 'Visita Realizada', 'Oferta Presentada'),
    lead({ origin: of('Idealista') }, 'Visita Realizada', 'Cerrado'),
    lead({ origin: of('Idealista', 'Verano') }),
    lead({ origin: of(null, 'Otoño') }),
    lead({ source: 'Appointment' }, 'Visita Realizada'),
    lead({ source: 'Escaparate' }),
    lead({ source: null }),
  ]);
  expect(shown(byOrigin)).toEqual({
    Idealista: [3, 0, 0, 2, 1, 1],
    'Idealista Otoño': [1, 0, 0, 1, 1, 0],
    'Idealista Verano': [1, 0, 0, 0, 0, 0],
    '–': [1, 0, 0, 0, 0, 0],
    '– Otoño': [1, 0, 0, 0, 0, 0],
    '(Appointment)': [1, 0, 0, 1, 0, 0],
    '(Escaparate)': [1, 0, 0, 0, 0, 0],
    '()': [1, 0, 0, 0, 0, 0],
  });
  expect(byOrigin[0]?.portal).toBe('Idealista');
});

test('an enquiry counts at the origin that it names itself, else as an enquiry without origin', () => {
  const both = [enquiry(1, null), enquiry(1, 2, of('Fotocasa', 'Otoño')), enquiry(1, 3, of(null))];
  const { byOrigin, enquiries } = reportOn([
    lead({ origin: of('Idealista'), enquiries: both }),
    lead({ source: 'Appointment', enquiries: [enquiry(1, null, of(null))] }),
  ]);
  expect(shown(byOrigin)).toEqual({
    Idealista: [1, 1, 0, 0, 0, 0],
    Fotocasa: [0, 1, 1, 0, 0, 0],
    'Fotocasa Otoño': [0, 1, 1, 0, 0, 0],
    '(Appointment)': [1, 0, 0, 0, 0, 0],
    '(Enquiry)': [0, 2, 1, 0, 0, 0],
  });
  expect(enquiries).toMatchObject({ enquiries: 4, answered: 2 });
});

test('the median time to answer is that of the enquiries that are answered', () => {
  const { byOrigin, enquiries } = reportOn([
    lead({ origin: of('Idealista'), enquiries: [enquiry(1, 2), enquiry(1, 40), enquiry(1, null)] }),
    lead({ origin: of('Idealista'), enquiries: [enquiry(1, 6), enquiry(1, 1, of('Fotocasa'))] }),
    lead({ origin: of('pisos.com'), enquiries: [enquiry(1, null, of('pisos.com'))] }),
  ]);
  const medians = new Map(byOrigin.map((row) => [row.portal, row.medianToAnswer]));
  expect(near(medians.get('Idealista'), 6)).toBe(true);
  expect(near(medians.get('Fotocasa'), 1)).toBe(true);
  expect(medians.get('pisos.com')).toBeNull();
  // Of 1, 2, 6 and 40 hours: the lower of the two in the middle.
  expect(near(enquiries.medianToAnswer, 2)).toBe(true);
});

test('an enquiry that was answered before it was opened was answered at once', () => {
  const { enquiries } = reportOn([lead({ enquiries: [enquiry(5, -3)] })]);
  expect(enquiries).toEqual({ enquiries: 1, answered: 1, medianToAnswer: 0 });
});

test('of a period are the enquiries that were opened in it, whenever they were answered', () => {
  const enquiries = [enquiry(1, null), enquiry(2, 100), enquiry(3, 1)];
  const report = reportOn([lead({ origin: of('Idealista'), enquiries }, 'Visita Realizada')], {
    since: hour(2),
    until: hour(3),
  });
  expect(shown(report.byOrigin)).toEqual({ Idealista: [1, 1, 1, 1, 0, 0] });
  expect(near(report.enquiries.medianToAnswer, 100)).toBe(true);
});

test('a lead to which nothing happened in the period, or which moved, does not count, nor do its enquiries', () => {
  const closed = { outcome: 'moved', reason: '', leadId: 'other' } as const;
  const report = reportOn(
    [
      lead({ enquiries: [enquiry(7, 1)] }),
      lead({ closed, enquiries: [enquiry(7, 1)], entries: [entry(1, 'Cerrado', hour(8))] }),
    ],
    { since: hour(6) },
  );
  expect([report.byOrigin, report.enquiries.enquiries]).toEqual([[], 0]);
});

test('spellings of one name are one row, which shows the same one whatever comes first', () => {
  const spelled = ['idealista', ' Idealista ', 'IDEALISTA'].map((portal) =>
    lead({ origin: of(portal, portal) }),
  );
  for (const leads of [spelled, [...spelled].reverse()]) {
    expect(shown(reportOn(leads).byOrigin)).toEqual({
      IDEALISTA: [3, 0, 0, 0, 0, 0],
      'IDEALISTA IDEALISTA': [3, 0, 0, 0, 0, 0],
    });
  }
});

test('a portal and a source of one name are two rows', () => {
  const { byOrigin } = reportOn([
    lead({ origin: of('Enquiry') }),
    lead({ source: 'Enquiry' }, 'Visita Realizada'),
  ]);
  expect(shown(byOrigin)).toEqual({
    Enquiry: [1, 0, 0, 0, 0, 0],
    '(Enquiry)': [1, 0, 0, 1, 0, 0],
  });
});

test('beyond the first origins, the others share a row', () => {
  const leads = Array.from({ length: MAX_ORIGINS + 3 }, (_, n) =>
    lead({ origin: of(`Portal ${n}`, `Campaña ${n}`) }),
  );
  const { byOrigin, otherOrigins } = reportOn(leads);
  expect(byOrigin).toHaveLength(MAX_ORIGINS);
  expect(otherOrigins).toMatchObject({ leads: 3, begun: 3 });
  expect(reportOn(leads.slice(0, MAX_ORIGINS)).otherOrigins).toBeNull();
});

test('the origin with most leads is first, then the one with most enquiries, then by name', () => {
  const { byOrigin } = reportOn([
    lead({ origin: of('C') }),
    lead({ origin: of('A') }),
    lead({ origin: of('B'), enquiries: [enquiry(1, null, of('B'))] }),
    lead({ origin: of('D') }),
    lead({ origin: of('D') }),
  ]);
  expect(byOrigin.map(({ portal }) => portal)).toEqual(['D', 'B', 'A', 'C']);
});
