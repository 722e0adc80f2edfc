import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ascii, joined, readBytes } from '../../../tests/support/audio-samples.ts';
import {
  oggFlacHead,
  oggOf,
  oggPage,
  opusHead,
  vorbisHead,
} from '../../../tests/support/coded-samples.ts';

const read = (bytes: Uint8Array) => readBytes(bytes).facts;
const granules = [960, 1_920, 50_000];

test('AU9 the last page says how long it is, and Opus begins behind its pre-skip', () => {
  expect(read(oggOf(vorbisHead(2, 44_100), granules))).toMatchObject({
    kind: 'coded',
    container: 'ogg',
    codec: 'vorbis',
    channels: 2,
    sampleRate: 44_100,
    frames: 50_000,
    cut: null,
  });
  expect(read(oggOf(opusHead(312, 1), granules))).toMatchObject({
    codec: 'opus',
    channels: 1,
    sampleRate: 48_000,
    frames: 49_688,
    cut: null,
  });
  expect(read(oggOf(oggFlacHead({ bits: 24, frames: 50_000 }), granules))).toMatchObject({
    codec: 'flac',
    bitsPerSample: 24,
    frames: 50_000,
    cut: null,
  });
});

test('AU9 pages on which no packet ends do not count', () => {
  expect(read(oggOf(vorbisHead(), [960, 50_000, -1]))).toMatchObject({ frames: 50_000, cut: null });
});

test('AU9 a last page behind many pages is found', () => {
  const many = Array.from({ length: 400 }, (_, index) => (index + 1) * 1_000);
  expect(read(oggOf(vorbisHead(), many))).toMatchObject({ frames: 400_000, cut: null });
});

test('AU9 without its last page it is cut, anywhere', () => {
  const whole = oggOf(opusHead(312), granules);
  fc.assert(
    fc.property(fc.integer({ min: 47, max: whole.length - 1 }), (to) => {
      const facts = read(whole.subarray(0, to));
      expect(facts).toMatchObject({ codec: 'opus', cut: { claimedFrames: null } });
      const pages = Math.floor((to - 47 - 329) / 529);
      const frames = Math.max(0, (granules[pages - 1] ?? 0) - 312);
      expect(facts).toMatchObject({ frames });
    }),
  );
  expect(read(oggOf(vorbisHead(), granules, { isEnded: false }))).toMatchObject({
    frames: 50_000,
    cut: { claimedFrames: null },
  });
  expect(read(oggOf(oggFlacHead({ frames: 60_000 }), granules))).toMatchObject({
    frames: 50_000,
    cut: { claimedFrames: 60_000 },
  });
});

test('AU9 AU3 what FLAC in Ogg claims is not taken for what is there', () => {
  const whole = oggOf(oggFlacHead({ frames: 50_000 }), granules);
  expect(read(whole.subarray(0, 90))).toMatchObject({
    codec: 'flac',
    frames: 0,
    cut: { claimedFrames: 50_000 },
  });
});

test('AU9 cut within its first page it is nothing yet', () => {
  const page = oggPage(joined(opusHead(312), new Uint8Array(20)), { isFirst: true });
  expect(read(page.subarray(0, -5))).toMatchObject({
    codec: 'opus',
    frames: 0,
    cut: { claimedFrames: null },
  });
});

test('AU9 streams behind one another, and such as began earlier, have a length that is not known', () => {
  const first = oggOf(vorbisHead(), granules);
  const chained = joined(first, oggOf(vorbisHead(), granules, { serial: 8 }));
  expect(read(chained)).toMatchObject({ codec: 'vorbis', frames: null });
  expect(read(oggOf(vorbisHead(), [9_000_000, 9_001_000]))).toMatchObject({ frames: null });
});

test('AU9 of streams that go on together the sound is taken', () => {
  const together = joined(
    oggPage(ascii('\u0080theora-and-more'), { serial: 1, isFirst: true }),
    oggPage(vorbisHead(), { serial: 2, isFirst: true }),
    oggPage(new Uint8Array(50), { serial: 2, granule: 4_000, isLast: true }),
    oggPage(new Uint8Array(50), { serial: 1, granule: 77, isLast: true }),
  );
  expect(read(together)).toMatchObject({ codec: 'vorbis', frames: 4_000, cut: null });
});

test('AU9 AU5 what is no known sound is unknown, and half a first page broken', () => {
  expect(read(oggOf(ascii('Speex   and what follows'), granules))).toMatchObject({
    codec: 'unknown',
    frames: null,
  });
  expect(read(oggOf(vorbisHead(0), granules))).toMatchObject({ codec: 'unknown' });
  expect(read(oggOf(opusHead(0, 0), granules))).toMatchObject({ codec: 'unknown' });
  expect(read(ascii('OggS'))).toMatchObject({ kind: 'broken', container: 'ogg' });
});
