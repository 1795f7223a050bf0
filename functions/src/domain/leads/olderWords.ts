import type { LeadStatus } from '../leadStatus';
import { isAdopted, type StoredLead } from './lead';

/** The meaning of a word of an older system; null if it is not known. */
type Translate<Word> = (word: unknown) => Word | null;

/** How an older system calls the statuses and the ends of its leads. */
export interface OlderWords {
  status: Translate<LeadStatus>;
  outcome: Translate<'won' | 'lost'>;
}

/** An older system whose words are those of the pipeline. */
export const NO_OLDER_WORDS: OlderWords = { status: () => null, outcome: () => null };

/**
 * A lead of an older system in the pipeline's words. The word of its end is looked for in `closed`, in
 * `closed.outcome`, and then in its status. What has no translation stays as it is, and so
 * does a lead that is adopted already.
 */
export function translateOlderLead(lead: StoredLead, words: OlderWords): StoredLead {
  if (isAdopted(lead)) return lead;
  const status = words.status(lead.status) ?? lead.status;
  const written = lead.unusable['closed'] ?? lead.closed;
  const outcome =
    words.outcome(written) ??
    words.outcome(outcomeIn(written)) ??
    (lead.closed === null ? words.outcome(lead.status) : null);
  if (outcome === null) return { ...lead, status };
  return { ...lead, status, closed: { outcome, reason: lead.closed?.reason ?? '', leadId: null } };
}

/** What an older system wrote about a lead's end, as a text to quote; null if it wrote nothing. */
export function writtenOutcome({ closed, unusable }: StoredLead): string | null {
  const written = unusable['closed'];
  if (written === undefined) return closed?.outcome ?? null;
  const outcome = outcomeIn(written) ?? written;
  return typeof outcome === 'string' ? outcome : JSON.stringify(outcome);
}

function outcomeIn(closed: unknown): unknown {
  return typeof closed === 'object' && closed !== null && 'outcome' in closed
    ? closed.outcome
    : undefined;
}
