import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  aiffOf,
  cafOf,
  readBytes,
  tagOf,
  wave64Of,
  wavOf,
  joined,
} from '../../tests/support/audio-samples.ts';
import { flacOf } from '../../tests/support/coded-samples.ts';
import { wavHeaderOf, wavSamplesOf } from '#shared/audio/wav-header.ts';
import { playedBytes, type HandedOut } from './played-bytes.ts';
import { createDiskStore, type FileStore } from './store.ts';

let folder: string;
let store: FileStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'played-'));
  store = createDiskStore(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function played(bytes: Uint8Array): Promise<HandedOut | null> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const part = join(folder, 'part');
  await writeFile(part, bytes);
  await store.put(part, sha256);
  return playedBytes(store, sha256, bytes.length, readBytes(bytes).facts);
}

async function read(given: HandedOut, start = 0, end = given.size - 1): Promise<Buffer> {
  const stream = await given.open({ start, end });
  if (stream === null) throw new Error('The bytes are not there.');
  return buffer(stream);
}

/** More than the store reads at once, and in samples that do not divide it. */
const long = { frames: 50_000, channels: 2, bits: 24 };
const behindHeader: readonly (readonly [string, Uint8Array])[] = [
  ['AIFF', aiffOf(long)],
  ['AIFF of one byte', aiffOf({ bits: 8, frames: 301 })],
  ['CAF', cafOf({ bits: 16, channels: 3, frames: 700 })],
  ['RF64', wavOf({ bits: 24, frames: 99 }, { id: 'RF64' })],
  ['Wave64', wave64Of({ frames: 50 })],
];

it.each(behindHeader)('AU12 %s is handed out as samples behind a WAV header', async (_, bytes) => {
  const { facts } = readBytes(bytes);
  const given = await played(bytes);
  if (facts.kind !== 'pcm' || given === null) throw new Error('It is not played.');
  const whole = joined(
    wavHeaderOf(facts),
    wavSamplesOf(facts, bytes.subarray(facts.dataFrom, facts.dataTo)),
  );
  expect(given.size).toBe(whole.length);
  const all = await read(given);
  expect(all.equals(whole)).toBe(true);
  expect(readBytes(all).facts).toMatchObject({
    container: 'riff',
    frames: facts.frames,
    cut: null,
  });
});

it('AU12 any range is that part of the whole', async () => {
  for (const [, bytes] of behindHeader) {
    const given = await played(bytes);
    if (given === null) throw new Error('It is not played.');
    const whole = await read(given);
    const place = fc.oneof(
      fc.nat({ max: Math.min(120, given.size - 1) }),
      fc.nat({ max: given.size - 1 }),
    );
    await fc.assert(
      fc.asyncProperty(place, place, async (one, other) => {
        const [start, end] = one < other ? [one, other] : [other, one];
        expect((await read(given, start, end)).equals(whole.subarray(start, end + 1))).toBe(true);
      }),
      { numRuns: 60 },
    );
  }
});

it('AU12 a FLAC is handed out from behind its tag, a WAV as it came, and a text not at all', async () => {
  const flac = flacOf({});
  const tagged = await played(joined(tagOf(3_000), flac));
  if (tagged === null) throw new Error('It is not played.');
  expect((await read(tagged)).equals(flac)).toBe(true);
  expect((await read(tagged, 2, 9)).equals(flac.subarray(2, 10))).toBe(true);
  const wav = wavOf({});
  const same = await played(wav);
  expect(same && (await read(same)).equals(wav)).toBe(true);
  expect(await played(new TextEncoder().encode('Dear diary'))).toBeNull();
});

it('AU12 bytes that are gone are nowhere, and whoever stops early leaves nothing open', async () => {
  const given = await played(aiffOf(long));
  const stream = await given?.open({ start: 10, end: 100_000 });
  if (!stream) throw new Error('It is not played.');
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.destroy();
  await closed;
  const gone = aiffOf({ frames: 7 });
  const facts = readBytes(gone).facts;
  const nowhere = playedBytes(store, 'a'.repeat(64), gone.length, facts);
  expect(await nowhere?.open({ start: 0, end: 60 })).toBeNull();
});
