import type { Firestore } from 'firebase/firestore';
import type { Functions } from 'firebase/functions';
import { SignedOutError } from './errors';

/** What an app hands to each function of this library. The library keeps no state of its own. */
export interface EmbudoClient {
  readonly db: Firestore;
  /** Only `changeLeadStatus` needs it, of the region that the functions are deployed to. */
  readonly functions?: Functions;
  /** The uid of the signed-in person. Null if nobody is signed in. */
  uid(): string | null;
  /** Is told the error of each listener that ends with one, before the listener's own `onError` is. */
  onListenerError?(error: Error): void;
}

/** The uid that stamps what is written. Throws {@link SignedOutError}. */
export function requireUid(client: EmbudoClient): string {
  const uid = client.uid();
  if (uid === null) throw new SignedOutError('Nobody is signed in');
  return uid;
}
