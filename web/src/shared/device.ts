/**
 * What this browser may keep on its disk, and how it is cleared (docs/security.md, Shared computers).
 *
 * 1. Only the owner's data is on the disk: the one person who ticked «Este es mi equipo». Their mark is written
 *    before Auth stores their session.
 * 2. A tab that keeps data on the disk holds the lock `DISK` together with the owner's other tabs.
 * 3. The disk is cleared by a tab that holds the lock alone: no other tab can be using it.
 */
const DISK = 'embudo-disk';
/** The database of the drafts that outlive the tab. */
export const DRAFTS = 'embudo-drafts';
/** The keys of drafts begin with this. */
export const DRAFT_PREFIX = 'embudo-draft-';
/** In localStorage: the owner's uid. */
const OWNER = 'embudo-owner';
/** In sessionStorage: this tab's session ends with the tab, and keeps nothing on the disk. */
const PASSING = 'embudo-passing';
/** In localStorage: the files of deleted databases may still be there. */
const UNCLEAN = 'embudo-unclean';
/** How long the owner's other tabs may take to end, and the browser to delete a database. */
const MAX_WAIT_MS = 5_000;

let release: (() => void) | null = null;
/** Remembered, since another tab that clears the disk also clears this tab's storage. */
let isPassing = sessionStorage.getItem(PASSING) !== null;

/** Whether what the signed-in person reads and types may be kept on this device. */
export function isOwnDevice(): boolean {
  return !isPassing;
}

/**
 * Where to keep what the signed-in person typed: beyond the tab only on their own device. The end of a session
 * clears both.
 */
export function personalStorage(): Storage {
  return isOwnDevice() ? localStorage : sessionStorage;
}

/** Whether there may be drafts, as far as that is known before they are read. */
export async function mayHaveDrafts(): Promise<boolean> {
  if (!isOwnDevice())
    return Object.keys(sessionStorage).some((key) => key.startsWith(DRAFT_PREFIX));
  return (await indexedDB.databases()).some(({ name }) => name === DRAFTS);
}

/** Whether a session was kept in this tab or on this device. */
export function hadSession(): boolean {
  return !isOwnDevice() || localStorage.getItem(OWNER) !== null;
}

/**
 * Prepares the device for a person who signs in, before anything of theirs is stored. Rejects if data of somebody
 * else cannot be cleared, since their tabs do not end.
 */
export async function settleIn(uid: string, isOwn: boolean): Promise<void> {
  isPassing = !isOwn;
  const owner = localStorage.getItem(OWNER);
  if (isPassing) {
    // The owner's tabs end, and clear this tab's storage with the disk: so this waits for them before it keeps anything.
    if (owner !== null && owner !== uid) await wipeAlone().catch(() => undefined);
    sessionStorage.setItem(PASSING, 'yes');
    return;
  }
  if (owner !== uid) await wipeAlone();
  await holdDisk();
  localStorage.setItem(OWNER, uid);
}

/** Takes a session up that was kept. Resolves to whether this device may still keep it. */
export async function resume(uid: string): Promise<boolean> {
  if (!isOwnDevice()) return true;
  await holdDisk();
  return localStorage.getItem(OWNER) === uid;
}

/**
 * Clears the tab and the disk after the end of a session. If the other tabs do not end in time, the next start with
 * nobody signed in clears the disk.
 */
export async function clearDevice(): Promise<void> {
  const isOwn = isOwnDevice();
  release?.();
  if (!isOwn) return clearUnused();
  sessionStorage.clear();
  await wipeAlone().catch(() => undefined);
}

/** Clears the tab, and the disk if no tab of its owner is open: at a start with nobody signed in. */
export async function clearUnused(): Promise<void> {
  isPassing = false;
  sessionStorage.clear();
  await navigator.locks.request(DISK, { ifAvailable: true }, (lock) =>
    lock === null ? undefined : wipe().catch(() => undefined),
  );
}

/** Resolves once this tab may use the disk, as it may until it is closed or its session ends. */
function holdDisk(): Promise<void> {
  if (release !== null) return Promise.resolve();
  return new Promise((hold) => {
    const isReleased = new Promise<void>((resolve) => {
      release = resolve;
    });
    void navigator.locks.request(DISK, { mode: 'shared' }, () => {
      hold();
      return isReleased;
    });
  });
}

async function wipeAlone(): Promise<void> {
  await navigator.locks.request(DISK, { signal: AbortSignal.timeout(MAX_WAIT_MS) }, wipe);
}

/**
 * Deletes what the board keeps on the disk, if it keeps anything there. Hosting's answer makes the browser delete the
 * files (Clear-Site-Data, firebase.json): a deleted database alone would leave its bytes in them. Without that answer
 * the databases are deleted, and a mark makes the next start with nobody signed in ask again.
 */
async function wipe(): Promise<void> {
  const databases = await indexedDB.databases();
  const names = databases.flatMap(({ name = '' }) =>
    name.startsWith('firestore/') || name === DRAFTS ? [name] : [],
  );
  if (names.length === 0 && localStorage.length === 0) return;
  localStorage.clear();
  localStorage.setItem(UNCLEAN, 'yes');
  await Promise.all(names.map(deleteDatabase));
  const { ok } = await fetch('/cleared.txt', {
    cache: 'no-store',
    signal: AbortSignal.timeout(MAX_WAIT_MS),
  });
  if (ok) localStorage.clear();
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      reject(new Error(`${name} is still in use`));
    }, MAX_WAIT_MS);
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => {
      resolve();
    };
    request.onerror = () => {
      reject(request.error ?? new Error(`${name} cannot be deleted`));
    };
  });
}
