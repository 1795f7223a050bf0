import type { Firestore } from 'firebase-admin/firestore';
import { isOverdue } from '../domain/appointment';
import type { Finding, FindingKind } from '../domain/finding';
import type { SyncPlan } from '../domain/planSync';
import { asRepaired } from '../domain/repairLead';
import type { SourceChange, SourceDocument } from '../domain/sourceDocument';
import type { Micros } from '../domain/time';
import { decideSync, standingAsTold, toldEvent, type SyncDecision } from './decideSync';
import { freshReads, type Reads } from './reads';
import { syncDocument } from './syncDocument';

/** How a review is done. */
export interface ReviewOptions {
  /** Whether what is found is put right as well. */
  mends: boolean;
  now: Micros;
  /** What the history says of it: that a repair found it, unless said otherwise. */
  write?: (plan: SyncPlan) => SyncPlan;
}

/**
 * What is wrong with an appointment or a visit as it stands: whatever an event that told of this version
 * would change, by the same decision (contract, sections 2 to 4). Where it `mends`, through the same
 * write path: twice changes nothing, and what happens meanwhile is looked at again.
 *
 * It decides on what `reads` has of the document's lead, and for a visit of its appointment.
 */
export async function reviewDocument(
  db: Firestore,
  document: SourceDocument,
  reads: Reads,
  { mends, now, write = asRepaired }: ReviewOptions,
): Promise<Finding[]> {
  const { content, ref } = document;
  const findings: Finding[] = [];
  if ((await findIn(reads, document)) !== null) {
    // Its event may have come meanwhile: what is told was found in fresh reads.
    const standing = await freshReads(db).source(ref);
    const found = standing === null ? null : await findIn(freshReads(db), standing);
    if (standing !== null && found !== null) {
      const isMended = mends && (await mend(db, changeTelling(standing), write, found.kind));
      findings.push({ ...found, source: ref, isMended });
    }
  }
  if (content?.collection === 'appointments' && isOverdue(content, now)) {
    const detail = 'is Scheduled, and its time has passed';
    const { leadId } = document;
    findings.push({ kind: 'overdue', source: ref, leadId, detail, isMended: false });
  }
  return findings;
}

/** The event that would tell of a document as it stands, its earlier version unknown. */
export function changeTelling(document: SourceDocument): SourceChange {
  return { ref: document.ref, kind: 'updated', before: 'lost', after: document, deletedAt: null };
}

/** What the ordinary path would do with an event, as things stand. */
export async function decideOn(reads: Reads, change: SourceChange): Promise<SyncDecision> {
  const event = await toldEvent(reads, change);
  if (event === null) return { decision: 'superseded' };
  return decideSync(reads, event, standingAsTold(event), null);
}

/** Whether it is as it should be then; to be told that it cannot be used mends one that was to be told that. */
async function mend(
  db: Firestore,
  change: SourceChange,
  write: (plan: SyncPlan) => SyncPlan,
  kind: FindingKind,
): Promise<boolean> {
  if (kind === 'rejected') return false;
  const { result } = await syncDocument(db, change, write);
  return result === 'rejected' ? kind === 'unjudged' : result !== 'superseded';
}

type Found = Pick<Finding, 'kind' | 'leadId' | 'detail'>;

async function findIn(reads: Reads, document: SourceDocument): Promise<Found | null> {
  const decided = await decideOn(reads, changeTelling(document));
  switch (decided.decision) {
    case 'superseded':
      return null;
    case 'reject': {
      const kind = decided.isTold ? 'rejected' : 'unjudged';
      const detail = decided.issues.map(({ path, message }) => `${path} ${message}`).join('; ');
      return { kind, leadId: null, detail };
    }
    case 'commit':
      return bringsNothing(decided) ? null : disagreementOf(document, decided);
  }
}

/** Also where the lead is at fault by itself: its own review tells that. */
function bringsNothing({ target: { lead }, plan }: Extract<SyncDecision, { decision: 'commit' }>) {
  return (
    plan.links.length === 0 &&
    plan.leads.every(
      ({ id, change }) =>
        id === lead?.id &&
        change.lead.viewings === lead.viewings &&
        change.lead.prospectId === lead.prospectId &&
        change.lead.assignedTo === lead.assignedTo,
    )
  );
}

function disagreementOf(
  { ref, leadId, leadSync }: SourceDocument,
  { target, plan }: Extract<SyncDecision, { decision: 'commit' }>,
): Found {
  const own = plan.links.find((link) => link.ref === ref);
  const found = (kind: FindingKind, detail: string) => ({ kind, leadId: target.id, detail });
  if (leadId === null) return found('unlinked', 'names no lead');
  if (leadId !== target.id) return found('wrong-link', `names the lead ${leadId}`);
  if (target.lead === null) return found('unlinked', 'names a lead that is gone');
  if (own !== undefined && leadSync?.state !== 'linked') return found('unlinked', 'is not told so');
  if (plan.links.some(({ completedAt }) => completedAt !== null)) {
    return found('disagreement', 'the visit took place, and its appointment is Scheduled');
  }
  return found('disagreement', 'its lead does not know how it stands');
}
