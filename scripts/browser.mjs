/**
 * Makes sure that there is a Chromium for the tests: found, else by the system's package manager where
 * we may use it, else by Playwright, else words that say what to do.
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { installByApt, mayUseApt, refreshApt, tryStep } from './apt.mjs';
import { findChromium, quickName } from './chromium.mjs';
import { tool, toolEnvironment } from './node.mjs';
import { Complaint } from './steps.mjs';

const found = () =>
  findChromium() ?? (existsSync(chromium.executablePath()) ? 'playwright' : undefined);

export async function ensureChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted && !existsSync(wanted)) {
    throw new Complaint(
      `CHROMIUM_PATH names ${wanted}, which is not there.`,
      'Correct it, or unset it.',
    );
  }
  if (found()) return;
  if (mayUseApt()) {
    await refreshApt();
    await installByApt('Chromium', ['chromium']);
    await installByApt('the quick Chromium', [quickName]);
  }
  if (found()) return;
  const download = tool('playwright/cli.js', 'install', 'chromium');
  await tryStep('Downloading Chromium by Playwright', download, toolEnvironment());
  if (found()) return;
  throw new Complaint(
    'No Chromium was found, and none could be installed.',
    'Install Chromium or Chrome by your package manager (Debian: apt-get install chromium), or set CHROMIUM_PATH to one.',
  );
}
