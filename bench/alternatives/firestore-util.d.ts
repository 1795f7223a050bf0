/** Types for the part of firestore-util 1.0.0 that is used. The package has none. */
declare module 'firestore-util/lib/triggers/v2' {
  import type { QueryDocumentSnapshot } from 'firebase-admin/firestore';
  import type { CloudFunction } from 'firebase-functions';
  import type { FirestoreEvent } from 'firebase-functions/firestore';

  /** A trigger that stores each event's id and then handles the event. It claims to handle each once. */
  export function onCreateOnce(
    path: string,
    handler: (event: FirestoreEvent<QueryDocumentSnapshot>) => Promise<void>,
  ): CloudFunction<FirestoreEvent<QueryDocumentSnapshot | undefined>>;
}
