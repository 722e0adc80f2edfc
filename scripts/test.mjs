/**
 * `npm test`: everything, from a fresh clone. What needs no browser first, then the tests in a browser,
 * then end to end. The closing line sums all runners.
 */
import './supported-node.mjs';
import { absentBrowsers, areAllWanted } from './other-browsers.mjs';
import { build, install } from './prepare.mjs';
import { report, seconds } from './steps.mjs';

try {
  const started = Date.now();
  await install();
  // Known only once something is installed.
  const { ensureChromium } = await import('./browser.mjs');
  const { browserChecks, checks } = await import('./checks.mjs');
  const { runCheck, runChecks } = await import('./run-checks.mjs');
  await ensureChromium();
  const absent = areAllWanted ? [] : absentBrowsers();
  if (absent.length > 0) {
    console.log(`Without ${absent.join(' and ')}: node scripts/all-browsers.mjs installs them.`);
  }
  await build();
  const totals = await runChecks(checks());
  for (const check of browserChecks()) {
    const { passed, failed } = await runCheck(check, { show: true });
    totals.passed += passed;
    totals.failed += failed;
  }
  console.log(`All of it took ${seconds(started)}`);
  console.log(`${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed === 0 ? 0 : 1);
} catch (error) {
  report(error);
}
