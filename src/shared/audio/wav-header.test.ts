import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  aiffOf,
  cafOf,
  joined,
  readBytes,
  readSparse,
  wave64Of,
  wavOf,
  type Samples,
} from '../../../tests/support/audio-samples.ts';
import type { PcmSound } from './sound.ts';
import { swapBytes, wavHeaderBytes, wavHeaderOf, wavSamplesOf } from './wav-header.ts';

function read(bytes: Uint8Array): PcmSound {
  const { facts } = readBytes(bytes);
  if (facts.kind !== 'pcm') throw new Error(`No plain samples: ${JSON.stringify(facts)}`);
  return facts;
}

/** What a server would send for a file. */
function served(bytes: Uint8Array): Uint8Array {
  const sound = read(bytes);
  return joined(
    wavHeaderOf(sound),
    wavSamplesOf(sound, bytes.subarray(sound.dataFrom, sound.dataTo)),
  );
}

const samplesArbitrary: fc.Arbitrary<Samples> = fc.record({
  codec: fc.constantFrom('pcm-integer' as const, 'mulaw' as const, 'alaw' as const),
  bits: fc.constantFrom(16, 20, 24, 32),
  channels: fc.integer({ min: 1, max: 8 }),
  sampleRate: fc.integer({ min: 1, max: 768_000 }),
  frames: fc.integer({ min: 1, max: 300 }),
});

const writers: readonly ((samples: Samples) => Uint8Array)[] = [
  (samples) => wavOf(samples),
  (samples) => wavOf(samples, { id: 'RF64' }),
  (samples) => wavOf(samples, { id: 'RIFX' }),
  (samples) => wavOf(samples, { dataSize: 0, riffSize: 0 }),
  (samples) => wave64Of(samples),
  (samples) => cafOf(samples),
  (samples) => cafOf(samples, { isLittle: true }),
];

test('AU12 behind its header any plain samples are a WAV that is as long and needs no mending', () => {
  fc.assert(
    fc.property(samplesArbitrary, fc.constantFrom(...writers), (samples, write) => {
      const before = read(write(samples));
      const after = read(served(write(samples)));
      expect(after).toMatchObject({
        container: 'riff',
        codec: before.codec,
        channels: before.channels,
        sampleRate: before.sampleRate,
        bytesPerSample: before.bytesPerSample,
        byteOrder: 'little',
        frames: before.frames,
        cut: null,
        hasPlayableHeader: true,
        dataFrom: wavHeaderBytes(before),
      });
    }),
  );
});

test('AU12 one or two channels take 44 bytes, byte for byte as everybody writes them', () => {
  const plain = wavOf({ bits: 24, channels: 2, frames: 10 });
  expect(served(plain)).toEqual(plain);
  const float = wavOf({ codec: 'pcm-float', bits: 32, channels: 1 });
  expect(served(float)).toEqual(float);
});

test('AU12 more channels say which loudspeaker each is for: as they said, or as is usual', () => {
  const masks = [3, 4, 5, 6, 7, 8].map((channels) => {
    const header = wavHeaderOf(read(wavOf({ channels })));
    return new DataView(header.buffer).getUint32(40, true);
  });
  expect(masks).toEqual([0x7, 0x33, 0x37, 0x3f, 0x13f, 0x63f]);
  const told = wavOf({ channels: 6 }, { id: 'BW64', isExtensible: true, mask: 0x60f });
  expect(read(served(told)).channelMask).toBe(0x60f);
});

test('AU12 a rate with a fraction is rounded, and a size that WAV cannot say is the largest', () => {
  expect(read(served(cafOf({ sampleRate: 44_099.6 }))).sampleRate).toBe(44_100);
  const head = wave64Of({ frames: 0 }, { dataSize: 2 ** 33 });
  const { facts } = readSparse({ size: head.length + 2 ** 33, parts: [[0, head]] });
  if (facts.kind !== 'pcm') throw new Error(facts.kind);
  const header = wavHeaderOf(facts);
  expect(new DataView(header.buffer).getUint32(40, true)).toBe(0xffff_ffff);
});

test('AU12 samples of a big-endian file are turned around, each by itself', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  expect([...swapBytes(bytes, 2)]).toEqual([2, 1, 4, 3, 6, 5, 8, 7]);
  expect([...swapBytes(bytes, 3)]).toEqual([3, 2, 1, 6, 5, 4, 7, 8]);
  expect([...swapBytes(bytes, 4)]).toEqual([4, 3, 2, 1, 8, 7, 6, 5]);
  const sowt = read(aiffOf({}, { compression: 'sowt' }));
  expect(wavSamplesOf(sowt, bytes)).toEqual(bytes);
  expect([...wavSamplesOf(read(aiffOf({})), bytes)]).toEqual([2, 1, 4, 3, 6, 5, 8, 7]);
});

test('AU12 samples of one byte lose their sign, where they have one', () => {
  const bytes = Uint8Array.of(0x80, 0xff, 0, 1, 0x7f);
  const without = [0, 0x7f, 0x80, 0x81, 0xff];
  expect([...wavSamplesOf(read(aiffOf({ bits: 8 })), bytes)]).toEqual(without);
  expect([...wavSamplesOf(read(cafOf({ bits: 8 })), bytes)]).toEqual(without);
  for (const unsigned of [
    aiffOf({ bits: 8 }, { compression: 'raw ' }),
    aiffOf({}, { compression: 'ulaw' }),
    cafOf({ codec: 'alaw' }),
    wavOf({ bits: 8 }),
  ]) {
    expect(wavSamplesOf(read(unsigned), bytes)).toEqual(bytes);
  }
});

test('AU12 the bytes that are handed in stay as they are, also where a buffer shares them', () => {
  const bytes = Buffer.from([1, 2, 3, 4]);
  swapBytes(bytes, 2);
  wavSamplesOf(read(cafOf({ bits: 8 })), bytes);
  expect([...bytes]).toEqual([1, 2, 3, 4]);
});
