/** Compares the figures of the views of `analytics/views/` with those of the report. */
import { reportFunnel } from '../../../functions/src/application/reports/reportFunnel';
import type { FunnelReport } from '../../../functions/src/domain/reports/funnelReport';
import { groupName } from '../../../functions/src/domain/reports/groupName';
import { microsOfMillis, millisOfMicros, type Micros } from '../../../functions/src/domain/time';
import { clockAt, dayBegins } from '../../../functions/src/domain/timeZone';
import { database } from '../../../functions/src/firestore/database';
import type { Dataset, Days } from '../../../functions/test/support/analytics';

export const TIME_ZONE = 'Europe/Madrid';

const monthOf = (time: Micros) =>
  new Date(clockAt(millisOfMicros(time), TIME_ZONE)).toISOString().slice(0, 7);

/** The report of some days, from the database. */
export function reportOf({ first, last }: Days): Promise<FunnelReport> {
  const clock = (date: number) =>
    Date.UTC(Math.floor(date / 10_000), (Math.floor(date / 100) % 100) - 1, date % 100);
  const begins = (at: number) => microsOfMillis(dayBegins(at, TIME_ZONE));
  const period = {
    since: first === null ? null : begins(clock(first)),
    until: last === null ? null : begins(clock(last) + 86_400_000),
  };
  return reportFunnel(database(), period, monthOf, () => undefined);
}

const FIGURES = {
  begun: 'begun',
  visited: 'visited',
  offered: 'offered',
  won: 'won',
  lost: 'lost',
  lostToOther: 'lost_to_other',
  noShows: 'no_shows',
} as const;
type Figures = FunnelReport['total'];
type Enquiries = FunnelReport['enquiries'];

const inColumns = (figures: Figures) =>
  Object.fromEntries(
    (Object.keys(FIGURES) as (keyof Figures)[]).map((name) => [FIGURES[name], figures[name]]),
  );
const enquiryColumns = ({ enquiries, answered, medianToAnswer }: Enquiries) => ({
  enquiries,
  answered,
  median_seconds_to_answer: near(medianToAnswer),
});

/** The report keeps durations within 1 %, and those below a second as 0. The views are exact. */
function near(seconds: number | null): unknown {
  return seconds === null ? null : new Near(seconds);
}

/** Compares as equal with what is within 1 % of it. */
class Near {
  constructor(readonly seconds: number) {}
  asymmetricMatch(other: unknown): boolean {
    if (typeof other !== 'number') return false;
    return other < 1 ? this.seconds === 0 : Math.abs(this.seconds - other) <= 0.010_001 * other;
  }
}

const originKey = (portal: string | null, source: string | null): string => {
  if (portal !== null) return `portal:${groupName(portal).key}`;
  if (source === null) return 'no portal';
  return `source:${['Enquiry', 'Appointment', 'Visit', ''].includes(source) ? source : 'Other'}`;
};

/** Rows by a key, so that their order does not matter. */
function byKey<Row>(rows: readonly Row[], keyOf: (row: Row) => unknown): Map<string, Row> {
  const found = new Map(rows.map((row) => [JSON.stringify(keyOf(row)), row]));
  expect(found.size).toBe(rows.length);
  return found;
}

/** Every figure of the report of some days is that of the views. */
export async function expectEqual(dataset: Dataset, days: Days): Promise<FunnelReport> {
  await dataset.set(days, TIME_ZONE);
  const report = await reportOf(days);

  const statuses = await dataset.rows('funnel_by_status');
  expect(byKey(statuses, ({ status }) => status)).toEqual(
    byKey(
      report.statuses.map(({ status, reached, thenNext, thenFurther, stays }, step) => ({
        step,
        status,
        reached,
        then_next: thenNext,
        then_further: thenFurther,
        stays: stays.count,
        median_seconds: near(stays.median),
        percentile_90_seconds: near(stays.percentile90),
      })),
      ({ status }) => status,
    ),
  );

  const agents = await dataset.rows('funnel_by_agent');
  expect(byKey(agents, ({ agent_id }) => agent_id)).toEqual(
    byKey(
      report.byAgent
        .map(({ agent, ...figures }) => ({ agent_id: agent, ...inColumns(figures) }))
        .filter(({ agent_id: _, ...figures }) =>
          Object.values(figures).some((count) => count !== 0),
        ),
      ({ agent_id }) => agent_id,
    ),
  );

  const months = await dataset.rows('funnel_by_month');
  expect(byKey(months, ({ month }) => month)).toEqual(
    byKey(
      report.byMonth.map(({ month, ...figures }) => ({ month, ...inColumns(figures) })),
      ({ month }) => month,
    ),
  );

  const origins = await dataset.rows('funnel_by_origin');
  expect(byKey(origins, ({ origin_key }) => origin_key)).toEqual(
    byKey(
      report.byOrigin.map((row) => ({
        origin_key: originKey(row.portal, row.source),
        portal: row.portal,
        source: row.source === null || row.portal !== null ? null : sourceShown(row.source),
        leads: row.leads,
        ...inColumns(row),
        ...enquiryColumns(row),
      })),
      ({ origin_key }) => origin_key,
    ),
  );
  const campaigns = await dataset.rows('funnel_by_campaign');
  const campaignKey = (row: Record<string, unknown>) => [row['origin_key'], row['campaign_key']];
  expect(byKey(campaigns, campaignKey)).toEqual(
    byKey(
      report.byOrigin.flatMap(({ portal, source, campaigns: own }) =>
        own.map((row): Record<string, unknown> => ({
          origin_key: originKey(portal, source),
          campaign_key: groupName(row.campaign).key,
          campaign: row.campaign,
          leads: row.leads,
          ...inColumns(row),
          ...enquiryColumns(row),
        })),
      ),
      campaignKey,
    ),
  );

  const [totals] = await dataset.rows('funnel_totals');
  const { leads_without_history, ...others } = totals ?? {};
  expect(others).toEqual({
    leads: report.leads,
    ...inColumns(report.total),
    ...enquiryColumns(report.enquiries),
    moved_leads: report.leftOut.moved,
  });
  if (report.leftOut.withoutHistory !== null) {
    expect(leads_without_history).toBe(report.leftOut.withoutHistory);
  }
  return report;
}

const sourceShown = (source: string) =>
  ['Enquiry', 'Appointment', 'Visit', ''].includes(source) ? source : 'Other';
