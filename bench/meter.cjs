/**
 * Meters a process. It is loaded before the program itself (`--require`). When the process ends, it writes
 * one line of JSON to file descriptor 3, `Metered` of scale.ts: its peak memory, its CPU time, and its reads
 * from Firestore.
 */
const { writeSync } = require('node:fs');
const { Transform } = require('node:stream');
const { Firestore } = require('firebase-admin/firestore');

let [read, rpcs] = [0, 0];

const { requestStream } = Firestore.prototype;
Firestore.prototype.requestStream = async function (method, isBidirectional, request, ...rest) {
  rpcs += 1;
  read += request.documents?.length ?? 0;
  const stream = await requestStream.call(this, method, isBidirectional, request, ...rest);
  if (method !== 'runQuery') return stream;
  const counted = new Transform({
    objectMode: true,
    transform(response, _encoding, pass) {
      if (response.document) read += 1;
      pass(null, response);
    },
  });
  stream.on('error', (error) => counted.destroy(error));
  return stream.pipe(counted);
};

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const metered = {
    peakMegabytes: Math.round(maxRSS / 1_024),
    cpuSeconds: Math.round((userCPUTime + systemCPUTime) / 1_000_000),
    read,
    rpcs,
  };
  writeSync(3, JSON.stringify(metered));
});
