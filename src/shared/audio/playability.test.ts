import { expect, test } from 'vitest';
import {
  aiffOf,
  ascii,
  cafOf,
  chunk,
  joined,
  noise,
  readBytes,
  readSparse,
  tagOf,
  wave64Of,
  wavOf,
  type Samples,
  type WavLies,
} from '../../../tests/support/audio-samples.ts';
import {
  flacOf,
  mp3Of,
  mp4Of,
  oggFlacHead,
  oggOf,
  opusHead,
  vorbisHead,
} from '../../../tests/support/coded-samples.ts';
import { engines, playabilityOf, servedAs, type Engine } from './playability.ts';

const gib = 2 ** 30;

/** In a word: what is done, or why not. */
function word(bytes: Uint8Array, engine: Engine, size = bytes.length): string {
  const played = playabilityOf(readSparse({ size, parts: [[0, bytes]] }).facts, engine);
  switch (played.how) {
    case 'download':
      return played.reason;
    case 'play-original':
      return played.isDoubtful ? 'try' : 'play';
    case 'play-behind-wav-header':
      return 'header';
    case 'play-from-offset':
      return `from ${played.from}`;
  }
}

const words = (bytes: Uint8Array, size?: number) =>
  engines.map((engine) => word(bytes, engine, size)).join(' ');

const wav = (samples: Samples, lies?: WavLies) => wavOf({ channels: 2, ...samples }, lies);
const float = { codec: 'pcm-float' } as const;
const matroska = joined(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3), ascii('webm A_OPUS'));

/** As the engines were measured, in their order where they differ. */
const table: readonly (readonly [string, Uint8Array, string])[] = [
  ['WAV of 8 bits', wav({ bits: 8 }), 'play'],
  ['WAV of 16 bits', wav({}), 'play'],
  ['WAV of 16 bits at 192 kHz', wav({ sampleRate: 192_000 }), 'play'],
  ['WAV of 24 bits at 384 kHz', wav({ bits: 24, sampleRate: 384_000 }), 'play'],
  ['WAV of 24 bits, EXTENSIBLE', wav({ bits: 24 }, { isExtensible: true }), 'play'],
  ['WAV of 32 bits, mono', wav({ bits: 32, channels: 1 }), 'play'],
  ['WAV of floats', wav({ ...float, bits: 32 }), 'play'],
  ['WAV of floats, EXTENSIBLE', wav({ ...float, bits: 32 }, { isExtensible: true }), 'play'],
  ['WAV of floats of 64 bits', wav({ ...float, bits: 64 }), 'float-64'],
  ['WAV of 16 bits, 3 channels', wav({ channels: 3 }), 'play'],
  ['WAV of 16 bits, 5 channels', wav({ channels: 5 }), 'play frame-size play'],
  ['WAV of 16 bits, 6 channels', wav({ channels: 6 }), 'play'],
  ['WAV of 16 bits, 7 channels', wav({ channels: 7 }), 'play frame-size play'],
  ['WAV of 16 bits, 8 channels', wav({ channels: 8 }), 'play'],
  ['WAV of 16 bits, 12 channels', wav({ channels: 12 }), 'channels'],
  ['WAV of 24 bits, 3 channels', wav({ bits: 24, channels: 3 }), 'play frame-size play'],
  ['WAV of 24 bits, 4 channels', wav({ bits: 24, channels: 4 }), 'play'],
  ['WAV of 24 bits, 5 channels', wav({ bits: 24, channels: 5 }), 'play frame-size play'],
  ['WAV of 24 bits, 6 channels', wav({ bits: 24, channels: 6 }), 'play frame-size play'],
  ['WAV of 24 bits, 8 channels', wav({ bits: 24, channels: 8 }), 'play'],
  ['WAV of floats, 6 channels', wav({ ...float, bits: 32, channels: 6 }), 'play'],
  ['WAV of 32 bits, 5 channels', wav({ bits: 32, channels: 5 }), 'play frame-size play'],
  ['WAV with JUNK', wav({}, { before: [chunk('JUNK', noise(28))] }), 'play'],
  ['WAV with an odd LIST', wav({}, { before: [chunk('LIST', noise(27))] }), 'play'],
  [
    'WAV with an odd LIST and no pad byte',
    wav({}, { before: [chunk('LIST', noise(27), 'little', { hasPad: false })] }),
    'broken',
  ],
  ['WAV from a pipe', wav({}, { dataSize: 0xffff_ffff, riffSize: 0xffff_ffff }), 'play'],
  ['WAV from another pipe', wav({}, { dataSize: 0x7fff_ffff }), 'play'],
  ['WAV with a size of 0', wav({}, { dataSize: 0, riffSize: 0 }), 'header'],
  [
    'WAV of 24 bits, mono, ending in a pad byte',
    wav({ bits: 24, channels: 1, frames: 101 }),
    'header',
  ],
  ['WAV that is cut', wav({}).subarray(0, -100), 'play'],
  ['WAV without a frame', wav({ frames: 0 }), 'empty'],
  ['WAV that is big-endian', wav({}, { id: 'RIFX' }), 'header'],
  ['WAV of 20 bits', wav({ bits: 20 }), 'header'],
  ['WAV of 24 bits in four bytes', wav({ bits: 24 }, { bytesPerBlock: 8 }), 'sample-format'],
  ['WAV of 64 bits', wav({ bits: 64 }), 'sample-format'],
  ['RF64', wav({}, { id: 'RF64' }), 'header'],
  ['BW64', wav({}, { id: 'BW64' }), 'header'],
  ['RF64 of floats of 64 bits', wav({ ...float, bits: 64 }, { id: 'RF64' }), 'float-64'],
  [
    'RF64 of 24 bits, 6 channels',
    wav({ bits: 24, channels: 6 }, { id: 'RF64' }),
    'header frame-size header',
  ],
  ['Wave64', wave64Of({}), 'header'],
  ['WAV of mu-law', wav({ codec: 'mulaw' }), 'play'],
  ['WAV of A-law', wav({ codec: 'alaw' }), 'play'],
  ['WAV of IMA ADPCM', wav({}, { tag: 0x11 }), 'codec'],
  ['WAV of MS ADPCM', wav({}, { tag: 2 }), 'codec'],
  ['WAV of MP3', wav({}, { tag: 0x55 }), 'codec'],
  ['AIFF of 16 bits', aiffOf({}), 'header'],
  ['AIFF of 24 bits', aiffOf({ bits: 24 }), 'header'],
  ['AIFF-C sowt', aiffOf({}, { compression: 'sowt' }), 'header'],
  ['AIFF-C NONE', aiffOf({}, { compression: 'NONE' }), 'header'],
  ['AIFF-C fl32', aiffOf({ bits: 32 }, { compression: 'fl32' }), 'header'],
  ['AIFF-C fl64', aiffOf({ bits: 64 }, { compression: 'fl64' }), 'float-64'],
  ['AIFF-C ima4', aiffOf({}, { compression: 'ima4' }), 'codec'],
  ['CAF of 16 bits', cafOf({}), 'header'],
  ['CAF with ALAC', cafOf({}, { codecName: 'alac' }), 'codec'],
  ['M4A with ALAC', mp4Of({ entry: 'alac' }), 'codec'],
  ['M4A with AAC', mp4Of({ entry: 'mp4a' }), 'try'],
  ['M4A with FLAC', mp4Of({ entry: 'fLaC' }), 'play'],
  ['M4A with Opus', mp4Of({ entry: 'Opus' }), 'play'],
  ['AAC in ADTS', Uint8Array.of(0xff, 0xf1, 0x50, 0x80, 0xff, 0x1f, 0xfc), 'codec'],
  ['FLAC of 16 bits', flacOf({}), 'play'],
  ['FLAC of 24 bits at 192 kHz', flacOf({ bits: 24, sampleRate: 192_000 }), 'play'],
  ['FLAC of 32 bits', flacOf({ bits: 32 }), 'play flac-32-bit flac-32-bit'],
  ['FLAC behind a small tag', joined(tagOf(20), flacOf({})), 'from 30'],
  ['FLAC behind a tag of 3 MB', joined(tagOf(3_000_000), flacOf({})), 'from 3000010'],
  ['Ogg FLAC', oggOf(oggFlacHead({ bits: 24, frames: 900 }), [900]), 'play'],
  [
    'Ogg FLAC of 32 bits',
    oggOf(oggFlacHead({ bits: 32, frames: 900 }), [900]),
    'play flac-32-bit flac-32-bit',
  ],
  ['Ogg Vorbis', oggOf(vorbisHead(), [900]), 'play'],
  ['Ogg Opus', oggOf(opusHead(312), [900]), 'play'],
  ['Ogg Vorbis, 12 channels', oggOf(vorbisHead(12), [900]), 'channels'],
  ['Ogg Speex', oggOf(ascii('Speex   '), [900]), 'codec'],
  ['WebM Opus', matroska, 'play'],
  ['MP3 with Xing', mp3Of({ info: 'Xing' }), 'play'],
  ['MP3 without', mp3Of(), 'play'],
  ['MP3 behind a picture', joined(tagOf(3_000_000), mp3Of()), 'play'],
  ['WavPack', ascii('wvpk'), 'codec'],
  ['Sun AU', ascii('.snd'), 'codec'],
  ['MIDI', ascii('MThd'), 'no-sound'],
  ['a project', ascii('FLhd'), 'no-sound'],
  ['anything else', ascii('%PDF-1.7'), 'no-sound'],
];

test.each(table)('AU11 %s', (_, bytes, wanted) => {
  expect(words(bytes)).toBe(
    wanted.includes(' ') && !wanted.startsWith('from') ? wanted : `${wanted} ${wanted} ${wanted}`,
  );
});

test('AU11 above 2 GiB WebKit gets no player, above 4 GiB nobody does', () => {
  const wavHead = wav({ frames: 0 }, { dataSize: 0xffff_ffff });
  const largeHead = wav({ frames: 0 }, { id: 'RF64', largeSize: 0 });
  expect(words(wavHead, 2 * gib - 1)).toBe('play play play');
  expect(words(wavHead, 2 * gib + 1)).toBe('play play too-large');
  expect(words(wavHead, 4 * gib - 1)).toBe('play play too-large');
  expect(words(wavHead, 4 * gib + 1)).toBe('too-large too-large too-large');
  expect(words(largeHead, 2 * gib - 4_096)).toBe('header header header');
  expect(words(largeHead, 3 * gib)).toBe('header header too-large');
  expect(words(largeHead, 5 * gib)).toBe('too-large too-large too-large');
  const wrapped = wav({ frames: 0 }, { dataSize: gib });
  expect(words(wrapped, wrapped.length + 5 * gib)).toBe('too-large too-large too-large');
  expect(words(flacOf({ claimedFrames: 9_999 }), 3 * gib)).toBe('play play too-large');
  expect(words(mp3Of(), 5 * gib)).toBe('too-large too-large too-large');
});

test('AU11 what is not there asks for no player: sounds without a frame', () => {
  expect(words(flacOf({}).subarray(0, 50))).toBe('empty empty empty');
  expect(words(oggOf(opusHead(312), [100]))).toBe('empty empty empty');
});

test('AU11 every way to be no sound is a download', () => {
  const { facts } = readBytes(wav({}).subarray(0, 30));
  expect(playabilityOf(facts, 'firefox')).toEqual({ how: 'download', reason: 'broken' });
});

test('AU11 a server hands out in one way what any engine plays', () => {
  for (const [, bytes] of table) {
    const { facts } = readSparse({ size: bytes.length, parts: [[0, bytes]] });
    for (const engine of engines) {
      const given = playabilityOf(facts, engine);
      if (given.how !== 'download') expect(servedAs(facts)).toEqual(given);
    }
  }
});
