/**
 * Google's APIs, served on loopback. The answers are written from the APIs' documentation and from what the
 * Firebase CLI reads: no live answer has been seen.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** What an address answers. */
export type Served =
  | { json: unknown }
  /** The pages of a list, of which each but the last names the next one. */
  | { pages: readonly object[] }
  | { status: number; json: unknown }
  | { text: string }
  /** The request is received, and never answered. */
  | { hangs: true };

/** Answers by address: host, path, and no query. Anything else is not found. */
export type Addresses = Readonly<Record<string, Served>>;

interface SentRequest {
  method: string;
  address: string;
  query: Readonly<Record<string, string>>;
  authorization: string | undefined;
  quotaProject: string | string[] | undefined;
}

export interface GoogleApis {
  /** Where a host is reached. */
  originOf: (host: string) => string;
  /** `127.0.0.1:…` */
  host: string;
  requests: readonly SentRequest[];
  close: () => Promise<void>;
}

/** An error as Google's APIs have it. */
export function googleError(status: number, name: string, reason?: string): Served {
  const details =
    reason === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com' }];
  const message = 'ana@agencia.example may not do that'; // Nothing of it may be printed.
  return { status, json: { error: { code: status, message, status: name, details } } };
}

export const NOT_FOUND = googleError(404, 'NOT_FOUND');
export const SERVICE_DISABLED = googleError(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED');
export const FORBIDDEN = googleError(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED');

/** Serves answers until `close`. Each address begins with the host, as in `firebase.googleapis.com/v1/…`. */
export async function serveGoogleApis(addresses: Addresses): Promise<GoogleApis> {
  const requests: SentRequest[] = [];
  const server = createServer((request, response) => {
    const { address, query } = addressOf(request);
    requests.push({
      method: request.method ?? '',
      address,
      query,
      authorization: request.headers.authorization,
      quotaProject: request.headers['x-goog-user-project'],
    });
    answer(response, addresses[address] ?? NOT_FOUND, query['pageToken']);
  });
  const port = await listen(server);
  const host = `127.0.0.1:${String(port)}`;
  return {
    originOf: (name) => `http://${host}/${name}`,
    host,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function addressOf({ url = '' }: IncomingMessage) {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  return { address: pathname.slice(1), query: Object.fromEntries(searchParams) };
}

function answer(response: ServerResponse, served: Served, pageToken = ''): void {
  response.setHeader('content-type', 'application/json');
  response.setHeader('metadata-flavor', 'Google'); // Credentials are asked of the same server.
  if ('hangs' in served) return;
  if ('text' in served) {
    response.end(served.text);
    return;
  }
  if ('pages' in served) {
    const n = pageToken === '' ? 0 : Number(pageToken.replace('page/', ''));
    const isLast = n === served.pages.length - 1;
    const nextPageToken = isLast ? '' : `page/${String(n + 1)}`;
    response.end(JSON.stringify({ ...served.pages[n], nextPageToken }));
    return;
  }
  if ('status' in served) response.statusCode = served.status;
  response.end(JSON.stringify(served.json));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return z.object({ port: z.number() }).parse(server.address()).port;
}
