import fc from 'fast-check';
import { committedLead, leadFaults, storedEntry } from '../../../test/support/builders';
import { histories } from '../../../test/support/historyActions';
import { playLife } from '../../../test/support/randomLives';
import type { HistoryEntry, StoredEntry } from '../documents/history';
import type { StoredLead } from '../leads/lead';
import { Funnel, type FunnelReport } from '../reports/funnelReport';
import { reportedLead } from '../reports/reportedLead';
import type { Micros } from '../time';
import { anonymiseLead, ERASED_REASON, type AnonymousLead } from './anonymiseLead';

interface Known {
  lead: StoredLead;
  stored: readonly StoredEntry[];
}

function reportOn(known: readonly Known[], since: Micros | null): FunnelReport {
  const funnel = new Funnel({ since, until: null }, (time) => String(time));
  for (const { lead, stored } of known) funnel.add(reportedLead(lead, stored));
  return funnel.report();
}

/** A report without the reasons in people's own words, and without the sources in those of an older system. */
function withoutWords({ lostReasons, byOrigin, ...report }: FunnelReport) {
  const own = lostReasons.map(({ reason, leads }) => ({
    reason: reason === 'Lo dijo el cliente' ? ERASED_REASON : reason,
    leads,
  }));
  return {
    ...report,
    lostReasons: own.sort((a, b) => (a.reason < b.reason ? -1 : 1)),
    byOrigin: byOrigin.map((row) => ({ ...row, source: row.source === OLDER ? '' : row.source })),
  };
}

/** A history entry as it is read back. */
function asStored({ outcome, skipped, ...entry }: HistoryEntry): StoredEntry {
  return storedEntry({
    ...entry,
    at: entry.effectiveAt,
    outcome: outcome ?? null,
    ...(skipped !== undefined && { skipped: [...skipped] }),
  });
}

/** What stays of a lead, as it is read back. */
function readBack({ lead, hasHistory, enquiries, entries }: AnonymousLead): Known {
  const committed = committedLead('nobodys', 1, lead);
  return {
    lead: {
      ...committed,
      anonymisedAt: 1,
      enquiries: [...enquiries],
      ...(!hasHistory && { history: null, viewings: null }),
    },
    stored: entries.map(({ at, ...entry }) => storedEntry({ ...entry, at: at ?? 1 })),
  };
}

/** When the entries of a history took effect, and null for all time: from when reports count. */
const beginnings = (stored: readonly StoredEntry[]): (Micros | null)[] => [
  null,
  ...new Set(stored.flatMap(({ effectiveAt }) => effectiveAt ?? [])),
];

/** What an older system calls where its leads come from: it may be somebody's name. */
const OLDER = 'Recomendado por Rosa';

test('reports count as before, checks find nothing wrong, and nothing says whose lead it was', async () => {
  let sound = 0;
  let all = 0;
  const counted = { answered: 0, open: 0, portals: 0, campaigns: 0 };
  const property = fc.asyncProperty(histories(14, false), async (history) => {
    const { pipeline } = await playLife(history);
    const known = [...pipeline.leads.values()].map((lead, n): Known => ({
      lead: n % 5 === 0 ? { ...lead, source: OLDER } : lead,
      stored: (pipeline.histories.get(lead.id) ?? []).map(asStored),
    }));
    for (const before of known) {
      all += 1;
      const stays = anonymiseLead(before.lead, before.stored);
      const after = readBack(stays);
      const repair = leadFaults(after.lead, after.stored);
      if (stays.hasHistory) expect([repair?.faults, repair?.plan.leads]).toEqual([[], []]);
      else expect(repair).toBeNull();
      expect(JSON.stringify({ ...stays, lead: { ...stays.lead, assignedTo: null } })).not.toMatch(
        /"(ana|bea|L\d|prospect-\d|agent-\d|appointment-\d|visit-\d)"|Lo dijo|Rosa/,
      );
      // A lead that was not in line with its history is brought in line, which reports then count.
      const faults = leadFaults(before.lead, before.stored)?.faults;
      const isOlder = faults === undefined && before.stored.length === 0;
      if (!isOlder && faults?.length !== 0) continue;
      sound += 1;
      for (const since of beginnings(before.stored)) {
        const expected = withoutWords(reportOn([before], since));
        expect(withoutWords(reportOn([after], since))).toEqual(expected);
        counted.answered += expected.enquiries.answered;
        counted.open += expected.enquiries.enquiries - expected.enquiries.answered;
        counted.portals += expected.byOrigin.filter(({ portal }) => portal !== null).length;
        counted.campaigns += expected.byOrigin.flatMap(({ campaigns }) => campaigns).length;
      }
      expect(after.stored.map(({ entry }) => entry?.seq)).toEqual(
        before.stored.map(({ entry }) => entry?.seq),
      );
    }
  });
  await fc.assert(property, { seed: 20_261_127, numRuns: 300, endOnFailure: true });
  expect(sound / all).toBeGreaterThan(0.8);
  expect(Math.min(...Object.values(counted))).toBeGreaterThan(40);
});
