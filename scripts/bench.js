#!/usr/bin/env node
// npm run bench: measures Embudo and its alternatives, prints a table for each question, and stores all figures.
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { freePorts, withEmulators } from './emulators.js';
import { root } from './install.js';
import { runVisibly } from './processes.js';

const USAGE = `Measures Embudo beside its alternatives, on the emulators (BENCHMARKS.md).

  npm run bench                                 everything, in about half an hour
  npm run bench -- --runs 9                     repeat each load of many events nine times, not five
  npm run bench -- --only contention,latency    some measures: correctness, cost, volume, latency, contention,
                                                deployed, cold start, growth, memory,
                                                "heavy leads", scale
  npm run bench -- --scale 1000,100000          the operator's tool with these numbers of appointments
                                                (100,000 take hours)
  npm run bench -- --smoke                      a small run of everything, to see that it works
  npm run bench -- --official                   with the official Firestore emulator (Java 21 or newer)

Prints a table for each measure. Writes bench/results/latest.json, or latest.partial.json with --only
or --smoke. Exits with 1 if Embudo was not exact or needed more memory than an instance has, but never because
of a time.`;

const RESULTS = join(root, 'bench', 'results');

const options = {
  usage: USAGE,
  flags: ['smoke', 'official'],
  values: { runs: undefined, only: undefined, scale: undefined },
};
await mainWithArguments(options, async ({ smoke, official, ...values }) => {
  const isWhole = !smoke && values.only === undefined;
  const words = [
    ...(smoke ? ['--smoke'] : []),
    ...Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' && ['runs', 'only', 'scale'].includes(name)
        ? [`--${name}`, value]
        : [],
    ),
    ...['--out', join(RESULTS, isWhole ? 'latest.json' : 'latest.partial.json')],
  ];
  return withEmulators({ ports: await freePorts(), official, bare: true }, (environment) =>
    runVisibly(process.execPath, ['--import', 'tsx', 'bench/bench.ts', ...words], {
      cwd: root,
      env: { ...process.env, ...environment },
    }),
  );
});
