import { Transform, type Readable } from 'node:stream';
import type { Firestore } from 'firebase-admin/firestore';
import { z } from 'zod';
import { database } from '../../src/firestore/database';

/** The cost of a task, as Firestore bills it. */
export interface Traffic {
  /** Documents read by id, and results of queries. A query costs at least one, a count of up to 1,000 just one. */
  read: number;
  written: number;
  /** Requests, whether one after the other or not. */
  rpcs: number;
}

/** The two methods of the Firestore client that send all of its requests. */
export interface Wire {
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

/** The methods of a client, by default of this process. Throws if its version has other internals. */
export function wire(db: object = database()): Wire {
  if (isWire(db)) return db;
  throw new Error('This version of the Firestore client has no `request` and `requestStream`');
}

function isWire(db: object): db is Wire {
  return (
    typeof Reflect.get(db, 'request') === 'function' &&
    typeof Reflect.get(db, 'requestStream') === 'function'
  );
}

/** Replaces a client's methods until the function that is returned is called. */
export function intercept(client: Wire, replacements: Wire): () => void {
  const own: Wire = {
    request: client.request.bind(client),
    requestStream: client.requestStream.bind(client),
  };
  Object.assign(client, replacements);
  return () => {
    Object.assign(client, own);
  };
}

/** Passes every request of a client to `handle`, until the function that is returned is called. */
export function interceptAll(
  client: Wire,
  handle: <Answer>(send: () => Promise<Answer>) => Promise<Answer>,
): () => void {
  const request = client.request.bind(client);
  const requestStream = client.requestStream.bind(client);
  return intercept(client, {
    request: (...all) => handle(() => request(...all)),
    requestStream: (...all) => handle(() => requestStream(...all)),
  });
}

/** Counts the requests of a task. They all reach Firestore unchanged. */
export async function measure(
  task: () => Promise<unknown>,
  db: Firestore = database(),
): Promise<Traffic> {
  const traffic: Traffic = { read: 0, written: 0, rpcs: 0 };
  const client = wire(db);
  const request = client.request.bind(client);
  const requestStream = client.requestStream.bind(client);
  const restore = intercept(client, {
    request: (method, body, ...rest) => {
      traffic.rpcs += 1;
      if (method === 'commit') traffic.written += commitSchema.parse(body).writes.length;
      else if (method !== 'beginTransaction' && method !== 'rollback') {
        throw new Error(`Cannot count the request ${method}`);
      }
      return request(method, body, ...rest);
    },
    requestStream: async (method, way, body, ...rest) => {
      traffic.rpcs += 1;
      if (method === 'batchGetDocuments') {
        traffic.read += batchGetSchema.parse(body).documents.length;
        return requestStream(method, way, body, ...rest);
      }
      if (method === 'runAggregationQuery') {
        traffic.read += 1;
        return requestStream(method, way, body, ...rest);
      }
      if (method !== 'runQuery') throw new Error(`Cannot count the request ${method}`);
      let found = 0;
      return countChunks(
        await requestStream(method, way, body, ...rest),
        (response) => {
          if (queryResponseSchema.safeParse(response).data?.document) found += 1;
        },
        () => {
          traffic.read += Math.max(1, found);
        },
      );
    },
  });
  try {
    await task();
  } finally {
    restore();
  }
  return traffic;
}

function countChunks(
  stream: Readable,
  onChunk: (chunk: unknown) => void,
  onEnd: () => void,
): Transform {
  const counter = new Transform({
    objectMode: true,
    transform(chunk: unknown, _encoding, pass) {
      onChunk(chunk);
      pass(null, chunk);
    },
    flush(pass) {
      onEnd();
      pass();
    },
  });
  stream.on('error', (error) => counter.destroy(error));
  return stream.pipe(counter);
}
