import { collection, limit, onSnapshot, orderBy, query } from 'firebase/firestore';
import { recordedEntrySchema, type RecordedEntry } from '#domain/history';
import { connection } from '../firebase/connection';

/** The newest entries of a lead's history, the newest first, live. What cannot be read is left out. */
export function watchHistory(
  leadId: string,
  most: number,
  tell: (entries: RecordedEntry[]) => void,
  fail: (error: Error) => void,
): () => void {
  return onSnapshot(
    query(
      collection(connection().db, 'leads', leadId, 'statusHistory'),
      orderBy('seq', 'desc'),
      limit(most),
    ),
    ({ docs }) => {
      tell(
        docs.flatMap((each) => {
          const parsed = recordedEntrySchema.safeParse(each.data({ serverTimestamps: 'estimate' }));
          return parsed.success ? [parsed.data] : [];
        }),
      );
    },
    fail,
  );
}
