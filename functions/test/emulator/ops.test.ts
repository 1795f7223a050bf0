/**
 * The metrics, alerts and the dashboard of `ops/`: each metric's filter finds the line that the functions print, and the
 * others are made of metrics that exist.
 */
import { printed, type PrintedLine } from '../support/printedLogs';
import { projectId } from '../support/ownProject';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { checkLeads } from '../../src/index';
import { injectCommitFault } from '../support/commits';
import { emptyProject } from '../support/emptyProject';
import { deliver } from '../support/events';
import { failEveryCommit, failQueries } from '../support/faults';
import { Fixture } from '../support/fixture';
import { extract, matches } from '../support/loggingFilter';
import { withReceiver } from '../support/receiving';
import {
  deliverEntry,
  entryData,
  UNDER_THE_EMULATORS,
  withParameters,
  writeHistory,
} from '../support/telling';
import { answer, WebhookReceiver } from '../support/webhookReceiver';

const receiver = withReceiver();
emptyProject(projectId);
withParameters(UNDER_THE_EMULATORS);

const OPS = join(__dirname, '../../../ops');
const read = (path: string): unknown => JSON.parse(readFileSync(join(OPS, path), 'utf8'));
const filesIn = (folder: string): string[] =>
  readdirSync(join(OPS, folder)).map((name) => `${folder}/${name}`);

const metricSchema = z.strictObject({
  name: z.string(),
  description: z.string().min(20),
  filter: z.string(),
  labelExtractors: z.record(z.string(), z.string()).default({}),
  valueExtractor: z.string().optional(),
  bucketOptions: z.looseObject({}).optional(),
  metricDescriptor: z.strictObject({
    metricKind: z.literal('DELTA'),
    valueType: z.enum(['INT64', 'DISTRIBUTION']),
    unit: z.enum(['1', 'ms']),
    labels: z
      .array(z.strictObject({ key: z.string(), valueType: z.literal('STRING') }))
      .default([]),
  }),
});
type Metric = z.infer<typeof metricSchema>;

const METRICS = filesIn('metrics').map((path) => ({
  path,
  metric: metricSchema.parse(read(path)),
}));

/** Prints the lines that a metric counts, by what happens in an agency. Resolves to how many of them it counts. */
const PLAYS: Readonly<Record<string, () => Promise<number>>> = {
  embudo_events: playAppointment,
  embudo_lag: playAppointment,
  embudo_conflicts: async () => {
    const created = await new Fixture().appointment('A').create({});
    const fault = injectCommitFault(0, 'is refused');
    await deliver(created);
    fault.remove();
    return 1;
  },
  embudo_rejections: async () => {
    const fixture = new Fixture();
    await deliver(await fixture.appointment('A').create({ status: 'nonsense' }));
    return 1;
  },
  embudo_checks: async () => {
    await runCheck();
    return 1;
  },
  embudo_check_findings: async () => {
    await new Fixture().appointment('A').create({});
    await runCheck();
    return 1;
  },
  embudo_missing_indexes: async () => {
    const created = await new Fixture().appointment('A').create({});
    const error = new Error('9 FAILED_PRECONDITION: The query requires an index.');
    const faults = failQueries(Object.assign(error, { code: 9 }));
    await expect(deliver(created)).rejects.toThrow();
    faults.remove();
    return 1;
  },
  embudo_enquiries_received: async () => {
    await receiver.send(MESSAGE);
    await receiver.send(MESSAGE);
    return 2;
  },
  embudo_enquiries_refused: async () => {
    const heal = failEveryCommit('permissionDenied');
    await receiver.send(MESSAGE);
    heal();
    delete process.env['ENQUIRY_SECRET'];
    await receiver.send(MESSAGE);
    return 2;
  },
  embudo_webhook_told: async () => {
    await tellEntry(204);
    return 1;
  },
  embudo_webhook_failures: async () => {
    await tellEntry(410);
    await tellEntry(500, 24);
    return 2;
  },
  embudo_unknown_mails: async () => {
    await receiver.sendMail({ From: 'ofertas@example.com', Subject: 'Ofertas', TextBody: 'Hoy' });
    return 1;
  },
};

/** Tells an entry to a receiver that answers with a status, so many hours after it was written. */
async function tellEntry(status: number, hours = 0): Promise<void> {
  const receiver = await new WebhookReceiver().listen();
  receiver.behaviour = answer(status);
  process.env['WEBHOOK_URL'] = receiver.url;
  const [entry] = await writeHistory('lead-1', [entryData(1)]);
  if (entry === undefined) throw new Error('There is no entry');
  const time = new Date(Date.now() - hours * 3_600_000);
  await deliverEntry('onStatusHistoryCreated', entry, { time });
  await receiver.close();
}

const MESSAGE = { portal: 'web', externalId: 'm1', contact: { email: 'ana@example.com' } };

/** Two events: the appointment's, and that of its link, which changes nothing and says nothing. */
async function playAppointment(): Promise<number> {
  const fixture = new Fixture();
  await fixture.play(() => fixture.appointment('A').create({}));
  return 1;
}

async function runCheck(): Promise<void> {
  const afterSettling = Date.now() + 6 * 60_000;
  await checkLeads.run({ scheduleTime: new Date(afterSettling).toISOString() });
}

/** The lines that are printed while something happens. */
async function linesOf<Result>(
  play: () => Promise<Result>,
): Promise<{ result: Result; lines: readonly PrintedLine[] }> {
  const from = printed.length;
  const result = await play();
  return { result, lines: printed.slice(from) };
}

describe.each(METRICS)('$path', ({ path, metric }) => {
  test('is named as its file', () => {
    expect(path).toBe(`metrics/${metric.name}.json`);
  });

  test('counts what happens, as often as it happens, and reads its labels and its value', async () => {
    const { result: count, lines } = await linesOf(
      PLAYS[metric.name] ?? (() => Promise.resolve(-1)),
    );
    const counted = lines.filter((line) => matches(metric.filter, line));
    expect(counted).toHaveLength(count);
    for (const line of counted) expectReadable(metric, line);
  });

  test('counts nothing where something else happens', async () => {
    const isOfEvents = ['embudo_events', 'embudo_lag'].includes(metric.name);
    const { lines } = await linesOf<unknown>(
      isOfEvents ? () => receiver.send(MESSAGE) : playAppointment,
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => matches(metric.filter, line))).toEqual([]);
  });
});

/** Each label, and the value of a distribution, is found in a line that is counted. */
function expectReadable(
  { labelExtractors, valueExtractor, bucketOptions, metricDescriptor }: Metric,
  line: PrintedLine,
): void {
  const { labels, valueType } = metricDescriptor;
  expect(labels.map(({ key }) => key)).toEqual(Object.keys(labelExtractors));
  for (const extractor of Object.values(labelExtractors)) {
    expect(extract(extractor, line)).toMatch(/^\w+$/);
  }
  const isDistribution = valueType === 'DISTRIBUTION';
  expect([valueExtractor, bucketOptions].map((each) => each !== undefined)).toEqual([
    isDistribution,
    isDistribution,
  ]);
  if (valueExtractor !== undefined) {
    expect(Number(extract(valueExtractor, line) ?? 'none')).toBeGreaterThanOrEqual(0);
  }
}

const aggregationSchema = z.strictObject({
  alignmentPeriod: z.string().regex(/^\d+s$/),
  perSeriesAligner: z.string(),
  crossSeriesReducer: z.string(),
  groupByFields: z.array(z.string()).optional(),
});
const conditionSchema = z.looseObject({
  filter: z.string(),
  aggregations: z.array(aggregationSchema).length(1),
});
const alertSchema = z.looseObject({
  displayName: z.string(),
  documentation: z.looseObject({ content: z.string() }),
  conditions: z
    .array(
      z.looseObject({
        displayName: z.string(),
        conditionThreshold: conditionSchema.optional(),
        conditionAbsent: conditionSchema.optional(),
      }),
    )
    .length(1),
});
const dashboardSchema = z.looseObject({
  mosaicLayout: z.looseObject({
    tiles: z.array(
      z.looseObject({
        widget: z.looseObject({
          xyChart: z.looseObject({
            dataSets: z.array(
              z.looseObject({
                timeSeriesQuery: z.looseObject({
                  timeSeriesFilter: z.looseObject({
                    filter: z.string(),
                    aggregation: aggregationSchema,
                  }),
                }),
              }),
            ),
          }),
        }),
      }),
    ),
  }),
});

/** The metrics of Google's that are used. */
const OF_GOOGLE = [
  'run.googleapis.com/request_count',
  'run.googleapis.com/container/instance_count',
];

/** A filter names one metric that exists, and values of a distribution are aggregated as such. */
function expectUsable(filter: string, { perSeriesAligner }: { perSeriesAligner: string }): void {
  const [, type = ''] =
    /^metric\.type = "([^"]+)" AND resource\.type = "cloud_run_revision"/.exec(filter) ?? [];
  const [, own] = /^logging\.googleapis\.com\/user\/(.+)$/.exec(type) ?? [];
  if (own === undefined) {
    expect(OF_GOOGLE).toContain(type);
    return;
  }
  const { metric } = METRICS.find(({ metric: { name } }) => name === own) ?? {};
  const isDistribution = metric?.metricDescriptor.valueType === 'DISTRIBUTION';
  expect([own, perSeriesAligner]).toEqual([
    metric?.name,
    expect.stringMatching(isDistribution ? /^ALIGN_PERCENTILE_/ : /^ALIGN_SUM$/),
  ]);
}

const MONITORING = readFileSync(join(OPS, '../docs/monitoring.md'), 'utf8');

test.each(filesIn('alerts'))(
  '%s watches a metric that exists, and says what it means and what to do',
  (path) => {
    const alert = alertSchema.parse(read(path));
    const [condition] = alert.conditions;
    const { filter, aggregations } = conditionSchema.parse(
      condition?.conditionThreshold ?? condition?.conditionAbsent,
    );
    const [aggregation] = aggregations;
    if (aggregation === undefined) throw new Error('Nothing is aggregated');
    expectUsable(filter, aggregation);
    expect(alert.displayName).toBe(`Embudo: ${condition?.displayName ?? ''}`);
    expect(MONITORING).toContain(`\n### ${condition?.displayName ?? ''}\n`);
  },
);

test('the dashboard shows metrics that exist', () => {
  const { tiles } = dashboardSchema.parse(read('dashboard.json')).mosaicLayout;
  const series = tiles.flatMap(({ widget }) => widget.xyChart.dataSets);
  expect(series.length).toBeGreaterThan(5);
  for (const { timeSeriesQuery } of series) {
    const { filter, aggregation } = timeSeriesQuery.timeSeriesFilter;
    expectUsable(filter, aggregation);
  }
});

test('every metric of ours is on the dashboard or in an alert', () => {
  const used = JSON.stringify([read('dashboard.json'), ...filesIn('alerts').map(read)]);
  for (const { metric } of METRICS)
    expect(used).toContain(`logging.googleapis.com/user/${metric.name}\\"`);
});
