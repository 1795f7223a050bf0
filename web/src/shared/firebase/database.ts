/** The Firestore SDK: a chunk of its own, that the sign-in page does not need. */
import type { FirebaseApp } from 'firebase/app';
import {
  connectFirestoreEmulator,
  initializeFirestore,
  memoryLocalCache,
  memoryLruGarbageCollector,
  persistentLocalCache,
  persistentMultipleTabManager,
  terminate,
  type Firestore,
} from 'firebase/firestore';
import type { CachePlace } from './connection';

export function openFirestore(
  app: FirebaseApp,
  emulator: { host: string; port: number } | undefined,
  cache: CachePlace,
): Firestore {
  const localCache =
    cache === 'disk'
      ? persistentLocalCache({ tabManager: persistentMultipleTabManager() })
      : // What was read stays in memory, so that a page that is opened again does not read it again.
        memoryLocalCache({ garbageCollector: memoryLruGarbageCollector() });
  const db = initializeFirestore(app, { localCache });
  if (emulator !== undefined) connectFirestoreEmulator(db, emulator.host, emulator.port);
  return db;
}

export const closeFirestore = (db: Firestore): Promise<void> => terminate(db);
