/**
 * These are smoke runs in Firefox and WebKitGTK: somebody signs up, the feed comes, the server
 * dies, the app opens from the device all the same, and what is done then arrives when the server
 * is back. A browser that is not here is skipped, unless all are wanted (`BROWSERS=all`, as in
 * `.ci/run`).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firefox } from '@playwright/test';
import { uuid7 } from '#shared/base/ids.ts';
import { areAllWanted, findFirefox, findWebKit } from '../../scripts/other-browsers.mjs';
import { sendCommands, signUpPerson, type TestPerson, type TestServer } from '../support/server.ts';
import { person } from './support/app.ts';
import { expect, test } from './support/fixture.ts';
import { openWebKit } from './support/web-driver.ts';

/** A screen is as little as a smoke run needs, so that one of them fits both drivers. */
interface Screen {
  open(url: string): Promise<void>;
  fill(label: string, text: string): Promise<void>;
  press(button: string): Promise<void>;
  /** Runs in the page, as the body of an async function. */
  evaluate(script: string): Promise<unknown>;
  /** Starts as cold as this driver can: a new process that has the storage and nothing else. */
  startCold(): Promise<void>;
}

/** All that is written on the screen, and what the bell is called. */
const allText = `return [document.body.innerText,
  ...[...document.querySelectorAll('button[aria-label]')].map((button) => button.ariaLabel)].join('\\n')`;

/** Asks for no state: WebKit leaves a page that is loading with "activating" for ever. */
const isControlled = 'return navigator.serviceWorker.controller !== null';

async function changesOf(server: TestServer, who: TestPerson): Promise<string> {
  const response = await fetch(`${server.url}/api/changes?after=0`, {
    headers: { cookie: who.cookie },
  });
  return await response.text();
}

async function smoke(server: TestServer, screen: Screen): Promise<void> {
  const shows = (text: string | RegExp) =>
    // A page that is just being replaced cannot be asked.
    expect(async () => expect(await screen.evaluate(allText)).toMatch(text)).toPass({
      intervals: [100],
    });
  const ben = person('Ben Okafor');
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  await screen.open(`${server.url}/sign-up`);
  await screen.fill('Name', ben.name);
  await screen.fill('E-mail', ben.email);
  await screen.fill('Password', ben.password);
  await screen.press('Create account');
  await shows(/^Live$/m);
  const trackId = uuid7(Date.now());
  await sendCommands(
    server.url,
    ana,
    // Younger than the tz database of some browsers.
    [
      'track.create.v1',
      { trackId, title: 'Midnight Drive', dueOn: '2199-06-30', timeZone: 'America/Ciudad_Juarez' },
    ],
    ['invite.send.v1', { inviteId: uuid7(Date.now()), trackId, email: ben.email }],
  );
  await shows('Activity, 1 unread');
  await expect.poll(() => screen.evaluate(isControlled)).toBe(true);
  await shows(/^Live$/m);
  await server.kill('SIGKILL');

  await screen.startCold();
  await screen.open(`${server.url}/`);
  await shows('Activity, 1 unread');
  await shows(/^Offline$/m);
  await screen.press('Activity, 1 unread');
  await shows('Ana Reyes invited you');
  await screen.press('Accept Invite');
  await screen.press('Dismiss');
  await shows(/^Offline · 2 changes waiting$/m);
  expect(await screen.evaluate(allText)).not.toContain('unread');

  await server.start();
  await shows(/^Live$/m);
  await shows('Midnight Drive');
  await shows('America/Ciudad Juarez time');
  expect(await changesOf(server, ana)).toContain('"accepted"');
}

test('Firefox opens cold without a server, takes acts and delivers them', async ({ server }) => {
  const executablePath = findFirefox();
  test.skip(executablePath === undefined && !areAllWanted, 'Firefox is not here');
  const folder = await mkdtemp(join(tmpdir(), 'feed-firefox-'));
  const launch = async () => {
    const context = await firefox.launchPersistentContext(folder, {
      channel: 'moz-firefox',
      ...(executablePath && { executablePath }),
    });
    return { context, page: context.pages()[0] ?? (await context.newPage()) };
  };
  let running = await launch();
  try {
    await smoke(server, {
      open: async (url) => void (await running.page.goto(url)),
      fill: (label, text) => running.page.getByLabel(label).fill(text),
      press: (name) => running.page.getByRole('button', { name, exact: true }).first().click(),
      evaluate: (script) => running.page.evaluate(`(async () => { ${script} })()`),
      async startCold() {
        await running.context.close();
        running = await launch();
      },
    });
  } finally {
    await running.context.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('WebKitGTK opens without a server, takes acts and delivers them', async ({ server }) => {
  const programs = findWebKit();
  test.skip(programs === undefined && !areAllWanted, 'WebKitGTK is not here');
  if (!programs) throw new Error('WebKitGTK is wanted and not here.');
  const webKit = await openWebKit(programs);
  try {
    // Driven, its storage ends with its process: a new tab is as cold as it gets.
    await smoke(server, { ...webKit, startCold: () => webKit.replaceTab() });
  } finally {
    await webKit.close();
  }
});
