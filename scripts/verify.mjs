/**
 * `npm run verify`: every check that needs no browser. It is what the pre-push hook runs and the first
 * half of `npm test`. Names on the command line run only those: `npm run verify lint types`.
 */
import './supported-node.mjs';
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

try {
  await install();
  if (process.argv.length === 2) await build();
  process.exit(await runChecks(choose(checks(), process.argv.slice(2))));
} catch (error) {
  report(error);
}
