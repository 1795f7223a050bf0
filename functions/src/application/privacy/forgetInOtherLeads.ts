import type { Firestore } from 'firebase-admin/firestore';
import { reconcileAndDerive } from '../../domain/leads/reconcileLead';
import { forgetLeads, namesLead } from '../../domain/privacy/forgetLeads';
import { planForLead } from '../../domain/sync/syncPlan';
import { leadsWithReferences } from '../../firestore/pagination';
import { withLead } from '../leads/withLead';

/**
 * Takes the ids of these leads from all others, which name them where a viewing moved on. No query finds those, so
 * every lead is read once. Calls `onLeads` with how many were.
 */
export async function forgetInOtherLeads(
  db: Firestore,
  ids: ReadonlySet<string>,
  onLeads: (count: number) => void,
): Promise<void> {
  for await (const leads of leadsWithReferences(db)) {
    for (const found of leads) {
      if (ids.has(found.id) || !namesLead(found, ids)) continue;
      await withLead(db, found.id, ({ lead, historyEnd }) => {
        if (!namesLead(lead, ids)) return { answer: undefined };
        const change = forgetLeads(reconcileAndDerive(lead, historyEnd), ids);
        return { answer: undefined, plan: planForLead(lead, change) };
      });
    }
    onLeads(leads.length);
  }
}
