import { initializeApp, type FirebaseApp } from 'firebase/app';
import {
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
  signOut,
  type Auth,
} from 'firebase/auth';
import {
  clearIndexedDbPersistence,
  connectFirestoreEmulator,
  initializeFirestore,
  persistentLocalCache,
  persistentMultipleTabManager,
  terminate,
  type Firestore,
} from 'firebase/firestore';
import type { Functions } from 'firebase/functions';
import { readConfig, readEmulators, type Emulators } from './config';

/** The agency's project, with the rights of the signed-in person. */
export interface Connection {
  auth: Auth;
  db: Firestore;
  /** Loaded when somebody moves a lead for the first time. */
  functions: () => Promise<Functions>;
}

let connected: Connection | null = null;

/** The connection. Throws before the app has started. */
export function connection(): Connection {
  if (connected === null) throw new Error('The app has not connected yet');
  return connected;
}

export async function connect(): Promise<Connection> {
  const [config, emulators] = await Promise.all([readConfig(), readEmulators()]);
  const { projectId, apiKey } = config;
  const app = initializeApp({
    projectId,
    apiKey,
    ...(config.appId !== undefined && { appId: config.appId }),
  });
  await startAppCheck(app);
  const auth = initializeAuth(app, { persistence: indexedDBLocalPersistence });
  const db = initializeFirestore(app, {
    localCache: persistentLocalCache({ tabManager: persistentMultipleTabManager() }),
  });
  if (emulators !== null) {
    const { host, port } = emulators.auth;
    connectAuthEmulator(auth, `http://${host}:${String(port)}`, { disableWarnings: true });
    connectFirestoreEmulator(db, emulators.firestore.host, emulators.firestore.port);
  }
  connected = { auth, db, functions: () => loadFunctions(app, emulators) };
  return connected;
}

async function loadFunctions(app: FirebaseApp, emulators: Emulators | null): Promise<Functions> {
  const { connectFunctionsEmulator, getFunctions } = await import('firebase/functions');
  const functions = getFunctions(app, import.meta.env.VITE_REGION);
  if (emulators !== null) {
    connectFunctionsEmulator(functions, emulators.functions.host, emulators.functions.port);
  }
  return functions;
}

/** Starts App Check. By default a deployed `changeLeadStatus` refuses calls without it. */
async function startAppCheck(app: FirebaseApp): Promise<void> {
  const siteKey = import.meta.env.VITE_APP_CHECK_SITE_KEY;
  if (siteKey === '') return;
  const { initializeAppCheck, ReCaptchaEnterpriseProvider } = await import('firebase/app-check');
  initializeAppCheck(app, {
    provider: new ReCaptchaEnterpriseProvider(siteKey),
    isTokenAutoRefreshEnabled: true,
  });
}

/** Signs out, and deletes the data that this device cached for reading without a network. */
export async function leave(): Promise<void> {
  const { auth, db } = connection();
  await signOut(auth);
  await terminate(db);
  // Another window of this browser may still use the cache. It is deleted when that window signs out.
  await clearIndexedDbPersistence(db).catch(() => undefined);
  location.assign('/');
}
