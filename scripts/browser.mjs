/**
 * Makes sure that there is a Chromium for the tests: found, else by the system's package manager where
 * we may use it, else by Playwright, else words that say what to do.
 */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { findChromium } from './chromium.mjs';
import { tool, toolEnvironment } from './node.mjs';
import { root } from './build-name.mjs';
import { Complaint, step } from './steps.mjs';

/** 100 to 300 MB over a slow line. */
const limitMs = 10 * 60_000;

const found = () =>
  findChromium() ?? (existsSync(chromium.executablePath()) ? 'playwright' : undefined);

const mayUseApt = () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

async function tryStep(name, command, env) {
  try {
    await step(name, command, { cwd: root, env, limitMs, cure: '' });
    return true;
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    console.log(error.message);
    return false;
  }
}

async function installByApt() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await tryStep('Refreshing the package list', ['apt-get', ['update', '-q']], env);
  await tryStep(
    'Installing Chromium by apt-get',
    ['apt-get', ['install', '-yq', '--no-install-recommends', 'chromium']],
    env,
  );
}

export async function ensureChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted && !existsSync(wanted)) {
    throw new Complaint(
      `CHROMIUM_PATH names ${wanted}, which is not there.`,
      'Correct it, or unset it.',
    );
  }
  if (found()) return;
  if (mayUseApt()) await installByApt();
  if (found()) return;
  const download = tool('playwright/cli.js', 'install', 'chromium');
  await tryStep('Downloading Chromium by Playwright', download, toolEnvironment());
  if (found()) return;
  throw new Complaint(
    'No Chromium was found, and none could be installed.',
    'Install Chromium or Chrome by your package manager (Debian: apt-get install chromium), or set CHROMIUM_PATH to one.',
  );
}
