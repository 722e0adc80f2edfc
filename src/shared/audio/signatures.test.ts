import { expect, test } from 'vitest';
import { ascii, joined, noise, readBytes, tagOf } from '../../../tests/support/audio-samples.ts';
import { box, mp4Of } from '../../../tests/support/coded-samples.ts';

const read = (bytes: Uint8Array, fileName?: string) => readBytes(bytes, fileName).facts;
const begun = (...head: readonly number[]) => joined(Uint8Array.from(head), noise(600));

test.each([
  ['mp4a', 'aac'],
  ['alac', 'alac'],
  ['fLaC', 'flac'],
  ['Opus', 'opus'],
  ['ac-3', 'unknown'],
])('AU10 MP4 tells the codec of its sound: %s', (entry, codec) => {
  for (const isMovieLast of [true, false]) {
    expect(read(mp4Of({ entry, isMovieLast, hasVideo: true }))).toMatchObject({
      kind: 'coded',
      container: 'mp4',
      codec,
      channels: 2,
      sampleRate: 44_100,
      frames: null,
    });
  }
});

test('AU3 AU10 an MP4 that ends within a box is cut', () => {
  const whole = mp4Of({});
  expect(read(whole)).toMatchObject({ cut: null });
  expect(read(joined(whole, ascii('TAG'), noise(125)))).toMatchObject({ cut: null });
  expect(read(whole.subarray(0, -1))).toMatchObject({ codec: 'aac', cut: { claimedFrames: null } });
});

test('AU10 AU5 an MP4 without its index is broken, one without sound unknown', () => {
  const last = mp4Of({ isMovieLast: true });
  expect(read(last.subarray(0, 3_000))).toMatchObject({ kind: 'broken', container: 'mp4' });
  const silent = joined(box('ftyp', ascii('isom')), box('moov', box('trak', box('tkhd'))));
  expect(read(silent)).toMatchObject({ container: 'mp4', codec: 'unknown' });
});

test('AU10 WebM tells its codec, and is told from its elder', () => {
  const matroska = (...words: readonly string[]) =>
    joined(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3), noise(30), ...words.map(ascii), noise(30));
  expect(read(matroska('webm', 'A_OPUS'))).toMatchObject({ container: 'webm', codec: 'opus' });
  expect(read(matroska('webm', 'A_VORBIS'))).toMatchObject({ codec: 'vorbis' });
  expect(read(matroska('webm', 'V_VP8'))).toMatchObject({ container: 'webm', codec: 'unknown' });
  expect(read(matroska('matroska', 'A_OPUS'))).toEqual({ kind: 'named', container: 'matroska' });
});

const beginnings = [
  ['wavpack', ascii('wvpk')],
  ['au', ascii('.snd')],
  ['tta', ascii('TTA1')],
  ['midi', ascii('MThd')],
  ['wma', Uint8Array.of(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0, 0xaa)],
  ['ac3', Uint8Array.of(0x0b, 0x77, 1, 2, 0x1e, 0x40)],
  ['adts', Uint8Array.of(0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc)],
] as const;

test.each(beginnings)('AU10 by its beginning only: %s', (container, head) => {
  const adts = joined(head, new Uint8Array(9), Uint8Array.of(0xff, 0xf1), noise(500));
  const bytes = container === 'adts' ? adts : joined(head, noise(500));
  expect(read(bytes)).toEqual({ kind: 'named', container });
  expect(read(joined(tagOf(100), bytes))).toEqual({ kind: 'named', container });
});

test('AU10 a few bytes that look like the beginning of AC-3 or AAC are not enough', () => {
  expect(read(begun(0x0b, 0x77, 1, 2, 0xc5, 0x40))).toEqual({ kind: 'unknown' });
  expect(read(begun(0x0b, 0x77, 1, 2, 0x3f, 0x40))).toEqual({ kind: 'unknown' });
  expect(read(begun(0x0b, 0x77, 1, 2, 0x1e, 0xf0))).toEqual({ kind: 'unknown' });
  expect(read(begun(0xff, 0xf1, 0x50, 0x80, 0x04, 0x1f, 0xfc))).toEqual({ kind: 'unknown' });
});

const projects = [
  ['beat.flp', 'fl-studio', ascii('FLhd')],
  ['whatever', 'fl-studio', ascii('FLhd')],
  ['song.rpp', 'reaper', ascii('<REAPER_PROJECT 0.1')],
  ['x.bwproject', 'bitwig-studio', ascii('BtWg')],
  ['x.ptx', 'pro-tools', ascii('\u00030010111100101011')],
  ['Set.ALS', 'ableton-live', Uint8Array.of(0x1f, 0x8b, 8)],
  ['x.dawproject', 'dawproject', ascii('PK\u0003\u0004')],
  ['x.logicx', 'logic-pro', ascii('PK\u0003\u0004')],
  ['x.song', 'studio-one', ascii('PK\u0003\u0004')],
] as const;

test.each(projects)(
  'AU1 AU10 a project is told by its bytes, and by its name only where they say it is packed: %s',
  (fileName, program, head) => {
    expect(read(joined(head, noise(300)), fileName)).toEqual({ kind: 'project', program });
  },
);

test('AU1 a name says nothing by itself', () => {
  expect(read(noise(300), 'Set.als')).toEqual({ kind: 'unknown' });
  expect(read(joined(ascii('PK\u0003\u0004'), noise(300)), 'stems.zip')).toEqual({
    kind: 'unknown',
  });
  expect(read(noise(300), 'Mix.wav')).toEqual({ kind: 'unknown' });
  expect(read(new Uint8Array(), 'Mix.wav')).toEqual({ kind: 'unknown' });
});
