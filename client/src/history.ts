import {
  collection,
  collectionGroup,
  getDocs,
  limit as limitTo,
  orderBy,
  query,
  where,
  type DocumentSnapshot,
} from 'firebase/firestore';
import {
  recordedEntrySchema,
  type RecordedEntry,
} from '../../functions/src/domain/documents/history';
import type { LeadStatus } from '../../functions/src/domain/leadStatus';
import type { EmbudoClient } from './client';
import { watchAll, type OnError, type Stop } from './watch';

/** Null if the document is no entry of the pipeline's. */
export function parseHistoryEntry(snapshot: DocumentSnapshot): RecordedEntry | null {
  const parsed = recordedEntrySchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  return parsed.success ? parsed.data : null;
}

/** Watches the newest entries of a lead's history, newest first. Unreadable entries are left out. Only staff may. */
export function watchHistory(
  client: EmbudoClient,
  leadId: string,
  limit: number,
  onChange: (entries: RecordedEntry[]) => void,
  onError: OnError,
): Stop {
  const history = collection(client.db, 'leads', leadId, 'statusHistory');
  const newest = query(history, orderBy('seq', 'desc'), limitTo(limit));
  return watchAll(client, newest, parseHistoryEntry, onChange, onError);
}

/** Reads the newest moves by hand to a status, of all leads, newest first. Unreadable entries are left out. Only staff may. */
export async function readManualEntries(
  { db }: EmbudoClient,
  to: LeadStatus,
  limit: number,
): Promise<RecordedEntry[]> {
  const entries = collectionGroup(db, 'statusHistory');
  const moves = [where('cause', '==', 'manual'), where('to', '==', to)];
  const newest = query(entries, ...moves, orderBy('effectiveAt', 'desc'), limitTo(limit));
  const { docs } = await getDocs(newest);
  return docs.map(parseHistoryEntry).filter((entry) => entry !== null);
}
