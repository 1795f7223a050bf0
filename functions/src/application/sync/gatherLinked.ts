import { isLinkedTo, type SourceDocument } from '../../domain/documents/sourceDocument';
import { isSameSource } from '../../domain/documents/sourceRef';
import type { StoredLead } from '../../domain/leads/lead';
import type { Pair } from '../../domain/leads/leadId';
import { gatherViewings } from '../../domain/sync/gatherViewings';
import { leadIdOf } from '../../firestore/leadIds';

/** Reads the enquiries, appointments and visits that name a lead. */
export type ReadNaming = (leadId: string) => Promise<SourceDocument[]>;

/**
 * A lead that lost its viewings, as by a write that replaced its document, with those that the documents linked to
 * it make, so that nothing is judged without them (docs/contract.md §3). It may have lost its pair as well: they
 * name it. Any other lead stays as it is. `known` is a document that may be gone by now.
 */
export async function withLinkedDocuments(
  lead: StoredLead,
  readNaming: ReadNaming,
  known: SourceDocument | null = null,
): Promise<StoredLead> {
  if (lead.viewings !== null) return lead;
  const naming = await readNaming(lead.id);
  const isRead = known === null || naming.some(({ ref }) => isSameSource(ref, known.ref));
  const linked = [...naming, ...(isRead ? [] : [known])].filter((document) =>
    isLinkedTo(document, lead.id),
  );
  const viewings = gatherViewings(linked);
  if (viewings.size === 0) return lead;
  const pair = lead.contactId === null ? pairNamedBy(linked) : null;
  return { ...lead, ...pair, viewings, isGathered: true };
}

/** The pair that documents name; null if they do not name one and the same. */
function pairNamedBy(documents: readonly SourceDocument[]): Pair | null {
  const pairs = new Map(
    documents.flatMap((each) => pairOf(each) ?? []).map((pair) => [leadIdOf(pair), pair]),
  );
  const [first = null] = pairs.values();
  return pairs.size === 1 ? first : null;
}

/** The pair that a document names by itself. */
function pairOf({ content }: SourceDocument): Pair | null {
  const contactId = content?.contactId ?? null;
  return contactId === null ? null : { contactId, listingId: content?.listingId ?? null };
}

/** Whether a document that names a lead shows that the lead was in use, though it has no viewings. */
export function showsLoss(lead: StoredLead, document: SourceDocument): boolean {
  return lead.viewings === null && isLinkedTo(document, lead.id);
}
