/** The queue in tabs that share it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import {
  fileOf,
  ofTrack as track,
  openServer,
  openUploadTab,
  states,
  wheres,
  type Tab,
  type UploadTabOptions,
} from '../../../tests/support/upload-tabs.ts';

let server: ReturnType<typeof openServer>;
let userId: string;
let faults: unknown[];
const tabs: Tab[] = [];
beforeEach(() => {
  userId = uuid7(Date.now());
  server = openServer();
  faults = [];
});
afterEach(async () => {
  await Promise.all(tabs.splice(0).map((tab) => tab.close()));
  expect(faults).toEqual([]);
});
async function openTab(options: Partial<UploadTabOptions> = {}): Promise<Tab> {
  const tab = await openUploadTab({ userId, sender: server.sender, faults, ...options });
  tabs.push(tab);
  return tab;
}

test('FI32 tabs send each file once, and show the same', async () => {
  const [first, second] = [await openTab(), await openTab()];
  let go = () => {};
  server.scripts.set('1.wav', () => new Promise((resolve) => (go = resolve)));
  await first.add(track, [fileOf('1.wav'), fileOf('2.wav')]);
  await second.add(track, [fileOf('3.wav')]);
  const all = { '1.wav': 'sending', '2.wav': 'waiting', '3.wav': 'waiting' };
  for (const tab of [first, second]) await expect.poll(() => states(tab)).toEqual(all);
  go();
  await expect.poll(second.shown).toEqual([]);
  expect(server.sent).toEqual(['1.wav', '2.wav', '3.wav']);
});

test('FI32 a tab goes on where the one that sent is closed', async () => {
  const [first, second] = [await openTab(), await openTab()];
  server.scripts.set('1.wav', server.hang);
  await first.add(track, [fileOf('1.wav')]);
  await expect.poll(() => states(second)).toEqual({ '1.wav': 'sending' });
  await expect.poll(() => wheres(second)).toEqual(['device']);
  server.scripts.clear();
  await first.close();
  await expect.poll(() => server.arrived).toEqual(['1.wav: 1.wav']);
});

test('FI32 a visible tab takes the turn from one that was frozen with it; a hidden one waits', async () => {
  const frozen = navigator.locks.request(`uploads-${userId}`, () => new Promise<never>(() => {}));
  const stolen = expect(frozen).rejects.toThrow();
  const hidden = await openTab({ isVisible: false, silenceMs: 50 });
  await hidden.add(track, [fileOf('1.wav')]);
  await expect.poll(() => states(hidden)).toEqual({ '1.wav': 'waiting' });
  await openTab({ silenceMs: 50 });
  await stolen;
  await expect.poll(() => server.arrived).toEqual(['1.wav: 1.wav']);
});

test('FI32 who lost the turn has stopped, and waits for another', async () => {
  const tab = await openTab();
  server.scripts.set('1.wav', server.hang);
  await tab.add(track, [fileOf('1.wav')]);
  await expect.poll(() => server.sent).toEqual(['1.wav']);
  let isStopped = false;
  server.scripts.set('1.wav', () => Promise.resolve());
  await navigator.locks.request(`uploads-${userId}`, { steal: true }, async () => {
    await expect.poll(() => states(tab)).toEqual({ '1.wav': 'waiting' });
    isStopped = server.arrived.length === 0;
  });
  expect(isStopped).toBe(true);
  await expect.poll(() => server.arrived).toEqual(['1.wav: 1.wav']);
});
