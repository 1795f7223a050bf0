import type { Firestore } from 'firebase-admin/firestore';
import { needsAttention, type Finding, type FindingKind } from '../../domain/checks/finding';
import type { HistorySource } from '../../domain/documents/history';
import type { SourceCollection } from '../../domain/documents/sourceRef';
import type { Micros } from '../../domain/time';
import {
  readCheckProgress,
  saveCheckProgress,
  type CheckProgress,
} from '../../firestore/checkProgress';
import { withHistories } from '../../firestore/historyStore';
import { readLeads } from '../../firestore/leadStore';
import { changedLeads, changedSources, isPast, type Changed } from '../../firestore/pagination';
import { LEADS } from '../../firestore/paths';
import { readSources } from '../../firestore/sourceDocuments';
import {
  CHECKED_COLLECTIONS,
  checkLeads,
  checkSources,
  type CheckResult,
  type SettledOptions,
} from './checkAll';

/** A run ends when it has postponed so many documents: their names have to fit into one document. */
const MAX_POSTPONED = 200;

/** Findings that a run names as examples. */
const MAX_EXAMPLES = 5;

export interface ChangesOptions extends SettledOptions {
  /** Asked after each page. If it is, the next run continues from there. */
  isTimeUp: () => boolean;
}

/** What a check of recent changes found. */
export interface CheckedChanges {
  documents: number;
  /** How many findings there are of each kind. */
  found: Partial<Record<FindingKind, number>>;
  repaired: number;
  /** How many findings somebody has to see to, and some of them. */
  needsAttention: number;
  examples: readonly Pick<Finding, 'kind' | 'source' | 'leadId'>[];
  /** How many documents were written too recently, and are left to the next run. */
  postponed: number;
  /** Changes after `from`, in the collection furthest behind, and up to `until` were checked. */
  from: Micros;
  until: Micros;
  /** Whether all of them were checked. */
  isComplete: boolean;
}

/**
 * Checks what changed since the last run, up to `writtenBefore`, as {@link checkAll} does. Each collection
 * continues where the last run ended, even if its time ran out or its process died: no change is skipped.
 *
 * A change shows in a document's `updatedAt`, which clients stamp and the server writes to leads. So this
 * check does not see documents of other systems that have none, changes made in the console, or a deletion
 * of a document unless its lead changed too. {@link checkAll} sees them.
 *
 * Reads what {@link checkAll} reads for the changed documents, and one document more. Writes one per page.
 */
export async function checkChanges(
  db: Firestore,
  options: ChangesOptions,
): Promise<CheckedChanges> {
  const until = options.writtenBefore;
  const earlier = await readCheckProgress(db);
  let progress: CheckProgress = { ...earlier, postponed: [] };
  const findings = new FindingCounter();
  const take = ({ findings: found, postponed }: CheckResult, count: number) => {
    findings.add(found, count);
    progress = { ...progress, postponed: [...progress.postponed, ...postponed] };
  };
  const again = earlier.postponed;
  if (again.length > 0) take(await checkPostponed(db, again, options), again.length);
  for await (const page of changedPages(db, earlier.reached, options)) {
    take(page, page.count);
    progress = { ...progress, reached: { ...progress.reached, ...page.reached } };
    await saveCheckProgress(db, progress);
    if (options.isTimeUp() || progress.postponed.length >= MAX_POSTPONED) break;
  }
  return {
    ...findings.summary(),
    postponed: progress.postponed.length,
    from: Math.min(
      ...CHECKED_COLLECTIONS.map((collection) => earlier.reached[collection].updatedAt),
    ),
    until,
    isComplete: CHECKED_COLLECTIONS.every((collection) =>
      isPast(progress.reached[collection], until),
    ),
  };
}

type Reached = CheckProgress['reached'];

interface ChangedPageResult extends CheckResult {
  count: number;
  reached: Partial<Reached>;
}

/** The collection furthest behind comes first, so that none waits forever. */
async function* changedPages(
  db: Firestore,
  from: Reached,
  options: SettledOptions,
): AsyncGenerator<ChangedPageResult, void, void> {
  const order = [...CHECKED_COLLECTIONS].sort((a, b) => from[a].updatedAt - from[b].updatedAt);
  for (const collection of order) {
    const changed = { after: from[collection], until: options.writtenBefore };
    yield* collection === LEADS
      ? changedLeadPages(db, changed, options)
      : changedSourcePages(db, collection, changed, options);
  }
}

async function* changedSourcePages(
  db: Firestore,
  collection: SourceCollection,
  changed: Changed,
  options: SettledOptions,
): AsyncGenerator<ChangedPageResult, void, void> {
  for await (const { items, reached } of changedSources(db, collection, changed)) {
    const checked = await checkSources(db, items, options);
    yield { ...checked, count: items.length, reached: { [collection]: reached } };
  }
}

async function* changedLeadPages(
  db: Firestore,
  changed: Changed,
  options: SettledOptions,
): AsyncGenerator<ChangedPageResult, void, void> {
  for await (const { items, reached } of changedLeads(db, changed)) {
    const checked = await checkLeads(db, await withHistories(db, items), options);
    yield { ...checked, count: items.length, reached: { leads: reached } };
  }
}

/** Checks documents that an earlier run postponed. */
async function checkPostponed(
  db: Firestore,
  documents: readonly HistorySource[],
  options: SettledOptions,
): Promise<CheckResult> {
  const refs = documents.flatMap(({ collection, id }) =>
    collection === LEADS ? [] : [{ collection, id }],
  );
  const leadIds = documents.flatMap(({ collection, id }) => (collection === LEADS ? [id] : []));
  const sources = await checkSources(db, await readSources(db, refs), options);
  const leads = await checkLeads(
    db,
    await withHistories(db, await readLeads(db, leadIds)),
    options,
  );
  return {
    findings: [...sources.findings, ...leads.findings],
    postponed: [...sources.postponed, ...leads.postponed],
  };
}

/** Counts findings and keeps a few that need attention. Its size does not grow with the findings. */
class FindingCounter {
  private documents = 0;
  private readonly found: Partial<Record<FindingKind, number>> = {};
  private repaired = 0;
  private attention = 0;
  private readonly examples: CheckedChanges['examples'][number][] = [];

  add(findings: readonly Finding[], documents: number): void {
    this.documents += documents;
    for (const finding of findings) {
      const { kind, source, leadId, isRepaired } = finding;
      this.found[kind] = (this.found[kind] ?? 0) + 1;
      if (isRepaired) this.repaired += 1;
      if (!needsAttention(finding)) continue;
      this.attention += 1;
      if (this.examples.length < MAX_EXAMPLES) this.examples.push({ kind, source, leadId });
    }
  }

  summary() {
    const { documents, found, repaired, attention, examples } = this;
    return { documents, found, repaired, needsAttention: attention, examples };
  }
}
