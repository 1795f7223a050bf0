import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, type Finding } from '../../domain/checks/finding';
import { isOfPair, type StoredLead } from '../../domain/leads/lead';
import { endOf, isSaleAtStake } from '../../domain/leads/mergeLeads';
import { NO_OLDER_WORDS, type OlderWords } from '../../domain/leads/olderWords';
import { leadIdOf } from '../../firestore/leadIds';
import { findLeadsOfPair } from '../../firestore/leadStore';

/** A lead that is to be merged into another one of its pair. */
export interface Duplicate {
  lead: StoredLead;
  canonical: StoredLead;
  /** Whether the merge could lose a sale, so that people have to see to it. */
  isSaleAtStake: boolean;
}

/**
 * The canonical lead of a lead's pair, if that is another lead; null if it is this one. Both are in the pipeline's
 * words. Only a lead under another id than its pair's can be a duplicate: for such a lead, all leads of its
 * contact are read.
 */
export async function findCanonicalLead(
  db: Firestore,
  lead: StoredLead,
  words: OlderWords,
): Promise<Duplicate | null> {
  const { contactId, listingId, closed } = lead;
  if (contactId === null || !isOfPair(lead) || closed?.outcome === 'moved') return null;
  const pair = { contactId, listingId };
  if (leadIdOf(pair) === lead.id) return null;
  const leads = await findLeadsOfPair(db, pair, words);
  const [canonical, ...others] = leads;
  // The lead may have been merged or deleted since it was read.
  const current = others.find(({ id }) => id === lead.id);
  if (canonical === undefined || current === undefined) return null;
  if (current.closed?.outcome === 'moved') return null;
  return { lead: current, canonical, isSaleAtStake: isSaleAtStake(leads) };
}

/** The finding that a lead is a duplicate of its pair's canonical lead. */
export function duplicateFinding({
  lead,
  canonical,
  isSaleAtStake: isAtStake,
}: Duplicate): Finding {
  const detail = `${describe(lead)}, and the lead of its pair has ${describe(canonical)}`;
  const kind = isAtStake ? 'sale-at-stake' : 'duplicate';
  return { ...leadFinding(lead, kind, detail), leadId: canonical.id };
}

function describe(lead: StoredLead): string {
  const end = endOf(lead);
  return `«${lead.status ?? ''}»${end === 'open' ? '' : ` (${end})`}`;
}

/** Checks whether a lead is a duplicate. */
export async function checkDuplicate(
  db: Firestore,
  lead: StoredLead,
  words: OlderWords = NO_OLDER_WORDS,
): Promise<Finding[]> {
  const duplicate = await findCanonicalLead(db, lead, words);
  return duplicate === null ? [] : [duplicateFinding(duplicate)];
}
