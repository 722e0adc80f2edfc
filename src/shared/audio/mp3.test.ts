import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ascii,
  joined,
  noise,
  readBytes,
  readSparse,
  tagOf,
} from '../../../tests/support/audio-samples.ts';
import { mp3Frame, mp3Of } from '../../../tests/support/coded-samples.ts';
import { windowBytes } from './reading.ts';

const read = (bytes: Uint8Array) => readBytes(bytes).facts;
const oldTag = joined(ascii('TAG'), new Uint8Array(125).fill(0xff));

test('AU8 frames are counted, whatever their bitrates, behind any tag', () => {
  const bitrates = fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 3, maxLength: 400 });
  fc.assert(
    fc.property(bitrates, fc.nat({ max: 3_000 }), fc.boolean(), (codes, tag, hasOldTag) => {
      const sound = joined(...codes.map((code) => mp3Frame(code)));
      const bytes = joined(tagOf(tag), sound, hasOldTag ? oldTag : new Uint8Array());
      expect(read(bytes)).toMatchObject({
        kind: 'coded',
        container: 'mp3',
        codec: 'mp3',
        channels: 2,
        sampleRate: 44_100,
        frames: codes.length * 1_152,
        cut: null,
      });
    }),
    { numRuns: 50 },
  );
});

test('AU8 what the encoder put before and behind is not heard', () => {
  const told = { count: 20, info: 'Info', encoder: 'LAME3.100', delay: 576, padding: 900 } as const;
  expect(read(mp3Of(told))).toMatchObject({
    frames: 20 * 1_152 - 576 - 900,
    cut: null,
    encoderDelay: 576,
  });
  expect(read(mp3Of({ ...told, encoder: 'Lavf60.16' }))).toMatchObject({ encoderDelay: 576 });
  expect(read(mp3Of({ ...told, encoder: 'GOGO' }))).toMatchObject({
    frames: 20 * 1_152,
    encoderDelay: null,
  });
});

test.each(['Xing', 'Info', 'VBRI'] as const)('AU8 %s is compared and never believed', (info) => {
  expect(read(mp3Of({ count: 20, info, claimed: 20 }))).toMatchObject({
    frames: 23_040,
    cut: null,
  });
  expect(read(mp3Of({ count: 20, info, claimed: 5 }))).toMatchObject({ frames: 23_040, cut: null });
  // Some count the frame in which they say it.
  expect(read(mp3Of({ count: 20, info, claimed: 21 }))).toMatchObject({ cut: null });
  expect(read(mp3Of({ count: 20, info, claimed: 40 }))).toMatchObject({
    frames: 23_040,
    cut: { claimedFrames: 46_080 },
  });
});

test('AU8 an MP3 that is cut says so: by what was claimed, or by its last frame', () => {
  const told = { count: 20, info: 'Xing', encoder: 'LAME3.100', delay: 576, padding: 900 } as const;
  const whole = mp3Of(told);
  const claimed = { claimedFrames: 20 * 1_152 - 576 - 900 };
  fc.assert(
    fc.property(fc.integer({ min: 3 * 417, max: whole.length - 1 }), (to) => {
      const present = Math.floor(to / 417) - 1;
      expect(read(whole.subarray(0, to))).toMatchObject({
        frames: present * 1_152 - 576,
        cut: claimed,
      });
    }),
  );
  const padded = mp3Of({ ...told, padding: 1_500 });
  expect(read(padded.subarray(0, -1))).toMatchObject({
    frames: 20 * 1_152 - 576 - 1_500,
    cut: null,
  });
  for (let missing = 1; missing < 417; missing += 1) {
    expect(read(mp3Of({ count: 20 }).subarray(0, -missing))).toMatchObject({
      frames: 19 * 1_152,
      cut: { claimedFrames: null },
    });
  }
  expect(read(joined(mp3Of({ count: 20 }).subarray(0, -1), oldTag))).toMatchObject({
    frames: 19 * 1_152,
    cut: { claimedFrames: null },
  });
});

test('AU8 a frame that is cut right behind a window is no whole one', () => {
  const whole = mp3Of({ count: 200 });
  for (let to = windowBytes - 1_000; to < windowBytes + 1_000; to += 1) {
    const frames = Math.floor(to / 417);
    expect(read(whole.subarray(0, to))).toMatchObject({
      frames: frames * 1_152,
      cut: to % 417 === 0 ? null : { claimedFrames: null },
    });
  }
});

test('AU8 junk before, between and behind frames is passed over, other tags too', () => {
  const ten = mp3Of({ count: 10 });
  const junk = noise(1_500);
  junk.set([0xff, 0xfb, 0x90, 0], 700);
  const ape = joined(ascii('APETAGEX'), noise(300));
  expect(read(joined(new Uint8Array(900), ten))).toMatchObject({ frames: 11_520 });
  expect(read(joined(ten, junk, ten))).toMatchObject({ frames: 23_040, cut: null });
  expect(read(joined(ten, tagOf(2_000_000), ten))).toMatchObject({ frames: 23_040, cut: null });
  expect(read(joined(ten, ape, oldTag))).toMatchObject({ frames: 11_520, cut: null });
});

test('AU8 junk at the edge of a window loses no frame', () => {
  const ten = mp3Of({ count: 10 });
  for (let edge = -2_000; edge < 500; edge += 37) {
    const before = mp3Of({ count: 10 });
    const junk = new Uint8Array(windowBytes + edge - before.length);
    expect(read(joined(before, junk, ten))).toMatchObject({ frames: 23_040, cut: null });
  }
});

test('AU8 a long one is walked through once', () => {
  const bytes = mp3Of({ count: 5_000 });
  const { facts, asked } = readBytes(bytes);
  expect(facts).toMatchObject({ frames: 5_000 * 1_152 });
  const sum = asked.reduce((total, { from, to }) => total + to - from, 0);
  expect(sum).toBeLessThan(bytes.length * 1.05 + 2 * windowBytes);
});

test('AU8 where nothing is sound for a megabyte, the walk ends', () => {
  const { facts, asked } = readSparse({ size: 2 ** 33, parts: [[0, mp3Of({ count: 10 })]] });
  expect(facts).toMatchObject({ frames: 11_520, cut: null });
  expect(asked.length).toBeLessThan(30);
});

test('AU8 other layers and versions are counted by their own frames', () => {
  const frames = (second: number, third: number, length: number) => {
    const frame = new Uint8Array(length);
    frame.set([0xff, second, third, 0xc0]);
    return read(joined(...Array.from({ length: 5 }, () => frame)));
  };
  expect(frames(0xfd, 0x80, 417)).toMatchObject({ codec: 'unknown', frames: 5_760, channels: 1 });
  expect(frames(0xff, 0x44, 128)).toMatchObject({
    codec: 'unknown',
    frames: 1_920,
    sampleRate: 48_000,
  });
  expect(frames(0xf3, 0x80, 208)).toMatchObject({
    codec: 'mp3',
    frames: 2_880,
    sampleRate: 22_050,
  });
  expect(frames(0xe3, 0x88, 576)).toMatchObject({ codec: 'mp3', frames: 2_880, sampleRate: 8_000 });
});

test('AU8 a frame of another layer is none of the stream', () => {
  const other = mp3Frame();
  other[1] = 0xfd;
  const five = joined(...Array.from({ length: 5 }, () => other));
  expect(read(joined(mp3Of({ count: 5 }), five))).toMatchObject({ frames: 5_760, cut: null });
});

test('AU8 with one channel the encoder says its part earlier', () => {
  const mono = mp3Frame();
  mono[3] = 0xc0;
  const info = mono.slice();
  info.set(joined(ascii('Xing'), Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 9)), 4 + 17);
  expect(read(joined(info, mono, mono, mono, mono))).toMatchObject({
    channels: 1,
    frames: 4 * 1_152,
    cut: { claimedFrames: 9 * 1_152 },
  });
});

test('AU8 what only begins like a frame is no MP3', () => {
  expect(read(Uint8Array.of(0xff, 0xfb, 0x90, 0))).toEqual({ kind: 'unknown' });
  expect(read(joined(mp3Frame(), noise(5_000)))).toEqual({ kind: 'unknown' });
  expect(read(joined(Uint8Array.of(0xff, 0xfe), noise(9_000)))).toEqual({ kind: 'unknown' });
  expect(read(mp3Frame())).toMatchObject({ container: 'mp3', frames: 1_152, cut: null });
  expect(read(tagOf(500))).toEqual({ kind: 'unknown' });
  expect(read(tagOf(500).subarray(0, 200))).toEqual({ kind: 'unknown' });
});
