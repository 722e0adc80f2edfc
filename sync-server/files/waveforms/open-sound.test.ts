/** Sounds as they are heard here, against how the programs hear them that their formats come from. */
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { outlineOf } from '#shared/audio/waveform.ts';
import { aiffOf, wavOf } from '../../../tests/support/audio-samples.ts';
import { mp4Of } from '../../../tests/support/coded-samples.ts';
import { heardOf, readerOf } from '../../../tests/support/sample-blocks.ts';
import { factsOf, soundFile } from '../../../tests/support/sound-files.ts';
import { openSound } from './open-sound.ts';
import { opusHeadOf } from './opus-samples.ts';

// The decoder of Opus writes what it cannot decode to the console.
beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue());
afterEach(() => void vi.restoreAllMocks());

const open = (bytes: Uint8Array) => openSound(factsOf(bytes), readerOf(bytes));

async function heard(bytes: Uint8Array): Promise<readonly Float32Array[]> {
  const sound = await open(bytes);
  if (sound === null) throw new Error('nobody can hear it');
  return heardOf(sound.blocks);
}

/** The largest difference between two sounds that are as long as each other. */
function difference(one: readonly Float32Array[], other: readonly Float32Array[]): number {
  expect(one.map(({ length }) => length)).toEqual(other.map(({ length }) => length));
  let most = 0;
  one.forEach((samples, channel) => {
    samples.forEach((sample, at) => {
      most = Math.max(most, Math.abs(sample - (other[channel]?.[at] ?? NaN)));
    });
  });
  return most;
}

/** What was heard elsewhere is kept in 16 bits. */
const tolerance = 1.5 / 32_768;

const changesOf = (file: Uint8Array) =>
  fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 30 }).map((changes) => {
    const bytes = file.slice();
    for (const [at, byte] of changes) bytes[at] = byte;
    return bytes;
  });

it('AU25 hears Opus as its own program does', async () => {
  const channels = await heard(soundFile('music.opus'));
  expect(difference(channels, await heard(soundFile('music-opus.flac')))).toBeLessThan(tolerance);
});

it.each(['music', 'six'])('AU28 hears Vorbis as its own program does: %s', async (name) => {
  const channels = await heard(soundFile(`${name}.ogg`));
  const reference = await heard(soundFile(`${name}-ogg.flac`));
  expect(difference(channels, reference)).toBeLessThan(tolerance);
});

it.each<fc.Parameters<[Uint8Array]>>([
  {},
  // A table whose numbers had no end.
  { seed: -633_325_645, path: '1712:2:17:13:14', endOnFailure: true },
])('AU28 makes numbers, or nothing, of any bytes: %o', async (how) => {
  const file = soundFile('music.ogg');
  const facts = factsOf(file);
  await fc.assert(
    fc.asyncProperty(changesOf(file), async (bytes) => {
      const sound = await openSound(facts, readerOf(bytes));
      for (const samples of sound ? heardOf(sound.blocks) : []) {
        expect(samples.every((sample) => !Number.isNaN(sample))).toBe(true);
      }
    }),
    how,
  );
});

it.each([
  ['two channels by what they have in common', 'joint'],
  ['one channel, and where it is heard', 'intensity'],
  ['the same at a low rate', 'intensity-22'],
  ['one channel at a very low rate', 'mono-11'],
])('AU27 hears MP3 of %s as other decoders do', async (_, name) => {
  const channels = await heard(soundFile(`${name}.mp3`));
  const reference = await heard(soundFile(`${name}-mp3.flac`));
  expect(difference(channels, reference)).toBeLessThan(tolerance);
});

it('AU27 hears an MP3 without what its encoder put before and behind', async () => {
  const [samples] = await heard(soundFile('joint.mp3'));
  expect(samples).toHaveLength(0.3 * 44_100);
});

it('AU27 is silent where the beginning of a frame is lost, and goes on', async () => {
  const bytes = soundFile('joint.mp3');
  const facts = factsOf(bytes);
  const [whole = new Float32Array()] = await heard(bytes);
  // The encoder's own frame is the first one; the second is made unreadable.
  const second = bytes.indexOf(0xff, 400);
  bytes.fill(0, second, second + 400);
  const sound = await openSound(facts, readerOf(bytes));
  const [damaged = new Float32Array()] = sound ? heardOf(sound.blocks) : [];
  expect(damaged.length).toBeGreaterThan(whole.length - 3 * 1_152);
  const tail = 4_000;
  expect(damaged.slice(-tail).some((sample) => sample !== 0)).toBe(true);
});

it('AU27 makes numbers, or nothing, of any bytes', async () => {
  for (const name of ['joint', 'intensity', 'intensity-22', 'mono-11']) {
    const file = soundFile(`${name}.mp3`);
    const facts = factsOf(file);
    await fc.assert(
      fc.asyncProperty(changesOf(file), async (bytes) => {
        const sound = await openSound(facts, readerOf(bytes));
        for (const samples of sound ? heardOf(sound.blocks) : []) {
          expect(samples.every(Number.isFinite)).toBe(true);
        }
      }),
    );
  }
});

it('AU25 multiplies by the gain that an Opus asks for', async () => {
  const bytes = soundFile('music.opus');
  const [plain] = await heard(bytes);
  // Six decibels, in the first packet.
  bytes[28 + 17] = 6;
  const [loud] = await heard(bytes);
  const ratios = (loud ?? new Float32Array()).map((sample, at) => sample / (plain?.[at] || 1));
  expect(ratios.every((ratio) => ratio === 0 || Math.abs(ratio - 1.9953) < 0.001)).toBe(true);
});

it('AU25 leaves out packets that are damaged', async () => {
  const file = soundFile('music.opus');
  await fc.assert(
    fc.asyncProperty(changesOf(file), async (bytes) => {
      const sound = await openSound({ ...factsOf(file) }, readerOf(bytes));
      for (const samples of sound ? heardOf(sound.blocks) : []) {
        expect(samples.every(Number.isFinite)).toBe(true);
      }
    }),
    { numRuns: 25 },
  );
});

it('AU25 makes nothing of a head without sense', () => {
  const head = (...tail: readonly number[]) =>
    Uint8Array.of(...new TextEncoder().encode('OpusHead'), 1, ...tail);
  const plain = [0, 0, 0, 0, 0, 0, 0, 0];
  expect(opusHeadOf(head(2, ...plain, 0))).toMatchObject({ channelMappingTable: [0, 1] });
  expect(opusHeadOf(head(3, ...plain, 0))).toBe(null);
  expect(opusHeadOf(head(0, ...plain, 0))).toBe(null);
  expect(opusHeadOf(head(3, ...plain, 1, 2, 1, 0, 1, 2))).toMatchObject({ streamCount: 2 });
  expect(opusHeadOf(head(3, ...plain, 1, 2, 1, 0, 1))).toBe(null);
  expect(opusHeadOf(head(3, ...plain, 1, 2, 1, 0, 1, 3))).toBe(null);
  expect(opusHeadOf(head(3, ...plain, 1, 0, 0, 0, 0, 0))).toBe(null);
  expect(opusHeadOf(head(3, ...plain, 1, 1, 2, 0, 1, 2))).toBe(null);
  expect(opusHeadOf(head(4, ...plain, 2, 4, 0, 0, 1, 2, 3))).toBe(null);
});

it('AU23 AU24 outlines one sound alike, whatever it lies in', async () => {
  const outline = async (name: string) => {
    const sound = await open(soundFile(name));
    return sound && outlineOf(sound);
  };
  const flac = await outline('stereo-16.flac');
  expect(flac?.seconds).toBe(1_608 / 44_100);
  expect(flac?.peaks).toHaveLength(1_608);
  expect(await outline('stereo-16.oga')).toEqual(flac);
});

it.each([
  ['nothing that is known', new Uint8Array(2_000)],
  ['AAC', mp4Of()],
  ['no frames', wavOf({ frames: 0 })],
  ['33 channels', wavOf({ channels: 33, frames: 10 })],
  ['fractions of 16 bits', wavOf({ codec: 'pcm-float', bits: 16 })],
  ['a head of FLAC alone', soundFile('stereo-16.flac').subarray(0, 100)],
])('AU26 makes nothing of %s', async (_, bytes) => {
  const sound = await open(bytes);
  expect(sound && outlineOf(sound)).toBe(null);
});

it('AU26 makes something of 32 channels, and of AIFF', async () => {
  for (const bytes of [wavOf({ channels: 32, frames: 10 }), aiffOf({ frames: 10 })]) {
    const sound = await open(bytes);
    expect(sound && outlineOf(sound)?.peaks).toHaveLength(10);
  }
});
