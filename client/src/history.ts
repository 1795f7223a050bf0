import {
  collection,
  limit as limitTo,
  orderBy,
  query,
  type DocumentSnapshot,
} from 'firebase/firestore';
import {
  recordedEntrySchema,
  type RecordedEntry,
} from '../../functions/src/domain/documents/history';
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
