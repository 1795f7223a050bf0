import {
  collection,
  limit,
  orderBy,
  query,
  where,
  type DocumentSnapshot,
} from 'firebase/firestore';
import * as z from 'zod';
import { setMailDone } from '#client/inbox';
import { watchAll } from '#client/watch';
import { timestampSchema } from '#domain/time';
import { client } from '../shared/client';

const text = z.string().catch('');

/** A mail that no parser understood (docs/contract.md §11). */
const mailSchema = z.object({
  from: text,
  subject: text,
  text,
  receivedAt: timestampSchema.nullable().catch(null),
  /** Of the enquiry that it answers, if it answers one. */
  contactId: z.string().nullable().catch(null),
});
export type Mail = z.infer<typeof mailSchema> & { id: string };

function parseMail(snapshot: DocumentSnapshot): Mail | null {
  const parsed = mailSchema.safeParse(snapshot.data());
  return parsed.success ? { id: snapshot.id, ...parsed.data } : null;
}

/** Watches the mails that nobody has seen to, those first that have waited longest. */
export function watchInbox(
  maxMails: number,
  onChange: (mails: Mail[]) => void,
  onError: (error: Error) => void,
): () => void {
  const waiting = query(
    collection(client.db, 'inbox'),
    where('state', '==', 'open'),
    orderBy('receivedAt'),
    limit(maxMails),
  );
  return watchAll(client, waiting, parseMail, onChange, onError);
}

/** Says that somebody has seen to a mail. */
export async function closeMail(id: string, signal?: AbortSignal): Promise<void> {
  await setMailDone(client, id, { signal });
}
