import { initializeApp, type FirebaseApp } from 'firebase/app';
import {
  browserSessionPersistence,
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
  type Auth,
} from 'firebase/auth';
import type { Firestore } from 'firebase/firestore';
import type { Functions } from 'firebase/functions';
import { readConfig, readEmulators, type Emulators } from './config';

/** Where the database keeps what it has read: on the disk of one's own device, or only while the page is open. */
export type CachePlace = 'disk' | 'memory';

/** The agency's project, with the rights of the signed-in person. */
export class Connection {
  private opened: Firestore | null = null;

  constructor(
    private readonly app: FirebaseApp,
    readonly auth: Auth,
    private readonly emulators: Emulators | null,
  ) {}

  /** The database. Throws while nobody with a role is signed in. */
  get db(): Firestore {
    if (this.opened === null) throw new Error('The database is closed: nobody is signed in');
    return this.opened;
  }

  /**
   * Opens the database, if it is closed. The Firestore SDK, most of the app's size, is loaded only now, and where
   * it keeps its cache cannot be changed later. Does nothing if it is no longer wanted once the SDK has loaded.
   */
  async openDatabase(cache: CachePlace, isWanted: () => boolean): Promise<void> {
    if (this.opened !== null) return;
    const { openFirestore } = await import('./database');
    if (isWanted()) this.opened ??= openFirestore(this.app, this.emulators?.firestore, cache);
  }

  /** Ends all listeners and closes the files of the cache. */
  async closeDatabase(): Promise<void> {
    if (this.opened === null) return;
    const { closeFirestore } = await import('./database');
    await closeFirestore(this.opened);
  }

  /** Loaded when somebody moves a lead for the first time. */
  async functions(): Promise<Functions> {
    const { connectFunctionsEmulator, getFunctions } = await import('firebase/functions');
    const functions = getFunctions(this.app, import.meta.env.VITE_REGION);
    if (this.emulators !== null) {
      const { host, port } = this.emulators.functions;
      connectFunctionsEmulator(functions, host, port);
    }
    return functions;
  }
}

let connected: Connection | null = null;

/** The connection. Throws before the app has started. */
export function connection(): Connection {
  if (connected === null) throw new Error('The app has not connected yet');
  return connected;
}

let connecting: Promise<Connection> | null = null;

/** Connects once. Rejects if there is no network and this device does not know its project. */
export function connect(): Promise<Connection> {
  connecting ??= startConnection();
  return connecting;
}

async function startConnection(): Promise<Connection> {
  const [{ projectId, apiKey, appId }, emulators, startAppCheck] = await Promise.all([
    readConfig(),
    readEmulators(),
    loadAppCheck(),
  ]);
  const app = initializeApp({ projectId, apiKey, ...(appId !== undefined && { appId }) });
  startAppCheck?.(app);
  // Somebody who is signed in is found in either place. A sign-in says in which one it is kept.
  const persistence = [indexedDBLocalPersistence, browserSessionPersistence];
  const auth = initializeAuth(app, { persistence });
  if (emulators !== null) {
    const { host, port } = emulators.auth;
    connectAuthEmulator(auth, `http://${host}:${String(port)}`, { disableWarnings: true });
  }
  connected = new Connection(app, auth, emulators);
  return connected;
}

/** Loads App Check. By default a deployed `changeLeadStatus` refuses calls without it. Null if it is off. */
async function loadAppCheck(): Promise<((app: FirebaseApp) => void) | null> {
  const siteKey = import.meta.env.VITE_APP_CHECK_SITE_KEY;
  if (siteKey === '') return null;
  const { initializeAppCheck, ReCaptchaEnterpriseProvider } = await import('firebase/app-check');
  return (app) => {
    initializeAppCheck(app, {
      provider: new ReCaptchaEnterpriseProvider(siteKey),
      isTokenAutoRefreshEnabled: true,
    });
  };
}
