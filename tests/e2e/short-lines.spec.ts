/** Lines on which nothing lives for long: news come all the same, and the status is true. */
import type { Page, WebSocket } from '@playwright/test';
import { second } from '#shared/base/time.ts';
import { frameTypes } from '#shared/protocol/codec.ts';
import { changesWaitSecondsMost } from '#shared/workspace/limits.ts';
import { comment, expectStatus, openTrack, shareTrack } from './support/app.ts';
import { expect, test, type Device } from './support/fixture.ts';
import type { Network } from './support/network.ts';
import type { Pace } from './support/pacing.ts';

/** @returns asks what the status has said so far, and for how many ms at most without a break */
async function watchStatus(page: Page): Promise<() => Promise<Readonly<Record<string, number>>>> {
  await page.evaluate(() => {
    const longest: Record<string, number> = {};
    let [words, since] = ['', 0];
    setInterval(() => {
      const shown = [...document.querySelectorAll('[data-testid=sync-status]')].find(
        (pill) => pill instanceof HTMLElement && pill.offsetParent,
      );
      const now = shown?.textContent.trim() ?? '';
      if (now !== words) [words, since] = [now, performance.now()];
      longest[words] = Math.max(longest[words] ?? 0, performance.now() - since);
      document.documentElement.dataset['said'] = JSON.stringify(longest);
    }, 50);
  });
  return async () => JSON.parse((await page.locator('html').getAttribute('data-said')) ?? '{}');
}

/** When one for news came, and how long the server may hold it. */
interface Question {
  readonly at: number;
  readonly seconds: number;
}

/** @returns each question for news from now on */
function watchQuestions(network: Network): readonly Question[] {
  const questions: Question[] = [];
  network.answer(({ url = '' }) => {
    const { pathname, searchParams } = new URL(url);
    const seconds = Number(searchParams.get('wait'));
    if (pathname === '/api/changes') questions.push({ at: performance.now(), seconds });
    return null;
  });
  return questions;
}

async function openBoth({ page: ana }: Device, { page: ben }: Device): Promise<void> {
  await shareTrack(ana, ben);
  await openTrack(ben, 'Midnight Drive');
  await openTrack(ana, 'Midnight Drive');
  await expectStatus(ben, 'Live');
}

/** @returns how many ms later the other one has it on screen */
async function say(ana: Page, ben: Page, text: string): Promise<number> {
  const from = performance.now();
  await comment(ana, text);
  await expect(ben.getByRole('region', { name: 'Comments' }).getByText(text)).toBeVisible();
  return performance.now() - from;
}

const nextSocket = (page: Page): Promise<WebSocket> => page.waitForEvent('websocket');

const isHeartbeat = ({ payload }: { readonly payload: string | Buffer }): boolean =>
  payload[0] === frameTypes.heartbeat;

/** Far above what it takes, also on a busy machine, and below what it took: seventeen seconds and more. */
const soonMs = 10 * second;

const neverOffline = (said: Readonly<Record<string, number>>) =>
  expect(Object.keys(said).join()).not.toContain('Offline');

const lines: readonly (readonly [string, Partial<Pace>])[] = [
  ['sockets are cut after five seconds', { socketsLiveMs: 5 * second }],
  ['sockets are cut after ten seconds', { socketsLiveMs: 10 * second }],
  [
    'sockets are cut after five seconds, and so are held questions',
    { socketsLiveMs: 5 * second, requestsLiveMs: 5 * second },
  ],
  [
    'sockets are cut after two seconds, and held questions end in 504 after four',
    { socketsLiveMs: 2 * second, gatewayMs: 4 * second },
  ],
];

for (const [what, pace] of lines) {
  test(`SY32 SY33 where ${what}, news come within seconds and nobody is called offline`, async ({
    device,
  }) => {
    const [ana, ben] = [await device(), await device()];
    await openBoth(ana, ben);
    ben.network.pace(pace);
    const said = await watchStatus(ben.page);
    const first = nextSocket(ben.page);
    ben.network.set('up');
    await first;
    const late = [await say(ana.page, ben.page, 'Before anything has died.')];
    // From the third on, questions stand in where there is none.
    for (let take = 1; take <= 4; take += 1) {
      const socket = await nextSocket(ben.page);
      late.push(await say(ana.page, ben.page, `Take ${take}, while there is one.`));
      if (!socket.isClosed()) await socket.waitForEvent('close');
      late.push(await say(ana.page, ben.page, `Take ${take}, just when it has died.`));
    }
    expect(Math.max(...late)).toBeLessThan(soonMs);
    neverOffline(await said());
    const { Live: _, ...others } = await said();
    expect(Math.max(0, ...Object.values(others))).toBeLessThan(soonMs);

    // One that lives is used again, and nothing is asked beside it.
    ben.network.pace({});
    const socket = await nextSocket(ben.page);
    await say(ana.page, ben.page, 'Nothing dies any more.');
    const questions = watchQuestions(ben.network);
    await socket.waitForEvent('framereceived', isHeartbeat);
    expect(socket.isClosed()).toBe(false);
    expect(questions.filter(({ seconds }) => seconds > 0)).toEqual([]);
    await expectStatus(ben.page, 'Live');
  });
}

for (const [name, gatewayMs, shorter, [count, leastMs]] of [
  ['a second and a half', 1.5 * second, 1, [20, 15 * second]],
  ['twenty seconds', 20 * second, 16, [2, 16 * second]],
] as const) {
  test(`SY32 where a gateway ends held questions after ${name}, they are asked again at once, and shorter`, async ({
    device,
  }) => {
    const [ana, ben] = [await device(), await device()];
    ben.network.pace({ gatewayMs });
    ben.network.set('no-sockets');
    const questions = watchQuestions(ben.network);
    await openBoth(ana, ben);
    const said = await watchStatus(ben.page);
    const isShorter = ({ seconds }: Question) => seconds === shorter;
    await expect.poll(() => questions.some(isShorter)).toBe(true);
    const at = questions.findIndex(isShorter);
    const [cut, between, again] = questions.slice(at - 2, at + 1);
    expect([cut?.seconds, between?.seconds]).toEqual([changesWaitSecondsMost, 0]);
    expect((again?.at ?? Infinity) - (cut?.at ?? 0)).toBeLessThan(gatewayMs + soonMs);

    // Over and over, and no more often than that.
    const { length } = questions;
    const from = performance.now();
    await expect.poll(() => questions.length).toBeGreaterThanOrEqual(length + count);
    expect(performance.now() - from).toBeGreaterThan(leastMs);
    const late: number[] = [];
    for (let take = 1; take <= 5; take += 1) {
      late.push(await say(ana.page, ben.page, `Take ${take}.`));
    }
    expect(Math.max(...late)).toBeLessThan(soonMs);
    neverOffline(await said());
  });
}
