/**
 * `npm run screenshots`: takes the pictures of the README from the running app. Builds if stale, starts
 * a server with a fresh demo, and looks at it as Ben.
 */
import './supported-node.mjs';
import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build-name.mjs';
import { browserArguments, findChromium } from './chromium.mjs';
import { currentNode, toolEnvironment } from './node.mjs';
import { build, install } from './prepare.mjs';
import { report } from './steps.mjs';

const desktop = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const pictures = [
  { name: 'panel-dark', colorScheme: 'dark', viewport: desktop, show: showPanelOnTrack },
  { name: 'activity-light', colorScheme: 'light', viewport: desktop, show: showActivity },
  { name: 'panel-phone', colorScheme: 'dark', viewport: phone, show: showPanel },
];

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

async function startServer(dataDir, port, version) {
  const child = spawn(currentNode(), ['sync-server/main.ts'], {
    cwd: root,
    env: toolEnvironment({
      APP_VERSION: version,
      DATA_DIR: dataDir,
      DEMO: '1',
      PORT: String(port),
    }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (data) => String(data).includes('listening') && resolve());
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  return child;
}

const bell = (page) =>
  page.getByRole('button', { name: /^Activity(,|$)/ }).filter({ visible: true });

async function showPanel(page) {
  await bell(page).click();
  await page.getByRole('article').first().waitFor();
}

async function showPanelOnTrack(page) {
  await page.getByRole('link', { name: 'Midnight Drive' }).click();
  await page.getByRole('region', { name: 'Comments' }).waitFor();
  await showPanel(page);
}

async function showActivity(page) {
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByRole('article').first().waitFor();
}

async function takeAll(url, folder) {
  const { chromium } = await import('playwright');
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: browserArguments,
    ...(executablePath && { executablePath }),
  });
  try {
    for (const { name, colorScheme, viewport, show } of pictures) {
      const page = await browser.newPage({ colorScheme, viewport, reducedMotion: 'reduce' });
      await page.goto(url);
      await page.getByRole('button', { name: 'Sign in as Ben Okafor' }).click();
      await page.getByText('Live', { exact: true }).waitFor();
      await show(page);
      await page.evaluate('document.fonts.ready');
      await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

try {
  await install();
  const version = await build();
  const dataDir = await mkdtemp(join(tmpdir(), 'feed-pictures-'));
  const port = await freePort();
  const server = await startServer(dataDir, port, version);
  try {
    const folder = join(root, 'tests/screenshots');
    await mkdir(folder, { recursive: true });
    await takeAll(`http://localhost:${port}/`, folder);
  } finally {
    server.removeAllListeners('exit');
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
    await rm(dataDir, { recursive: true, force: true });
  }
} catch (error) {
  report(error);
}
