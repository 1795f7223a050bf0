import type { Firestore } from 'firebase-admin/firestore';
import { openLead } from '../domain/changeLead';
import { notAdopted, type Finding } from '../domain/finding';
import { isAdopted, type StoredLead } from '../domain/lead';
import { mergeLeads } from '../domain/mergeLeads';
import { EMPTY_PLAN } from '../domain/planSync';
import type { SourceDocument } from '../domain/sourceDocument';
import type { Micros } from '../domain/time';
import {
  commitPlan,
  hasListingField,
  readChainEnd,
  readLead,
  setMissingListing,
} from '../firestore/leadStore';
import { leadPages, sourcePagesByAge } from '../firestore/walk';
import { duplicate, findKept, reviewBesideOthers } from './findKept';
import { severalAtOnce } from './severalAtOnce';
import { optimistically } from './optimistically';
import { readsFor, type Reads } from './reads';
import { reviewDocument } from './reviewDocument';
import { inTurn } from './turns';

export interface AdoptOptions {
  /** Whether it is written; else it is only said what would be. */
  mends: boolean;
  /** Whether second leads of a pair are merged into the first. */
  merges: boolean;
  now: Micros;
}

/** What came of some documents. */
export interface AdoptedPage {
  count: number;
  findings: readonly Finding[];
}

/**
 * Takes over what an older system has left (contract, section 3): each of its leads gets its first
 * history entry, with the status that it has, which counts as a decision; of several leads of one pair
 * the first keeps the pair, if they are to be merged; then appointments and visits are linked, oldest
 * first, as the triggers would have done it. Twice changes nothing, so that it goes on where it broke off.
 */
export async function* adopt(
  db: Firestore,
  options: AdoptOptions,
): AsyncGenerator<AdoptedPage, void, void> {
  for await (const page of leadPages(db)) {
    const findings = await severalAtOnce(page, ({ lead }) => adoptLead(db, lead, options));
    yield { count: page.length, findings: findings.flat() };
  }
  for await (const page of sourcePagesByAge(db)) {
    const reads = await readsFor(db, page);
    const lanes = await lanesOf(page, reads);
    const findings = await severalAtOnce(lanes, (lane) => adoptDocuments(db, lane, reads, options));
    yield { count: page.length, findings: findings.flat() };
  }
}

/** Each lead that another one of its pair goes before, as it stands. */
export async function* findDuplicates(db: Firestore): AsyncGenerator<AdoptedPage, void, void> {
  for await (const page of leadPages(db)) {
    const findings = await severalAtOnce(page, ({ lead }) => reviewBesideOthers(db, lead));
    yield { count: page.length, findings: findings.flat() };
  }
}

async function adoptLead(
  db: Firestore,
  lead: StoredLead,
  { mends, merges, now }: AdoptOptions,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (!isAdopted(lead)) {
    if (mends) await open(db, lead.id);
    findings.push({ ...notAdopted(lead), isMended: mends });
  }
  const kept = await findKept(db, lead);
  if (kept !== null) {
    const isMended = mends && merges;
    if (isMended) {
      await open(db, kept.id);
      await merge(db, kept.id, lead.id, now);
    }
    findings.push({ ...duplicate(lead, kept), isMended });
  }
  return findings;
}

/** Writes a lead's first history entry, and the `listingId` that it may lack. */
async function open(db: Firestore, leadId: string): Promise<void> {
  await inTurn(leadId, () =>
    optimistically(async ({ somethingExists }) => {
      const found = await readLead(db, leadId);
      if (found === null) return;
      if (found.listingId === null && !(await hasListingField(db, leadId))) {
        await setMissingListing(db, leadId, found.version);
        return openAsFound(db, await readLead(db, leadId), somethingExists);
      }
      return openAsFound(db, found, somethingExists);
    }),
  );
}

async function openAsFound(
  db: Firestore,
  found: StoredLead | null,
  somethingExists: boolean,
): Promise<void> {
  if (found === null) return;
  const change = openLead(found, somethingExists ? await readChainEnd(db, found.id) : null);
  if (!change.isChanged) return;
  await commitPlan(db, {
    ...EMPTY_PLAN,
    leads: [{ id: found.id, version: found.version, change }],
  });
}

/** Merges a lead into another one of its pair; a conflict with what happens meanwhile begins anew. */
async function merge(db: Firestore, keptId: string, otherId: string, now: Micros): Promise<void> {
  await inTurn(keptId, () =>
    optimistically(async ({ somethingExists }) => {
      const [kept, other] = [await readLead(db, keptId), await readLead(db, otherId)];
      if (kept === null || other === null || other.closed?.outcome === 'moved') return;
      const endOf = (id: string) => (somethingExists ? readChainEnd(db, id) : null);
      const merged = mergeLeads(
        { lead: kept, chainEnd: await endOf(keptId) },
        { lead: other, chainEnd: await endOf(otherId) },
        now,
      );
      await commitPlan(db, {
        ...EMPTY_PLAN,
        leads: [
          { id: keptId, version: kept.version, change: merged.kept },
          { id: otherId, version: other.version, change: merged.other },
        ],
      });
    }),
  );
}

/** Documents that may come to one lead stand in one lane, in which one follows the other. */
async function lanesOf(page: readonly SourceDocument[], reads: Reads): Promise<SourceDocument[][]> {
  const lanes = new Map<string, SourceDocument[]>();
  for (const document of page) {
    const { content } = document;
    const appointment =
      content?.collection === 'visits' && content.appointmentId !== null
        ? await reads.source({ collection: 'appointments', id: content.appointmentId })
        : null;
    const contactId = content?.contactId ?? appointment?.content?.contactId ?? '';
    const lane = lanes.get(contactId) ?? [];
    if (lane.length === 0) lanes.set(contactId, lane);
    lane.push(document);
  }
  return [...lanes.values()];
}

async function adoptDocuments(
  db: Firestore,
  documents: readonly SourceDocument[],
  reads: Reads,
  { mends, now }: AdoptOptions,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const document of documents) {
    const found = await reviewDocument(db, document, reads, { mends, now, write: (plan) => plan });
    findings.push(...found.filter(({ kind }) => kind !== 'overdue'));
  }
  return findings;
}
