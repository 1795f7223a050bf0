import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, type Finding } from '../domain/finding';
import type { StoredLead } from '../domain/lead';
import { findLeadsOfPair, leadIdOf } from '../firestore/leadStore';

/**
 * The lead that goes before this one as the lead of their pair; null where this one is it. Only a lead
 * under another id than its pair's can be one too many: for such a one, every lead of its contact is read.
 */
export async function findKept(db: Firestore, lead: StoredLead): Promise<StoredLead | null> {
  const { contactId, listingId, closed } = lead;
  if (contactId === null || closed?.outcome === 'moved') return null;
  const pair = { contactId, listingId };
  if (leadIdOf(pair) === lead.id) return null;
  const [kept] = await findLeadsOfPair(db, pair);
  return kept === undefined || kept.id === lead.id ? null : kept;
}

/** What is found of a lead that another one of its pair goes before. */
export function duplicate(lead: StoredLead, kept: StoredLead): Finding {
  const detail = `«${lead.status ?? ''}», and the lead of its pair has «${kept.status ?? ''}»`;
  return { ...leadFinding(lead, 'duplicate', detail), leadId: kept.id };
}

/** Whether another lead of its pair goes before this one, as a finding. */
export async function reviewBesideOthers(db: Firestore, lead: StoredLead): Promise<Finding[]> {
  const kept = await findKept(db, lead);
  return kept === null ? [] : [duplicate(lead, kept)];
}
