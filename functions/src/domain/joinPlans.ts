import { asCommitted, type StoredLead } from './lead';
import type { LeadWrite, SyncPlan } from './planSync';
import { viewingKey } from './viewing';

/**
 * The leads as a plan leaves them, so that the next one can be decided on top of it; their `version` is
 * still the one that the plan was decided on (0 where the lead is new).
 */
export function leadsAfter({ leads }: SyncPlan): StoredLead[] {
  return leads.map(({ id, version, change }) => asCommitted(id, version ?? 0, change.lead));
}

/**
 * Two plans as one, of which the second was decided on what the first leaves. Null where they cannot be
 * one: where both have something to say of one document.
 */
export function joinPlans(first: SyncPlan, second: SyncPlan): SyncPlan | null {
  const documents = [first, second].flatMap(({ links, gone }) => [
    ...links.map(({ ref }) => viewingKey(ref)),
    ...(gone === null ? [] : [viewingKey(gone)]),
  ]);
  const meet = new Set(documents).size < documents.length;
  // A plan tells of one deletion, and only a repair rewrites what stands in a history.
  const isDeletion = first.gone !== null && second.gone !== null;
  if (meet || isDeletion || first.rewrites.length + second.rewrites.length > 0) return null;
  const joined = first.leads.map((write): LeadWrite => {
    const later = second.leads.find(({ id }) => id === write.id);
    if (later === undefined) return write;
    const entries = [...write.change.entries, ...later.change.entries];
    return { ...write, change: { lead: later.change.lead, entries, isChanged: true } };
  });
  const others = second.leads.filter(({ id }) => first.leads.every((write) => write.id !== id));
  return {
    leads: [...joined, ...others],
    links: [...first.links, ...second.links],
    gone: first.gone ?? second.gone,
    rewrites: [],
  };
}
