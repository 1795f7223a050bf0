import type { Firestore } from 'firebase-admin/firestore';
import { leadFinding, type Finding } from '../../domain/checks/finding';
import { hasExportedForms } from '../../domain/documents/exportedForms';
import type { SourceDocument } from '../../domain/documents/sourceDocument';
import type { KnownLead, StoredLead } from '../../domain/leads/lead';
import { mendLead, mendSource } from '../../firestore/exportedDocuments';
import { withHistories, type LeadWithHistory } from '../../firestore/historyStore';
import { readLeads } from '../../firestore/leadStore';
import { readSources } from '../../firestore/sourceDocuments';
import { prefetchReader, type LeadReader } from '../sync/leadReader';
import { checkEach } from './checkEach';

/*
 * What was restored from an export to JSON has no Timestamps, so nothing can be judged by it. It is mended before
 * anything else is checked, and documents are mended after the leads that they name.
 */

const DETAIL = 'holds times or numbers as an export writes them';

/** Documents that can be checked, with the reader for their check, and what was found of the others. */
interface MendedSources {
  documents: readonly SourceDocument[];
  reader: LeadReader;
  findings: readonly Finding[];
}

/** Mends documents, and the leads that they name. Without `apply`, those are left out. */
export async function mendSources(
  db: Firestore,
  documents: readonly SourceDocument[],
  { apply }: { apply: boolean },
): Promise<MendedSources> {
  const reader = await prefetchReader(db, documents);
  const ids = new Set(documents.flatMap(({ leadId }) => leadId ?? []));
  const named = await Promise.all([...ids].map((id) => reader.lead(id)));
  const leads = named.filter((lead) => lead !== null).filter(isExportedLead);
  const exported = documents.filter(({ unused }) => unused.isExported);
  if (leads.length + exported.length === 0) return { documents, reader, findings: [] };
  if (!apply) {
    const isOfExported = ({ unused, leadId }: SourceDocument) =>
      unused.isExported || leads.some(({ id }) => id === leadId);
    return {
      documents: documents.filter((each) => !isOfExported(each)),
      reader,
      findings: exported.map((each) => sourceFinding(each, false)),
    };
  }
  const findings = [
    ...(await mendAllLeads(db, leads)),
    ...(await checkEach(
      exported,
      ({ ref }) => ref,
      async (each) => {
        await mendSource(db, each.ref);
        return [sourceFinding(each, true)];
      },
    )),
  ];
  const mended = await readSources(
    db,
    documents.map(({ ref }) => ref),
  );
  return { documents: mended, reader: await prefetchReader(db, mended), findings };
}

/** Mends leads with their histories. Without `apply`, those are left out. */
export async function mendLeads(
  db: Firestore,
  leads: readonly LeadWithHistory[],
  { apply }: { apply: boolean },
): Promise<{ leads: readonly LeadWithHistory[]; findings: readonly Finding[] }> {
  const isExported = ({ lead, history }: LeadWithHistory) =>
    isExportedLead(lead) || history.some((entry) => entry.isExported);
  const exported = leads.filter(isExported).map(({ lead }) => lead);
  if (exported.length === 0) return { leads, findings: [] };
  const others = leads.filter((each) => !isExported(each));
  if (!apply) {
    return {
      leads: others,
      findings: exported.map((lead) => leadFinding(lead, 'exported', DETAIL)),
    };
  }
  const findings = await mendAllLeads(db, exported);
  const fresh = await readLeads(
    db,
    exported.map(({ id }) => id),
  );
  return { leads: [...others, ...(await withHistories(db, fresh))], findings };
}

async function mendAllLeads(db: Firestore, leads: readonly StoredLead[]): Promise<Finding[]> {
  return checkEach(
    leads,
    ({ id }) => ({ collection: 'leads', id }),
    async (lead) => {
      await mendLead(db, lead.id);
      return [{ ...leadFinding(lead, 'exported', DETAIL), isRepaired: true }];
    },
  );
}

function isExportedLead(lead: KnownLead): lead is StoredLead {
  return lead.kind === 'stored' && hasExportedForms(lead.unusable);
}

function sourceFinding({ ref, leadId }: SourceDocument, isRepaired: boolean): Finding {
  return { kind: 'exported', source: ref, leadId, detail: DETAIL, isRepaired };
}
