/**
 * `npm run screenshots`: takes the pictures of the README and of installers (src/app-manifest.ts) from
 * the running app. Builds if stale, starts a server with a fresh demo, and looks at it as Ben.
 */
import './supported-node.mjs';
import { spawn } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './build-name.mjs';
import { browserArguments, findChromium } from './chromium.mjs';
import { currentNode, toolEnvironment } from './node.mjs';
import { build, install } from './prepare.mjs';
import { freePort } from './processes.mjs';
import { report } from './steps.mjs';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 } };
const ofReadme = { folder: 'tests/screenshots', format: 'png' };
/** Shown before installing, by a browser that has to fetch them for that: small, and sharp on a phone. */
const ofManifest = { folder: 'static/screenshots', format: 'webp', colorScheme: 'dark' };
const phones = { ...ofManifest, ...phone, deviceScaleFactor: 2 };
const pictures = [
  { ...ofReadme, ...desktop, name: 'panel-dark', colorScheme: 'dark', show: showPanelOnTrack },
  { ...ofReadme, ...desktop, name: 'activity-light', colorScheme: 'light', show: showActivity },
  { ...ofReadme, ...phone, name: 'panel-phone', colorScheme: 'dark', show: showPanel },
  { ...ofManifest, ...desktop, name: 'wide-panel', show: showPanelOnTrack },
  { ...ofManifest, ...desktop, name: 'wide-activity', show: showActivity },
  { ...phones, name: 'narrow-activity', show: showPanel },
  { ...phones, name: 'narrow-track', show: showTrack },
  { ...phones, name: 'narrow-tracks', show: showTracks },
];

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

async function showTracks(page) {
  await page.getByRole('link', { name: 'Midnight Drive' }).waitFor();
}

async function showTrack(page) {
  await page.getByRole('link', { name: 'Midnight Drive' }).click();
  await page.getByRole('region', { name: 'Comments' }).waitFor();
}

async function showPanelOnTrack(page) {
  await showTrack(page);
  await showPanel(page);
}

async function showActivity(page) {
  await page.getByRole('link', { name: 'Activity', exact: true }).click();
  await page.getByRole('article').first().waitFor();
}

async function shoot(page, path, format, scale = 1) {
  if (format === 'png') return page.screenshot({ path, animations: 'disabled' });
  const session = await page.context().newCDPSession(page);
  const clip = { x: 0, y: 0, ...page.viewportSize(), scale };
  const { data } = await session.send('Page.captureScreenshot', { format, quality: 88, clip });
  return writeFile(path, data, 'base64');
}

async function take(page, url, { folder, name, format, show, deviceScaleFactor }) {
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in as Ben Okafor' }).click();
  await page.getByText('Live', { exact: true }).waitFor();
  await show(page);
  await page.mouse.move(0, 0);
  await page.evaluate('document.fonts.ready');
  await mkdir(join(root, folder), { recursive: true });
  await shoot(page, join(root, folder, `${name}.${format}`), format, deviceScaleFactor);
}

async function takeAll(url) {
  const { chromium } = await import('playwright');
  const executablePath = findChromium();
  const browser = await chromium.launch({
    args: browserArguments,
    ...(executablePath && { executablePath }),
  });
  try {
    let known = [];
    for (const { colorScheme, viewport, deviceScaleFactor, ...picture } of pictures) {
      const looks = { colorScheme, viewport, deviceScaleFactor };
      const context = await browser.newContext({ ...looks, reducedMotion: 'reduce' });
      // One browser throughout: a new one would be told of in the picture.
      await context.addCookies(known);
      await take(await context.newPage(), url, { ...picture, deviceScaleFactor });
      known = await context.cookies();
      await context.close();
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
    await takeAll(`http://localhost:${port}/`);
  } finally {
    server.removeAllListeners('exit');
    server.kill('SIGTERM');
    await new Promise((resolve) => server.once('exit', resolve));
    await rm(dataDir, { recursive: true, force: true });
  }
} catch (error) {
  report(error);
}
