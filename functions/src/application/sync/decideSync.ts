import type { HistoryEnd } from '../../domain/documents/history';
import { observeEvent, type Observation } from '../../domain/documents/observation';
import { eventVersion, type SourceChange } from '../../domain/documents/sourceChange';
import {
  isSameRejection,
  type Issue,
  type SourceDocument,
} from '../../domain/documents/sourceDocument';
import { sourceKey } from '../../domain/documents/sourceRef';
import type { KnownLead } from '../../domain/leads/lead';
import { planSync } from '../../domain/sync/planSync';
import { candidateLeadIds, findPreviousViewing, isInPlace } from '../../domain/sync/previousLeads';
import type { CurrentDocument, PreviousLead, SyncInput } from '../../domain/sync/syncInput';
import { basisOf, type LeadBasis, type SyncPlan } from '../../domain/sync/syncPlan';
import { hasMovedAwaySince } from '../../domain/viewings/moveViewing';
import { leadIdOf } from '../../firestore/leadIds';
import type { LeadReader } from './leadReader';
import {
  findTarget,
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

/** The document that exists at the event's path now, and where it belongs. */
export type PlacedDocument = CurrentDocument & { placement: Placement };

/** What has to happen because of an event. Nothing of it is written yet. */
export type SyncOutcome =
  /** The document cannot be used. `isRecorded`: its `leadSync` says so already, or it no longer exists. */
  | { kind: 'reject'; document: SourceDocument; issues: readonly Issue[]; isRecorded: boolean }
  /** The document has changed since. That change has its own event, which handles it. */
  | { kind: 'superseded' }
  /** `target` is the lead that the document belongs to. The plan may be empty. */
  | { kind: 'commit'; target: FoundTarget; plan: SyncPlan };

/** Places the version that an event is about. */
export async function placeEvent(reader: LeadReader, change: SourceChange): Promise<PlacedEvent> {
  const document = eventVersion(change);
  const placement = await placeDocument(reader, document, change.kind === 'deleted');
  return { change, document, placement };
}

/** Assumes that the document has not changed since the event. Costs no read; the commit would fail if it has. */
export function currentAsEvent({ change, document, placement }: PlacedEvent): PlacedDocument {
  const presence = change.kind === 'deleted' ? 'deleted' : 'exists';
  return { presence, document, placement };
}

/**
 * Reads the document that exists at the event's path by now. One that was created again after a deletion
 * takes the deleted one's place if it can be used. Null if the event's document no longer exists: its deletion has
 * its own event.
 */
export async function readCurrent(
  reader: LeadReader,
  { change, document: version, placement }: PlacedEvent,
): Promise<PlacedDocument | null> {
  const document = await reader.source(change.ref);
  if (document !== null) {
    const placed = await placeDocument(reader, document, false);
    const isUsable = placed.kind !== 'rejected';
    if (isUsable || change.kind !== 'deleted') {
      return { presence: 'exists', document, placement: placed };
    }
  }
  if (change.kind !== 'deleted') return null;
  const presence = document === null ? 'deleted' : 'replaced';
  const last = placement.kind === 'pair' ? placement : await placeDocument(reader, version, true);
  return { presence, document: version, placement: last };
}

/**
 * Decides what an event changes, given the document at its path now (docs/contract.md §3 and §4): finds the
 * leads concerned, and plans. Writes nothing. `failedPlan` is the plan that could not be committed because
 * a document that it creates existed already.
 */
export async function decideSync(
  reader: LeadReader,
  event: PlacedEvent,
  current: PlacedDocument,
  failedPlan: SyncPlan | null,
): Promise<SyncOutcome> {
  const { placement, document } = current;
  if (placement.kind === 'rejected') return rejectOutcome(current, placement.issues);
  const observation = observeEvent(event.change);
  // The event's own version cannot be used, but the current one can: the event of that version handles it.
  if (observation === null) return { kind: 'superseded' };

  const target = await findTarget(reader, placement, document);
  const knownViewing = target.lead?.viewings?.get(sourceKey(placement.viewing)) ?? null;
  const isDeleted = current.presence !== 'exists';
  if (isDeleted && hasMovedAwaySince(knownViewing, document.updateTime)) {
    // After the deletion, the document was created again and moved on to another lead.
    return { kind: 'superseded' };
  }
  const found: FoundPlace = { event, current, place: placement, target, failedPlan };
  const plan = planSync(await gatherInput(reader, observation, found));
  return { kind: 'commit', target, plan };
}

function rejectOutcome(
  { document, presence }: PlacedDocument,
  issues: readonly Issue[],
): SyncOutcome {
  const isRecorded = presence !== 'exists' || isSameRejection(document.leadSync, issues);
  return { kind: 'reject', document, issues, isRecorded };
}

/** An event whose document can be used, and the lead that it belongs to. */
interface FoundPlace {
  event: PlacedEvent;
  current: CurrentDocument;
  place: Place;
  target: FoundTarget;
  failedPlan: SyncPlan | null;
}

/** Reads what the plan is still missing: the ends of histories, and the previous leads. */
async function gatherInput(
  reader: LeadReader,
  observation: Observation,
  found: FoundPlace,
): Promise<SyncInput> {
  const { current, place, target, failedPlan } = found;
  const { id, lead } = target;
  return {
    observation,
    current,
    viewingRef: place.viewing,
    pair: place.kind === 'pair' ? place.pair : null,
    appointment: place.kind === 'pair' ? place.appointment : null,
    target: { id, lead, historyEnd: await historyEndIfTaken(reader, target, failedPlan) },
    previousLeads: await findPreviousLeads(reader, found),
  };
}

/** The leads and viewings that hold a document's state elsewhere than where it belongs. */
async function findPreviousLeads(
  reader: LeadReader,
  { event, current: { document, presence }, place, target, failedPlan }: FoundPlace,
): Promise<PreviousLead[]> {
  const { ref } = document;
  const isDeleted = presence !== 'exists';
  const candidates = candidateLeadIds({
    eventDocument: event.document,
    eventLeadId: await findEventLeadId(reader, event, document, target.id),
    document,
    targetId: target.id,
    isInPlace: isInPlace(target.lead, place.viewing, { ref, isDeleted }),
  });
  const previousLeads: PreviousLead[] = [];
  for (const id of candidates) {
    const known = [target.lead, target.namedLead].find((each) => each?.id === id);
    const lead = known ?? (id === target.id ? null : await reader.lead(id));
    const previous = findPreviousViewing(lead, ref, target.id);
    if (previous === null) continue;
    const historyEnd = await historyEndIfTaken(reader, { id, lead }, failedPlan);
    const visits = await reader.sources(previous.visits);
    previousLeads.push({ lead: previous.lead, viewing: previous.viewing, historyEnd, visits });
  }
  return previousLeads;
}

/** The id of the lead that the event's version belonged to; null if it belonged to none. */
async function findEventLeadId(
  reader: LeadReader,
  { document: version, placement }: PlacedEvent,
  document: SourceDocument,
  targetId: string,
): Promise<string | null> {
  // On the first attempt, the current document is the event's own version.
  if (document === version) return targetId;
  switch (placement.kind) {
    case 'rejected':
      return null;
    case 'lead':
      return placement.lead.id;
    case 'pair':
      return leadIdOf(placement.pair) === targetId
        ? targetId
        : (await findTarget(reader, placement, version)).id;
  }
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
  const failed = failedPlan?.leads.find((write) => write.id === id);
  const isUnchanged = failed !== undefined && isSameBasis(failed.basis, basisOf(lead));
  return isUnchanged ? reader.historyEnd(id, lead) : null;
}

function isSameBasis(one: LeadBasis, other: LeadBasis): boolean {
  if (one.kind === 'stored' && other.kind === 'stored') return one.version === other.version;
  return one.kind === other.kind;
}
