import { getFirestore, type Firestore } from 'firebase-admin/firestore';
import { project } from '../app';

let db: Firestore | undefined;

/** The project's database, with the server's rights. */
export function database(): Firestore {
  db ??= getFirestore(project());
  return db;
}
