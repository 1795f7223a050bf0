import type { Firestore } from 'firebase-admin/firestore';
import type { Finding, FindingKind } from '../../domain/checks/finding';
import { remarksOn } from '../../domain/checks/remarks';
import type { SourceChange } from '../../domain/documents/sourceChange';
import type { SourceDocument } from '../../domain/documents/sourceDocument';
import { isAdopted, type KnownLead } from '../../domain/leads/lead';
import type { PlanOrigin } from '../../domain/sync/recordOrigin';
import type { Micros } from '../../domain/time';
import { viewingsHolding } from '../../domain/viewings/viewing';
import { wasBeyondLimit } from '../sync/customerLimit';
import { currentAsEvent, decideSync, placeEvent, type SyncOutcome } from '../sync/decideSync';
import { liveReader, type LeadReader } from '../sync/leadReader';
import { syncDocument } from '../sync/syncDocument';

/** How a check is done. */
export interface CheckOptions {
  /** Whether to put right what is found. */
  apply: boolean;
  now: Micros;
  /** What the history records as the origin of what is put right: a repair, unless it says otherwise. */
  origin?: PlanOrigin;
}

/**
 * Checks an enquiry, an appointment or a visit as it is now: whatever its event would change is wrong, by the same
 * decision (docs/contract.md §2 to §4). With `apply`, it is put right through the same write path, which is
 * idempotent. `reader` has the document's lead, and a visit's appointment.
 */
export async function checkDocument(
  db: Firestore,
  document: SourceDocument,
  reader: LeadReader,
  { apply, now, origin = 'repair' }: CheckOptions,
): Promise<Finding[]> {
  const { ref, leadId } = document;
  const findings: Finding[] = [];
  if ((await findFault(reader, document)) !== null) {
    // Its event may have come meanwhile: only what fresh reads show as well is reported.
    const current = await liveReader(db).source(ref);
    const found = current === null ? null : await findFault(liveReader(db), current);
    if (current !== null && found !== null) {
      const { fault, lead } = found;
      const isRepaired = apply && (await repairDocument(db, current, origin, fault.kind));
      findings.push({ ...fault, source: ref, isRepaired });
      if (origin === 'adoption' && !apply) findings.push(...compareWithOlderLead(current, lead));
    }
  }
  const all = remarksOn(document, await appointmentOf(reader, document), now);
  // What else people have to see to is no part of an adoption.
  const remarks =
    origin === 'adoption' ? all.filter(({ kind }) => kind === 'unreadable-time') : all;
  return [
    ...findings,
    ...remarks.map((remark) => ({ ...remark, source: ref, leadId, isRepaired: false })),
  ];
}

/** The appointment that a visit names, if it exists. */
async function appointmentOf(
  reader: LeadReader,
  { content }: SourceDocument,
): Promise<SourceDocument | null> {
  const id = content?.collection === 'visits' ? content.appointmentId : null;
  return id === null ? null : reader.source({ collection: 'appointments', id });
}

/** What the ordinary path would do with a change, as things are now. */
export async function decideOn(reader: LeadReader, change: SourceChange): Promise<SyncOutcome> {
  const event = await placeEvent(reader, change);
  return decideSync(reader, event, await currentAsEvent(reader, event), null);
}

/** A `read` change: the document as it is, with no known earlier version. */
export function asRead(document: SourceDocument): SourceChange {
  return { kind: 'read', ref: document.ref, after: document };
}

/** Returns whether the fault is gone. An unjudged document is put right by recording its rejection. */
async function repairDocument(
  db: Firestore,
  document: SourceDocument,
  origin: PlanOrigin,
  kind: FindingKind,
): Promise<boolean> {
  if (kind === 'rejected') return false;
  const { result } = await syncDocument(db, asRead(document), { origin });
  return result === 'rejected' ? kind === 'unjudged' : result !== 'superseded';
}

type Fault = Pick<Finding, 'kind' | 'leadId' | 'detail'>;

/** A fault, and the lead that the document belongs to, if there is one. */
interface FoundFault {
  fault: Fault;
  lead: KnownLead | null;
}

async function findFault(reader: LeadReader, document: SourceDocument): Promise<FoundFault | null> {
  const decided = await decideOn(reader, asRead(document));
  switch (decided.kind) {
    case 'superseded':
      return null;
    case 'reject': {
      // The limit does what it is for. Nobody has to see to that.
      if (decided.isRecorded && wasBeyondLimit(document)) return null;
      const kind = decided.isRecorded ? 'rejected' : 'unjudged';
      const detail = decided.issues.map(({ path, message }) => `${path} ${message}`).join('; ');
      return { fault: { kind, leadId: null, detail }, lead: null };
    }
    case 'commit':
      return changesNothing(decided)
        ? null
        : { fault: describeFault(document, decided), lead: decided.target.lead };
  }
}

/**
 * A document that is newer than its lead of an older system. The lead's adoption counts as a decision of the
 * moment when it is made, so the document will count as older (docs/contract.md §3).
 */
function compareWithOlderLead(
  { ref, stamps, updateTime }: SourceDocument,
  lead: KnownLead | null,
): Finding[] {
  if (lead?.kind !== 'stored' || isAdopted(lead)) return [];
  if ((stamps.statusAt ?? updateTime) <= lead.version) return [];
  const detail = `is newer than its lead, whose «${lead.status ?? ''}» will stand`;
  return [{ kind: 'newer-than-lead', source: ref, leadId: lead.id, detail, isRepaired: false }];
}

/** If a lead changes only because of its own faults, the document is fine: `checkLead` reports those. */
function changesNothing({
  target: { lead },
  plan,
}: Extract<SyncOutcome, { kind: 'commit' }>): boolean {
  return (
    plan.links.length === 0 &&
    plan.leads.every(
      ({ id, change }) =>
        id === lead?.id &&
        change.lead.viewings === lead.viewings &&
        change.lead.moves === lead.moves,
    )
  );
}

function describeFault(
  document: SourceDocument,
  { target, plan }: Extract<SyncOutcome, { kind: 'commit' }>,
): Fault {
  const { ref, leadId, leadSync } = document;
  const ownLink = plan.links.find((link) => link.ref === ref);
  const fault = (kind: FindingKind, detail: string) => ({ kind, leadId: target.id, detail });
  const counting = viewingsHolding(target.lead?.viewings ?? new Map(), document);
  if (counting.length > 1) return fault('stray', 'counts in two viewings');
  if (leadId === null) return fault('unlinked', 'names no lead');
  if (leadId !== target.id) return fault('wrong-link', `names the lead ${leadId}`);
  if (target.lead === null) return fault('unlinked', 'names a lead that is gone');
  if (ownLink !== undefined && leadSync?.state !== 'linked') {
    return fault('unlinked', 'has no leadSync that says so');
  }
  const shown = plan.links.find(({ shows }) => shows !== null)?.shows;
  if (shown) return fault('disagreement', `its appointment has to show ${shown.status}`);
  return fault('disagreement', 'its lead does not know its state');
}
