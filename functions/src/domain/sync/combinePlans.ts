import { sourceKey } from '../documents/sourceRef';
import type { PlannedLead } from '../leads/lead';
import type { LeadWrite, SyncPlan } from './syncPlan';

/** The leads as a plan leaves them: the next plan of the same commit is based on these. */
export function plannedLeads({ leads }: SyncPlan): PlannedLead[] {
  return leads.map(({ id, change }) => ({ ...change.lead, kind: 'planned', id }));
}

/**
 * Combines two plans into one; the second is based on what the first leaves. Null if they do not fit into
 * one commit: both write the same document, or the second is based on a lead, or on the content of a
 * document, as it was before the first.
 */
export function combinePlans(first: SyncPlan, second: SyncPlan): SyncPlan | null {
  const written = new Set(first.links.map(({ ref }) => sourceKey(ref)));
  const touched = [...second.links.map(({ ref }) => ref), ...second.decidedBy];
  if (touched.some((ref) => written.has(sourceKey(ref)))) return null;
  // Only a repair rewrites history entries.
  if (first.rewrites.length + second.rewrites.length > 0) return null;
  const leads = combineLeads(first.leads, second.leads);
  if (leads === null) return null;
  return {
    leads,
    links: [...first.links, ...second.links],
    rewrites: [],
    decidedBy: [...first.decidedBy, ...second.decidedBy],
  };
}

/** Null if the second plan changes a lead of the first, and is not based on that change. */
function combineLeads(
  first: readonly LeadWrite[],
  second: readonly LeadWrite[],
): LeadWrite[] | null {
  const combined = new Map(first.map((write) => [write.id, write]));
  for (const write of second) {
    const earlier = combined.get(write.id);
    if ((write.basis.kind === 'planned') !== (earlier !== undefined)) return null;
    combined.set(write.id, earlier === undefined ? write : followedBy(earlier, write));
  }
  return [...combined.values()];
}

function followedBy({ id, basis, change }: LeadWrite, { change: next }: LeadWrite): LeadWrite {
  const entries = [...change.entries, ...next.entries];
  return { id, basis, change: { lead: next.lead, entries, isChanged: true } };
}
