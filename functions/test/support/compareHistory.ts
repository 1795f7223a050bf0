/** Compares what a played history left behind with what the model expects. */
import type { Pair } from '../../src/domain/leads/leadId';
import type { Backend, FoundLead } from './historyBackend';
import { expectedOf, nameOf, STATUSES, type ExpectedLead } from './model';
import { APPOINTMENT_WORDS, pathOf, recognise, type Version } from './modelDocuments';
import type { HistoryPlay } from './playHistory';

/** Returns the names of the pairs about which nothing is promised. */
export async function compare<Event>(
  backend: Backend<Event>,
  play: HistoryPlay<Event>,
): Promise<ReadonlySet<string>> {
  const record = await play.record();
  const expected = expectedOf(record);
  const leads = (await backend.leads()).filter(({ isInUse }) => isInUse);
  const names = leads.map(({ pair }) => nameOf(pair));
  expect(new Set(names).size).toBe(names.length); // One lead per pair.

  const find = (pair: Pair) => leads.find((lead) => nameOf(lead.pair) === nameOf(pair));
  for (const each of expected.leads) compareLead(find(each.pair), each);
  const known = new Set([...expected.vague, ...expected.leads.map(({ pair }) => nameOf(pair))]);
  // Not promised: whether a lead that everything left exists, even if what left was erased since.
  const others = leads.filter(({ pair }) => !known.has(nameOf(pair)));
  for (const lead of others) expect(lead).toMatchObject({ outcome: 'moved', viewings: [] });
  for (const lead of leads) compareChain(lead, play.foreign.get(nameOf(lead.pair)) ?? new Set());
  // Not promised: which version of an unusable document was seen while usable.
  compareCounts(leads.filter(({ pair }) => !expected.vague.has(nameOf(pair))));

  const newest = new Map(record.versions.map((version) => [pathOf(version.ref), version]));
  for (const { path, pair, status } of expected.documents) {
    const version = newest.get(path);
    if (version === undefined) throw new Error('A document has a version');
    compareLink(version, pair === null ? undefined : find(pair));
    if (status === null) continue;
    const shown = recognise(APPOINTMENT_WORDS, version.data?.['status']);
    expect([path, shown]).toEqual([path, status]);
  }
  return expected.vague;
}

function compareLead(lead: FoundLead | undefined, expected: ExpectedLead): void {
  const { pair, isSure, allowed } = expected;
  if (lead === undefined) {
    if (isSure) expect(`no lead of ${nameOf(pair)}`).toBe(JSON.stringify(allowed));
    return;
  }
  const found = { status: recognise(STATUSES, lead.status), outcome: lead.outcome };
  const isAllowed = allowed.some(
    ({ status, outcome }) => status === found.status && outcome === found.outcome,
  );
  if (!isAllowed) expect({ pair, ...found }).toEqual({ pair, allowed });
  // Not promised: which lead it names as moved. It is another one, in any case.
  const namesAnother = lead.movedTo !== null && lead.movedTo !== lead.id;
  expect({ pair, isMoved: namesAnother }).toEqual({ pair, isMoved: lead.outcome === 'moved' });
  compareListing(lead, expected);
  const fields = [
    ...(['source', 'origin', 'prospectId', 'assignedTo', 'nextViewingAt', 'offer', 'id'] as const),
  ];
  for (const field of fields) {
    if (expected[field] === undefined) continue;
    expect({ pair, [field]: lead[field] }).toEqual({ pair, [field]: expected[field] });
  }
  const counted = new Set(
    lead.viewings.flatMap(({ documents }) =>
      documents.flatMap(({ path, createTime }) => [path, `${path}@${String(createTime)}`]),
    ),
  );
  for (const key of expected.documents) {
    const isCounted = counted.has(key) || counted.has(key.slice(0, key.lastIndexOf('@')));
    expect({ pair, key, isCounted }).toEqual({ pair, key, isCounted: true });
  }
}

/** What an open lead knows of its listing, and when the lead needs somebody: at once where the listing is gone (§10). */
function compareListing(lead: FoundLead, { pair, listing, attention }: ExpectedLead): void {
  const { listingStatus, listingStatusAt: at } = lead;
  const isOpen = recognise(STATUSES, lead.status) !== 'Cerrado';
  const known = listingStatus === 'available' ? null : listingStatus;
  const news = isOpen ? listing.news : null;
  expect({ pair, known }).toEqual({ pair, known: news });
  if (news !== null) expect(listing.versions).toContain(at);
  if (news === 'sold' || news === 'withdrawn') {
    expect({ pair, attention: lead.attention }).toEqual({
      pair,
      attention: { at, why: 'listing_gone' },
    });
  } else if (attention !== undefined) {
    expect({ pair, attention: lead.attention }).toEqual({ pair, attention });
  }
}

/**
 * The numbers have no gaps but those that a foreign document takes, each entry begins at the end of the one
 * before, and the last is the lead's status. A lead that was deleted begins again on its old history.
 */
function compareChain({ status, history }: FoundLead, foreign: ReadonlySet<number>): void {
  let before: { seq: number; to: string | null } = { seq: 0, to: null };
  for (const { seq, from, to, cause, skipped } of history) {
    const between = Array.from({ length: seq - before.seq - 1 }, (_, n) => before.seq + 1 + n);
    expect({ seq, foreign: between.filter((each) => foreign.has(each)) }).toEqual({
      seq,
      foreign: between,
    });
    expect({ seq, skipped: [...(skipped ?? [])] }).toEqual({ seq, skipped: between });
    expect({ seq, from }).toEqual({ seq, from: before.to });
    if (cause !== 'lead.created' && cause !== 'lead.adopted') expect(from).not.toBe(to);
    before = { seq, to };
  }
  expect(recognise(STATUSES, status)).toBe(before.to);
}

/** No document counts in two viewings. */
function compareCounts(leads: readonly FoundLead[]): void {
  const counted = leads.flatMap(({ pair, viewings }) =>
    viewings.flatMap(({ path, documents }) =>
      documents.map((each) => ({
        document: `${each.path}@${String(each.createTime)}`,
        in: `${path} of ${nameOf(pair)}`,
        isKnown: each.createTime !== null,
      })),
    ),
  );
  for (const one of counted.filter(({ isKnown }) => isKnown)) {
    const all = counted.filter(({ document }) => document === one.document);
    expect([one.document, ...all.map((each) => each.in)]).toEqual([one.document, one.in]);
  }
}

function compareLink({ ref, data }: Version, lead: FoundLead | undefined): void {
  const path = pathOf(ref);
  const { id, state } = (data?.['leadSync'] ?? {}) as { id?: unknown; state?: unknown };
  if (lead === undefined) {
    expect({ path, id, state }).toEqual({ path, id: ref.id, state: 'rejected' });
  } else {
    const leadId = data?.['leadId'];
    expect({ path, leadId, id, state }).toEqual({
      path,
      leadId: lead.id,
      id: ref.id,
      state: 'linked',
    });
  }
}
