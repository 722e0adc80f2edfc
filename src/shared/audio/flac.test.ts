import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii, joined, noise, readBytes, tagOf } from '../../../tests/support/audio-samples.ts';
import { flacBlock, flacFrames, flacHead, flacOf } from '../../../tests/support/coded-samples.ts';

const read = (bytes: Uint8Array) => readBytes(bytes).facts;

const optionsArbitrary = fc.record({
  channels: fc.integer({ min: 1, max: 8 }),
  sampleRate: fc.integer({ min: 1, max: 655_350 }),
  bits: fc.constantFrom(8, 16, 20, 24, 32),
  blockSize: fc.integer({ min: 16, max: 4_096 }),
  frames: fc.integer({ min: 1, max: 20_000 }),
  isVariable: fc.boolean(),
});

test('AU3 AU7 what was written as FLAC is read, whether or not it says how long it is', () => {
  fc.assert(
    fc.property(optionsArbitrary, fc.boolean(), fc.nat({ max: 2_000 }), (options, isOpen, tag) => {
      const bytes = flacOf(isOpen ? { ...options, claimedFrames: 0 } : options);
      const tags = tag === 0 ? new Uint8Array() : tagOf(tag);
      expect(read(joined(tags, bytes))).toMatchObject({
        kind: 'coded',
        container: 'flac',
        codec: 'flac',
        channels: options.channels,
        sampleRate: options.sampleRate,
        bitsPerSample: options.bits,
        frames: options.frames,
        cut: null,
        soundFrom: tags.length,
      });
    }),
  );
});

test('AU7 cut anywhere, it says how many frames are whole', () => {
  fc.assert(
    fc.property(optionsArbitrary, fc.nat(), (options, random) => {
      const [head, frames] = [flacHead(options), flacFrames(options)];
      const whole = joined(head, ...frames);
      const to = head.length + (random % (whole.length - head.length));
      let [present, left] = [0, to - head.length];
      for (const frame of frames) {
        left -= frame.length;
        if (left >= 0) present += options.blockSize;
      }
      expect(read(whole.subarray(0, to))).toMatchObject({
        frames: present,
        cut: { claimedFrames: options.frames },
      });
    }),
  );
});

test('AU7 tags, pictures and padding before the sound, and an old tag behind, are left out', () => {
  const blocks = [flacBlock(6, noise(400_000)), flacBlock(1, new Uint8Array(8_192))];
  const oldTag = joined(ascii('TAG'), new Uint8Array(125));
  const { facts, asked } = readBytes(joined(flacOf({ frames: 500, blocks }), oldTag));
  expect(facts).toMatchObject({ frames: 500, cut: null });
  expect(asked.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThan(100_000);
});

test('AU7 several tags in front are hopped over, and one of 3 MB too', () => {
  const tags = joined(tagOf(3_000_000), tagOf(20));
  const { facts, asked } = readBytes(joined(tags, flacOf({})));
  expect(facts).toMatchObject({ codec: 'flac', soundFrom: tags.length, frames: 100 });
  expect(asked.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThan(100_000);
});

test('AU7 what claims less than it has is as long as it claims', () => {
  expect(read(flacOf({ frames: 640, claimedFrames: 600 }))).toMatchObject({
    frames: 600,
    cut: null,
  });
});

test('AU7 a last frame of more than a window is found, and what only looks like one is not', () => {
  expect(read(joined(flacOf({ frames: 128 }), noise(100_000)))).toMatchObject({
    frames: 64,
    cut: { claimedFrames: 128 },
  });
  const fake = Uint8Array.of(0xff, 0xf8, 0x70, 0x18, 0x02, 0, 0x3f, 0);
  expect(read(joined(flacOf({ frames: 640, claimedFrames: 0 }), fake))).toMatchObject({
    frames: 640,
  });
  const others = flacFrames({ frames: 64, bits: 24 });
  expect(read(joined(flacOf({ frames: 640, claimedFrames: 0 }), ...others))).toMatchObject({
    frames: 640,
  });
});

test('AU7 frames so large that the last one is not found leave the length as it is said', () => {
  const bytes = joined(flacOf({ frames: 64 }), noise(400_000));
  expect(read(bytes)).toMatchObject({ frames: 64, cut: null });
});

test('AU5 a FLAC that ends before its sound begins is broken', () => {
  const whole = flacOf({ blocks: [flacBlock(6, noise(90))] });
  for (let to = 4; to < 4 + 38 + 94 + 4; to += 1) {
    expect(read(whole.subarray(0, to))).toMatchObject({ kind: 'broken', container: 'flac' });
  }
  const other = whole.slice();
  other[4] = 1;
  expect(read(other)).toMatchObject({ kind: 'broken', fault: 'no-format' });
});
