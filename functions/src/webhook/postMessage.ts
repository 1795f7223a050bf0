import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopback, isPublic } from './publicAddress';

/** How long a message may take in all, from the look-up of the name to the status of the answer. */
const TIMEOUT_MS = 10_000;

/** Thrown if no answer came. The message says why, without the address or anything of the body. */
class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

export interface PostOptions {
  /** Whether the receiver may be on this machine, and without TLS. Only under the emulators. */
  allowsLoopback: boolean;
  timeoutMs?: number;
}

/**
 * Posts JSON, and resolves to the status of the answer, whose body is not read. A redirect is an answer like others: it is
 * not followed. Throws {@link NoAnswerError} if there was none in time, and if the address is not of the public internet.
 *
 * The addresses that the name stands for are judged where the connection looks them up, so it goes to none that was not.
 */
export async function postMessage(
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  { allowsLoopback, timeoutMs = TIMEOUT_MS }: PostOptions,
): Promise<number> {
  const url = readUrl(address, allowsLoopback);
  const isAllowed = (ip: string) => isPublic(ip) || (allowsLoopback && isLoopback(ip));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // The connection looks up no address that is written as one.
  if (isIP(host) !== 0 && !isAllowed(host)) throw new NoAnswerError(PRIVATE);
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Embudo',
          ...headers,
        },
        agent: false,
        lookup: lookUpAllowed(isAllowed),
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        response.on('error', () => {}).destroy();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => {
      reject(new NoAnswerError(reasonOf(error)));
    });
    sent.end(body);
  });
}

const PRIVATE = 'not an address of the public internet';

function readUrl(address: string, allowsHttp: boolean): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url?.protocol === 'https:' || (allowsHttp && url?.protocol === 'http:')) return url;
  throw new NoAnswerError('not an https address');
}

/** Looks a name up as connections do, and refuses it if one of its addresses is not allowed. */
function lookUpAllowed(isAllowed: (ip: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const [first] = found;
      if (first === undefined) callback(new NoAnswerError('no address'), []);
      else if (!found.every(({ address }) => isAllowed(address))) {
        callback(new NoAnswerError(PRIVATE), []);
      } else if (options.all) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

/** Codes such as `ECONNREFUSED`: the messages of Node have addresses in them. */
function reasonOf(error: NodeJS.ErrnoException): string {
  if (error instanceof NoAnswerError) return error.message;
  return error.name === 'AbortError' ? 'not within the time' : (error.code ?? error.name);
}
