import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, type Finding } from '../../domain/checks/finding';
import type { StoredLead } from '../../domain/leads/lead';
import { endOf, isSaleAtStake } from '../../domain/leads/mergeLeads';
import { leadIdOf } from '../../firestore/leadIds';
import { findLeadsOfPair } from '../../firestore/leadStore';

/** The lead that a duplicate is to be merged into. */
export interface Canonical {
  lead: StoredLead;
  /** Whether the merge could lose a sale, so that people have to see to it. */
  isSaleAtStake: boolean;
}

/**
 * The canonical lead of a lead's pair, if that is another lead; null if it is this one. Only a lead under
 * another id than its pair's can be a duplicate: for such a lead, all leads of its contact are read.
 */
export async function findCanonicalLead(
  db: Firestore,
  lead: StoredLead,
): Promise<Canonical | null> {
  const { contactId, listingId, closed } = lead;
  if (contactId === null || closed?.outcome === 'moved') return null;
  const pair = { contactId, listingId };
  if (leadIdOf(pair) === lead.id) return null;
  const leads = await findLeadsOfPair(db, pair);
  const [canonical, ...others] = leads;
  // The lead may have been merged or deleted since it was read.
  const current = others.find(({ id }) => id === lead.id);
  if (canonical === undefined || current === undefined) return null;
  if (current.closed?.outcome === 'moved') return null;
  return { lead: canonical, isSaleAtStake: isSaleAtStake(leads) };
}

/** The finding that a lead is a duplicate of its pair's canonical lead. */
export function duplicateFinding(lead: StoredLead, canonical: Canonical): Finding {
  const detail = `${describe(lead)}, and the lead of its pair has ${describe(canonical.lead)}`;
  const kind = canonical.isSaleAtStake ? 'sale-at-stake' : 'duplicate';
  return { ...leadFinding(lead, kind, detail), leadId: canonical.lead.id };
}

function describe(lead: StoredLead): string {
  const end = endOf(lead);
  return `«${lead.status ?? ''}»${end === 'open' ? '' : ` (${end})`}`;
}

/** Checks whether a lead is a duplicate. */
export async function checkDuplicate(db: Firestore, lead: StoredLead): Promise<Finding[]> {
  const canonical = await findCanonicalLead(db, lead);
  return canonical === null ? [] : [duplicateFinding(lead, canonical)];
}
