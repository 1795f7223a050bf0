// A reporter of Jest: the files of tests that took longest (`npm test -- --durations`).
const { relative } = require('node:path');

const SHOWN = 15;

module.exports = class {
  onRunComplete(_contexts, { testResults }) {
    const slowest = testResults
      .map(({ testFilePath, perfStats }) => ({ testFilePath, seconds: perfStats.runtime / 1000 }))
      .sort((one, other) => other.seconds - one.seconds)
      .slice(0, SHOWN)
      .map(
        ({ testFilePath, seconds }) =>
          `${seconds.toFixed(1).padStart(7)} s  ${relative(process.cwd(), testFilePath)}`,
      );
    console.log(['The slowest files:', ...slowest].join('\n'));
  }
};
