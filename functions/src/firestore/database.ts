import { initializeApp, type App } from 'firebase-admin/app';
import { getFirestore, type Firestore } from 'firebase-admin/firestore';

let app: App | undefined;
let db: Firestore | undefined;

/** The project, with the rights of the server. */
export function project(): App {
  app ??= initializeApp();
  return app;
}

/** The project's database, with the rights of the server. */
export function database(): Firestore {
  db ??= getFirestore(project());
  return db;
}
