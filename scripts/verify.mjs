/**
 * `npm run verify`: every check that needs no browser, in the time that a person waits for: of the unit
 * tests it takes those that what is not pushed yet can have an effect on. The pre-push hook runs it. Names
 * on the command line run only those, and then wholly: `npm run verify lint unit`.
 */
import { execFileSync } from 'node:child_process';
import './supported-node.mjs';
import { root } from './build-name.mjs';
import { checks } from './checks.mjs';
import { build, install } from './prepare.mjs';
import { runChecks } from './run-checks.mjs';
import { Complaint, report } from './steps.mjs';

function choose(all, names) {
  if (names.length === 0) return all;
  const labels = (check) => [check.name, ...(check.groups ?? [])];
  const unknown = names.filter((name) => !all.some((check) => labels(check).includes(name)));
  if (unknown.length > 0) {
    const known = [...new Set(all.flatMap(labels))].join(', ');
    throw new Complaint(`There is no check called ${unknown.join(', ')}.`, `There are: ${known}`);
  }
  return all.filter((check) => labels(check).some((label) => names.includes(label)));
}

/** @returns what others have already; the last commit where nothing says so */
function lastPushed() {
  try {
    const words = ['merge-base', 'HEAD', '@{upstream}'];
    return execFileSync('git', words, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'HEAD';
  }
}

try {
  await install();
  const names = process.argv.slice(2);
  if (names.length === 0) await build();
  process.exit(
    await runChecks(names.length === 0 ? checks(lastPushed()) : choose(checks(), names)),
  );
} catch (error) {
  report(error);
}
