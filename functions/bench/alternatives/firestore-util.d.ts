/** What is used of firestore-util 1.0.0, which has no types. */
declare module 'firestore-util/lib/triggers/v2' {
  import type { QueryDocumentSnapshot } from 'firebase-admin/firestore';
  import type { CloudFunction } from 'firebase-functions';
  import type { FirestoreEvent } from 'firebase-functions/firestore';

  /** A trigger that remembers each event's id, and then handles the event: once, it says. */
  export function onCreateOnce(
    path: string,
    handler: (event: FirestoreEvent<QueryDocumentSnapshot>) => Promise<void>,
  ): CloudFunction<FirestoreEvent<QueryDocumentSnapshot | undefined>>;
}
