import { database } from '../../src/firestore/database';
import { interceptAll, wire } from './traffic';

/** The gRPC status codes that these tests let Firestore answer with. */
export const CODES = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  alreadyExists: 6,
  failedPrecondition: 9,
  aborted: 10,
  unavailable: 14,
} as const;
export type Code = keyof typeof CODES;

function failure(code: Code): Error {
  return Object.assign(new Error(`${code}, made by a test`), { code: CODES[code] });
}

/**
 * The next commit of this process does not reach Firestore, or its answer does not come back, if there is
 * one before the answer is called.
 */
export function failNextCommit(
  code: Code,
  when: 'before it is applied' | 'after it was applied',
): () => void {
  const client = wire();
  const request = client.request.bind(client);
  const spy = jest.spyOn(client, 'request').mockImplementationOnce(async (...args) => {
    if (when === 'after it was applied') await request(...args);
    throw failure(code);
  });
  return () => {
    spy.mockRestore();
  };
}

/** What becomes of a request: an answer that is an error, or the death of the process that waits for it. */
export type Fault =
  | { code: Code; when: 'before it is applied' | 'after it was applied' }
  | { dies: 'before' | 'after'; when?: undefined };

export interface Disturbance {
  isReached: () => boolean;
  /** Leaves the requests from now on alone. */
  calm: () => void;
}

/**
 * One of the requests that a process makes from now on, the `nth` (from 0), meets a fault: a read, a
 * query or a commit. A process that dies gets no answer any more, nor does anything else that it does.
 */
export function disturb(nth: number, fault: Fault, db = database()): Disturbance {
  let requests = 0;
  let isReached = false;
  const calm = interceptAll(wire(db), async (send) => {
    const isDead = isReached && 'dies' in fault;
    requests += 1;
    if (requests !== nth + 1 && !isDead) return send();
    if ('dies' in fault) {
      if (fault.dies === 'after' && !isReached) await send().catch(() => undefined);
      isReached = true;
      return new Promise<never>(() => undefined);
    }
    isReached = true;
    if (fault.when === 'after it was applied') await send();
    throw failure(fault.code);
  });
  return { isReached: () => isReached, calm };
}

/** No commit of this process reaches Firestore until the answer is called. */
export function failEveryCommit(code: Code): () => void {
  const spy = jest.spyOn(wire(), 'request').mockImplementation(() => Promise.reject(failure(code)));
  return () => {
    spy.mockRestore();
  };
}

/**
 * The next commit of this process waits before it is sent: `isReached` tells that it was decided, and
 * `release` sends it.
 */
export function holdNextCommit(): { isReached: () => boolean; release: () => void } {
  const client = wire();
  const request = client.request.bind(client);
  let isReached = false;
  let release = (): void => {};
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  jest.spyOn(client, 'request').mockImplementationOnce(async (...args) => {
    isReached = true;
    await opened;
    return request(...args);
  });
  return { isReached: () => isReached, release };
}
