import fc from 'fast-check';
import type { Cause, RecordedEntry } from '../documents/history';
import { LEAD_STATUSES } from '../leadStatus';
import type { Figures } from './figures';
import { Funnel } from './funnelReport';
import { shareOf } from './leadShare';
import type { ReportedLead } from './reportedLead';

const DAY = 86_400_000_000;
const monthOf = (time: number): string => `month ${Math.floor(time / (10 * DAY))}`;
const period = { since: 5 * DAY, until: null };

const causes: Cause[] = ['manual', 'appointment.no_show', 'appointment.scheduled'];
const entries = fc
  .array(fc.record({ to: fc.constantFrom(...LEAD_STATUSES), cause: fc.constantFrom(...causes) }), {
    maxLength: 6,
  })
  .map((steps) =>
    steps.map(({ to, cause }, n): RecordedEntry => ({
      seq: n + 1,
      from: steps[n - 1]?.to ?? null,
      to,
      cause,
      at: n * 3 * DAY,
      effectiveAt: n * 3 * DAY,
      reason: '',
      source: { collection: 'leads', id: 'lead' },
      actor: { type: 'system', id: null },
      secondsInPrevious: n === 0 ? null : 1,
      outcome: to === 'Cerrado' ? 'won' : null,
    })),
  );
const leads = fc.array(
  fc.record({
    entries,
    assignedTo: fc.constantFrom('lucia', '', null),
    source: fc.constantFrom('Appointment', null),
    origin: fc.constantFrom(null, { portal: 'idealista', campaign: null }),
  }),
  { maxLength: 8 },
);

const sumOf = (figures: readonly Figures[], figure: keyof Figures): number =>
  figures.reduce((sum, each) => sum + each[figure], 0);

test('the shares of leads sum up to the report', () => {
  fc.assert(
    fc.property(leads, (some) => {
      const reported = some.map((each): ReportedLead => ({
        ...each,
        newest: each.entries.length,
        closed: null,
        enquiries: [],
        unreadable: [],
      }));
      const funnel = new Funnel(period, monthOf);
      for (const each of reported) funnel.add(each);
      const report = funnel.report();
      const shares = reported.flatMap((each) => shareOf(each, period, monthOf) ?? []);
      expect(shares).toHaveLength(report.leads);
      for (const { status, reached } of report.statuses) {
        expect(shares.filter((share) => share.reached.has(status))).toHaveLength(reached);
      }
      for (const { agent, begun, won, noShows } of report.byAgent) {
        const own = shares.filter((share) => share.agent === agent).map(({ total }) => total);
        expect([sumOf(own, 'begun'), sumOf(own, 'won'), sumOf(own, 'noShows')]).toEqual([
          begun,
          won,
          noShows,
        ]);
      }
      for (const { month, begun, visited } of report.byMonth) {
        const own = shares.flatMap(({ byMonth }) => byMonth.get(month) ?? []);
        expect([sumOf(own, 'begun'), sumOf(own, 'visited')]).toEqual([begun, visited]);
      }
      for (const { portal, source, leads: count } of report.byOrigin) {
        const own = shares.filter(
          ({ origin }) => origin?.portal === portal && origin.source === source,
        );
        expect(own).toHaveLength(count);
      }
    }),
  );
});
