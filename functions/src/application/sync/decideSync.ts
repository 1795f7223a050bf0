import type { HistoryEnd } from '../../domain/documents/history';
import { observeEvent, observeRead, type Observation } from '../../domain/documents/observation';
import { eventVersion, type SourceChange } from '../../domain/documents/sourceChange';
import {
  isSameRejection,
  type Issue,
  type SourceDocument,
} from '../../domain/documents/sourceDocument';
import { isSameSource, sourceKey, type SourceRef } from '../../domain/documents/sourceRef';
import type { KnownLead } from '../../domain/leads/lead';
import { planSync } from '../../domain/sync/planSync';
import type { CurrentDocument, PreviousLead, SyncInput } from '../../domain/sync/syncInput';
import {
  basisOf,
  EMPTY_PLAN,
  exceedsCapacity,
  MAX_DOCUMENTS,
  type LeadBasis,
  type SyncPlan,
} from '../../domain/sync/syncPlan';
import { withoutDocument } from '../../domain/viewings/moveViewing';
import { mayBeTakenBack } from '../../domain/viewings/settleCompletion';
import { holds, isGone, viewingsHolding, type Viewing } from '../../domain/viewings/viewing';
import { findBeyondLimit } from './customerLimit';
import { showsLoss, withLinkedDocuments } from './gatherLinked';
import type { LeadReader } from './leadReader';
import {
  findHolder,
  findTarget,
  placeAt,
  placeDocument,
  type FoundTarget,
  type Place,
  type Placement,
} from './placeDocument';

/** An event, the version of the document that it is about, and where that version belongs. */
export interface PlacedEvent {
  change: SourceChange;
  document: SourceDocument;
  placement: Placement;
}

/** The document of an event now, and where it belongs. */
export type PlacedDocument = CurrentDocument & { placement: Placement };

/** What has to happen because of an event. Nothing of it is written yet. */
export type SyncOutcome =
  | Rejection
  /** The document has changed since. That change has its own event, which handles it. */
  | { kind: 'superseded' }
  /** `target` is the lead that the document belongs to. The plan may be empty. */
  | { kind: 'commit'; target: FoundTarget; plan: SyncPlan };

/** The document cannot be used. */
export interface Rejection {
  kind: 'reject';
  document: SourceDocument;
  issues: readonly Issue[];
  /** The lead that the document has to name again: it still counts it. Null if the document stays as it is. */
  countedBy: string | null;
  /** Whether the document says all of this already, or no longer exists. */
  isRecorded: boolean;
}

/** Places the version that an event is about. */
export async function placeEvent(reader: LeadReader, change: SourceChange): Promise<PlacedEvent> {
  const document = eventVersion(change);
  return { change, document, placement: await place(reader, change, document) };
}

/** Places a version of an event's document. */
function place(
  reader: LeadReader,
  change: SourceChange,
  document: SourceDocument,
): Promise<Placement> {
  const isDeleted = change.kind === 'deleted';
  return placeDocument(reader, document, { isDeleted, named: leadsNamed(change, document) });
}

/** The leads that the versions of an event's document name: those that may hold it. */
function leadsNamed(change: SourceChange, document: SourceDocument): string[] {
  const before = change.kind === 'updated' ? change.before.leadId : null;
  const named = [document.leadId, eventVersion(change).leadId, before];
  return [...new Set(named.filter((id) => id !== null))];
}

/**
 * The document as its event shows it, without a read: if it has changed since, or a visit's appointment has changed since
 * the event was placed, the commit fails. An event that was placed at the lead that holds its document is placed again:
 * no precondition of the commit would show that this lead has changed meanwhile.
 */
export async function currentAsEvent(
  reader: LeadReader,
  { change, document, placement }: PlacedEvent,
): Promise<PlacedDocument> {
  const presence = change.kind === 'deleted' ? 'deleted' : 'exists';
  const now = placement.kind === 'lead' ? await place(reader, change, document) : placement;
  return { presence, document, placement: now };
}

/**
 * Reads the document of an event as it is by now, and places it. Null if it no longer exists, or another
 * one does under its id: its deletion has its own event. A deleted document is as it was.
 */
export async function readCurrent(
  reader: LeadReader,
  { change, document: version }: PlacedEvent,
): Promise<PlacedDocument | null> {
  if (change.kind === 'deleted') {
    const placement = await place(reader, change, version);
    return { presence: 'deleted', document: version, placement };
  }
  const document = await reader.source(change.ref);
  if (document?.createTime !== version.createTime) return null;
  return { presence: 'exists', document, placement: await place(reader, change, document) };
}

/**
 * Decides what an event changes, given the document as it is now (docs/contract.md §3 and §4): finds the
 * leads concerned, and plans. Writes nothing. `failedPlan` is the plan that could not be committed because
 * a document that it creates existed already.
 */
export async function decideSync(
  reader: LeadReader,
  event: PlacedEvent,
  current: PlacedDocument,
  failedPlan: SyncPlan | null,
): Promise<SyncOutcome> {
  const { document } = current;
  const placement = await placeIfHeldTwice(reader, event, current);
  if (placement.kind === 'rejected') return reject(reader, event, current, placement.issues);
  // If the event's own version cannot be used, the current one can, and has an event of its own. But that
  // does not name a lead whose name this version removed.
  const observation =
    observeEvent(event.change) ?? (removedName(event, document) ? observeRead(document) : null);
  if (observation === null) return { kind: 'superseded' };

  const target = await gatherIfLost(reader, placement, document, failedPlan);
  const found: FoundPlace = { event, current, place: placement, target, failedPlan };
  const previousLeads = await findPreviousLeads(reader, found);
  if (isOutdated(found, previousLeads)) return { kind: 'commit', target, plan: EMPTY_PLAN };
  if (!isHeld(found, previousLeads)) {
    const issue = await findBeyondLimit(reader, document);
    if (issue !== null) return reject(reader, event, current, [issue]);
  }
  const plan = planSync(await gatherInput(reader, observation, found, previousLeads));
  return exceedsCapacity(plan, target)
    ? reject(reader, event, current, [LEAD_IS_FULL])
    : { kind: 'commit', target, plan };
}

/**
 * A document that cannot be used now stays on the lead that it names. If this event removed the name of another lead
 * that holds it too, no later event tells of that one, so it leaves it now (docs/contract.md §3).
 */
async function placeIfHeldTwice(
  reader: LeadReader,
  event: PlacedEvent,
  { placement, document }: PlacedDocument,
): Promise<Placement> {
  const { change } = event;
  if (placement.kind !== 'rejected' || document.content !== null) return placement;
  if (change.kind !== 'updated' || change.after.content === null) return placement;
  const { leadId: removed } = change.before;
  if (removed === null || document.leadId === null || removed === document.leadId) return placement;
  const own = await findHolder(reader, document, [document.leadId]);
  const other = own && (await findHolder(reader, document, [removed]));
  return own === null || other === null || other.lead.id === own.lead.id ? placement : placeAt(own);
}

/**
 * Finds the lead of a place. If it lost its viewings, they are gathered: a document that is linked to it shows that
 * they are lost, or the entry of its history that a plan failed on.
 */
async function gatherIfLost(
  reader: LeadReader,
  place: Place,
  document: SourceDocument,
  failedPlan: SyncPlan | null,
): Promise<FoundTarget> {
  const found = await findTarget(reader, place, document);
  const { lead } = found;
  if (lead?.kind !== 'stored') return found;
  const isLost = showsLoss(lead, document) || isNumberTaken({ id: lead.id, lead }, failedPlan);
  if (!isLost) return found;
  const gathered = await withLinkedDocuments(lead, reader.sourcesNaming, document);
  const namedLead = found.namedLead?.id === lead.id ? gathered : found.namedLead;
  return { ...found, lead: gathered, namedLead };
}

/** Whether the document named a lead before the event that it does not name now. */
function removedName({ change }: PlacedEvent, { leadId }: SourceDocument): boolean {
  return (
    change.kind === 'updated' && change.before.leadId !== null && change.before.leadId !== leadId
  );
}

const LEAD_IS_FULL: Issue = {
  path: '',
  message: `belongs to a lead that holds ${MAX_DOCUMENTS.toLocaleString('en')} documents already`,
};

/**
 * A rejected document stays with the lead that counts it, and names it, so that it is found there once it
 * can be used: another system may have removed the name.
 */
async function reject(
  reader: LeadReader,
  { change }: PlacedEvent,
  { document, presence }: PlacedDocument,
  issues: readonly Issue[],
): Promise<Rejection> {
  const named =
    presence === 'exists' && document.leadId === null ? leadsNamed(change, document) : [];
  const countedBy = (await findHolder(reader, document, named))?.lead.id ?? null;
  const isSaid = countedBy === null && isSameRejection(document.leadSync, issues);
  return {
    kind: 'reject',
    document,
    issues,
    countedBy,
    isRecorded: presence !== 'exists' || isSaid,
  };
}

/** An event whose document can be used, and the lead that it belongs to. */
interface FoundPlace {
  event: PlacedEvent;
  current: CurrentDocument;
  place: Place;
  target: FoundTarget;
  failedPlan: SyncPlan | null;
}

/**
 * Whether an event comes too late to matter. A deletion counts once, and only on the lead that holds the
 * document: if it had been linked and no lead holds it, it was erased; if it was rejected, nobody counted
 * it. Events of a document whose deletion was handled are older than that (docs/contract.md §3 and §4).
 */
function isOutdated(
  { current: { document, presence }, place, target }: FoundPlace,
  previousLeads: readonly PreviousLead[],
): boolean {
  const known = target.lead?.viewings?.get(sourceKey(place.viewing)) ?? null;
  if (presence === 'exists') return isGone(known, document);
  const wasHandled = document.leadId !== null || document.leadSync !== null;
  const holders = [known, ...previousLeads.map(({ viewing }) => viewing)].filter((viewing) =>
    holds(viewing, document),
  );
  if (holders.length === 0) return wasHandled;
  return holders.every((viewing) => isGone(viewing, document));
}

/** Whether a lead holds the document already. */
function isHeld(
  { current: { document }, target: { lead } }: FoundPlace,
  previousLeads: readonly PreviousLead[],
): boolean {
  return previousLeads.length > 0 || (lead !== null && holdersIn(lead, document).length > 0);
}

/** Reads what the plan is still missing: the end of the history. */
async function gatherInput(
  reader: LeadReader,
  observation: Observation,
  { current, place, target: { id, lead }, failedPlan }: FoundPlace,
  previousLeads: readonly PreviousLead[],
): Promise<SyncInput> {
  const isGathered = lead?.kind === 'stored' && lead.isGathered === true;
  const historyEnd = isGathered
    ? await reader.historyEnd(id, lead)
    : await historyEndIfTaken(reader, { id, lead }, failedPlan);
  return {
    observation,
    current,
    viewingRef: place.viewing,
    pair: place.kind === 'pair' ? place.pair : null,
    appointment: place.kind === 'pair' ? place.appointment : null,
    target: { id, lead, historyEnd },
    previousLeads,
  };
}

/**
 * The leads and viewings that hold the document's state elsewhere than where it belongs. The versions of
 * the document name them: each link is committed together with its lead.
 */
async function findPreviousLeads(
  reader: LeadReader,
  { event: { change }, current, place: { viewing: viewingRef }, target, failedPlan }: FoundPlace,
): Promise<PreviousLead[]> {
  const { document } = current;
  const holders = target.lead === null ? [] : holdersIn(target.lead, document);
  const elsewhere = holders.filter(({ viewing }) => !isSameSource(viewing.ref, viewingRef));
  // The target may have had it before: a version that was written back names a lead that it left since.
  const moved = [document.ref, viewingRef].map((ref) => target.lead?.moves.get(sourceKey(ref)));
  const named = [...leadsNamed(change, document), ...moved.flatMap((move) => move?.leadId ?? [])];
  // If it names the target, and the target does not hold it, it left with another document's viewing.
  const hasLeftTarget = target.lead !== null && holders.length === 0;
  for (const id of new Set(named)) {
    if (id === target.id && !hasLeftTarget) continue;
    const holder = await findHolder(withNamedLead(reader, target), document, [id]);
    const isNew = holder !== null && holder.lead.id !== target.id;
    if (isNew && elsewhere.every(({ lead }) => lead.id !== holder.lead.id)) {
      elsewhere.push(...holdersIn(holder.lead, document));
    }
  }
  return Promise.all(
    elsewhere.map(async ({ lead, viewing }) => ({
      lead,
      viewing,
      historyEnd: await historyEndIfTaken(reader, { id: lead.id, lead }, failedPlan),
      ...(await readAlong(reader, viewing, document, viewingRef)),
    })),
  );
}

function holdersIn(
  lead: KnownLead,
  document: SourceDocument,
): { lead: KnownLead; viewing: Viewing }[] {
  return viewingsHolding(lead.viewings ?? new Map(), document).map((viewing) => ({
    lead,
    viewing,
  }));
}

/** The same reader, which knows the leads that were read along the way already. */
function withNamedLead(reader: LeadReader, { lead, namedLead }: FoundTarget): LeadReader {
  return {
    ...reader,
    lead: (id) => {
      const known = [lead, namedLead].find((each) => each?.id === id);
      return known ? Promise.resolve(known) : reader.lead(id);
    },
  };
}

/**
 * Reads the documents of a viewing that change because one of them leaves: the visits that move along to
 * another lead, or the appointment that may have to be set back.
 */
async function readAlong(
  reader: LeadReader,
  viewing: Viewing,
  document: SourceDocument,
  viewingRef: SourceRef,
): Promise<Pick<PreviousLead, 'visits' | 'appointment'>> {
  const remaining = withoutDocument(viewing, document, viewingRef);
  if (remaining !== null) {
    const appointment = mayBeTakenBack(viewing, remaining)
      ? await reader.source(viewing.ref)
      : null;
    return { visits: [], appointment };
  }
  const refs = [...viewing.visits.keys()]
    .map((id): SourceRef => ({ collection: 'visits', id }))
    .filter((ref) => !isSameSource(ref, document.ref));
  const visits = await reader.sources(refs);
  return { visits: visits.filter((visit) => holds(viewing, visit)), appointment: null };
}

/**
 * The end of a lead's history, if the number of its next entry is taken: the plan failed on a document that
 * existed, though the lead itself has not changed since. The lead was restored from a backup, or the document
 * is none of ours.
 */
async function historyEndIfTaken(
  reader: LeadReader,
  { id, lead }: { id: string; lead: KnownLead | null },
  failedPlan: SyncPlan | null,
): Promise<HistoryEnd | null> {
  return isNumberTaken({ id, lead }, failedPlan) ? reader.historyEnd(id, lead) : null;
}

function isNumberTaken(
  { id, lead }: { id: string; lead: KnownLead | null },
  failedPlan: SyncPlan | null,
): boolean {
  const failed = failedPlan?.leads.find((write) => write.id === id);
  return failed !== undefined && isSameBasis(failed.basis, basisOf(lead));
}

function isSameBasis(one: LeadBasis, other: LeadBasis): boolean {
  if (one.kind === 'stored' && other.kind === 'stored') return one.version === other.version;
  return one.kind === other.kind;
}
