/**
 * `npm run lighthouse`: what Lighthouse says of the sign-in page and of the activity page of the demo,
 * against bounds. It has a package and a lock file of its own, installed when first asked for: it is
 * larger than all other tools of the project together.
 */
import './supported-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './build-name.mjs';
import { browserArguments, findChromium } from './chromium.mjs';
import { build, install } from './prepare.mjs';
import { Complaint, report } from './steps.mjs';

const least = { performance: 95, accessibility: 100, 'best-practices': 100 };
const folder = join(root, 'tests/lighthouse');

/** npm writes its copy of the lock file last. */
function installLighthouse() {
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return;
  console.log('Installing Lighthouse …');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Complaint('Lighthouse could not be installed.', 'The lines above say why.');
  }
}

/** @returns whether all bounds are kept */
async function judge(name, url, port) {
  const from = pathToFileURL(join(folder, 'node_modules/lighthouse/core/index.js'));
  const { default: lighthouse } = await import(from.href);
  const onlyCategories = Object.keys(least);
  // Who is signed in stays signed in.
  const flags = { port, logLevel: 'error', onlyCategories, disableStorageReset: true };
  const { lhr } = await lighthouse(url, flags);
  let isKept = true;
  for (const [id, bound] of Object.entries(least)) {
    const { score, auditRefs } = lhr.categories[id];
    const points = Math.round((score ?? 0) * 100);
    isKept &&= points >= bound;
    console.log(`${points >= bound ? '✓' : '✗'} ${name}: ${id} ${points} (at least ${bound})`);
    const short = auditRefs.filter(({ weight, id: audit }) => {
      const { score: part } = lhr.audits[audit];
      return weight > 0 && part !== null && part < 0.9;
    });
    for (const { id: audit } of short) {
      const { title, displayValue = '' } = lhr.audits[audit];
      console.log(`    ${title} ${displayValue}`);
    }
  }
  return isKept;
}

async function judgeAll(server) {
  const { chromium } = await import('playwright');
  const { freePort } = await import('../tests/support/server.ts');
  const port = await freePort();
  const profile = await mkdtemp(join(tmpdir(), 'feed-lighthouse-'));
  const executablePath = findChromium();
  const context = await chromium.launchPersistentContext(profile, {
    args: [...browserArguments, `--remote-debugging-port=${port}`],
    ...(executablePath && { executablePath }),
  });
  try {
    const isSignInKept = await judge('sign-in', `${server.url}/sign-in`, port);
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${server.url}/sign-in`);
    await page.getByRole('button', { name: 'Sign in as Ben Okafor' }).click();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.goto('about:blank');
    return (await judge('activity', `${server.url}/activity`, port)) && isSignInKept;
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}

try {
  await install();
  await build();
  installLighthouse();
  const { createTestServer } = await import('../tests/support/server.ts');
  const server = await createTestServer();
  try {
    await server.start({ DEMO: '1' });
    process.exitCode = (await judgeAll(server)) ? 0 : 1;
  } finally {
    await server.dispose();
  }
} catch (error) {
  report(error);
}
