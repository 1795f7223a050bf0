/**
 * Meters a process. It is loaded before the program itself (`--import`). When the process ends, it writes
 * one line of JSON to file descriptor 3: its peak memory, its CPU time, and its reads from Firestore.
 */
import { writeSync } from 'node:fs';
import { Transform } from 'node:stream';
import { Firestore } from 'firebase-admin/firestore';

export interface Metered {
  /** The highest resident memory of the process. */
  peakMegabytes: number;
  /** The CPU time of all threads. Waiting for Firestore does not count. */
  cpuSeconds: number;
  /** Documents that were read by id, and results of queries. */
  read: number;
  rpcs: number;
}

let [read, rpcs] = [0, 0];

type RequestStream = (
  method: string,
  isBidirectional: boolean,
  request: { documents?: readonly unknown[] },
  ...rest: unknown[]
) => Promise<NodeJS.ReadableStream>;

const prototype = Firestore.prototype as unknown as { requestStream: RequestStream };
const { requestStream } = prototype;
prototype.requestStream = async function (method, isBidirectional, request, ...rest) {
  rpcs += 1;
  read += request.documents?.length ?? 0;
  const stream = await requestStream.call(this, method, isBidirectional, request, ...rest);
  if (method !== 'runQuery') return stream;
  const counted = new Transform({
    objectMode: true,
    transform(response: { document?: unknown }, _encoding, pass) {
      if (response.document) read += 1;
      pass(null, response);
    },
  });
  stream.on('error', (error: Error) => counted.destroy(error));
  return stream.pipe(counted);
};

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const metered: Metered = {
    peakMegabytes: Math.round(maxRSS / 1_024),
    cpuSeconds: Math.round((userCPUTime + systemCPUTime) / 1_000_000),
    read,
    rpcs,
  };
  writeSync(3, JSON.stringify(metered));
});
