import { collection, limit, orderBy, query, type DocumentSnapshot } from 'firebase/firestore';
import { recordedEntrySchema, type RecordedEntry } from '#domain/history';
import { connection } from '../firebase/connection';
import { watchAll } from './watching';

function read(snapshot: DocumentSnapshot): RecordedEntry | null {
  const parsed = recordedEntrySchema.safeParse(snapshot.data({ serverTimestamps: 'estimate' }));
  return parsed.success ? parsed.data : null;
}

/** The newest entries of a lead's history, the newest first, live. What cannot be read is left out. */
export function watchHistory(
  leadId: string,
  most: number,
  tell: (entries: RecordedEntry[]) => void,
  fail: (error: Error) => void,
): () => void {
  const entries = collection(connection().db, 'leads', leadId, 'statusHistory');
  return watchAll(query(entries, orderBy('seq', 'desc'), limit(most)), read, tell, fail);
}
