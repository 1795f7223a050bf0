import { z } from 'zod';
import { database } from '../../src/firestore/database';
import { intercept, interceptAll, wire } from './traffic';

/** The gRPC status codes of the errors that the tests inject. */
const CODES = {
  invalidArgument: 3,
  deadlineExceeded: 4,
  alreadyExists: 6,
  permissionDenied: 7,
  failedPrecondition: 9,
  aborted: 10,
  unavailable: 14,
} as const;
export type Code = keyof typeof CODES;

/** An error as the Firestore client throws it. */
export function failure(code: Code): Error {
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

const commitSchema = z.object({
  writes: z.array(z.object({ update: z.object({ name: z.string() }).nullish() })),
});

/**
 * Makes every commit of this process fail that writes one of these documents, with that document's error.
 * The function that is returned takes the faults away.
 */
export function failCommitsOf(
  faults: readonly (readonly [ref: { path: string }, error: Error])[],
): () => void {
  const client = wire();
  const request = client.request.bind(client);
  const spy = jest.spyOn(client, 'request').mockImplementation((method, body, ...rest) => {
    const names = commitSchema.parse(body).writes.map(({ update }) => update?.name);
    const fault = faults.find(([{ path }]) =>
      names.some((name) => name?.endsWith(`/documents/${path}`)),
    );
    return fault === undefined ? request(method, body, ...rest) : Promise.reject(fault[1]);
  });
  return () => {
    spy.mockRestore();
  };
}

/** Makes every query of this process fail, until `remove` is called. `queries` counts them. */
export function failQueries(error: Error): { queries: () => number; remove: () => void } {
  const client = wire();
  const requestStream = client.requestStream.bind(client);
  let queries = 0;
  const remove = intercept(client, {
    request: client.request.bind(client),
    requestStream: (method, ...rest) => {
      if (method !== 'runQuery') return requestStream(method, ...rest);
      queries += 1;
      return Promise.reject(error);
    },
  });
  return { queries: () => queries, remove };
}

/** A request that is held back: a stand-in for one that is never answered. */
export interface HeldRequest {
  /** Whether the request was made. */
  isReached: () => boolean;
  /** Sends it. */
  release: () => void;
  /** Resolves once it is answered, or has failed. */
  ended: Promise<void>;
}

/** Holds back the next commit of this process. */
export function holdNextCommit(): HeldRequest {
  const client = wire();
  const request = client.request.bind(client);
  const { pass, ...held } = newGate();
  jest.spyOn(client, 'request').mockImplementationOnce((...all) => pass(() => request(...all)));
  return held;
}

/** Holds back the next read or query of this process. */
export function holdNextRead(): HeldRequest {
  const client = wire();
  const requestStream = client.requestStream.bind(client);
  const { pass, ...held } = newGate();
  jest
    .spyOn(client, 'requestStream')
    .mockImplementationOnce((...all) => pass(() => requestStream(...all)));
  return held;
}

function newGate(): HeldRequest & {
  pass: <Answer>(send: () => Promise<Answer>) => Promise<Answer>;
} {
  let isReached = false;
  let release = (): void => {};
  let end = (): void => {};
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    isReached: () => isReached,
    release,
    ended,
    pass: async (send) => {
      isReached = true;
      await opened;
      return send().finally(end);
    },
  };
}
