import { getFirestore, type DocumentSnapshot, type Firestore } from 'firebase-admin/firestore';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { SOURCE_COLLECTIONS } from '../../src/domain/documents/sourceRef';
import { database } from '../../src/firestore/database';
import { eventOf, type DocumentEvent } from './events';
import { failure } from './faults';
import { projectId } from './ownProject';
import { intercept, wire } from './traffic';

const TRIGGERING = [...SOURCE_COLLECTIONS, 'leads'];

/** The events of every commit of this process, as triggers would receive them. */
export interface RecordedCommits {
  events: readonly DocumentEvent[];
  stop: () => Promise<void>;
}

/**
 * Records the events of every commit that this process makes from now on. `before` is called before each commit: what
 * another process writes then is not recorded.
 */
export async function recordCommits(before: () => Promise<void>): Promise<RecordedCommits> {
  const events: DocumentEvent[] = [];
  const app = initializeApp({ projectId }, crypto.randomUUID());
  const reader = getFirestore(app);
  const client = wire();
  const own = {
    request: client.request.bind(client),
    requestStream: client.requestStream.bind(client),
  };
  const restore = intercept(client, {
    ...own,
    request: async (method, ...rest) => {
      if (method !== 'commit') return own.request(method, ...rest);
      await before();
      const earlier = await readAll(reader);
      const answer = await own.request(method, ...rest);
      const later = await readAll(reader);
      for (const [path, was] of earlier) {
        const now = later.get(path) ?? (await reader.doc(path).get());
        if (now.updateTime?.isEqual(was.updateTime ?? now.updateTime) !== true) {
          events.push(eventOf(was, now));
        }
      }
      return answer;
    },
  });
  const stop = async () => {
    restore();
    await reader.terminate();
    await deleteApp(app);
  };
  await readAll(reader);
  return { events, stop };
}

async function readAll(db: Firestore): Promise<Map<string, DocumentSnapshot>> {
  const found = await Promise.all(TRIGGERING.map((name) => db.collection(name).get()));
  return new Map(found.flatMap(({ docs }) => docs.map((each) => [each.ref.path, each])));
}

/** What happens to a commit: its process dies before or after it was applied, or its answer is lost. */
export const COMMIT_FAULTS = ['dies before', 'dies after', 'answer is lost', 'is refused'] as const;
export type CommitFault = (typeof COMMIT_FAULTS)[number];

/**
 * Injects a fault into the `nth` commit (from 0) of this process. One that died gets no answer to anything, until `bury`
 * refuses all that it waits for: what would give up at its deadline, and say so, must not outlive its test.
 */
export function injectCommitFault(nth: number, fault: CommitFault) {
  const client = wire(database());
  const own = {
    request: client.request.bind(client),
    requestStream: client.requestStream.bind(client),
  };
  let commits = 0;
  let isReached = false;
  const isDead = () => isReached && fault.startsWith('dies');
  const unanswered: ((error: Error) => void)[] = [];
  const never = () => new Promise<never>((_, reject) => unanswered.push(reject));
  const bury = () => {
    for (const refuse of unanswered.splice(0)) refuse(failure('permissionDenied'));
  };
  const remove = intercept(client, {
    request: async (method, ...rest) => {
      if (isDead()) return never();
      if (method !== 'commit' || commits++ !== nth) return own.request(method, ...rest);
      if (fault !== 'dies before' && fault !== 'is refused') await own.request(method, ...rest);
      isReached = true;
      if (fault.startsWith('dies')) return never();
      throw failure(fault === 'is refused' ? 'aborted' : 'unavailable');
    },
    requestStream: (...all) => (isDead() ? never() : own.requestStream(...all)),
  });
  return { isReached: () => isReached, isDead, remove, bury };
}
