/** Reads how many tests ran from the JSON reports of Vitest and Playwright. */
import { readFileSync } from 'node:fs';

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function numbers(report) {
  if (report?.stats) {
    const { expected, unexpected, flaky, skipped } = report.stats;
    return { passed: expected, failed: unexpected + flaky, skipped };
  }
  return {
    passed: report?.numPassedTests ?? 0,
    failed: report?.numFailedTests ?? 0,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}

/**
 * A runner that failed outside its tests, or ran none, is one failure more: silence is not success.
 * @param {boolean} ok how the runner's process ended
 */
export function countTests(path, ok) {
  const { passed, failed, skipped } = numbers(read(path));
  if (passed + failed === 0) return { passed: 0, failed: 1, note: 'no test was run' };
  const note = skipped > 0 ? `${skipped} skipped` : '';
  if (!ok && failed === 0) return { passed, failed: 1, note: 'failed outside its tests' };
  return { passed, failed, note };
}
