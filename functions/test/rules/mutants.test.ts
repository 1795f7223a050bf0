/**
 * Tests of the tests: if any one condition of the rules is weakened, a test of this folder must fail. A mutant
 * that survives is a condition that is not needed, or that no test proves.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectTests, type CollectedTest } from '../support/collectedTests';
import { empty } from '../support/emptyProject';
import { canDiffer, readEvaluated, type Evaluated } from '../support/evaluatedRules';
import { putRules } from '../support/putRules';
import { mutateRules, type RuleMutant } from '../support/ruleMutants';
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

const rules = readFileSync(join(__dirname, '../../../firestore.rules'), 'utf8');

/** Puts rules into force in this project alone, and deletes its documents. */
async function enforce(content: string): Promise<void> {
  await empty(PROJECT);
  await putRules(PROJECT, content);
  await denyFormerStaff();
}

/** What each test evaluates under the rules as they are. The fastest test comes first. */
let played: { test: CollectedTest; evaluated: Evaluated[] }[] = [];

/**
 * The name of the first test that fails with a mutant, if one does. A mutant can only change the answer to a test that
 * evaluates the condition to another value than the one that replaces it: those tests run first, and of them first
 * the one that failed last.
 */
async function firstFailure(mutant: RuleMutant): Promise<string | undefined> {
  const [near, far] = [true, false].map((isNear) =>
    played.filter(({ evaluated }) => canDiffer(evaluated, mutant) === isNear),
  );
  for (const each of [...(near ?? []), ...(far ?? [])]) {
    try {
      await each.test.run();
    } catch (error) {
      if (!isFailedExpectation(error)) throw error;
      played = [each, ...played.filter((other) => other !== each)];
      return each.test.name;
    }
  }
  return undefined;
}

/** Whether a test failed because of what it expects, and not because something is broken. */
const isFailedExpectation = (error: unknown) => error instanceof Error && 'matcherResult' in error;

beforeAll(async () => {
  for (const prepare of before) await prepare();
});
afterAll(async () => {
  for (const finish of after) await finish();
});

test('the rules as they are pass', async () => {
  const took = new Map<CollectedTest, number>();
  await enforce(rules);
  for (const each of tests) {
    await putRules(PROJECT, rules); // What the test before evaluated is forgotten.
    const began = performance.now();
    await each.run();
    took.set(each, performance.now() - began);
    played.push({ test: each, evaluated: await readEvaluated(PROJECT) });
  }
  played.sort((one, other) => (took.get(one.test) ?? 0) - (took.get(other.test) ?? 0));
});

test.each(mutateRules(rules))('a test fails with $name', async (mutant) => {
  await enforce(mutant.rules);
  expect(await firstFailure(mutant)).toBeDefined();
});
