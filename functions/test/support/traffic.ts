import { Transform, type Readable } from 'node:stream';
import type { Firestore } from 'firebase-admin/firestore';
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

/** A client, of this process unless another is given. Throws where its version has other internals. */
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

/** Puts other funnels in a client's place until the answer is called. */
export function intercept(client: Wire, funnels: Wire): () => void {
  const own: Wire = {
    request: client.request.bind(client),
    requestStream: client.requestStream.bind(client),
  };
  Object.assign(client, funnels);
  return () => {
    Object.assign(client, own);
  };
}

/** Has every request of a client go through `meet`, which sends it or not, until the answer is called. */
export function interceptAll(
  client: Wire,
  meet: <Answer>(send: () => Promise<Answer>) => Promise<Answer>,
): () => void {
  const request = client.request.bind(client);
  const requestStream = client.requestStream.bind(client);
  return intercept(client, {
    request: (...all) => meet(() => request(...all)),
    requestStream: (...all) => meet(() => requestStream(...all)),
  });
}

/** Counts the requests of a task on their way to Firestore, which they all reach unchanged. */
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
    },
  });
  try {
    await task();
  } finally {
    restore();
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
