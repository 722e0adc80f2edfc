/**
 * The browsers beside Chromium, for the smoke runs: where Firefox and WebKitGTK are. `node
 * scripts/all-browsers.mjs` installs them. Knows Node's own modules only.
 */
import { readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isExecutable } from './chromium.mjs';

const folders = () => ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter).filter(Boolean)];
const findProgram = (...names) =>
  folders()
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);

/** Of the system: Playwright drives it over WebDriver BiDi. @returns {string | undefined} */
export const findFirefox = () => findProgram('firefox-esr', 'firefox');

/** `/usr/lib/<platform>/webkit2gtk-4.1`: where Debian keeps what is no command of its own. */
function findMiniBrowser() {
  const foldersIn = (folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(folder, entry.name));
    } catch {
      return [];
    }
  };
  return ['/usr/lib', '/usr/libexec']
    .flatMap((folder) => [folder, ...foldersIn(folder)])
    .flatMap((folder) => foldersIn(folder).filter((path) => /webkit(2)?gtk-[\d.]+$/.test(path)))
    .map((folder) => join(folder, 'MiniBrowser'))
    .find(isExecutable);
}

/** What it takes to drive WebKitGTK without a screen; undefined where a part of it is missing. */
export function findWebKit() {
  const driver = findProgram('WebKitWebDriver');
  const screen = findProgram('Xvfb');
  const browser = driver && findMiniBrowser();
  return driver && screen && browser ? { driver, screen, browser } : undefined;
}

/** Set by `.ci/run`: there, a browser that is not found is a failure. */
export const areAllWanted = process.env.BROWSERS === 'all';

/** @returns {string[]} the names of those that are not here */
export const absentBrowsers = () => [
  ...(findFirefox() ? [] : ['Firefox']),
  ...(findWebKit() ? [] : ['WebKitGTK']),
];
