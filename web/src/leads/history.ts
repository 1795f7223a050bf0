import { collection, limit, orderBy, query, type DocumentSnapshot } from 'firebase/firestore';
import { recordedEntrySchema, type RecordedEntry } from '#domain/documents/history';
import { connection } from '../shared/firebase/connection';
import { watchAll } from '../shared/snapshots';

export function parseEntry(snapshot: DocumentSnapshot): RecordedEntry | null {
  const parsed = recordedEntrySchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  return parsed.success ? parsed.data : null;
}

export const getHistory = (leadId: string) =>
  collection(connection().db, 'leads', leadId, 'statusHistory');

/** Watches the newest entries of a lead's history, newest first. Unreadable entries are left out. */
export function watchHistory(
  leadId: string,
  maxEntries: number,
  onChange: (entries: RecordedEntry[]) => void,
  onError: (error: Error) => void,
): () => void {
  const newest = query(getHistory(leadId), orderBy('seq', 'desc'), limit(maxEntries));
  return watchAll(newest, parseEntry, onChange, onError);
}
