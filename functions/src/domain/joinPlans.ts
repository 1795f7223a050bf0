import { asCommitted, type StoredLead } from './lead';
import type { LeadWrite, SyncPlan } from './planSync';
import type { Micros } from './time';
import { viewingKey } from './viewing';

/** The `version` of a lead that a plan has changed and that is not committed yet: no version has it. */
const PLANNED: Micros = -1;

/** The leads as a plan leaves them, so that the next one can be decided on top of it. */
export function leadsAfter({ leads }: SyncPlan): StoredLead[] {
  return leads.map(({ id, change }) => asCommitted(id, PLANNED, change.lead));
}

/**
 * Two plans as one, of which the second was decided on what the first leaves. Null where they cannot be
 * one: where both have something to say of one document, or the second was decided on a lead as it stood
 * before the first.
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
  const leads = new Map(first.leads.map((write) => [write.id, write]));
  for (const write of second.leads) {
    const before = leads.get(write.id);
    if ((write.version === PLANNED) !== (before !== undefined)) return null;
    leads.set(write.id, before === undefined ? write : followedBy(before, write));
  }
  return {
    leads: [...leads.values()],
    links: [...first.links, ...second.links],
    gone: first.gone ?? second.gone,
    rewrites: [],
  };
}

/** Both changes of a lead, where the second was decided on the first. */
function followedBy({ id, version, change }: LeadWrite, { change: next }: LeadWrite): LeadWrite {
  const entries = [...change.entries, ...next.entries];
  return { id, version, change: { lead: next.lead, entries, isChanged: true } };
}
