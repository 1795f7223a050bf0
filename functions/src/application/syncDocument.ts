import type { Firestore } from 'firebase-admin/firestore';
import type { ChainEnd, HistoryEntry } from '../domain/history';
import type { StoredLead } from '../domain/lead';
import { hasLeftSince, viewingHolding } from '../domain/moveViewing';
import { planSync, type Former } from '../domain/planSync';
import {
  isSameRejection,
  sightingOf,
  toldBy,
  type Issue,
  type SourceChange,
  type SourceDocument,
} from '../domain/sourceDocument';
import { holds, knows, viewingKey, type SourceRef } from '../domain/viewing';
import { commitPlan, leadIdOf, readChainEnd, readLead, rejectSource } from '../firestore/leadStore';
import { sourcePath } from '../firestore/paths';
import { readSourceDocument, readSources } from '../firestore/sourceDocuments';
import { isPermanent, optimistically, type Retry } from './optimistically';
import { findTarget, placeDocument, type Placement } from './placeDocument';
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
  return inTurn(turnOf(placement, told), () =>
    optimistically(async (retry) => {
      if (retry.number === 0) return attempt(db, change, told, placement, retry);
      const document = after === null ? told : await readSourceDocument(db, change.ref);
      if (document === null) return nothing('superseded');
      const placed = await placeDocument(db, document, after === null);
      return attempt(db, change, document, placed, retry);
    }),
  ).catch((error: unknown) => {
    if (!isPermanent(error)) throw error;
    return refuse(db, change);
  });
}

async function attempt(
  db: Firestore,
  change: SourceChange,
  document: SourceDocument,
  placement: Placement,
  retry: Retry,
): Promise<SyncResult> {
  const isDeleted = change.after === null;
  if (placement.kind === 'rejected') {
    return isDeleted ? nothing('unchanged') : reject(db, document, placement.issues);
  }
  const sighting = sightingOf(change);
  if (sighting === null) return nothing('superseded');

  const target = await findTarget(db, placement, document);
  const here = target.lead?.viewings?.get(viewingKey(placement.viewing)) ?? null;
  // Created again after that deletion, the document has left for another lead meanwhile.
  if (isDeleted && hasLeftSince(here, document.updateTime)) return nothing('superseded');
  const isHeld = here?.left === null && (isDeleted ? knows : holds)(here, change.ref);
  const former = isHeld ? null : await findFormer(db, document, target, retry);
  const plan = planSync({
    sighting,
    document,
    viewing: placement.viewing,
    pair: placement.kind === 'pair' ? placement.pair : null,
    appointment: placement.kind === 'pair' ? placement.appointment : null,
    target: { ...target, chainEnd: await chainEndOf(db, target.id, retry) },
    former,
  });
  if (plan.leads.length === 0 && plan.links.length === 0) {
    return { ...nothing('unchanged'), leadId: target.id };
  }
  await commitPlan(db, plan);
  return {
    result: plan.links.length === 0 ? 'updated' : 'linked',
    leadId: target.id,
    entries: plan.leads.flatMap(({ id, change: { entries } }) =>
      entries.map((entry) => ({ leadId: id, ...entry })),
    ),
    issues: [],
  };
}

/** The lead and the viewing that hold a document's state elsewhere than at its target. */
async function findFormer(
  db: Firestore,
  { ref, leadId }: SourceDocument,
  target: { id: string; lead: StoredLead | null },
  retry: Retry,
): Promise<Former | null> {
  const isElsewhere = leadId !== null && leadId !== target.id;
  const lead = isElsewhere ? await readLead(db, leadId) : target.lead;
  const viewing = lead?.viewings && viewingHolding(lead.viewings, ref);
  if (!lead || !viewing) return null;
  const others = [...viewing.visits.keys()]
    .map((id): SourceRef => ({ collection: 'visits', id }))
    .filter(({ collection, id }) => collection !== ref.collection || id !== ref.id);
  const isWhole = viewingKey(viewing.ref) === viewingKey(ref);
  return {
    lead,
    viewing,
    chainEnd: await chainEndOf(db, lead.id, retry),
    visits: isWhole && isElsewhere ? await readSources(db, others) : [],
  };
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
