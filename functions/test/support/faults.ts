import { database } from '../../src/firestore/database';
import { interceptAll, wire } from './traffic';

/** The gRPC status codes of the errors that the tests inject. */
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
 * Makes the next commit of this process fail: it does not reach Firestore, or its answer is lost. The
 * function that is returned takes the fault away.
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

/** What happens to a request: it is answered with an error, or its process dies. */
export type Fault =
  | { code: Code; when: 'before it is applied' | 'after it was applied' }
  | { dies: 'before' | 'after'; when?: undefined };

export interface InjectedFault {
  /** Whether the request that fails was made. */
  isReached: () => boolean;
  /** Lets every later request through. */
  remove: () => void;
}

/**
 * Injects a fault into the `nth` request (from 0) that a process makes from now on: a read, a query or a
 * commit. A process that dies gets no answer to that request or to any later one.
 */
export function injectFault(nth: number, fault: Fault, db = database()): InjectedFault {
  let requests = 0;
  let isReached = false;
  const remove = interceptAll(wire(db), async (send) => {
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
  return { isReached: () => isReached, remove };
}

/** Makes every commit of this process fail until the function that is returned is called. */
export function failEveryCommit(code: Code): () => void {
  const spy = jest.spyOn(wire(), 'request').mockImplementation(() => Promise.reject(failure(code)));
  return () => {
    spy.mockRestore();
  };
}

/**
 * Holds back the next commit of this process. `isReached` says whether it was decided; `release` sends it.
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
