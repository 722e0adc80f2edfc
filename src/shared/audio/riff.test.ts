import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ascii,
  chunk,
  filled,
  formatContent,
  joined,
  noise,
  readBytes,
  readSparse,
  wavOf,
  wave64Of,
} from '../../../tests/support/audio-samples.ts';
import { secondsOf, type PcmSound, type SoundFacts } from './sound.ts';

const gib = 2 ** 30;

function pcm(facts: SoundFacts): PcmSound {
  if (facts.kind !== 'pcm') throw new Error(`No plain samples: ${JSON.stringify(facts)}`);
  return facts;
}

const read = (bytes: Uint8Array): PcmSound => pcm(readBytes(bytes).facts);

const wavSamples = fc.oneof(
  fc.record({
    codec: fc.constant('pcm-integer' as const),
    bits: fc.constantFrom(8, 12, 16, 20, 24, 32),
    channels: fc.integer({ min: 1, max: 32 }),
    sampleRate: fc.integer({ min: 1, max: 768_000 }),
    frames: fc.nat({ max: 300 }),
  }),
  fc.record({
    codec: fc.constantFrom('pcm-float' as const),
    bits: fc.constantFrom(32, 64),
    channels: fc.integer({ min: 1, max: 32 }),
    sampleRate: fc.integer({ min: 1, max: 768_000 }),
    frames: fc.nat({ max: 300 }),
  }),
  fc.record({
    codec: fc.constantFrom('mulaw' as const, 'alaw' as const),
    channels: fc.integer({ min: 1, max: 32 }),
    sampleRate: fc.integer({ min: 1, max: 768_000 }),
    frames: fc.nat({ max: 300 }),
  }),
);

test('AU3 AU4 what was written as WAV, RF64, BW64 or Wave64 is read', () => {
  fc.assert(
    fc.property(
      wavSamples,
      fc.constantFrom(
        'RIFF' as const,
        'RIFX' as const,
        'RF64' as const,
        'BW64' as const,
        'wave64' as const,
      ),
      fc.boolean(),
      (samples, id, isExtensible) => {
        const wanted = filled(samples);
        const bytes =
          id === 'wave64'
            ? wave64Of(samples)
            : wavOf(samples, { id, isExtensible: isExtensible && id !== 'RIFX' });
        const facts = read(bytes);
        expect(facts).toMatchObject({
          codec: wanted.codec,
          channels: wanted.channels,
          sampleRate: wanted.sampleRate,
          bitsPerSample: wanted.bits,
          bytesPerFrame: wanted.bytesPerFrame,
          byteOrder: id === 'RIFX' ? 'big' : 'little',
          frames: wanted.frames,
          cut: null,
        });
        expect(bytes.subarray(facts.dataFrom, facts.dataTo)).toEqual(
          noise(wanted.frames * wanted.bytesPerFrame),
        );
        expect(secondsOf(facts)).toBe(wanted.frames / wanted.sampleRate);
      },
    ),
  );
});

test('AU3 cut anywhere behind its header, it says what is there and what there should be', () => {
  fc.assert(
    fc.property(wavSamples, fc.nat(), (samples, random) => {
      const whole = wavOf(samples, { before: [chunk('LIST', noise(31))] });
      const { dataFrom } = read(whole);
      const to = dataFrom + (random % (whole.length - dataFrom + 1));
      const { frames, bytesPerFrame } = filled(samples);
      const present = Math.min(frames, Math.floor((to - dataFrom) / bytesPerFrame));
      expect(read(whole.subarray(0, to))).toMatchObject({
        frames: present,
        cut: present < frames ? { claimedFrames: frames } : null,
      });
    }),
  );
});

test('AU4 what lies before the samples and behind them is hopped over, however large', () => {
  const before = ['JUNK', 'bext', 'LIST', 'acid', 'id3 '].map((id) => chunk(id, noise(1_001)));
  const bytes = wavOf(
    {},
    { before: [...before, chunk('JUNK', noise(300_000))], after: [chunk('LIST', noise(100_000))] },
  );
  const { facts, asked } = readBytes(bytes);
  expect(facts).toMatchObject({ kind: 'pcm', frames: 100, cut: null, hasPlayableHeader: true });
  expect(asked.reduce((sum, { from, to }) => sum + to - from, 0)).toBeLessThan(25_000);
});

test('AU4 an odd chunk with its pad byte is no fault', () => {
  expect(read(wavOf({}, { before: [chunk('LIST', noise(27))] })).frames).toBe(100);
  expect(read(wavOf({}, { before: [chunk('what', noise(27))] })).frames).toBe(100);
});

test('AU5 an odd chunk without its pad byte makes the file a broken one', () => {
  const before = [chunk('LIST', noise(27), 'little', { hasPad: false })];
  expect(readBytes(wavOf({}, { before })).facts).toEqual({
    kind: 'broken',
    container: 'riff',
    fault: 'missing-pad',
  });
});

test('AU4 odd samples at the end of the file need no pad byte, and players are better off without', () => {
  const bytes = wavOf({ bits: 24, channels: 1, frames: 101 });
  expect(read(bytes)).toMatchObject({ frames: 101, cut: null, hasPlayableHeader: false });
  expect(read(bytes.subarray(0, -1))).toMatchObject({
    frames: 101,
    cut: null,
    hasPlayableHeader: true,
  });
});

const tails: readonly (readonly [string, readonly Uint8Array[], boolean])[] = [
  ['a chunk', [chunk('LIST', noise(26))], true],
  ['an odd chunk', [chunk('LIST', noise(27))], true],
  ['two chunks', [chunk('LIST', noise(27)), chunk('bext', noise(602))], true],
  ['a chunk that is cut', [chunk('LIST', noise(26), 'little', { size: 500 })], true],
  ['a byte', [noise(1)], false],
  ['less than a header', [noise(7)], false],
  ['a chunk and a byte', [chunk('LIST', noise(26)), noise(1)], false],
  ['nothing, a hundred times', [new Uint8Array(100)], false],
  ['nothing, for long', [new Uint8Array(100_000)], false],
];

test.each(tails)(
  'AU4 what follows upon the samples is left to players where it is chunks: %s',
  (_, after, isPlayable) => {
    expect(read(wavOf({}, { after }))).toMatchObject({
      frames: 100,
      hasPlayableHeader: isPlayable,
    });
    expect(read(wavOf({ bits: 24, channels: 1, frames: 101 }, { after }))).toMatchObject({
      frames: 101,
      hasPlayableHeader: isPlayable,
    });
  },
);

test.each([
  ['the largest number', 0xffff_ffff, 0xffff_ffff, true],
  ['the largest number with a sign', 0x7fff_ffff, 0x7fff_ffff, true],
  ['what SoX leaves', 0x7fff_f000, 0x7fff_f024, true],
  ['zero', 0, 0, false],
  ['zero, but for the header', 0, 36, false],
  ['zero, and the size of all', 0, 436, false],
])(
  'AU4 of a WAV from a pipe the end is the end of the file: %s',
  (_, dataSize, riffSize, isPlayable) => {
    expect(read(wavOf({}, { dataSize, riffSize }))).toMatchObject({
      frames: 100,
      cut: null,
      hasPlayableHeader: isPlayable,
    });
  },
);

test('AU4 samples that look like a chunk are samples where the file says that it ends there', () => {
  const bytes = wavOf({}, { dataSize: 0, riffSize: 36 });
  bytes.set(chunk('LIST', noise(20)), 44);
  expect(read(bytes)).toMatchObject({ frames: 100, cut: null });
});

test('AU4 no samples at all, with other chunks behind, is an empty WAV', () => {
  const bytes = wavOf({ frames: 0 }, { after: [chunk('LIST', noise(200))] });
  expect(read(bytes)).toMatchObject({ frames: 0, cut: null });
});

test('AU4 a piped WAV above 2 GiB is as long as its file', () => {
  const head = wavOf({ frames: 0 }, { dataSize: 0x7fff_ffff, riffSize: 0x7fff_ffff });
  const size = 3 * gib + head.length;
  expect(pcm(readSparse({ size, parts: [[0, head]] }).facts)).toMatchObject({
    frames: (3 * gib) / 4,
    cut: null,
  });
});

test('AU4 sizes above 4 GiB that have wrapped around are found out', () => {
  const dataBytes = 9 * gib + 4_000;
  const head = wavOf({ frames: 0 }, { dataSize: dataBytes % 2 ** 32 });
  const size = head.length + dataBytes + 500;
  expect(pcm(readSparse({ size, parts: [[0, head]] }).facts)).toMatchObject({
    frames: dataBytes / 4,
    cut: null,
    dataTo: head.length + dataBytes,
  });
});

test.each(['RF64', 'BW64'] as const)('AU4 %s above 4 GiB has its size in ds64', (id) => {
  const head = wavOf({ frames: 0 }, { id, largeSize: 5 * gib });
  const size = head.length + 5 * gib + 123;
  const whole = pcm(readSparse({ size, parts: [[0, head]] }).facts);
  expect(whole).toMatchObject({ frames: (5 * gib) / 4, cut: null, dataFrom: head.length });
  const part = pcm(readSparse({ size: head.length + gib, parts: [[0, head]] }).facts);
  expect(part).toMatchObject({ frames: gib / 4, cut: { claimedFrames: (5 * gib) / 4 } });
});

test('AU4 RF64 from a pipe, without a size or without ds64, is as long as its file', () => {
  expect(read(wavOf({}, { id: 'RF64', largeSize: 0 })).frames).toBe(100);
  expect(read(wavOf({}, { id: 'RF64', largeSize: 2 ** 64 })).frames).toBe(100);
  const plain = wavOf({}, { dataSize: 0xffff_ffff });
  plain.set(ascii('RF64'));
  expect(read(plain).frames).toBe(100);
});

test('AU4 Wave64 that is cut, or left open, says so', () => {
  const whole = wave64Of({});
  expect(read(whole.subarray(0, -40))).toMatchObject({
    frames: 90,
    cut: { claimedFrames: 100 },
  });
  expect(read(wave64Of({}, { dataSize: 0 }))).toMatchObject({ frames: 100, cut: null });
});

test('AU5 a format that makes no sense is broken', () => {
  const formatOf = (bytes: Uint8Array) => readBytes(bytes).facts;
  const fault = { kind: 'broken', fault: 'no-format' };
  expect(formatOf(wavOf({ channels: 0 }))).toMatchObject(fault);
  expect(formatOf(wavOf({ sampleRate: 0 }))).toMatchObject(fault);
  expect(formatOf(wavOf({ bits: 0 }))).toMatchObject(fault);
  expect(formatOf(wavOf({ bits: 65 }))).toMatchObject(fault);
  expect(formatOf(wavOf({}, { bytesPerBlock: 3 }))).toMatchObject(fault);
  const short = joined(ascii('RIFF'), new Uint8Array(4), ascii('WAVE'), chunk('fmt ', noise(14)));
  expect(formatOf(joined(short, chunk('data', noise(100))))).toMatchObject(fault);
  const late = joined(ascii('WAVE'), chunk('data', noise(100)), chunk('fmt ', formatContent({})));
  expect(formatOf(joined(ascii('RIFF'), new Uint8Array(4), late))).toMatchObject(fault);
});

test('AU5 without samples, or cut before them, it is broken', () => {
  const whole = wavOf({});
  for (let to = 12; to < 44; to += 1) {
    expect(readBytes(whole.subarray(0, to)).facts.kind).toBe('broken');
  }
  expect(
    readBytes(wavOf({}, { before: [chunk('LIST', noise(8), 'little', { size: 9_000 })] })).facts,
  ).toEqual({ kind: 'broken', container: 'riff', fault: 'no-data' });
});

test('AU4 a block size of zero, or bits that fill no bytes, are read and not trusted to players', () => {
  expect(read(wavOf({}, { bytesPerBlock: 0 }))).toMatchObject({
    frames: 100,
    hasPlayableHeader: false,
  });
  expect(read(wavOf({ bits: 20 }))).toMatchObject({
    bitsPerSample: 20,
    bytesPerSample: 3,
    hasPlayableHeader: false,
  });
  const told16 = wavOf({ codec: 'mulaw' });
  told16[34] = 16;
  expect(read(told16)).toMatchObject({ bitsPerSample: 8, hasPlayableHeader: false });
  expect(read(wavOf({ bits: 24, frames: 120 }, { bytesPerBlock: 8 }))).toMatchObject({
    bytesPerSample: 3,
    bytesPerFrame: 8,
    frames: 90,
  });
});

test('AU4 EXTENSIBLE names its codec behind, and which loudspeakers', () => {
  const mask = 0x60f;
  expect(read(wavOf({ channels: 6, bits: 24 }, { isExtensible: true, mask }))).toMatchObject({
    codec: 'pcm-integer',
    channelMask: mask,
  });
  expect(readBytes(wavOf({}, { isExtensible: true, tag: 0x161 })).facts).toMatchObject({
    kind: 'coded',
    codec: 'unknown',
  });
  const foreign = wavOf({}, { isExtensible: true });
  foreign[50] = 1;
  expect(readBytes(foreign).facts).toMatchObject({ kind: 'coded', codec: 'unknown' });
});

test.each([
  [0x02, 'adpcm'],
  [0x11, 'adpcm'],
  [0x55, 'mp3'],
  [0x1610, 'aac'],
  [0x161, 'unknown'],
])('AU4 what is coded inside a WAV is told by its tag: %i', (tag, codec) => {
  expect(readBytes(wavOf({}, { tag, extra: noise(4) })).facts).toMatchObject({
    kind: 'coded',
    container: 'riff',
    codec,
    channels: 2,
    sampleRate: 44_100,
  });
});

test('AU3 ADPCM is as long as its fact chunk says, as far as there is room', () => {
  const adpcm = (told: number, size: number) =>
    readBytes(
      wavOf(
        { frames: 64 },
        {
          tag: 0x11,
          bytesPerBlock: 128,
          extra: Uint8Array.of(2, 0, 121, 0),
          before: [chunk('fact', Uint8Array.of(told & 255, told >> 8, 0, 0))],
          dataSize: size,
        },
      ),
    ).facts;
  expect(adpcm(200, 256)).toMatchObject({ frames: 200, cut: null });
  expect(adpcm(0, 256)).toMatchObject({ frames: 242, cut: null });
  expect(adpcm(2_000, 2_560)).toMatchObject({ frames: 242, cut: { claimedFrames: 2_000 } });
  expect(adpcm(0, 2_560)).toMatchObject({ frames: 242, cut: { claimedFrames: 2_420 } });
});

test('AU3 what is coded inside a container that claims more than there is, is cut', () => {
  const mp3InWav = wavOf({}, { tag: 0x55 });
  expect(readBytes(mp3InWav).facts).toMatchObject({ frames: null, cut: null });
  expect(readBytes(mp3InWav.subarray(0, -1)).facts).toMatchObject({
    frames: null,
    cut: { claimedFrames: null },
  });
});
