import type { ChainEnd } from '../domain/history';
import { formerLeadIds, heldBy, isHeldThere, type Traces } from '../domain/formerLead';
import { hasLeftSince } from '../domain/moveViewing';
import type { StoredLead } from '../domain/lead';
import { planSync, type Former, type SyncPlan } from '../domain/planSync';
import {
  isSameRejection,
  sightingOf,
  toldBy,
  type Issue,
  type SourceChange,
  type SourceDocument,
} from '../domain/sourceDocument';
import { viewingKey } from '../domain/viewing';
import { leadIdOf } from '../firestore/leadStore';
import { findTarget, placeDocument, type FoundTarget, type Placement } from './placeDocument';
import type { Reads } from './reads';

/** An event, the version that it tells of, and where that belongs. */
export interface ToldEvent {
  change: SourceChange;
  told: SourceDocument;
  placement: Placement;
}

/** What an event's document is taken to be now, and where it belongs. */
export interface Standing {
  document: SourceDocument;
  placement: Placement;
  /** Whether it is taken for deleted, and its viewing for where its last version had it. */
  isGone: boolean;
  /** Whether there is no document under its id, as far as is known: the commit depends on it. */
  isKnownGone: boolean;
}

/** What an event leads to: nothing here is written yet. */
export type SyncDecision =
  /** The document cannot be used; `isTold` where it says so already. */
  | { decision: 'reject'; document: SourceDocument; issues: readonly Issue[]; isTold: boolean }
  /** The document has changed since, and that change's own event deals with it. */
  | { decision: 'superseded' }
  /** `target` is the lead that the document belongs to; the plan may be empty. */
  | { decision: 'commit'; target: FoundTarget; plan: SyncPlan };

/** Places the version that an event tells of; null where that was lost. */
export async function toldEvent(reads: Reads, change: SourceChange): Promise<ToldEvent | null> {
  const told = toldBy(change);
  if (told === null) return null;
  return { change, told, placement: await placeDocument(reads, told, change.after === null) };
}

/** What an event says by itself: that its document is as the version that it tells of. */
export function standingAsTold({ change, told, placement }: ToldEvent): Standing {
  const isGone = change.after === null;
  return { document: told, placement, isGone, isKnownGone: isGone };
}

/**
 * Reads what stands under an event's id by now. Where a deleted document was created again, its viewing
 * belongs where the new one says, if that can be used. Null where the event's document is gone, and the
 * deletion's own event deals with it.
 */
export async function readStanding(
  reads: Reads,
  { change, told, placement }: ToldEvent,
): Promise<Standing | null> {
  const isDeletion = change.after === null;
  const document = await reads.source(change.ref);
  const placed = document === null ? null : await placeDocument(reads, document, false);
  if (document !== null && placed !== null && (!isDeletion || placed.kind !== 'rejected')) {
    return { document, placement: placed, isGone: false, isKnownGone: false };
  }
  if (!isDeletion) return null;
  const last = placement.kind === 'pair' ? placement : await placeDocument(reads, told, true);
  return { document: told, placement: last, isGone: true, isKnownGone: document === null };
}

/**
 * Decides what an event changes, from what stands now (contract, sections 3 and 4). Writes nothing. `met` is
 * what the attempt before meant to commit, where that met a document that it meant to create.
 */
export async function decideSync(
  reads: Reads,
  { change, told, placement: toldPlacement }: ToldEvent,
  { document, placement, isGone, isKnownGone }: Standing,
  met: SyncPlan | null,
): Promise<SyncDecision> {
  if (placement.kind === 'rejected') {
    const { issues } = placement;
    const isTold = isGone || isSameRejection(document.leadSync, issues);
    return { decision: 'reject', document, issues, isTold };
  }
  const sighting = sightingOf(change);
  if (sighting === null) return { decision: 'superseded' };

  const target = await findTarget(reads, placement, document);
  // Created again after that deletion, the document has left for another lead meanwhile.
  const here = target.lead?.viewings?.get(viewingKey(placement.viewing)) ?? null;
  if (isGone && hasLeftSince(here, document.updateTime)) return { decision: 'superseded' };
  const isHeld = isHeldThere(target.lead, placement.viewing, { ref: change.ref, isGone });
  const toldTargetId =
    document === told ? target.id : await toldTarget(reads, toldPlacement, told, target.id);
  const traces: Traces = { told, toldTargetId, document, targetId: target.id, isHeld };
  const plan = planSync({
    sighting,
    document,
    isGone,
    viewing: placement.viewing,
    pair: placement.kind === 'pair' ? placement.pair : null,
    appointment: placement.kind === 'pair' ? placement.appointment : null,
    target: {
      id: target.id,
      lead: target.lead,
      chainEnd: await chainEndOf(reads, target, met),
    },
    formers: await findFormers(reads, traces, target, met),
  });
  return { decision: 'commit', target, plan: isKnownGone ? plan : { ...plan, gone: null } };
}

/** The id of the lead that the version which an event told of belonged to; null where there is none. */
async function toldTarget(
  reads: Reads,
  placement: Placement,
  told: SourceDocument,
  targetId: string,
): Promise<string | null> {
  switch (placement.kind) {
    case 'rejected':
      return null;
    case 'held':
      return placement.lead.id;
    case 'pair':
      return leadIdOf(placement.pair) === targetId
        ? targetId
        : (await findTarget(reads, placement, told)).id;
  }
}

/** The leads and the viewings that hold a document's state elsewhere than where it belongs. */
async function findFormers(
  reads: Reads,
  traces: Traces,
  target: FoundTarget,
  met: SyncPlan | null,
): Promise<Former[]> {
  const formers: Former[] = [];
  for (const id of formerLeadIds(traces)) {
    const known = [target.lead, target.linked].find((lead) => lead?.id === id);
    const lead = known ?? (id === target.id ? null : await reads.lead(id));
    const held = heldBy(lead, traces.document.ref, target.id);
    if (held !== null) {
      const chainEnd = await chainEndOf(reads, { id, lead }, met);
      formers.push({ ...held, chainEnd, visits: await reads.sources(held.visits) });
    }
  }
  return formers;
}

/**
 * The end of a lead's history, where the lead may stand behind it: an entry was met that was to be
 * written, and the lead itself has not changed since that was decided.
 */
async function chainEndOf(
  reads: Reads,
  { id, lead }: { id: string; lead: StoredLead | null },
  met: SyncPlan | null,
): Promise<ChainEnd | null> {
  const intended = met?.leads.find((write) => write.id === id);
  const isSuspect = intended !== undefined && intended.version === (lead?.version ?? null);
  return isSuspect ? reads.chainEnd(id) : null;
}
