// Prints `N passed, N failed` from vitest's JSON report; without a report nothing passed, for a check before the tests failed.
import { existsSync, readFileSync } from 'node:fs';

const path = process.argv[2];
const report = path !== undefined && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;

const count = ({ numPassedTests, numFailedTests, numPendingTests, testResults }) => {
  // A file that does not load, or whose preparation fails, has no failed test, and is a failure all the same.
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
  return `${numPassedTests} passed, ${numFailedTests + broken.length} failed${skipped}`;
};

console.log(report === undefined ? '0 passed, 1 failed' : count(report));
