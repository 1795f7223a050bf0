import { initializeApp } from 'firebase-admin/app';
import { getFirestore, type Firestore } from 'firebase-admin/firestore';

let db: Firestore | undefined;

/** The project's database, with the rights of the server. */
export function database(): Firestore {
  db ??= getFirestore(initializeApp());
  return db;
}
