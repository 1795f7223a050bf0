import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, notAdopted, type Finding } from '../domain/finding';
import type { StoredEntry } from '../domain/history';
import type { StoredLead } from '../domain/lead';
import { asRepaired, reviewLead as reviewByItself } from '../domain/repairLead';
import type { SourceChange, SourceDocument } from '../domain/sourceDocument';
import { heldSources, viewingKey, type HeldSource } from '../domain/viewing';
import { commitPlan, readHistory, readLead } from '../firestore/leadStore';
import { readSources } from '../firestore/sourceDocuments';
import { changeTelling, decideOn, type ReviewOptions } from './reviewDocument';
import { reviewBesideOthers } from './findKept';
import { freshReads } from './reads';
import { isPermanent, optimistically } from './optimistically';
import { syncDocument } from './syncDocument';
import { inTurn } from './turns';

/** Documents by their path, as far as they exist. */
export type Sources = ReadonlyMap<string, SourceDocument>;

/**
 * What is wrong with a lead: by itself, beside other leads of its pair, and in what it counts of
 * documents that are gone or that belong elsewhere (contract, sections 3 and 4). `sources` has those of
 * its documents that exist. Where it `mends`, through the ordinary write path.
 */
export async function reviewLead(
  db: Firestore,
  { lead, history }: { lead: StoredLead; history: readonly StoredEntry[] },
  sources: Sources,
  { mends }: ReviewOptions,
): Promise<Finding[]> {
  const findings = [
    ...(await reviewAlone(db, lead, history, mends)),
    ...(await reviewBesideOthers(db, lead)),
  ];
  for (const held of heldBy(lead)) {
    const document = sources.get(viewingKey(held.ref)) ?? null;
    const finding =
      document === null
        ? await reviewRemoved(db, lead, held, mends)
        : await reviewStray(db, lead, document, mends);
    if (finding !== null) findings.push(finding);
  }
  return findings;
}

async function reviewAlone(
  db: Firestore,
  lead: StoredLead,
  history: readonly StoredEntry[],
  mends: boolean,
): Promise<Finding[]> {
  const reviewed = reviewByItself(lead, history);
  if (reviewed === null) return [notAdopted(lead)];
  if (reviewed.faults.length === 0) return [];
  // What happened meanwhile is no fault: what is told was found in fresh reads, the lead before its history.
  const standing = await readLead(db, lead.id);
  const found = standing && reviewByItself(standing, await readHistory(db, lead.id));
  if (found === null || found.faults.length === 0) return [];
  const isMended = mends && (await mendAlone(db, lead.id));
  return found.faults.map(({ kind, detail }) => ({
    ...leadFinding(lead, kind, detail),
    isMended,
  }));
}

/** Puts a lead right by itself, from fresh reads. False where nothing of it could be, or may be written. */
async function mendAlone(db: Firestore, leadId: string): Promise<boolean> {
  return inTurn(leadId, () =>
    optimistically(async () => {
      // The lead first: a history that is read after it is never behind it.
      const lead = await readLead(db, leadId);
      if (lead === null) return false;
      const reviewed = reviewByItself(lead, await readHistory(db, leadId));
      if (reviewed === null || reviewed.plan.leads.length === 0) return false;
      await commitPlan(db, asRepaired(reviewed.plan));
      return true;
    }),
  ).catch((error: unknown) => {
    if (!isPermanent(error)) throw error;
    return false;
  });
}

async function reviewRemoved(
  db: Firestore,
  lead: StoredLead,
  held: HeldSource,
  mends: boolean,
): Promise<Finding | null> {
  if (held.isRemoved) return null;
  const { result } = mends
    ? await syncDocument(db, deletionOf(lead, held), asRepaired)
    : { result: 'unchanged' };
  const isMended = result === 'updated';
  const detail = 'is gone, and no event has told of it';
  return { kind: 'removed', source: held.ref, leadId: lead.id, detail, isMended };
}

/**
 * The deletion of a document of which nothing is left but what its lead knows. When it was deleted nobody
 * can say: it counts from the newest state that is known, so that what people decided since stands.
 */
function deletionOf({ id }: StoredLead, { ref, openedAt, at, version }: HeldSource): SourceChange {
  const before: SourceDocument = {
    ref,
    createTime: openedAt,
    updateTime: version,
    content: null,
    issues: [],
    stateFields: { status: '', type: '', outcome: '' },
    stamps: { statusAt: null, updatedAt: null, updatedBy: null },
    leadId: id,
    leadSync: null,
  };
  return { ref, kind: 'deleted', before, after: null, deletedAt: Math.max(at, version) };
}

/** A document that another lead has, and that this one counts besides. */
async function reviewStray(
  db: Firestore,
  lead: StoredLead,
  document: SourceDocument,
  mends: boolean,
): Promise<Finding | null> {
  if (document.leadId === null || document.leadId === lead.id) return null;
  const change = changeTelling({ ...document, leadId: lead.id });
  const decided = await decideOn(freshReads(db), change);
  if (decided.decision !== 'commit' || decided.target.id === lead.id) return null;
  const isMended = mends && (await syncDocument(db, change, asRepaired)).result === 'linked';
  const detail = `belongs to the lead ${decided.target.id}`;
  return { kind: 'stray', source: document.ref, leadId: lead.id, detail, isMended };
}

/** The documents that leads count, and that are there. One read for each that is counted. */
export async function readHeldSources(
  db: Firestore,
  leads: readonly StoredLead[],
): Promise<Sources> {
  const refs = leads.flatMap(heldBy).flatMap(({ ref, isRemoved }) => (isRemoved ? [] : [ref]));
  const found = await readSources(db, refs);
  return new Map(found.map((source) => [viewingKey(source.ref), source]));
}

function heldBy({ viewings }: StoredLead): HeldSource[] {
  return viewings === null ? [] : heldSources(viewings);
}
