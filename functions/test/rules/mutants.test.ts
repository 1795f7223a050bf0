/**
 * Tests of the tests: if any one condition of the rules is weakened, a test of this folder must fail. A mutant
 * that survives is a condition that is not needed, or that no test proves.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectTests } from '../support/collectedTests';
import { mutateRules } from '../support/ruleMutants';
import type * as Rules from '../support/rules';

const PROJECT = 'demo-embudo-rule-mutants';
process.env['RULES_PROJECT'] = PROJECT;

/* eslint-disable @typescript-eslint/no-require-imports -- the collector needs to load them */
const { denyFormerStaff } = require('../support/rules') as typeof Rules;
const { tests, before, after } = collectTests(() => {
  require('./appointments.test');
  require('./visits.test');
  require('./enquiries.test');
  require('./leads.test');
  require('./displayData.test');
  require('./inbox.test');
  require('./settings.test');
});
/* eslint-enable @typescript-eslint/no-require-imports */

const emulator = `http://${process.env['FIRESTORE_EMULATOR_HOST'] ?? ''}/emulator/v1/projects/${PROJECT}`;
const rules = readFileSync(join(__dirname, '../../../firestore.rules'), 'utf8');

/** Puts rules into force in this project alone, and deletes its documents. */
async function enforce(content: string): Promise<void> {
  await fetch(`${emulator}/databases/(default)/documents`, { method: 'DELETE' });
  const body = JSON.stringify({ rules: { files: [{ name: 'firestore.rules', content }] } });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${emulator}:securityRules`, { method: 'PUT', headers, body });
  if (!answer.ok) throw new Error(`These rules do not compile: ${await answer.text()}`);
  await denyFormerStaff();
}

/**
 * The name of the first test that fails, if one does. The tests of the collection run first, beginning with the
 * one that failed last: it often fails for the next condition too.
 */
async function firstFailure(collection = ''): Promise<string | undefined> {
  const [near, far] = [true, false].map((isNear) =>
    tests.filter(({ name }) => name.includes(collection) === isNear),
  );
  for (const each of [...(near ?? []), ...(far ?? [])]) {
    try {
      await each.run();
    } catch (error) {
      if (!isFailedExpectation(error)) throw error;
      tests.splice(tests.indexOf(each), 1);
      tests.unshift(each);
      return each.name;
    }
  }
  return undefined;
}

/** Whether a test failed because of what it expects, and not because something is broken. */
const isFailedExpectation = (error: unknown) => error instanceof Error && 'matcherResult' in error;

beforeAll(async () => {
  for (const prepare of before) await prepare();
}, 60_000);
afterAll(async () => {
  for (const finish of after) await finish();
});

test('the rules as they are pass', async () => {
  await enforce(rules);
  const took = new Map<unknown, number>();
  for (const each of tests) {
    const began = performance.now();
    await each.run();
    took.set(each, performance.now() - began);
  }
  tests.sort((one, other) => (took.get(one) ?? 0) - (took.get(other) ?? 0)); // The fastest ones first.
}, 60_000);

test.each(mutateRules(rules))(
  'a test fails with $name',
  async ({ rules: weakened, collection }) => {
    await enforce(weakened);
    expect(await firstFailure(collection)).toBeDefined();
  },
  60_000,
);
