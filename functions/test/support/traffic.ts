import { Transform, type Readable } from 'node:stream';
import { z } from 'zod';
import { database } from '../../src/firestore/database';

/** What a task cost, as Firestore bills it. */
export interface Traffic {
  /** Documents: those asked for by id, and the results of queries, of which each costs at least one. */
  read: number;
  written: number;
  /** Requests, one after the other or not. */
  rpcs: number;
}

/** The two funnels of the Firestore client that all of its requests go through. */
interface Wire {
  request(method: string, request: unknown, ...rest: unknown[]): Promise<unknown>;
  requestStream(
    method: string,
    isBidirectional: boolean,
    request: unknown,
    ...rest: unknown[]
  ): Promise<Readable>;
}

const commitSchema = z.object({ writes: z.array(z.unknown()) });
const batchGetSchema = z.object({ documents: z.array(z.unknown()) });
const queryResponseSchema = z.object({ document: z.unknown() });

/** A client, of this process unless another is given. Throws where its version has other internals. */
function wire(db: object = database()): Wire {
  if (isWire(db)) return db;
  throw new Error('This version of the Firestore client has no `request` and `requestStream`');
}

function isWire(db: object): db is Wire {
  return (
    typeof Reflect.get(db, 'request') === 'function' &&
    typeof Reflect.get(db, 'requestStream') === 'function'
  );
}

/** Counts the requests of a task on their way to Firestore, which they all reach unchanged. */
export async function measure(task: () => Promise<unknown>): Promise<Traffic> {
  const traffic: Traffic = { read: 0, written: 0, rpcs: 0 };
  const client = wire();
  const request = client.request.bind(client);
  const requestStream = client.requestStream.bind(client);
  const spies = [
    jest.spyOn(client, 'request').mockImplementation((method, body, ...rest) => {
      if (method !== 'commit') throw new Error(`Cannot count the request ${method}`);
      traffic.rpcs += 1;
      traffic.written += commitSchema.parse(body).writes.length;
      return request(method, body, ...rest);
    }),
    jest.spyOn(client, 'requestStream').mockImplementation(async (method, way, body, ...rest) => {
      traffic.rpcs += 1;
      if (method === 'batchGetDocuments') {
        traffic.read += batchGetSchema.parse(body).documents.length;
        return requestStream(method, way, body, ...rest);
      }
      if (method !== 'runQuery') throw new Error(`Cannot count the request ${method}`);
      let found = 0;
      return throughCounter(
        await requestStream(method, way, body, ...rest),
        (response) => {
          if (queryResponseSchema.safeParse(response).data?.document) found += 1;
        },
        () => {
          traffic.read += Math.max(1, found);
        },
      );
    }),
  ];
  try {
    await task();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return traffic;
}

function throughCounter(
  stream: Readable,
  see: (chunk: unknown) => void,
  end: () => void,
): Transform {
  const counter = new Transform({
    objectMode: true,
    transform(chunk: unknown, _encoding, pass) {
      see(chunk);
      pass(null, chunk);
    },
    flush(pass) {
      end();
      pass();
    },
  });
  stream.on('error', (error) => counter.destroy(error));
  return stream.pipe(counter);
}

// --- Faults ------------------------------------------------------------------------------------

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
  const client = wire(db);
  let requests = 0;
  let isReached = false;
  const meet = async <Answer>(send: () => Promise<Answer>): Promise<Answer> => {
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
  };
  const request = client.request.bind(client);
  const requestStream = client.requestStream.bind(client);
  const spies = [
    jest.spyOn(client, 'request').mockImplementation((...all) => meet(() => request(...all))),
    jest
      .spyOn(client, 'requestStream')
      .mockImplementation((...all) => meet(() => requestStream(...all))),
  ];
  return {
    isReached: () => isReached,
    calm: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
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
