import type { QueryDocumentSnapshot } from 'firebase-admin/firestore';
import type { CloudFunction } from 'firebase-functions';
import type { FirestoreEvent } from 'firebase-functions/firestore';
import { database } from '../../functions/src/firestore/database';
import { queryThenAdd } from './queryThenAdd';

type Trigger = CloudFunction<FirestoreEvent<QueryDocumentSnapshot | undefined>>;
let trigger: Promise<Trigger> | undefined;

/**
 * The source specification in a trigger of firestore-util, which remembers the ids of events. So it skips
 * duplicates, but also an event whose first delivery failed half-way.
 */
export async function onceOnly(event: FirestoreEvent<QueryDocumentSnapshot>): Promise<void> {
  trigger ??= build();
  await (await trigger).run(event);
}

async function build(): Promise<Trigger> {
  // The package uses the default app's database while it loads, so the app must exist before.
  const db = database();
  const { onCreateOnce } = await import('firestore-util/lib/triggers/v2');
  return onCreateOnce('appointments/{appointmentId}', ({ data }) => queryThenAdd(db, data));
}
