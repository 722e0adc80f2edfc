import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { minute } from '#shared/base/time.ts';
import { wavOf } from '../../../tests/support/audio-samples.ts';
import { flacOf } from '../../../tests/support/coded-samples.ts';
import { createWaveforms, inTheMaking, type Waveforms } from './create-waveforms.ts';

let folder: string;
let waveforms: Waveforms;
let reported: unknown[];
let now: number;
/** What the thread was to hear. */
let heard: string[];
const shaOf = (digit: string) => digit.repeat(64);
const keptOf = (sha256: string) => join(folder, 'waveforms', sha256.slice(0, 2), `${sha256}.json`);
const pathOf = (sha256: string) => join(folder, sha256);
const put = (sha256: string, bytes: Uint8Array) => writeFile(pathOf(sha256), bytes);
const here = new AbortController().signal;
const gone = AbortSignal.abort();
const [ana, ben] = ['ana', 'ben'];
const get = (sha256: string) => waveforms.get(sha256, ana, here);

const start = () => {
  waveforms = createWaveforms({
    dataDir: folder,
    pathOf(sha256) {
      heard.push(sha256);
      return pathOf(sha256);
    },
    clock: { now: () => now },
    report: (error) => reported.push(error),
  });
};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-waveforms-'));
  [reported, heard, now] = [[], [], 0];
  start();
});
afterEach(async () => {
  await waveforms.close();
  await rm(folder, { recursive: true });
});

const wav = wavOf({ frames: 100, sampleRate: 8_000 });
const other = wavOf({ frames: 40, sampleRate: 8_000 });

it('FI20 makes the waveform of a sound, and keeps it', async () => {
  const sha256 = shaOf('a');
  await put(sha256, wav);
  const made = await get(sha256);
  expect(made).toMatchObject({ version: 1, seconds: 100 / 8_000, loudness: null });
  expect(made).toHaveProperty('peaks.length', 100);
  await rm(pathOf(sha256));
  await waveforms.close();
  start();
  expect(await get(sha256)).toEqual(made);
  expect(reported).toEqual([]);
});

it('FI20 keeps as well that there is nothing to be heard', async () => {
  const sha256 = shaOf('b');
  await put(sha256, new TextEncoder().encode('lyrics'));
  expect(await get(sha256)).toBe(null);
  expect(JSON.parse(await readFile(keptOf(sha256), 'utf8'))).toEqual({ format: 1, waveform: null });
});

it.each([
  ['an older program', '{"format":0,"waveform":null}'],
  ['a crash', '{"format":1,"wave'],
])('FI20 makes again what %s has left', async (_, text) => {
  const sha256 = shaOf('c');
  await put(sha256, wav);
  await mkdir(join(keptOf(sha256), '..'), { recursive: true });
  await writeFile(keptOf(sha256), text);
  const made = await get(sha256);
  expect(made).toHaveProperty('peaks.length', 100);
  expect(JSON.parse(await readFile(keptOf(sha256), 'utf8'))).toEqual({ format: 1, waveform: made });
});

it('FI20 makes what has come in, with nobody waiting', async () => {
  const [first, second] = [shaOf('d'), shaOf('e')];
  await put(first, wav);
  await put(second, other);
  waveforms.prepare(first, ana);
  waveforms.prepare(second, ana);
  await expect.poll(() => existsSync(keptOf(second)), { interval: 5 }).toBe(true);
  expect(existsSync(keptOf(first))).toBe(true);
});

it('FI21 waits for nobody who has gone, and for what is awaited first', async () => {
  const [held, background, awaited] = [shaOf('1'), shaOf('2'), shaOf('3')];
  execFileSync('mkfifo', [pathOf(held)]);
  await put(background, wav);
  await put(awaited, other);
  waveforms.prepare(held, ana);
  waveforms.prepare(background, ana);
  // The thread is held up by a file that does not open.
  expect(await waveforms.get(awaited, ana, gone)).toBe(inTheMaking);
  const answer = waveforms.get(awaited, ana, here);
  const writer = await open(pathOf(held), 'w');
  await writer.close();
  expect(await answer).toHaveProperty('peaks.length', 40);
  expect(existsSync(keptOf(background))).toBe(false);
  expect(await get(held)).toBe(null);
  expect(await get(background)).toHaveProperty('peaks.length', 100);
});

it.each([
  ['has gone', gone],
  ['waits too', here],
])('FI21 lets nobody wait behind twenty sounds of another who %s', async (_, signal) => {
  const [held, awaited] = [shaOf('1'), shaOf('2')];
  const twenty = Array.from({ length: 20 }, (_each, index) => `${index}`.padStart(64, 'c'));
  execFileSync('mkfifo', [pathOf(held)]);
  await put(awaited, other);
  for (const sha256 of twenty) await put(sha256, wav);
  waveforms.prepare(held, ana);
  await expect.poll(() => heard, { interval: 5 }).toEqual([held]);
  const answers = twenty.map((sha256) => waveforms.get(sha256, ana, signal));
  if (signal === gone) await Promise.all(answers);
  const answer = waveforms.get(awaited, ben, here);
  const writer = await open(pathOf(held), 'w');
  await writer.close();
  expect(await answer).toHaveProperty('peaks.length', 40);
  await Promise.all(answers);
  expect(heard.indexOf(awaited)).toBeLessThanOrEqual(2);
});

it('FI21 says that it is in the making where it takes longer than anybody waits', async () => {
  const held = shaOf('4');
  execFileSync('mkfifo', [pathOf(held)]);
  expect(await get(held)).toBe(inTheMaking);
  const writer = await open(pathOf(held), 'w');
  await writer.close();
});

it('FI22 leaves alone for a while what it came to grief over, and says so once', async () => {
  const sha256 = shaOf('5');
  expect(await get(sha256)).toBe(null);
  expect(reported).toEqual([expect.objectContaining({ message: expect.stringMatching(sha256) })]);
  await put(sha256, wav);
  now = 30 * minute - 1;
  expect(await get(sha256)).toBe(null);
  expect(reported).toHaveLength(1);
  now += 1;
  expect(await get(sha256)).toHaveProperty('peaks.length', 100);
});

it('FI22 keeps for good that a few bytes stand for more than they are worth', async () => {
  const sha256 = shaOf('0');
  // Three hours of eight channels, of silence.
  const flac = flacOf({ channels: 8, blockSize: 65_535, frames: 65_535 * 7_000 });
  expect(flac.length).toBeLessThan(300_000);
  await put(sha256, flac);
  waveforms.prepare(sha256, ana);
  await expect.poll(() => existsSync(keptOf(sha256)), { interval: 20, timeout: minute }).toBe(true);
  await rm(pathOf(sha256));
  expect(await get(sha256)).toBe(null);
  expect(reported).toEqual([]);
}, 60_000);

it('FI23 lets go of what was made of files that are gone', async () => {
  const [left, kept] = [shaOf('6'), shaOf('7')];
  for (const sha256 of [left, kept]) {
    await put(sha256, wav);
    await get(sha256);
  }
  await waveforms.sweep((sha256) => Promise.resolve(sha256 === kept));
  expect([existsSync(keptOf(left)), existsSync(keptOf(kept))]).toEqual([false, true]);
});

it.each(['at once', 'in the middle'])('FI22 ends %s when it is closed', async (when) => {
  const sha256 = shaOf('9');
  const dataSize = 4_000_000_000;
  await put(sha256, wavOf({ frames: 1 }, { dataSize }));
  await truncate(pathOf(sha256), dataSize + 44);
  expect(await waveforms.get(sha256, ana, gone)).toBe(inTheMaking);
  if (when === 'in the middle') {
    await expect.poll(() => heard, { interval: 5 }).toEqual([sha256]);
  }
  await waveforms.close();
  expect(existsSync(keptOf(sha256))).toBe(false);
  expect(reported).toEqual([]);
});

it('FI21 makes nothing more once it is closed, and lets nobody wait', async () => {
  const sha256 = shaOf('8');
  await put(sha256, wav);
  await waveforms.close();
  expect(await get(sha256)).toBe(inTheMaking);
  expect(reported).toEqual([]);
});
