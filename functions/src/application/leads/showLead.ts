import type { Firestore } from 'firebase-admin/firestore';
import type { RecordedEntry } from '../../domain/documents/history';
import type { SourceDocument } from '../../domain/documents/sourceDocument';
import type { StoredLead } from '../../domain/leads/lead';
import { readHistory } from '../../firestore/historyStore';
import { readLead } from '../../firestore/leadStore';
import { readSources } from '../../firestore/sourceDocuments';

/** A lead and its history. */
export interface ShownLead {
  lead: StoredLead;
  /** Oldest first. */
  history: readonly RecordedEntry[];
  /** The ids of history documents that cannot be read as entries. */
  unreadable: readonly string[];
}

/** What an id leads to. */
export type Shown =
  | ({ found: 'lead' } & ShownLead)
  | { found: 'document without lead'; document: SourceDocument }
  | { found: 'nothing' };

/**
 * Finds a lead by its own id, or by the id of one of its appointments or enquiries, and reads its history. An id
 * that could be several is taken as the lead's, then as the appointment's.
 */
export async function showLead(db: Firestore, id: string): Promise<Shown> {
  const own = await readLead(db, id);
  if (own !== null) return withHistory(db, own);
  const [document] = await readSources(db, [
    { collection: 'appointments', id },
    { collection: 'enquiries', id },
  ]);
  if (document === undefined) return { found: 'nothing' };
  const linked = document.leadId === null ? null : await readLead(db, document.leadId);
  return linked === null ? { found: 'document without lead', document } : withHistory(db, linked);
}

async function withHistory(db: Firestore, lead: StoredLead): Promise<Shown> {
  const stored = await readHistory(db, lead.id);
  const history = stored.flatMap(({ entry }) => entry ?? []);
  const unreadable = stored.filter(({ entry }) => entry === null).map((each) => each.id);
  return { found: 'lead', lead, history, unreadable };
}
