import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, type Finding } from '../../domain/checks/finding';
import type { StoredLead } from '../../domain/leads/lead';
import { leadIdOf } from '../../firestore/leadIds';
import { findLeadsOfPair } from '../../firestore/leadStore';

/**
 * The canonical lead of a lead's pair, if that is another lead; null if it is this one. Only a lead under
 * another id than its pair's can be a duplicate: for such a lead, all leads of its contact are read.
 */
export async function findCanonicalLead(
  db: Firestore,
  lead: StoredLead,
): Promise<StoredLead | null> {
  const { contactId, listingId, closed } = lead;
  if (contactId === null || closed?.outcome === 'moved') return null;
  const pair = { contactId, listingId };
  if (leadIdOf(pair) === lead.id) return null;
  const [canonical, ...others] = await findLeadsOfPair(db, pair);
  // The lead may have been merged or deleted since it was read.
  const current = others.find(({ id }) => id === lead.id);
  return current === undefined || current.closed?.outcome === 'moved' ? null : (canonical ?? null);
}

/** The finding that a lead is a duplicate of its pair's canonical lead. */
export function duplicateFinding(lead: StoredLead, canonical: StoredLead): Finding {
  const detail = `«${lead.status ?? ''}», and the lead of its pair has «${canonical.status ?? ''}»`;
  return { ...leadFinding(lead, 'duplicate', detail), leadId: canonical.id };
}

/** Checks whether a lead is a duplicate. */
export async function checkDuplicate(db: Firestore, lead: StoredLead): Promise<Finding[]> {
  const canonical = await findCanonicalLead(db, lead);
  return canonical === null ? [] : [duplicateFinding(lead, canonical)];
}
