import type { HistorySource } from './history';

/** Who can put right what a check finds. */
export type Mender = 'repair' | 'adopt' | 'adopt --merge' | 'people';

/**
 * What a check can find, in the operator's words, and what puts it right. `isNews` is what people have
 * to see to, while the data are as they should be.
 */
export const FINDINGS = {
  unlinked: { says: 'documents without their lead', mender: 'repair', isNews: false },
  'wrong-link': { says: 'documents linked to another lead', mender: 'repair', isNews: false },
  disagreement: {
    says: 'documents that disagree with their lead',
    mender: 'repair',
    isNews: false,
  },
  unjudged: {
    says: 'documents that cannot be used, and do not say so',
    mender: 'repair',
    isNews: false,
  },
  rejected: { says: 'documents that cannot be used', mender: 'people', isNews: false },
  overdue: {
    says: 'visits whose end passed without an outcome',
    mender: 'people',
    isNews: true,
  },
  removed: { says: 'deleted documents that a lead still counts', mender: 'repair', isNews: false },
  stray: { says: 'documents that a second lead counts too', mender: 'repair', isNews: false },
  underived: { says: 'leads whose status is not as derived', mender: 'repair', isNews: false },
  'broken-history': {
    says: 'leads whose history is broken',
    mender: 'repair',
    isNews: false,
  },
  'console-edit': {
    says: 'statuses typed over, not in the history',
    mender: 'repair',
    isNews: false,
  },
  'unknown-status': {
    says: 'leads with a status that is none of the ten',
    mender: 'repair',
    isNews: false,
  },
  'not-adopted': { says: 'leads of an older system', mender: 'adopt', isNews: false },
  duplicate: { says: 'second leads of one pair', mender: 'adopt --merge', isNews: false },
} as const satisfies Record<string, { says: string; mender: Mender; isNews: boolean }>;

export type FindingKind = keyof typeof FINDINGS;

/** One thing that a check has found. */
export interface Finding {
  kind: FindingKind;
  /** Where. */
  source: HistorySource;
  /** The lead that it is about, where that is known. */
  leadId: string | null;
  /** What exactly, without personal data. */
  detail: string;
  /** Whether it was put right. */
  isMended: boolean;
}

/** What is found of a lead's own document, and is not put right yet. */
export function leadFinding({ id }: { id: string }, kind: FindingKind, detail: string): Finding {
  return { kind, source: { collection: 'leads', id }, leadId: id, detail, isMended: false };
}

/** What is found of a lead of an older system: it is for adoption. */
export function notAdopted(lead: { id: string; status: string | null }): Finding {
  return leadFinding(lead, 'not-adopted', `«${lead.status ?? ''}»`);
}

/**
 * Whether people have to see to a finding, or to have `repair` or `adopt` do so. A document that did not
 * say that it cannot be used says so once it was put right, and still cannot be used.
 */
export function needsAttention({ kind, isMended }: Finding): boolean {
  return !FINDINGS[kind].isNews && (!isMended || kind === 'unjudged');
}
