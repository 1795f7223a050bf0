/** The tests of other files, gathered instead of run, so that they can be run again and again. */

interface CollectedTest {
  name: string;
  run: () => unknown;
}

export interface CollectedTests {
  tests: CollectedTest[];
  before: (() => unknown)[];
  after: (() => unknown)[];
}

/**
 * Gathers the tests that `load` declares, with what is to be run before and after all of them. It knows
 * what the tests of the rules use: `describe`, `test`, their `each`, `beforeAll` and `afterAll`.
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
  const { describe: itsDescribe, test: itsTest, beforeAll, afterAll } = globalThis;
  Object.assign(globalThis, collecting);
  try {
    load();
  } finally {
    Object.assign(globalThis, { describe: itsDescribe, test: itsTest, beforeAll, afterAll });
  }
  return collected;
}
