/** Collects the tests of other files instead of running them, so that they can be run repeatedly. */

export interface CollectedTest {
  name: string;
  run: () => unknown;
}

export interface CollectedTests {
  tests: CollectedTest[];
  before: (() => unknown)[];
  after: (() => unknown)[];
}

/**
 * Collects the tests that `load` declares, and their hooks. Supports what the tests of the rules use:
 * `describe`, `test`, their `each`, `beforeAll` and `afterAll`.
 */
export function collectTests(load: () => void): CollectedTests {
  const collected: CollectedTests = { tests: [], before: [], after: [] };
  const path: string[] = [];
  const describe = (name: string, declare: () => void) => {
    path.push(name);
    declare();
    path.pop();
  };
  const test = (name: string, run: () => unknown) => {
    collected.tests.push({ name: [...path, name].join(' › '), run });
  };
  const each =
    (declare: (name: string, run: () => unknown) => void) =>
    (rows: readonly unknown[]) =>
    (name: string, run: (...values: unknown[]) => unknown) => {
      for (const row of rows) {
        const values: unknown[] = Array.isArray(row) ? row : [row];
        declare(`${name} (${JSON.stringify(values[0])})`, () => run(...values));
      }
    };
  const collecting = {
    describe: Object.assign(describe, { each: each(describe) }),
    test: Object.assign(test, { each: each(test) }),
    beforeAll: (run: () => unknown) => collected.before.push(run),
    afterAll: (run: () => unknown) => collected.after.push(run),
  };
  const { describe: ownDescribe, test: ownTest, beforeAll, afterAll } = globalThis;
  Object.assign(globalThis, collecting);
  try {
    load();
  } finally {
    Object.assign(globalThis, { describe: ownDescribe, test: ownTest, beforeAll, afterAll });
  }
  return collected;
}
