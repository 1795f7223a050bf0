/** What is loaded before the Firebase CLI: the Auth emulator's router does not check that its schemas are schemas. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PRELOAD = join(__dirname, '..', 'quickAuthEmulator.cjs');

/** Compiles what is no schema with the package that the Auth emulator's router compiles with. */
const COMPILE = `
  const { dirname } = require('node:path');
  const from = (file) => ({ paths: [dirname(file)] });
  const router = require.resolve('exegesis', from(require.resolve('firebase-tools')));
  const { default: Ajv } = require(require.resolve('ajv', from(router)));
  new Ajv({ logger: false }).compile({ title: 7 });
`;

const run = (...words: string[]) =>
  spawnSync(process.execPath, [...words, '--eval', COMPILE], { cwd: __dirname, encoding: 'utf8' });

test('a schema is checked without it, and not with it', () => {
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('schema is invalid') });
  expect(run('--require', PRELOAD)).toMatchObject({ status: 0, stderr: '' });
});
