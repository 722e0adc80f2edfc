/**
 * Makes Firefox and WebKitGTK present for the smoke runs of `npm test`, and the quick Chromium for most
 * of the rest, by apt where that is allowed. `.ci/run` calls it; a person may, too.
 */
import './supported-node.mjs';
import { mayUseApt, refreshApt, installByApt } from './apt.mjs';
import { findQuickChromium, quickName } from './chromium.mjs';
import { absentBrowsers } from './other-browsers.mjs';
import { Complaint, report } from './steps.mjs';

const packages = ['firefox-esr', 'webkit2gtk-driver', 'xvfb'];

try {
  const isAll = absentBrowsers().length === 0 && findQuickChromium();
  if (!isAll && mayUseApt()) {
    await refreshApt();
    await installByApt('Firefox and WebKitGTK', packages);
    // Without it the tests take longer, nothing else.
    await installByApt('the quick Chromium', [quickName]);
  }
  const absent = absentBrowsers();
  if (absent.length > 0) {
    throw new Complaint(
      `${absent.join(' and ')} could not be found, nor installed.`,
      `Install what Debian calls ${packages.join(', ')}.`,
    );
  }
} catch (error) {
  report(error);
}
