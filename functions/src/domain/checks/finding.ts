import type { HistorySource } from '../documents/history';
import { shorten } from '../text';

/** What puts a finding right: a command of the operator's tool, or people. */
export type Remedy = 'repair' | 'adopt' | 'adopt --merge' | 'people';

interface FindingMeaning {
  /** In the operator's words. */
  label: string;
  remedy: Remedy;
  /** Whether the data are right, and people have to act on it nevertheless. */
  isInformational: boolean;
}

/** What a check can find. */
export const FINDINGS = {
  unlinked: wrong('documents without their lead', 'repair'),
  'wrong-link': wrong('documents linked to another lead', 'repair'),
  disagreement: wrong('documents that disagree with their lead', 'repair'),
  unjudged: wrong('documents that cannot be used, and do not say so', 'repair'),
  rejected: wrong('documents that cannot be used', 'people'),
  overdue: toKnow('visits whose end passed without an outcome'),
  'other-contact': toKnow('visits that name another contact than their appointment, which counts'),
  'unreadable-time': wrong(
    'documents with a time that cannot be read, and counts as absent',
    'people',
  ),
  exported: wrong('documents with times or numbers in a form that exports write', 'repair'),
  removed: wrong('deleted appointments that a lead still counts as scheduled', 'repair'),
  missing: wrong('documents that a lead counts, and that are gone without a trace', 'people'),
  stray: wrong('documents that a second lead counts too', 'repair'),
  underived: wrong('leads whose status is not as derived', 'repair'),
  'wrong-detail': wrong('leads with a field that is not as their documents say', 'repair'),
  undated: wrong('leads whose own time of change cannot be read', 'repair'),
  'moved-to-itself': wrong('leads that are closed as moved to themselves', 'people'),
  'broken-history': wrong('leads whose history is broken', 'repair'),
  'history-without-lead': wrong('histories whose lead is gone', 'people'),
  'foreign-entry': toKnow('documents in a history that are no entries of it'),
  'console-edit': wrong('statuses typed over, not in the history', 'repair'),
  'unknown-status': wrong('leads with a status that is none of the ten', 'repair'),
  'lost-bookkeeping': wrong(
    'leads that lost what they knew of their documents or history',
    'repair',
  ),
  'not-adopted': wrong('leads of an older system', 'adopt'),
  'no-pair': wrong(
    'leads of an older system that no pair finds, so they are not adopted',
    'people',
  ),
  translated: toKnow('leads of an older system whose words the map translates'),
  'fase-0': toKnow('leads of an older system whose status is none of the ten: it counts as Fase 0'),
  'counts-as-lost': toKnow(
    'leads of an older system that are Cerrado without a known outcome: lost',
  ),
  replaced: toKnow(
    'leads whose own fields the pipeline needs; it keeps their values under "replaced"',
  ),
  'not-looked-at': toKnow(
    'documents without an updatedAt since they were copied: no nightly check looks at them',
  ),
  'newer-than-lead': toKnow(
    'documents newer than their lead of an older system, which will count as older',
  ),
  duplicate: wrong('second leads of one pair', 'adopt --merge'),
  'sale-at-stake': wrong(
    'second leads of one pair that are not merged, since one is won',
    'people',
  ),
  failed: wrong(
    'documents that could not be checked or put right; the next run tries again',
    'people',
  ),
} as const satisfies Readonly<Record<string, FindingMeaning>>;

export type FindingKind = keyof typeof FINDINGS;

function wrong(label: string, remedy: Remedy): FindingMeaning {
  return { label, remedy, isInformational: false };
}

function toKnow(label: string): FindingMeaning {
  return { label, remedy: 'people', isInformational: true };
}

/** One thing that a check found. */
export interface Finding {
  kind: FindingKind;
  /** The document with the fault. */
  source: HistorySource;
  /** The lead that it is about; null if that is not known. */
  leadId: string | null;
  /** The exact fault, without personal data. */
  detail: string;
  /** Whether it was put right. */
  isRepaired: boolean;
}

/** A finding about a lead's own document, not put right yet. */
export function leadFinding({ id }: { id: string }, kind: FindingKind, detail: string): Finding {
  return { kind, source: { collection: 'leads', id }, leadId: id, detail, isRepaired: false };
}

/** The reason of a failure may be long, and need not be whole. */
const MAX_REASON = 300;

/** The finding that a document could not be checked or put right. */
export function failedFinding(source: HistorySource, reason: string): Finding {
  const leadId = source.collection === 'leads' ? source.id : null;
  return { kind: 'failed', source, leadId, detail: shorten(reason, MAX_REASON), isRepaired: false };
}

/**
 * Whether somebody has to see to a finding: people, `repair` or `adopt`. The repair of an unjudged document
 * only records that it cannot be used, so it still needs people.
 */
export function needsAttention({ kind, isRepaired }: Finding): boolean {
  return !FINDINGS[kind].isInformational && (!isRepaired || kind === 'unjudged');
}
