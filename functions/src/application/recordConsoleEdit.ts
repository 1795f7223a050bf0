import type { Firestore } from 'firebase-admin/firestore';
import { openLead, type LeadChange } from '../domain/changeLead';
import { EMPTY_PLAN } from '../domain/planSync';
import { commitPlan, readChainEnd, readLead } from '../firestore/leadStore';
import { optimistically } from './optimistically';
import { inTurn } from './turns';

/**
 * Records a status that was typed over in the console as a decision, or puts it back where it is none
 * of the ten (contract, section 6). Null where there is nothing to record: a lead of an older system,
 * or one whose edit another write path has met first.
 */
export async function recordConsoleEdit(db: Firestore, leadId: string): Promise<LeadChange | null> {
  return inTurn(leadId, () =>
    optimistically(async ({ somethingExists }) => {
      const lead = await readLead(db, leadId);
      if (lead === null || lead.history === null) return null;
      const change = openLead(lead, somethingExists ? await readChainEnd(db, leadId) : null);
      if (!change.isChanged) return null;
      const write = { id: leadId, version: lead.version, change };
      await commitPlan(db, { ...EMPTY_PLAN, leads: [write] });
      return change;
    }),
  );
}
