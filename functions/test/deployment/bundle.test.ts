/** The deployed bundle (`npm run build`). The packages that it loads decide how fast an instance starts. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import * as index from '../../src/index';

const functions = join(__dirname, '..', '..');

beforeAll(() => {
  execFileSync(process.execPath, ['build.mjs'], { cwd: functions });
});

/** The files under node_modules that a process loads to evaluate an expression. */
function loadedBy(expression: string): string[] {
  const print = `console.log(JSON.stringify(Object.keys(require.cache)))`;
  const printed = execFileSync(process.execPath, ['-e', `${expression}; ${print}`], {
    cwd: functions,
    env: { ...process.env, GCLOUD_PROJECT: 'demo-embudo' },
    encoding: 'utf8',
  });
  const paths = z.array(z.string()).parse(JSON.parse(printed));
  return paths.filter((path) => path.includes('node_modules'));
}

/** The packages that any Firestore trigger needs. */
const BARE_TRIGGER = [
  'firebase-functions/firestore',
  'firebase-admin/app',
  'firebase-admin/firestore',
].map((name) => `require('${name}')`);

/** What a trigger needs besides, as it calls others than Firestore. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  onStatusHistoryCreated: [`require('standardwebhooks')`],
  mailAgent: [`require('firebase-admin/auth')`],
};

const triggers = Object.keys(index).filter((name) => name.startsWith('on') || name in OWN);

test('the bundle exports exactly what index.ts exports', () => {
  const names = execFileSync(
    process.execPath,
    ['-e', `console.log(JSON.stringify(Object.keys(require('./lib'))))`],
    { cwd: functions, encoding: 'utf8' },
  );
  expect(JSON.parse(names)).toEqual(Object.keys(index));
});

test.each(triggers)('an instance of %s loads no more packages than it needs', (name) => {
  const bare = new Set(loadedBy([...BARE_TRIGGER, ...(OWN[name] ?? [])].join(';')));
  const loaded = loadedBy(`require('./lib').${name}`);
  expect(loaded.length).toBeGreaterThan(0);
  expect(loaded.filter((path) => !bare.has(path))).toEqual([]);
});
