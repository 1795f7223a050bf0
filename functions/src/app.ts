import { initializeApp, type App } from 'firebase-admin/app';

let app: App | undefined;

/** The Firebase project, with the server's rights. */
export function project(): App {
  app ??= initializeApp();
  return app;
}
