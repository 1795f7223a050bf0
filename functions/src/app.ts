import { initializeApp, type App } from 'firebase-admin/app';

let app: App | undefined;

/** The Firebase project, with the server's rights. */
export function project(): App {
  app ??= initializeApp();
  return app;
}

/** Names the project, before anything asks for it. Where this is not called, the environment names it. */
export function useProject(projectId: string): void {
  app = initializeApp({ projectId });
}
