/** Where Chromium is, and how it is started in tests. Knows Node's own modules only. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const places = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
};

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns {string | undefined} a path; undefined leaves the choice to Playwright's own download */
export function findChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) return wanted;
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter).filter(Boolean)];
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [...candidates, ...(places[process.platform] ?? [])].find(isExecutable);
}

/** Debian's package, and what is in it. */
export const quickName = 'chromium-headless-shell';

/**
 * The same engine without windows, for tests that need none: it takes a quarter less of the processor.
 * @returns {string | undefined} undefined where there is none, or where one browser was asked for
 */
export function findQuickChromium() {
  const path = join('/usr/bin', quickName);
  return process.env.CHROMIUM_PATH || !isExecutable(path) ? undefined : path;
}

/** Quiet and the same everywhere; the sandbox cannot start for root, which is who runs in containers. */
export const browserArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
