/** What holds for any bytes: the reader comes to an end, asks for little, and says nothing absurd. */
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRandom, type Random } from '#shared/base/random.ts';
import {
  aiffOf,
  ascii,
  cafChunk,
  cafOf,
  chunk,
  joined,
  noise,
  number,
  readBytes,
  readSparse,
  tagOf,
  wave64Of,
  wavOf,
  type ReadFile,
  type SparseFile,
} from '../../../tests/support/audio-samples.ts';
import {
  flacBlock,
  flacOf,
  mp3Of,
  mp4Of,
  oggFlacHead,
  oggOf,
  opusHead,
  vorbisHead,
} from '../../../tests/support/coded-samples.ts';
import { playabilityOf } from './playability.ts';
import { headerBytesMost, windowBytes } from './reading.ts';
import { readSound } from './read-sound.ts';
import { secondsOf, type SoundFacts } from './sound.ts';
import { wavHeaderOf } from './wav-header.ts';

const gib = 2 ** 30;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const runs = Number(process.env['RUNS'] ?? 20_000);

/** One or more of each kind there is, small enough to be many. */
const samples: readonly Uint8Array[] = [
  wavOf({}),
  wavOf({ bits: 24, channels: 6 }, { isExtensible: true, before: [chunk('LIST', noise(27))] }),
  wavOf({}, { id: 'RF64', before: [chunk('JUNK', noise(5_000))] }),
  wavOf({}, { id: 'BW64' }),
  wavOf({}, { id: 'RIFX' }),
  wavOf({}, { dataSize: 0, riffSize: 0, after: [chunk('LIST', noise(40))] }),
  wavOf({}, { tag: 0x11, extra: Uint8Array.of(2, 0, 121, 0), before: [chunk('fact', noise(4))] }),
  wave64Of({ codec: 'pcm-float', bits: 32 }),
  aiffOf({ bits: 24 }, { before: [chunk('NAME', noise(9), 'big')] }),
  aiffOf({}, { compression: 'sowt', isDataFirst: true }),
  aiffOf({}, { compression: 'ima4' }),
  cafOf({ bits: 24 }, { isLittle: true }),
  cafOf({}, { codecName: 'alac', after: [cafChunk('pakt', noise(24))] }),
  flacOf({ frames: 3_000 }),
  flacOf({ frames: 3_000, isVariable: true, blocks: [flacBlock(6, noise(300))] }),
  joined(tagOf(200), flacOf({ frames: 500, claimedFrames: 0 })),
  mp3Of({ count: 20, info: 'Xing', encoder: 'LAME3.100', delay: 576, padding: 900 }),
  joined(tagOf(500), mp3Of({ count: 12, info: 'VBRI' }), ascii('TAG'), new Uint8Array(125)),
  mp3Of({ count: 200, bitrateCode: 14 }),
  oggOf(vorbisHead(), [900, 1_800, 2_700]),
  oggOf(opusHead(312), [960, -1, 1_920]),
  oggOf(oggFlacHead({ frames: 3_000 }), [3_000]),
  mp4Of({}),
  mp4Of({ entry: 'fLaC', isMovieLast: true, hasVideo: true }),
  joined(Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3), ascii('webm A_OPUS'), noise(50)),
  joined(ascii('wvpk'), noise(90)),
];

/** Sizes that lie in the ways in which sizes do. */
const lies = [0, 1, 7, 0x7f, 0xff, 0x7fff_f000, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

const randomBytes = (random: Random, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => random.int(256));

type Change = (bytes: Uint8Array, random: Random) => Uint8Array;

/** Ways to damage a file; each gives another one. */
const changes: readonly Change[] = [
  (bytes, random) => bytes.subarray(0, random.int(bytes.length + 1)),
  (bytes, random) => bytes.subarray(random.int(bytes.length + 1)),
  (bytes, random) => written(bytes, random.int(bytes.length), Uint8Array.of(random.int(256))),
  (bytes, random) =>
    written(bytes, random.int(Math.min(200, bytes.length)), randomBytes(random, 2)),
  (bytes, random) => {
    const order = random.pick(['little', 'big'] as const);
    const lie = number(random.pick(lies), random.pick([2, 4, 8]), order);
    return written(bytes, random.int(Math.min(120, bytes.length)), lie);
  },
  (bytes, random) => {
    const at = random.int(bytes.length + 1);
    return joined(bytes.subarray(0, at), randomBytes(random, random.int(40)), bytes.subarray(at));
  },
  (bytes, random) => {
    const at = random.int(bytes.length + 1);
    return joined(bytes.subarray(0, at), bytes.subarray(at + random.int(20)));
  },
  (bytes, random) => joined(random.pick(samples).subarray(0, random.int(90)), bytes),
  (bytes, random) => joined(bytes, random.pick(samples)),
  (bytes, random) => {
    const other = random.pick(samples);
    return joined(bytes.subarray(0, random.int(bytes.length + 1)), other.subarray(random.int(90)));
  },
  (bytes, random) => joined(tagOf(random.int(300)), bytes),
  (bytes, random) => written(bytes, random.int(bytes.length), new Uint8Array(random.int(600))),
  (bytes) => joined(bytes, bytes, bytes),
  (_, random) => randomBytes(random, random.int(300)),
];

function written(bytes: Uint8Array, at: number, over: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(over.subarray(0, Math.max(0, copy.length - at)), at);
  return copy;
}

function hostileFile(random: Random): SparseFile {
  let bytes = random.pick(samples);
  for (let left = random.int(5); left > 0; left -= 1) {
    bytes = bytes.length === 0 ? bytes : random.pick(changes)(bytes, random);
  }
  // Now and then a file is as large as it claims, or larger than anybody counts, and mostly nothing.
  const isHuge = random.int(40) === 0;
  const size = bytes.length + (isHuge ? random.pick([70_000, gib, 3 * gib, 5 * gib, 2 ** 45]) : 0);
  const tail = random.pick(samples);
  const parts: (readonly [number, Uint8Array])[] = [[0, bytes]];
  if (isHuge && random.int(2) === 0) parts.push([size - tail.length, tail]);
  return { size, parts };
}

const bytesAsked = ({ asked }: ReadFile): number =>
  asked.reduce((sum, { from, to }) => sum + to - from, 0);

/** Headers have their budget; an MP3 is walked through once, up to a megabyte of nothing. */
function mostBytes({ facts }: ReadFile, { size, parts }: SparseFile): number {
  if (facts.kind !== 'coded' || facts.container !== 'mp3') return headerBytesMost;
  const solid = parts.reduce((sum, [, bytes]) => sum + bytes.length, 0);
  const walked = Math.min(size, solid + 1_024 * 1_024 + windowBytes);
  return headerBytesMost + walked * 1.05 + 2 * windowBytes;
}

function checkFacts(facts: SoundFacts, size: number): void {
  const seconds = secondsOf(facts);
  if (seconds !== null && !(seconds >= 0 && Number.isFinite(seconds))) throw new Error('seconds');
  if (facts.kind !== 'pcm' && facts.kind !== 'coded') return;
  const claimed = facts.cut?.claimedFrames ?? null;
  if (facts.frames !== null && !Number.isSafeInteger(facts.frames)) throw new Error('frames');
  if (facts.cut && claimed !== null && claimed <= (facts.frames ?? 0)) throw new Error('cut');
  if (facts.kind === 'pcm') {
    const { dataFrom, dataTo, frames, bytesPerFrame } = facts;
    const isPlace = dataFrom >= 0 && dataTo <= size && dataTo - dataFrom === frames * bytesPerFrame;
    if (!isPlace) throw new Error('place');
    if (![44, 68].includes(wavHeaderOf(facts).length)) throw new Error('header');
  } else if (facts.soundFrom > size) throw new Error('from');
}

function checkFile(file: SparseFile): ReadFile {
  const read = readSparse(file);
  for (const { from, to } of read.asked) {
    const isWithin = from >= 0 && from < to && to <= file.size && to - from <= windowBytes;
    if (!isWithin) throw new Error(`asked from ${from} to ${to} of ${file.size}`);
  }
  if (bytesAsked(read) > mostBytes(read, file)) throw new Error(`asked for ${bytesAsked(read)}`);
  checkFacts(read.facts, file.size);
  for (const engine of ['chromium', 'firefox', 'webkit'] as const) {
    playabilityOf(read.facts, engine);
  }
  return read;
}

test(`AU2 no bytes make the reader throw, loop or ask for much (SEED=${seed} RUNS=${runs})`, () => {
  const kinds = new Map<string, number>();
  let most = { asked: 0, seed: 0 };
  let slowest = { ms: 0, seed: 0 };
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now();
    try {
      const read = checkFile(hostileFile(createRandom(seed + run)));
      kinds.set(read.facts.kind, (kinds.get(read.facts.kind) ?? 0) + 1);
      if (bytesAsked(read) > most.asked) most = { asked: bytesAsked(read), seed: seed + run };
    } catch (error) {
      throw new Error(`SEED=${seed + run} RUNS=1 fails`, { cause: error });
    }
    const ms = performance.now() - begun;
    if (ms > slowest.ms) slowest = { ms, seed: seed + run };
  }
  const told = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ');
  process.stdout.write(
    `hostile sounds SEED=${seed} RUNS=${runs}: ${told}; most asked ${most.asked} bytes (SEED=${most.seed}), slowest ${slowest.ms.toFixed(1)} ms (SEED=${slowest.seed})\n`,
  );
  expect(kinds.size).toBeGreaterThan(runs < 1_000 ? 0 : 4);
});

test('AU2 AU3 every sample, cut at any byte, is cut, whole, broken or no sound', () => {
  for (const whole of samples) {
    const full = readBytes(whole).facts;
    for (let to = 0; to < whole.length; to += to < 1_000 ? 1 : 97) {
      const { facts } = checkFile({ size: to, parts: [[0, whole.subarray(0, to)]] });
      if (facts.kind !== 'pcm' || full.kind !== 'pcm') continue;
      expect(facts.frames).toBeLessThanOrEqual(full.frames);
      const isOpen =
        full.container === 'riff' && !full.hasPlayableHeader && full.byteOrder === 'little';
      expect(facts.cut !== null || facts.frames === full.frames || isOpen).toBe(true);
    }
  }
});

test('AU2 any bytes, and any behind a true beginning', () => {
  const heads = samples.map((sample) => sample.subarray(0, 40));
  fc.assert(
    fc.property(
      fc.constantFrom(new Uint8Array(), ...heads),
      fc.uint8Array({ maxLength: 300 }),
      (head, bytes) => {
        checkFile({ size: head.length + bytes.length, parts: [[0, joined(head, bytes)]] });
      },
    ),
    { numRuns: 2_000 },
  );
});

test('AU1 the kind that a file begins with is the kind it is, whatever follows', () => {
  for (const first of samples) {
    for (const second of samples) {
      const [alone, both] = [readBytes(first).facts, readBytes(joined(first, second)).facts];
      expect(both.kind).toBe(alone.kind);
      if ('container' in alone) expect(both).toMatchObject({ container: alone.container });
    }
  }
});

test('AU2 a row of chunks that never ends is given up', () => {
  const dense = joined(...Array.from({ length: 5_000 }, () => chunk('what', new Uint8Array())));
  const wide = joined(...Array.from({ length: 400 }, () => chunk('what', noise(5_000))));
  for (const row of [dense, wide]) {
    const bytes = wavOf({}, { before: [row] });
    const read = checkFile({ size: bytes.length, parts: [[0, bytes]] });
    expect(read.facts).toMatchObject({ kind: 'broken' });
  }
});

test('AU1 AU2 a file and a Blob give the same answer; one that has become shorter gives none that is wrong', async () => {
  for (const sample of samples) {
    const blob = new Blob([sample.slice()]);
    const source = {
      size: blob.size,
      read: async ({ from, to }: { readonly from: number; readonly to: number }) =>
        new Uint8Array(await blob.slice(from, to).arrayBuffer()),
    };
    expect(await readSound(source, 'sound')).toEqual(readBytes(sample).facts);
    const shorter = sample.subarray(0, sample.length / 2);
    const shrunk = {
      size: sample.length,
      read: async ({ from = 0, to = 0 }) => shorter.subarray(from, to),
    };
    checkFacts(await readSound(shrunk, 'sound'), sample.length);
    const gone = { size: sample.length, read: async () => new Uint8Array() };
    expect((await readSound(gone, 'sound')).kind).toBe('unknown');
  }
});

test('AU2 what the disk says passes through', async () => {
  const source = { size: 9, read: () => Promise.reject(new Error('EIO')) };
  await expect(readSound(source, 'sound')).rejects.toThrow('EIO');
});
