import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  big32,
  cafChunk,
  cafOf,
  filled,
  joined,
  noise,
  readBytes,
} from '../../../tests/support/audio-samples.ts';
import type { PcmSound } from './sound.ts';

function read(bytes: Uint8Array): PcmSound {
  const { facts } = readBytes(bytes);
  if (facts.kind !== 'pcm') throw new Error(`No plain samples: ${JSON.stringify(facts)}`);
  return facts;
}

const samplesArbitrary = fc.record({
  codec: fc.constantFrom('pcm-integer' as const, 'pcm-float' as const),
  bits: fc.constantFrom(32, 64),
  channels: fc.integer({ min: 1, max: 32 }),
  sampleRate: fc.integer({ min: 1, max: 768_000 }),
  frames: fc.integer({ min: 1, max: 300 }),
});

test('AU3 AU6 what was written as CAF is read', () => {
  fc.assert(
    fc.property(
      samplesArbitrary,
      fc.boolean(),
      fc.constantFrom(undefined, -1),
      (samples, isLittle, dataSize) => {
        const wanted = filled(samples);
        const bytes = cafOf(samples, { isLittle, ...(dataSize === undefined ? {} : { dataSize }) });
        const facts = read(bytes);
        expect(facts).toMatchObject({
          container: 'caf',
          codec: wanted.codec,
          channels: wanted.channels,
          sampleRate: wanted.sampleRate,
          bitsPerSample: wanted.bits,
          byteOrder: isLittle ? 'little' : 'big',
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

test('AU6 samples of one byte have a sign; gaps between samples are told', () => {
  expect(read(cafOf({ bits: 8 }))).toMatchObject({ isSigned: true, bytesPerSample: 1 });
  expect(read(cafOf({ codec: 'alaw' }))).toMatchObject({ isSigned: false, codec: 'alaw' });
  expect(read(cafOf({ bits: 24, frames: 120 }, { bytesPerPacket: 8 }))).toMatchObject({
    bytesPerSample: 3,
    bytesPerFrame: 8,
    frames: 90,
  });
});

test('AU3 a cut CAF says what is there', () => {
  expect(read(cafOf({}).subarray(0, -41))).toMatchObject({
    frames: 89,
    cut: { claimedFrames: 100 },
  });
});

test('AU6 what is coded is as long as its table of packets says', () => {
  const packets = joined(big32(0), big32(5), big32(0), big32(20_000), big32(1_024), big32(0));
  const coded = (after: readonly Uint8Array[], dataSize?: number) =>
    readBytes(cafOf({}, { codecName: 'alac', after, ...(dataSize && { dataSize }) })).facts;
  const alac = { kind: 'coded', container: 'caf', codec: 'alac' };
  expect(coded([cafChunk('pakt', packets)])).toMatchObject({
    ...alac,
    frames: 20_000,
    encoderDelay: 1_024,
  });
  expect(coded([])).toMatchObject({ ...alac, frames: null });
  expect(coded([cafChunk('pakt', packets)], -1)).toMatchObject({ ...alac, frames: null });
  const whole = cafOf({}, { codecName: 'alac' });
  expect(readBytes(whole.subarray(0, -1)).facts).toMatchObject({
    frames: null,
    cut: { claimedFrames: null },
  });
  expect(readBytes(cafOf({}, { codecName: 'what' })).facts).toMatchObject({ codec: 'unknown' });
});

test('AU5 a CAF without format or samples is broken', () => {
  const whole = cafOf({});
  const kinds = new Set<string>();
  for (let to = 4; to < whole.length - 400; to += 1)
    kinds.add(readBytes(whole.subarray(0, to)).facts.kind);
  expect([...kinds]).toEqual(['broken']);
  expect(readBytes(cafOf({ channels: 0 })).facts.kind).toBe('broken');
  expect(readBytes(cafOf({}, { bytesPerPacket: 1 })).facts.kind).toBe('broken');
  expect(readBytes(cafOf({ sampleRate: NaN })).facts.kind).toBe('broken');
});
