import type { Firestore } from 'firebase-admin/firestore';
import type { ChainEnd, HistoryEntry } from '../domain/history';
import { formerLeadIds, heldBy, isHeldThere, type Traces } from '../domain/formerLead';
import { hasLeftSince } from '../domain/moveViewing';
import { planSync, type Former } from '../domain/planSync';
import {
  isSameRejection,
  sightingOf,
  toldBy,
  type Issue,
  type SourceChange,
  type SourceDocument,
} from '../domain/sourceDocument';
import { viewingKey } from '../domain/viewing';
import { commitPlan, leadIdOf, readChainEnd, readLead, rejectSource } from '../firestore/leadStore';
import { sourcePath } from '../firestore/paths';
import { readSourceDocument, readSources } from '../firestore/sourceDocuments';
import { isPermanent, optimistically, type Retry } from './optimistically';
import { findTarget, placeDocument, type FoundTarget, type Placement } from './placeDocument';
import { inTurn } from './turns';

/** What became of an event. */
export interface SyncResult {
  result:
    | 'linked'
    | 'updated'
    | 'unchanged'
    | 'rejected'
    /** The document has changed since, and that change's own event deals with it. */
    | 'superseded';
  leadId: string | null;
  /** The history entries that were written, on the document's lead and on one it left. */
  entries: readonly (HistoryEntry & { leadId: string })[];
  issues: readonly Issue[];
}

/**
 * Brings what one event tells of an appointment or a visit to its lead (contract, sections 3 and 4):
 * finds or creates the lead of the document's pair, derives its status anew, and commits lead, history
 * and back-links together. Duplicates, any order and simultaneous events are harmless.
 *
 * A document that cannot be used is told so in its `leadSync`. Throws only what may pass, so that the
 * event is delivered again.
 */
export async function syncDocument(db: Firestore, change: SourceChange): Promise<SyncResult> {
  const { after } = change;
  const told = toldBy(change);
  if (told === null) return nothing('superseded');
  const placement = await placeDocument(db, told, after === null);
  const event: ToldEvent = { change, told, placement };
  return inTurn(turnOf(placement, told), () =>
    optimistically(async (retry) => {
      if (retry.number === 0) {
        const isGone = after === null;
        return attempt(
          db,
          event,
          { document: told, placement, isGone, isKnownGone: isGone },
          retry,
        );
      }
      const standing = await readStanding(db, event);
      return standing === null ? nothing('superseded') : attempt(db, event, standing, retry);
    }),
  ).catch((error: unknown) => {
    if (!isPermanent(error)) throw error;
    return refuse(db, change);
  });
}

/** An event, the version that it tells of, and where that belongs. */
interface ToldEvent {
  change: SourceChange;
  told: SourceDocument;
  placement: Placement;
}

/** What an event's document is taken to be now, and where it belongs. */
interface Standing {
  document: SourceDocument;
  placement: Placement;
  /** Whether it is taken for deleted, and its viewing for where its last version had it. */
  isGone: boolean;
  /** Whether there is no document under its id, as far as is known: the commit depends on it. */
  isKnownGone: boolean;
}

/**
 * Reads what stands under an event's id by now. Where a deleted document was created again, its viewing
 * belongs where the new one says, if that can be used. Null where the event's document is gone, and the
 * deletion's own event deals with it.
 */
async function readStanding(
  db: Firestore,
  { change, told, placement }: ToldEvent,
): Promise<Standing | null> {
  const isDeletion = change.after === null;
  const document = await readSourceDocument(db, change.ref);
  const placed = document === null ? null : await placeDocument(db, document, false);
  if (document !== null && placed !== null && (!isDeletion || placed.kind !== 'rejected')) {
    return { document, placement: placed, isGone: false, isKnownGone: false };
  }
  if (!isDeletion) return null;
  const last = placement.kind === 'pair' ? placement : await placeDocument(db, told, true);
  return { document: told, placement: last, isGone: true, isKnownGone: document === null };
}

async function attempt(
  db: Firestore,
  { change, told, placement: toldPlacement }: ToldEvent,
  { document, placement, isGone, isKnownGone }: Standing,
  retry: Retry,
): Promise<SyncResult> {
  if (placement.kind === 'rejected') {
    return isGone ? nothing('unchanged') : reject(db, document, placement.issues);
  }
  const sighting = sightingOf(change);
  if (sighting === null) return nothing('superseded');

  const target = await findTarget(db, placement, document);
  // Created again after that deletion, the document has left for another lead meanwhile.
  const here = target.lead?.viewings?.get(viewingKey(placement.viewing)) ?? null;
  if (isGone && hasLeftSince(here, document.updateTime)) return nothing('superseded');
  const isHeld = isHeldThere(target.lead, placement.viewing, { ref: change.ref, isGone });
  const toldTargetId =
    document === told ? target.id : await toldTarget(db, toldPlacement, told, target.id);
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
      chainEnd: await chainEndOf(db, target.id, retry),
    },
    formers: await findFormers(db, traces, target, retry),
  });
  if (plan.leads.length === 0 && plan.links.length === 0) {
    return { ...nothing('unchanged'), leadId: target.id };
  }
  await commitPlan(db, isKnownGone ? plan : { ...plan, gone: null });
  return {
    result: plan.links.length === 0 ? 'updated' : 'linked',
    leadId: target.id,
    entries: plan.leads.flatMap(({ id, change: { entries } }) =>
      entries.map((entry) => ({ leadId: id, ...entry })),
    ),
    issues: [],
  };
}

/** The id of the lead that the version which an event told of belonged to; null where there is none. */
async function toldTarget(
  db: Firestore,
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
        : (await findTarget(db, placement, told)).id;
  }
}

/** The leads and the viewings that hold a document's state elsewhere than where it belongs. */
async function findFormers(
  db: Firestore,
  traces: Traces,
  target: FoundTarget,
  retry: Retry,
): Promise<Former[]> {
  const formers: Former[] = [];
  for (const id of formerLeadIds(traces)) {
    const known = [target.lead, target.linked].find((lead) => lead?.id === id);
    const lead = known ?? (id === target.id ? null : await readLead(db, id));
    const held = heldBy(lead, traces.document.ref, target.id);
    if (held !== null) {
      const chainEnd = await chainEndOf(db, id, retry);
      formers.push({ ...held, chainEnd, visits: await readSources(db, held.visits) });
    }
  }
  return formers;
}

/** A lead may stand behind its history only where an entry was met that was to be written. */
async function chainEndOf(db: Firestore, leadId: string, retry: Retry): Promise<ChainEnd | null> {
  return retry.somethingExists ? readChainEnd(db, leadId) : null;
}

/** Names no lead: what stands in such a document as its `leadId` may be anybody's word. */
async function reject(
  db: Firestore,
  { ref, updateTime, leadSync }: SourceDocument,
  issues: readonly Issue[],
): Promise<SyncResult> {
  if (isSameRejection(leadSync, issues)) return nothing('unchanged');
  await rejectSource(db, ref, updateTime, issues);
  return { result: 'rejected', leadId: null, entries: [], issues };
}

/**
 * Tells a document's writer that its lead could not be written, as when that would be over 1 MiB. Where
 * the document is gone, or cannot take a word more itself, the log alone tells it.
 */
async function refuse(db: Firestore, { ref, after }: SourceChange): Promise<SyncResult> {
  const issues = [{ path: '', message: 'Firestore refuses what its lead would become' }];
  const untold: SyncResult = { result: 'rejected', leadId: null, entries: [], issues };
  if (after === null) return untold;
  return optimistically(async () => {
    const document = await readSourceDocument(db, ref);
    return document === null ? nothing('superseded') : reject(db, document, issues);
  }).catch((error: unknown) => {
    if (!isPermanent(error)) throw error;
    return untold;
  });
}

function turnOf(placement: Placement, { ref }: SourceDocument): string {
  switch (placement.kind) {
    case 'pair':
      return leadIdOf(placement.pair);
    case 'held':
      return placement.lead.id;
    case 'rejected':
      return sourcePath(ref);
  }
}

function nothing(result: 'unchanged' | 'superseded'): SyncResult {
  return { result, leadId: null, entries: [], issues: [] };
}
