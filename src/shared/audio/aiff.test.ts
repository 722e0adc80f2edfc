import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  aiffOf,
  big32,
  chunk,
  filled,
  joined,
  noise,
  readBytes,
  readSparse,
} from '../../../tests/support/audio-samples.ts';
import type { PcmSound } from './sound.ts';

const gib = 2 ** 30;

function read(bytes: Uint8Array): PcmSound {
  const { facts } = readBytes(bytes);
  if (facts.kind !== 'pcm') throw new Error(`No plain samples: ${JSON.stringify(facts)}`);
  return facts;
}

const samplesArbitrary = fc.record({
  bits: fc.constantFrom(8, 12, 16, 24, 32),
  channels: fc.integer({ min: 1, max: 32 }),
  sampleRate: fc.integer({ min: 1, max: 768_000 }),
  frames: fc.integer({ min: 1, max: 300 }),
});

test('AU3 AU6 what was written as AIFF is read, in whichever order it has its chunks', () => {
  fc.assert(
    fc.property(
      samplesArbitrary,
      fc.boolean(),
      fc.nat({ max: 40 }),
      (samples, isDataFirst, offset) => {
        const wanted = filled(samples);
        const bytes = aiffOf(samples, {
          isDataFirst,
          offset,
          before: [chunk('NAME', noise(7), 'big')],
        });
        const facts = read(bytes);
        expect(facts).toMatchObject({
          container: 'aiff',
          codec: 'pcm-integer',
          channels: wanted.channels,
          sampleRate: wanted.sampleRate,
          bitsPerSample: wanted.bits,
          byteOrder: 'big',
          isSigned: true,
          frames: wanted.frames,
          cut: null,
        });
        expect(bytes.subarray(facts.dataFrom, facts.dataTo)).toEqual(
          noise(wanted.frames * wanted.bytesPerFrame),
        );
      },
    ),
  );
});

test.each([
  ['NONE', 16, 'pcm-integer', 'big', 2],
  ['twos', 24, 'pcm-integer', 'big', 3],
  ['sowt', 16, 'pcm-integer', 'little', 2],
  ['in24', 16, 'pcm-integer', 'big', 3],
  ['in32', 16, 'pcm-integer', 'big', 4],
  ['23ni', 16, 'pcm-integer', 'little', 4],
  ['fl32', 32, 'pcm-float', 'big', 4],
  ['FL32', 32, 'pcm-float', 'big', 4],
  ['fl64', 64, 'pcm-float', 'big', 8],
  ['ulaw', 16, 'mulaw', 'big', 1],
  ['alaw', 16, 'alaw', 'big', 1],
])(
  'AU6 AIFF-C says by four letters how its samples lie: %s',
  (compression, bits, codec, byteOrder, bytesPerSample) => {
    expect(
      read(aiffOf({ channels: 1, bits, frames: 96 }, { compression, frames: 10 })),
    ).toMatchObject({
      container: 'aifc',
      codec,
      byteOrder,
      bytesPerSample,
      frames: 10,
    });
  },
);

test('AU6 samples of one byte have a sign, but for those called raw', () => {
  expect(read(aiffOf({ bits: 8 })).isSigned).toBe(true);
  expect(read(aiffOf({ bits: 8 }, { compression: 'NONE' })).isSigned).toBe(true);
  expect(read(aiffOf({ bits: 8 }, { compression: 'raw ' })).isSigned).toBe(false);
});

test('AU6 what is coded in AIFF-C is told, and no plain sample', () => {
  const coded = (compression: string) => readBytes(aiffOf({}, { compression, frames: 10 })).facts;
  expect(coded('ima4')).toMatchObject({ kind: 'coded', codec: 'adpcm', frames: 640 });
  expect(coded('alac')).toMatchObject({ kind: 'coded', codec: 'alac', frames: null });
  expect(coded('MAC3')).toMatchObject({ kind: 'coded', codec: 'unknown', cut: null });
  const cut = (frames: number) =>
    readBytes(aiffOf({}, { compression: 'ima4', frames }).subarray(0, -1)).facts;
  expect(cut(10)).toMatchObject({ frames: null, cut: { claimedFrames: 640 } });
  expect(cut(0)).toMatchObject({ frames: null, cut: { claimedFrames: null } });
});

test('AU3 a cut AIFF says what is there; a chunk that is shorter than said is cut as well', () => {
  const whole = aiffOf({});
  expect(read(whole.subarray(0, -41))).toMatchObject({ frames: 89, cut: { claimedFrames: 100 } });
  expect(read(aiffOf({}, { frames: 90 }))).toMatchObject({ frames: 90, cut: null });
  const lying = joined(aiffOf({}, { frames: 120 }), chunk('NAME', noise(500), 'big'));
  expect(read(lying)).toMatchObject({ frames: 100, cut: null });
});

test.each([
  ['ffmpeg', 0, 0],
  ['SoX', 0x7f00_0000 / 4, 0x7f00_0008],
  ['the largest number', 0xffff_ffff, 0xffff_ffff],
  ['the largest size, and no count', 0, 0xffff_ffff],
])('AU6 of an AIFF from a pipe the end is the end of the file: %s', (_, frames, dataSize) => {
  expect(read(aiffOf({}, { frames, dataSize }))).toMatchObject({ frames: 100, cut: null });
});

test('AU6 an AIFF without a frame is empty', () => {
  const whole = aiffOf({ frames: 0 }, { isDataFirst: true });
  expect(read(whole)).toMatchObject({ frames: 0, cut: null });
});

test('AU6 above 4 GiB the count of frames is right where the size has wrapped around', () => {
  const head = aiffOf({ frames: 0 }, { frames: (5 * gib) / 4, dataSize: gib + 8 });
  const { facts } = readSparse({ size: head.length + 5 * gib, parts: [[0, head]] });
  expect(facts).toMatchObject({ frames: (5 * gib) / 4, cut: null });
});

test('AU5 an AIFF without format, samples or pad byte is broken', () => {
  const fault = (bytes: Uint8Array) => {
    const { facts } = readBytes(bytes);
    return facts.kind === 'broken' ? facts.fault : facts.kind;
  };
  expect(fault(aiffOf({ channels: 0 }))).toBe('no-format');
  expect(fault(aiffOf({ bits: 0 }))).toBe('no-format');
  const whole = aiffOf({});
  for (let to = 12; to < whole.length - 408; to += 1) {
    expect(fault(whole.subarray(0, to))).toMatch(/^no-/u);
  }
  const offset = aiffOf({});
  offset.set(big32(90_000), whole.length - 408);
  expect(fault(offset)).toBe('no-data');
  const before = [chunk('NAME', noise(7), 'big', { hasPad: false })];
  expect(fault(aiffOf({}, { before }))).toBe('missing-pad');
});
