/**
 * Drafts that outlive the tab and the browser, on the person's own device (device.ts). They are in a database of their own,
 * since the browser deletes the files of a database with it: what is removed from local storage stays in its file. A page
 * reads them once, so that its forms need not wait for theirs. After each change it tells the other tabs to read them again.
 */
import { DRAFTS } from './device';
import type { DraftStorage } from './drafts';

const STORE = 'drafts';

let database: IDBDatabase | null = null;
let opening: Promise<void> | null = null;
const drafts = new Map<string, string>();
const channel = new BroadcastChannel(DRAFTS);
const listeners = new Set<() => void>();

/** Reads the drafts of this device. Where the browser has no database, they last as long as the page. */
export function openDeviceDrafts(): Promise<void> {
  opening ??= open().catch(() => undefined);
  return opening;
}

/** Calls `onChange` when another tab has kept or dropped a draft. Returns what ends that. */
export function watchDeviceDrafts(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

/** It has what {@link openDeviceDrafts} has read. */
export const deviceDrafts: DraftStorage = {
  keys: () => [...drafts.keys()],
  getItem: (key) => drafts.get(key) ?? null,
  setItem: (key, draft) => {
    drafts.set(key, draft);
    write((store) => store.put(draft, key));
  },
  removeItem: (key) => {
    drafts.delete(key);
    write((store) => store.delete(key));
  },
};

async function open(): Promise<void> {
  const request = indexedDB.open(DRAFTS);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE);
  };
  const opened = await resultOf(request);
  // The end of the session deletes it. Nothing is kept after that.
  opened.onversionchange = () => {
    opened.close();
    database = null;
    drafts.clear();
  };
  database = opened;
  await readAll(opened);
  channel.onmessage = () => {
    if (database === null) return;
    void readAll(database).then(() => {
      for (const notify of listeners) notify();
    });
  };
}

async function readAll(opened: IDBDatabase): Promise<void> {
  const store = opened.transaction(STORE).objectStore(STORE);
  const [keys, kept] = await Promise.all([
    resultOf(store.getAllKeys()),
    resultOf<unknown[]>(store.getAll()),
  ]);
  drafts.clear();
  kept.forEach((draft, n) => {
    const key = keys[n];
    if (typeof key === 'string' && typeof draft === 'string') drafts.set(key, draft);
  });
}

/** Writes at once: the page may be left before anything could wait. */
function write(change: (store: IDBObjectStore) => void): void {
  if (database === null) return;
  const transaction = database.transaction(STORE, 'readwrite');
  change(transaction.objectStore(STORE));
  transaction.commit();
  transaction.oncomplete = () => {
    channel.postMessage(null);
  };
}

function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('The drafts cannot be read'));
    };
  });
}
