/**
 * `npm test`: everything, from a fresh clone. What needs no browser first, then the tests in a browser,
 * then end to end. The closing line sums all runners.
 */
import './supported-node.mjs';
import { absentBrowsers, areAllWanted } from './other-browsers.mjs';
import { build, install } from './prepare.mjs';
import { report } from './steps.mjs';

try {
  await install();
  // Known only once something is installed.
  const { ensureChromium } = await import('./browser.mjs');
  const { browserChecks, checks } = await import('./checks.mjs');
  const { runChecks } = await import('./run-checks.mjs');
  await ensureChromium();
  const absent = areAllWanted ? [] : absentBrowsers();
  if (absent.length > 0) {
    console.log(`Without ${absent.join(' and ')}: node scripts/all-browsers.mjs installs them.`);
  }
  await build();
  process.exit(await runChecks([...checks(), ...browserChecks()]));
} catch (error) {
  report(error);
}
