/**
 * The views of `analytics/views/` over what `npm run leads -- export` writes: their figures are those of the report
 * (docs/contract.md §13). DuckDB runs the views as they are.
 */
import { projectId } from '../../../functions/test/support/ownProject';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { write } from '../../../functions/test/support/writeDocuments';
import { moveLead } from '../../../functions/src/application/leads/moveLead';
import { microsOfMillis } from '../../../functions/src/domain/time';
import { database } from '../../../functions/src/firestore/database';
import { Dataset } from '../../../functions/test/support/analytics';
import { empty } from '../../../functions/test/support/emptyProject';
import { Exports, rowsIn, type ExportSummary } from '../support/exports';
import { Fixture } from '../../../functions/test/support/fixture';
import { expectEqual, reportOf, TIME_ZONE } from '../support/funnelFigures';
import { catchLogs } from '../../../functions/test/support/logs';
import { newLeadsCommand, runLeads } from '../support/operator';
import { day, randomLeads, spread } from '../../../functions/test/support/reportedLeads';

catchLogs();
const folders = new Exports(projectId);
const leads = newLeadsCommand(projectId);

const SEED = 20_261_128;
const ALL_TIME = { first: null, last: null };

/** The date of a day, as 20260131. */
const dateOf = (n: number): number =>
  Number(day(n).toDate().toISOString().slice(0, 10).replaceAll('-', ''));

/** Loads some exports, in this order, and hands the dataset over. */
async function withDataset(
  names: readonly string[],
  task: (dataset: Dataset) => Promise<unknown>,
): Promise<void> {
  const dataset = await Dataset.create(folders.path(names[0] ?? ''));
  for (const name of names) await dataset.load(folders.path(name));
  await task(dataset);
  dataset.close();
}

describe('over random histories, sound ones and damaged ones', () => {
  let summary: ExportSummary;
  beforeAll(async () => {
    await empty(projectId);
    await write(spread(randomLeads({ seed: SEED, count: 450 }), SEED));
    summary = await folders.make('random');
  });

  test('the figures are those of the report, whatever the period', async () => {
    const seen = {
      won: 0,
      lost: 0,
      lostToOther: 0,
      moved: 0,
      noShows: 0,
      stays: 0,
      enquiries: 0,
      answered: 0,
    };
    const ends = fc.record({
      begins: fc.integer({ min: -5, max: 110 }),
      days: fc.nat(60),
      open: fc.constantFrom('first', 'last', null, null),
    });
    await withDataset(['random'], async (dataset) => {
      const whole = await expectEqual(dataset, ALL_TIME);
      expect(summary.foreign).toBe(whole.leftOut.unreadableEntries);
      for (const { begins, days, open } of fc.sample(ends, { seed: SEED, numRuns: 10 })) {
        const report = await expectEqual(dataset, {
          first: open === 'first' ? null : dateOf(begins),
          last: open === 'last' ? null : dateOf(begins + days),
        });
        seen.won += report.total.won;
        seen.lost += report.total.lost;
        seen.lostToOther += report.total.lostToOther;
        seen.noShows += report.total.noShows;
        seen.moved += report.leftOut.moved;
        seen.enquiries += report.enquiries.enquiries;
        seen.answered += report.enquiries.answered;
        seen.stays += report.statuses.at(-1)?.stays.count ?? 0;
      }
    });
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });

  test('`report` prints the figures with which the views are compared', async () => {
    const environment = { GCLOUD_PROJECT: projectId, TZ: TIME_ZONE };
    const { stdout } = await runLeads(['--json', 'report'], environment);
    const report: unknown = JSON.parse(JSON.stringify(await reportOf(ALL_TIME)));
    expect(JSON.parse(stdout)).toMatchObject(report as object);
  });

  test('a file that is loaded twice changes no figure', async () => {
    await withDataset(['random', 'random'], async (dataset) => {
      await expectEqual(dataset, ALL_TIME);
      await expectEqual(dataset, { first: dateOf(20), last: dateOf(60) });
    });
  });
});

describe('over leads as the server writes them', () => {
  const origin = { portal: 'Idealista', campaign: 'Otoño' };
  const by = { uid: 'ana', role: 'agent' } as const;
  const move = async (fixture: Fixture, to: 'Cerrado' | 'Oferta Aceptada') => {
    const { id, status } = await fixture.lead();
    const request = {
      ...{ leadId: id, from: status, to, reason: 'Lo pide Marta', requestId: randomUUID() },
      ...(to === 'Cerrado' && { closed: { outcome: 'lost' } }),
    };
    const now = microsOfMillis(Date.now());
    const { result } = await moveLead(
      database(),
      request as Parameters<typeof moveLead>[1],
      by,
      now,
    );
    expect(result).toBe('moved');
  };
  const ana = new Fixture();
  const luis = new Fixture();

  test('the rows say what the documents say, and no more', async () => {
    await empty(projectId);
    const E = ana.enquiry('E', { origin, agentId: 'ana' });
    const A = ana.appointment('A', { prospectId: 'owner-1' });
    await ana.play(
      () => E.create({}),
      () => E.update({ status: 'answered' }),
      () => A.create({}),
      () => ana.visit('V', A).create({ outcome: 'offer_made' }),
    );
    const B = luis.appointment('B', { listingId: null });
    await luis.play(
      () => B.create({}),
      () => B.update({ listingId: luis.listingId }),
    );
    await folders.make('first');

    const { status_history: history, leads: exported, enquiries } = await folders.read('first');
    const { id } = await ana.lead();
    const own = rowsIn(history).filter((row) => row['lead_id'] === id);
    expect(own.map((row) => [row['seq'], row['from_status'], row['to_status']])).toEqual([
      [1, null, 'Fase 0: Información Incompleta'],
      [2, 'Fase 0: Información Incompleta', 'Información Solicitada'],
      [3, 'Información Solicitada', 'Respuesta Pendiente'],
      [4, 'Respuesta Pendiente', 'Visita Pendiente'],
      [5, 'Visita Pendiente', 'Visita Realizada'],
      [6, 'Visita Realizada', 'Oferta Presentada'],
    ]);
    expect(own[5]).toMatchObject({
      ...{ cause: 'visit.offer_made', source_collection: 'visits', source_id: ana.named('V') },
      ...{ actor_type: 'user', actor_id: 'agent-1' },
    });
    expect(rowsIn(exported).find((row) => row['lead_id'] === id)).toMatchObject({
      ...{ contact_id: ana.contactId, listing_id: ana.listingId, prospect_id: 'owner-1' },
      ...{ agent_id: 'ana', status: 'Oferta Presentada', source: 'Enquiry', history_seq: 6 },
      ...{ portal: 'Idealista', portal_key: 'idealista', campaign: 'Otoño', campaign_key: 'otoño' },
      ...{ closed_outcome: null, moved_to_lead_id: null },
    });
    const left = await luis.lead(null);
    expect(rowsIn(exported).find((row) => row['lead_id'] === left.id)).toMatchObject({
      ...{ status: 'Cerrado', closed_outcome: 'moved', listing_id: null },
      moved_to_lead_id: (await luis.lead()).id,
    });
    expect(rowsIn(enquiries)).toEqual([
      expect.objectContaining({ lead_id: id, position: 1, portal: 'Idealista' }),
    ]);
    const [{ seconds_to_answer } = {}] = rowsIn(enquiries);
    expect(seconds_to_answer).toBeGreaterThanOrEqual(0);
  });

  test('an export since a time has what changed since, and beside the one before it the figures are right', async () => {
    const before = await ana.lead();
    const since = new Date().toISOString();
    await move(ana, 'Cerrado');
    await ana.settle();
    await ana.play(() => ana.enquiry('E').remove());
    const summary = await folders.make('second', '--since', since);
    expect(summary).toMatchObject({ since, rows: { leads: 1, enquiries: 0 } });
    const { status_history: history, leads: exported } = await folders.read('second');
    expect(rowsIn(exported)).toEqual([
      expect.objectContaining({ lead_id: before.id, closed_outcome: 'lost' }),
    ]);
    // The whole history of the lead: which of its entries are new, nobody has to find out.
    expect(rowsIn(history).map((row) => row['seq'])).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(history + exported).not.toContain('Marta');
    for (const order of [
      ['first', 'second'],
      ['second', 'first', 'second'],
    ]) {
      await withDataset(order, async (dataset) => {
        const report = await expectEqual(dataset, ALL_TIME);
        expect(report).toMatchObject({ leads: 2, total: { lost: 1 }, enquiries: { enquiries: 0 } });
      });
    }
  });

  test('after somebody is forgotten, an export of everything has nothing of them, and the same figures', async () => {
    const { id } = await ana.lead();
    const forgotten = await leads(
      ...['privacy', 'erase', '--contact', ana.contactId, '--apply', '--by', 'Operadora'],
    );
    expect(forgotten.status).toBe(0);
    await folders.make('third');
    const files = await folders.read('third');
    const all = Object.values(files).join('');
    for (const text of [id, ana.contactId, ana.listingId, ana.named('V'), 'owner-1'])
      expect(all).not.toContain(text);
    const nobody = rowsIn(files.leads).find((row) => row['anonymised_at'] !== null);
    expect(nobody).toMatchObject({ contact_id: null, status: 'Cerrado', closed_outcome: 'lost' });
    await withDataset(['third'], async (dataset) => {
      const report = await expectEqual(dataset, ALL_TIME);
      expect(report).toMatchObject({ leads: 2, total: { lost: 1 } });
    });
  });
});
