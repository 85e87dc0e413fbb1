// Prints the closing line of a test run, "N passed, N failed[, N skipped]", from Jest's JSON results.
import { readFileSync } from 'node:fs';

const totals = readTotals(process.argv[2]);
const parts = [`${totals.passed} passed`, `${totals.failed} failed`];
if (totals.skipped > 0) {
  parts.push(`${totals.skipped} skipped`);
}
console.log(parts.join(', '));

function readTotals(file) {
  let results;
  try {
    results = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Jest did not live to write its results: that is one failure, whatever ran before.
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return {
    passed: results.numPassedTests,
    // A file that cannot be loaded has no tests to count, but has failed all the same.
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
