import type { Firestore } from 'firebase-admin/firestore';
import { needsAttention, type Finding, type FindingKind } from '../domain/finding';
import type { HistorySource } from '../domain/history';
import type { StoredLead } from '../domain/lead';
import type { Micros } from '../domain/time';
import type { SourceCollection } from '../domain/viewing';
import {
  readCheckProgress,
  saveCheckProgress,
  type CheckProgress,
} from '../firestore/checkProgress';
import { readHistory, readLeads } from '../firestore/leadStore';
import { LEADS } from '../firestore/paths';
import { readSources } from '../firestore/sourceDocuments';
import { changedLeads, changedSources, isPast, type Changed } from '../firestore/walk';
import { severalAtOnce } from './severalAtOnce';
import {
  REVIEWED,
  reviewTheseLeads,
  reviewTheseSources,
  type Reviewed,
  type SettledOptions,
} from './review';

/** Where so many documents were left alone a run ends: what the next one is told must fit in one document. */
const MOST_LEFT_ALONE = 200;

/** Of what needs attention this many are named. */
const MOST_EXAMPLES = 5;

export interface ChangesOptions extends SettledOptions {
  /** Asked after each page; once it is, the next run goes on from there. */
  isTimeUp: () => boolean;
}

/** What came of a review of what was changed. */
export interface ReviewedChanges {
  documents: number;
  /** How many were found of each kind that was. */
  found: Partial<Record<FindingKind, number>>;
  mended: number;
  /** What is wrong and stays so unless people see to it: how much, and where for example. */
  needsAttention: number;
  examples: readonly Pick<Finding, 'kind' | 'source' | 'leadId'>[];
  /** What was written just now, and is left to the next run. */
  leftAlone: number;
  /** Changes after `from` (in the collection that is furthest behind) and up to `until` were looked at. */
  from: Micros;
  until: Micros;
  /** Whether all of them were. */
  isComplete: boolean;
}

/**
 * Reviews what was changed since the last run, up to `writtenBefore`: as {@link review} does, and puts
 * right what it finds where it `mends`. The next run begins where this one ends, in each collection by
 * itself, also where its time ran out or its process died: nothing falls between two runs.
 *
 * A change shows in a document's `updatedAt`, which clients stamp, and which the server writes to leads.
 * So this does not see documents of other systems that have none, nor what the console changed, nor a
 * deletion unless the lead that still counts the document was changed too: a whole review sees these.
 *
 * Reads what {@link review} reads for the changed documents, and one document besides; writes one per page.
 */
export async function reviewChanges(
  db: Firestore,
  options: ChangesOptions,
): Promise<ReviewedChanges> {
  const until = options.writtenBefore;
  const earlier = await readCheckProgress(db);
  let progress: CheckProgress = { ...earlier, leftAlone: [] };
  const findings = new Findings();
  const take = ({ findings: found, leftAlone }: Reviewed, count: number) => {
    findings.add(found, count);
    progress = { ...progress, leftAlone: [...progress.leftAlone, ...leftAlone] };
  };
  const again = earlier.leftAlone;
  if (again.length > 0) take(await reviewAgain(db, again, options), again.length);
  for await (const page of changedPages(db, earlier.reached, options)) {
    take(page, page.count);
    progress = { ...progress, reached: { ...progress.reached, ...page.reached } };
    await saveCheckProgress(db, progress);
    if (options.isTimeUp() || progress.leftAlone.length >= MOST_LEFT_ALONE) break;
  }
  return {
    ...findings.summary(),
    leftAlone: progress.leftAlone.length,
    from: Math.min(...REVIEWED.map((collection) => earlier.reached[collection].updatedAt)),
    until,
    isComplete: REVIEWED.every((collection) => isPast(progress.reached[collection], until)),
  };
}

type Reached = CheckProgress['reached'];

interface ReviewedPage extends Reviewed {
  count: number;
  reached: Partial<Reached>;
}

/** The collection that is furthest behind comes first, so that none waits for ever; else in their own order. */
async function* changedPages(
  db: Firestore,
  from: Reached,
  options: SettledOptions,
): AsyncGenerator<ReviewedPage, void, void> {
  const order = [...REVIEWED].sort((a, b) => from[a].updatedAt - from[b].updatedAt);
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
): AsyncGenerator<ReviewedPage, void, void> {
  for await (const { items, reached } of changedSources(db, collection, changed)) {
    const reviewed = await reviewTheseSources(db, items, options);
    yield { ...reviewed, count: items.length, reached: { [collection]: reached } };
  }
}

async function* changedLeadPages(
  db: Firestore,
  changed: Changed,
  options: SettledOptions,
): AsyncGenerator<ReviewedPage, void, void> {
  for await (const { items, reached } of changedLeads(db, changed)) {
    const reviewed = await reviewWithHistories(db, items, options);
    yield { ...reviewed, count: items.length, reached: { leads: reached } };
  }
}

/** The leads first: a history that is read after its lead is never behind it. */
async function reviewWithHistories(
  db: Firestore,
  leads: readonly StoredLead[],
  options: SettledOptions,
): Promise<Reviewed> {
  const whole = await severalAtOnce(leads, async (lead) => ({
    lead,
    history: await readHistory(db, lead.id),
  }));
  return reviewTheseLeads(db, whole, options);
}

/** Reviews documents that an earlier run left alone, whenever they were changed. */
async function reviewAgain(
  db: Firestore,
  documents: readonly HistorySource[],
  options: SettledOptions,
): Promise<Reviewed> {
  const refs = documents.flatMap(({ collection, id }) =>
    collection === LEADS ? [] : [{ collection, id }],
  );
  const leadIds = documents.flatMap(({ collection, id }) => (collection === LEADS ? [id] : []));
  const sources = await reviewTheseSources(db, await readSources(db, refs), options);
  const leads = await reviewWithHistories(db, await readLeads(db, leadIds), options);
  return {
    findings: [...sources.findings, ...leads.findings],
    leftAlone: [...sources.leftAlone, ...leads.leftAlone],
  };
}

/** Counts findings, and keeps a few of those that need attention: never all of it. */
class Findings {
  private documents = 0;
  private readonly found: Partial<Record<FindingKind, number>> = {};
  private mended = 0;
  private attention = 0;
  private readonly examples: ReviewedChanges['examples'][number][] = [];

  add(findings: readonly Finding[], documents: number): void {
    this.documents += documents;
    for (const finding of findings) {
      const { kind, source, leadId, isMended } = finding;
      this.found[kind] = (this.found[kind] ?? 0) + 1;
      if (isMended) this.mended += 1;
      if (!needsAttention(finding)) continue;
      this.attention += 1;
      if (this.examples.length < MOST_EXAMPLES) this.examples.push({ kind, source, leadId });
    }
  }

  summary() {
    const { documents, found, mended, attention, examples } = this;
    return { documents, found, mended, needsAttention: attention, examples };
  }
}
