#!/usr/bin/env node
// npm run bench: measures the product beside what people would write instead, and writes every figure down.
import { join } from 'node:path';
import { mainWithArguments } from './arguments.js';
import { freePorts, withEmulators } from './emulators.js';
import { root } from './install.js';
import { runVisibly } from './processes.js';

const USAGE = `Measures the product and what people would use instead, side by side, on the emulators (BENCHMARKS.md).

  npm run bench                                 everything; takes about half an hour
  npm run bench -- --runs 9                     each load of many events nine times, not five
  npm run bench -- --only contention,latency    some of it: correctness, cost, volume, latency, contention,
                                                deployed, cold start, growth, memory, scale
  npm run bench -- --scale 1000,100000          the operator's tool on as many appointments (hours at 100,000)
  npm run bench -- --smoke                      everything once, in little: to see that it works
  npm run bench -- --official                   with the official Firestore emulator (Java 21 or newer)

Prints a table for each, and writes functions/bench/results/latest.json where everything was measured (to
latest.partial.json with --only or --smoke). Ends with 1 where the product was not exact: never for its speed.`;

const OUT = join(root, 'functions', 'bench', 'results');

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
    ...['--out', join(OUT, isWhole ? 'latest.json' : 'latest.partial.json')],
  ];
  return withEmulators({ ports: await freePorts(), official, bare: true }, (environment) =>
    runVisibly(process.execPath, ['--import', 'tsx', 'functions/bench/bench.ts', ...words], {
      cwd: root,
      env: { ...process.env, ...environment },
    }),
  );
});
