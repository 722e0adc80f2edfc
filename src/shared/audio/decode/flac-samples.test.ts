/** Against the checksum that the reference encoder writes of the samples it was given. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { flacOf } from '../../../../tests/support/coded-samples.ts';
import { heardOf, readerOf } from '../../../../tests/support/sample-blocks.ts';
import { factsOf, soundFile } from '../../../../tests/support/sound-files.ts';
import { flacSamples, oggFlacSamples } from './flac-samples.ts';
import { pcmSamples } from './pcm-samples.ts';

function heard(bytes: Uint8Array): Float32Array[] {
  const facts = factsOf(bytes);
  if (facts.kind !== 'coded') throw new Error(`it is ${facts.kind}`);
  return heardOf(flacSamples(facts, readerOf(bytes)) ?? []);
}

const md5Of = (channels: readonly Float32Array[], bits: number): string => {
  const [width, frames] = [bits / 8, channels[0]?.length ?? 0];
  const bytes = Buffer.alloc(frames * channels.length * width);
  for (let at = 0, frame = 0; frame < frames; frame += 1) {
    for (const samples of channels) {
      bytes.writeIntLE((samples[frame] ?? 0) * 2 ** (bits - 1), at, width);
      at += width;
    }
  }
  return createHash('md5').update(bytes).digest('hex');
};

it.each([
  ['stereo-16.flac', 16, 2],
  ['stereo-24.flac', 24, 2],
  ['mono-8.flac', 8, 1],
])('AU24 hears %s to the last bit', (name, bits, count) => {
  const bytes = soundFile(name);
  const channels = heard(bytes);
  expect(channels).toHaveLength(count);
  expect(md5Of(channels, bits)).toBe(Buffer.from(bytes.subarray(26, 42)).toString('hex'));
});

it('AU24 hears 32 bits as plain samples of 32 bits are heard', () => {
  const wav = soundFile('stereo-32.wav');
  const facts = factsOf(wav);
  if (facts.kind !== 'pcm') throw new Error('no plain samples');
  const plain = heardOf(pcmSamples(facts, readerOf(wav)) ?? []);
  expect(plain[0]).toHaveLength(500);
  expect(heard(soundFile('stereo-32.flac'))).toEqual(plain);
});

it('AU24 hears FLAC in Ogg as it hears it alone', () => {
  const bytes = soundFile('stereo-16.oga');
  const channels = heardOf(oggFlacSamples(bytes.length, readerOf(bytes)));
  expect(channels).toEqual(heard(soundFile('stereo-16.flac')));
});

it('AU24 is silent for a frame that is damaged, and goes on behind it', () => {
  const bytes = soundFile('stereo-16.flac').slice();
  const whole = heard(bytes);
  // Amid the third frame of 256 samples.
  const third = bytes.indexOf(0xff, 240);
  bytes[third + 100] = (bytes[third + 100] ?? 0) ^ 0xff;
  const damaged = heard(bytes);
  expect(damaged[0]).toHaveLength(whole[0]?.length ?? 0);
  const differs = (whole[0] ?? []).findIndex((sample, at) => sample !== damaged[0]?.[at]);
  expect(differs).toBeGreaterThanOrEqual(256);
  const frame = Math.floor(differs / 256) * 256;
  expect(damaged[0]?.slice(frame, frame + 256).every((sample) => sample === 0)).toBe(true);
  expect(damaged[0]?.slice(frame + 256)).toEqual(whole[0]?.slice(frame + 256));
});

it('AU24 hears what there is of a file that is cut', () => {
  const bytes = soundFile('stereo-24.flac');
  const whole = heard(bytes)[0] ?? new Float32Array();
  const [cut = new Float32Array()] = heard(bytes.subarray(0, bytes.length - 1_000));
  const frames = Math.floor(cut.length / 512) * 512;
  expect(frames).toBeGreaterThan(0);
  expect(cut.slice(0, frames - 512)).toEqual(whole.slice(0, frames - 512));
});

it('AU24 makes numbers, or nothing, of any bytes', () => {
  const file = soundFile('stereo-16.flac');
  const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 40 });
  fc.assert(
    fc.property(changes, (changed) => {
      const bytes = file.slice();
      for (const [at, byte] of changed) bytes[at] = byte;
      const sound = { soundFrom: 0, sizeBytes: bytes.length };
      for (const samples of heardOf(flacSamples(sound, readerOf(bytes)) ?? [])) {
        expect(samples.every(Number.isFinite)).toBe(true);
      }
    }),
  );
});

it('AU24 finds its way through much that is no FLAC', () => {
  const flac = flacOf({ frames: 64, blockSize: 64 });
  const bytes = new Uint8Array(300_000).fill(0xff);
  bytes.set(flac);
  expect(heard(bytes)[0]).toHaveLength(64);
});
