/**
 * One repair is enough, whatever happened to a lead and its history: a second one finds nothing to do but for people.
 * Histories are damaged at random: entries go, change, cannot be read, or follow that their lead does not know, and the
 * lead says something else than they do. Not generated: damaged viewings, and more than one lead.
 */
import * as fc from 'fast-check';
import type { HistoryEntry, RecordedEntry, StoredEntry } from '../documents/history';
import { LEAD_STATUSES } from '../leadStatus';
import type { Decision } from '../leads/deriveStatus';
import type { StoredLead } from '../leads/lead';
import {
  appointmentState,
  committedLead,
  decisionFor,
  leadFaults,
  olderLead,
  recordedEntry,
  second,
  storedEntry,
  viewing,
  viewingsOf,
} from '../../../test/support/builders';

interface Damaged {
  lead: StoredLead;
  stored: readonly StoredEntry[];
}

const RUNS = 5_000;

const status = fc.constantFrom(...LEAD_STATUSES);
const number = fc.integer({ min: 1, max: 8 });
const cause = fc.constantFrom('manual', 'console.edited', 'appointment.scheduled', 'repaired');

/** A chain of steps, ten seconds apart. */
const chain = fc.array(fc.tuple(status, cause), { minLength: 1, maxLength: 8 }).map((steps) =>
  steps.map(([to, why], n): RecordedEntry => {
    const [from] = steps[n - 1] ?? [null];
    const before = n === 0 ? null : 10 * n;
    return { ...recordedEntry(n + 1, [from, to], 10 * (n + 1), before), cause: why };
  }),
);

/** A lead as its history ends. With `isDerived` its status follows from a viewing, else from a decision. */
const sound = fc.tuple(chain, fc.boolean()).map(([entries, isDerived]): Damaged => {
  const last = entries.at(-1) ?? recordedEntry(1, [null, 'Cerrado'], 10, null);
  const outcome = last.to === 'Cerrado' ? 'lost' : null;
  const decision: Decision | null = isDerived
    ? null
    : decisionFor(last.to, last.effectiveAt, outcome);
  const scheduled = viewing('A', second(5), appointmentState('Scheduled', second(5)));
  const lead = olderLead({
    id: 'lead',
    status: last.to,
    statusChangedAt: last.effectiveAt,
    closed:
      decision?.outcome === 'lost'
        ? { outcome: 'lost', reason: decision.reason, leadId: null }
        : null,
    viewings: viewingsOf(scheduled),
    history: { seq: last.seq, status: last.to, decision },
  });
  return { lead, stored: entries.map(storedEntry) };
});

type Damage = (to: Damaged) => Damaged;

const onEntries =
  (change: (stored: readonly StoredEntry[]) => StoredEntry[]): Damage =>
  ({ lead, stored }) => ({ lead, stored: change(stored) });

/** Changes what the document of a number holds. */
const rewritten = (seq: number, change: (entry: RecordedEntry) => RecordedEntry | null): Damage =>
  onEntries((stored) =>
    stored.map((each) =>
      Number(each.id) === seq && each.entry !== null
        ? { ...each, entry: change(each.entry) }
        : each,
    ),
  );

const damage: fc.Arbitrary<Damage> = fc.oneof(
  number.map((seq) => onEntries((stored) => stored.filter(({ id }) => Number(id) !== seq))),
  number.map((seq) => rewritten(seq, () => null)),
  fc
    .tuple(number, number)
    .map(([seq, other]) => rewritten(seq, (entry) => ({ ...entry, seq: other }))),
  fc
    .tuple(number, fc.option(status))
    .map(([seq, from]) => rewritten(seq, (entry) => ({ ...entry, from }))),
  fc.tuple(number, status).map(([seq, to]) => rewritten(seq, (entry) => ({ ...entry, to }))),
  fc
    .tuple(number, fc.array(number))
    .map(([seq, skipped]) => rewritten(seq, (entry) => ({ ...entry, skipped }))),
  // A document that is no entry, at the end or further on.
  fc.integer({ min: 1, max: 12 }).map((seq) =>
    onEntries((stored) => {
      const id = String(seq).padStart(6, '0');
      const note = { id, version: second(1), effectiveAt: null, entry: null };
      return stored.some((each) => each.id === id) ? [...stored] : [...stored, note];
    }),
  ),
  // Entries that the lead does not know.
  fc.array(fc.tuple(status, cause), { minLength: 1, maxLength: 3 }).map((steps) =>
    onEntries((stored) => {
      const end = Math.max(0, ...stored.map(({ id }) => Number(id)));
      const more = steps.map(([to, why], n) => {
        const [from] = steps[n - 1] ?? [stored.at(-1)?.entry?.to ?? null];
        return { ...recordedEntry(end + n + 1, [from, to], 200 + n, 190), cause: why };
      });
      return [...stored, ...more.map(storedEntry)];
    }),
  ),
  number.map((seq): Damage => ({ lead, stored }) => ({
    lead: { ...lead, history: lead.history && { ...lead.history, seq } },
    stored,
  })),
  status.map((other): Damage => ({ lead, stored }) => ({
    lead: { ...lead, history: lead.history && { ...lead.history, status: other } },
    stored,
  })),
  fc
    .oneof(status, fc.constantFrom('Vendido', 'cerrado', ''))
    .map((typed): Damage => ({ lead, stored }) => ({ lead: { ...lead, status: typed }, stored })),
  fc.constant<Damage>(({ lead, stored }) => ({ lead: { ...lead, closed: null }, stored })),
  fc.constant<Damage>(({ lead, stored }) => ({
    lead: { ...lead, history: lead.history && { ...lead.history, decision: null } },
    stored,
  })),
);

/** The lead and its history once its repair is committed. Fails if the commit would write a document twice. */
function repaired({ lead, stored }: Damaged): Damaged {
  const plan = leadFaults(lead, stored)?.plan;
  const [write] = plan?.leads ?? [];
  const version = lead.version + 1;
  const created = (write?.change.entries ?? []).map((entry) => storedEntry(asRecorded(entry)));
  const written = [
    ...created.map(({ id }) => Number(id)),
    ...(plan?.rewrites ?? []).map(({ seq }) => seq),
  ];
  expect(new Set(written).size).toBe(written.length);
  const taken = new Set(stored.map(({ id }) => id));
  expect(created.filter(({ id }) => taken.has(id))).toEqual([]);
  const kept = stored.map((each) => {
    const rewrite = plan?.rewrites.find(({ seq }) => seq === Number(each.id));
    return rewrite === undefined || each.entry === null
      ? each
      : { ...each, version, entry: { ...each.entry, from: rewrite.from } };
  });
  return {
    lead: write === undefined ? lead : committedLead('lead', version, write.change.lead),
    stored: [...kept, ...created].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

function asRecorded(entry: HistoryEntry): RecordedEntry {
  const { skipped, outcome = null, ...fields } = entry;
  return {
    ...fields,
    at: second(300),
    outcome,
    ...(skipped !== undefined && { skipped: [...skipped] }),
  };
}

test('one repair is enough', () => {
  let damaged = 0;
  fc.assert(
    fc.property(sound, fc.array(damage, { minLength: 1, maxLength: 6 }), (whole, damages) => {
      const before = damages.reduce((state, apply) => apply(state), whole);
      if ((leadFaults(before.lead, before.stored)?.faults.length ?? 0) > 0) damaged += 1;
      const after = repaired(before);
      const again = leadFaults(after.lead, after.stored);
      expect(again?.plan.leads).toEqual([]);
      expect(again?.plan.rewrites).toEqual([]);
      expect(again?.faults.filter(({ isForPeople }) => !isForPeople)).toEqual([]);
      // Where people have nothing to see to either, the lead is where its history ends.
      const last = after.stored.at(-1)?.entry?.to;
      if (again?.faults.length === 0) expect(after.lead.status).toBe(last);
    }),
    { numRuns: RUNS },
  );
  expect(damaged).toBeGreaterThan(RUNS / 2);
});
