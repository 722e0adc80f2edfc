/**
 * What the worker hands to a player is played by Firefox and WebKitGTK too: from the server, from what is
 * kept, and from that alone. A browser that is not here is skipped, unless all are wanted (`BROWSERS=all`).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firefox } from '@playwright/test';
import { areAllWanted, findFirefox, findWebKit } from '../../scripts/other-browsers.mjs';
import type { TestServer } from '../support/server.ts';
import { toneWav } from '../support/tones.ts';
import { addFiles, createTrack, fileRow, person, signUp } from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';
import { openWebKit } from './support/web-driver.ts';

interface Screen {
  open(url: string): Promise<void>;
  fill(label: string, text: string): Promise<void>;
  press(button: string): Promise<void>;
  /** Runs in the page, as the body of an async function. */
  evaluate(script: string): Promise<unknown>;
}

const ana = person('Ana Reyes');
/** Places, in seconds, to which a player goes; none is next to the one before. */
const places = [100, 5, 60.5, 119];
const bounce = toneWav({ seconds: 120, pitches: [440, 660], level: 0.5 }, { sampleRate: 44_100 });

/** Plays and seeks as the app's player does. Muted, as a machine for tests has no output. */
const play = (sound: string) => `
  const audio = Object.assign(new Audio(), { muted: true, preload: 'auto', crossOrigin: 'anonymous' });
  const on = (name) => new Promise((resolve, reject) => {
    audio.addEventListener(name, resolve, { once: true });
    audio.addEventListener('error', () => reject(new Error('error ' + audio.error?.code)), { once: true });
  });
  const playing = on('playing');
  audio.src = ${JSON.stringify(sound)};
  await audio.play();
  await playing;
  audio.pause();
  const heard = [Math.round(audio.duration)];
  for (const place of ${JSON.stringify(places)}) {
    const seeked = on('seeked');
    audio.currentTime = place;
    await seeked;
    heard.push(Math.round(audio.currentTime * 2) / 2);
  }
  audio.removeAttribute('src');
  audio.load();
  return heard.join();`;
const isHeard = [120, ...places].join();

/** On one page all the while: left amid its start, WebKitGTK keeps the next one from its databases. */
const enter = `
  [...document.querySelectorAll('a')].find((link) => link.innerText.includes('Midnight Drive')).click();`;

/** Opens the menu of the only file, and presses what it offers once it is there. */
const keep = `
  const items = [...document.querySelectorAll('#files [role=menuitem]')];
  if (items.length === 0) document.querySelector('#files [aria-haspopup=menu]').click();
  items.find(({ innerText }) => innerText.trim() === 'Keep on this device').click();`;

/** Ana shares a bounce from another browser of hers. @returns where players find it */
async function share({ page }: Device): Promise<string> {
  await signUp(page, ana);
  await createTrack(page, 'Midnight Drive');
  await addFiles(page, ['Bounce.wav', bounce]);
  await expect(fileRow(page, 'Bounce.wav').getByRole('button', { name: 'Play' })).toBeVisible();
  const file = await fileRow(page, 'Bounce.wav').getByRole('link').getAttribute('href');
  return `${file}/sound`;
}

async function playEverywhere(server: TestServer, screen: Screen, sound: string): Promise<void> {
  // A page that is just being replaced cannot be asked.
  const shows = (text: string) =>
    expect(async () =>
      expect(await screen.evaluate('return document.body.innerText')).toContain(text),
    ).toPass({ intervals: [100] });
  await screen.open(`${server.url}/sign-in`);
  await screen.fill('E-mail', ana.email);
  await screen.fill('Password', ana.password);
  await screen.press('Sign in');
  await shows('Live');
  await expect(async () =>
    expect(await screen.evaluate('return navigator.serviceWorker.controller !== null')).toBe(true),
  ).toPass({ intervals: [100] });
  await expect(() => screen.evaluate(enter)).toPass({ intervals: [100] });
  await shows('Bounce.wav');
  expect(await screen.evaluate(play(sound))).toBe(isHeard);
  await expect(() => screen.evaluate(keep)).toPass({ intervals: [100] });
  await shows('1 sound on this device');
  expect(await screen.evaluate(play(sound))).toBe(isHeard);
  await server.kill('SIGKILL');
  expect(await screen.evaluate(play(sound))).toBe(isHeard);
}

test('FI52 Firefox plays what is kept', async ({ device, server }) => {
  const executablePath = findFirefox();
  test.skip(executablePath === undefined && !areAllWanted, 'Firefox is not here');
  const sound = await share(await device());
  const folder = await mkdtemp(join(tmpdir(), 'feed-firefox-'));
  const context = await firefox.launchPersistentContext(folder, {
    channel: 'moz-firefox',
    ...(executablePath && { executablePath }),
  });
  const page = context.pages()[0] ?? (await context.newPage());
  try {
    await playEverywhere(
      server,
      {
        open: async (url) => void (await page.goto(url)),
        fill: (label, text) => page.getByLabel(label).fill(text),
        press: (name) => page.getByRole('button', { name, exact: true }).first().click(),
        evaluate: (script) => page.evaluate(`(async () => { ${script} })()`),
      },
      sound,
    );
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
});

test('FI52 WebKitGTK plays what is kept', async ({ device, server }) => {
  const programs = findWebKit();
  test.skip(programs === undefined && !areAllWanted, 'WebKitGTK is not here');
  if (!programs) throw new Error('WebKitGTK is wanted and not here.');
  const sound = await share(await device());
  const webKit = await openWebKit(programs);
  try {
    await playEverywhere(server, webKit, sound);
  } finally {
    await webKit.close();
  }
});
