/**
 * Sound files made byte by byte, for tests of the reader: plain samples in each container that holds them.
 * What is coded is in coded-samples.ts. Each writer says the truth unless it is told to lie, and knows
 * nothing of the reader.
 */
import type { ByteRange, Reading } from '#shared/audio/reading.ts';
import { soundReading } from '#shared/audio/read-sound.ts';
import type { SoundFacts } from '#shared/audio/sound.ts';

export type Order = 'little' | 'big';

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const ascii = (text: string): Uint8Array =>
  Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export const number = (value: number, count: number, order: Order): Uint8Array => {
  const bytes = new Uint8Array(count);
  let rest = value;
  for (let index = 0; index < count; index += 1) {
    bytes[order === 'little' ? index : count - 1 - index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
};

const little = (value: number, count: number) => number(value, count, 'little');
const big = (value: number, count: number) => number(value, count, 'big');
export const big32 = (value: number): Uint8Array => big(value, 4);

/** Bytes that are no silence and end no search by chance. */
export const noise = (count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, index) => 1 + ((index * 7) % 200));

export interface Samples {
  readonly codec?: 'pcm-integer' | 'pcm-float' | 'mulaw' | 'alaw';
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  readonly frames?: number;
  /** As they lie in the file; noise where it is left out. */
  readonly data?: Uint8Array;
}

/** What is left out is a hundred frames of 16 bits and two channels. */
export const filled = (samples: Samples) => {
  const { codec = 'pcm-integer', channels = 2, sampleRate = 44_100, frames = 100 } = samples;
  const bits = codec === 'mulaw' || codec === 'alaw' ? 8 : (samples.bits ?? 16);
  const bytesPerFrame = channels * Math.ceil(bits / 8);
  return { codec, channels, sampleRate, bits, frames, bytesPerFrame };
};

const dataOf = (samples: Samples): Uint8Array => {
  const { frames, bytesPerFrame } = filled(samples);
  return samples.data ?? noise(frames * bytesPerFrame);
};

export interface ChunkLies {
  /** Instead of the size that is true. */
  readonly size?: number;
  readonly hasPad?: boolean;
}

export const chunk = (
  id: string,
  content: Uint8Array,
  order: Order = 'little',
  { size = content.length, hasPad = true }: ChunkLies = {},
): Uint8Array =>
  joined(
    ascii(id),
    number(size, 4, order),
    content,
    new Uint8Array(hasPad ? content.length % 2 : 0),
  );

const tags = { 'pcm-integer': 1, 'pcm-float': 3, alaw: 6, mulaw: 7 };
const subFormatTail = Uint8Array.of(0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113);

export interface FormatLies {
  readonly tag?: number;
  readonly isExtensible?: boolean;
  readonly bytesPerBlock?: number;
  readonly mask?: number;
  /** Instead of nothing behind the fixed fields. */
  readonly extra?: Uint8Array;
}

export const formatContent = (
  samples: Samples,
  lies: FormatLies = {},
  order: Order = 'little',
): Uint8Array => {
  const { codec, channels, sampleRate, bits, bytesPerFrame } = filled(samples);
  const tag = lies.tag ?? tags[codec];
  const block = lies.bytesPerBlock ?? bytesPerFrame;
  const to = (value: number, count: number) => number(value, count, order);
  const extension = [to(22, 2), to(bits, 2), to(lies.mask ?? 3, 4), to(tag, 2), subFormatTail];
  return joined(
    to(lies.isExtensible ? 0xfffe : tag, 2),
    to(channels, 2),
    to(sampleRate, 4),
    to(sampleRate * block, 4),
    to(block, 2),
    to(bits, 2),
    ...(lies.isExtensible ? extension : []),
    lies.extra ?? new Uint8Array(),
  );
};

export interface WavLies extends FormatLies {
  readonly id?: 'RIFF' | 'RIFX' | 'RF64' | 'BW64';
  readonly before?: readonly Uint8Array[];
  readonly after?: readonly Uint8Array[];
  readonly riffSize?: number;
  readonly dataSize?: number;
  /** What RF64 and BW64 say of their samples. */
  readonly largeSize?: number;
}

export function wavOf(samples: Samples, lies: WavLies = {}): Uint8Array {
  const { id = 'RIFF', before = [], after = [] } = lies;
  const order = id === 'RIFX' ? 'big' : 'little';
  const isLarge = id === 'RF64' || id === 'BW64';
  const data = dataOf(samples);
  const sizes = joined(
    little(data.length + 1_000, 8),
    little(lies.largeSize ?? data.length, 8),
    little(filled(samples).frames, 8),
    little(0, 4),
  );
  const dataSize = lies.dataSize ?? (isLarge ? 0xffff_ffff : data.length);
  const content = joined(
    ascii('WAVE'),
    isLarge ? chunk('ds64', sizes) : new Uint8Array(),
    chunk('fmt ', formatContent(samples, lies, order), order),
    ...before,
    chunk('data', data, order, { size: dataSize }),
    ...after,
  );
  const riffSize = lies.riffSize ?? (isLarge ? 0xffff_ffff : content.length);
  return joined(ascii(id), number(riffSize, 4, order), content);
}

const guid = (name: string): Uint8Array =>
  joined(
    ascii(name),
    name === 'riff'
      ? Uint8Array.of(0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 4, 0xc1, 0, 0)
      : Uint8Array.of(0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0, 0xc0, 0x4f, 0x8e, 0xdb, 0x8a),
  );

const chunk64 = (name: string, content: Uint8Array, size = content.length): Uint8Array =>
  joined(guid(name), little(size + 24, 8), content, new Uint8Array((8 - (content.length % 8)) % 8));

export function wave64Of(samples: Samples, lies: { readonly dataSize?: number } = {}): Uint8Array {
  const content = joined(
    guid('wave'),
    chunk64('junk', noise(13)),
    chunk64('fmt ', formatContent(samples)),
    chunk64('data', dataOf(samples), lies.dataSize),
  );
  return joined(guid('riff'), little(content.length + 24, 8), content);
}

/** The 80 bits of a whole number, as AIFF wants its rate. */
const extended = (value: number): Uint8Array => {
  const exponent = Math.floor(Math.log2(value));
  return joined(big(exponent + 16_383, 2), big(value * 2 ** (63 - exponent), 8));
};

export interface AiffLies {
  /** AIFF-C where it is given. */
  readonly compression?: string;
  readonly frames?: number;
  readonly dataSize?: number;
  readonly offset?: number;
  readonly isDataFirst?: boolean;
  readonly before?: readonly Uint8Array[];
}

export function aiffOf(samples: Samples, lies: AiffLies = {}): Uint8Array {
  const { channels, sampleRate, bits, frames } = filled(samples);
  const { compression, offset = 0, before = [] } = lies;
  const common = chunk(
    'COMM',
    joined(
      big(channels, 2),
      big(lies.frames ?? frames, 4),
      big(bits, 2),
      extended(sampleRate),
      compression === undefined ? new Uint8Array() : joined(ascii(compression), big(0, 2)),
    ),
    'big',
  );
  const data = joined(big(offset, 4), big(0, 4), noise(offset), dataOf(samples));
  const sound = chunk('SSND', data, 'big', { size: lies.dataSize ?? data.length });
  const content = joined(
    ascii(compression === undefined ? 'AIFF' : 'AIFC'),
    ...before,
    ...(lies.isDataFirst ? [sound, common] : [common, sound]),
  );
  return joined(ascii('FORM'), big(content.length, 4), content);
}

export interface CafLies {
  readonly codecName?: string;
  readonly isLittle?: boolean;
  readonly bytesPerPacket?: number;
  /** −1 is written as such: up to the end of the file. */
  readonly dataSize?: number;
  readonly after?: readonly Uint8Array[];
}

export const cafChunk = (id: string, content: Uint8Array, size = content.length): Uint8Array =>
  joined(ascii(id), size === -1 ? new Uint8Array(8).fill(255) : big(size, 8), content);

export function cafOf(samples: Samples, lies: CafLies = {}): Uint8Array {
  const { codec, channels, sampleRate, bits, bytesPerFrame } = filled(samples);
  const names = { 'pcm-integer': 'lpcm', 'pcm-float': 'lpcm', alaw: 'alaw', mulaw: 'ulaw' };
  const rate = new Uint8Array(8);
  new DataView(rate.buffer).setFloat64(0, sampleRate);
  const description = joined(
    rate,
    ascii(lies.codecName ?? names[codec]),
    big((codec === 'pcm-float' ? 1 : 0) + (lies.isLittle ? 2 : 0), 4),
    big(lies.bytesPerPacket ?? bytesPerFrame, 4),
    big(1, 4),
    big(channels, 4),
    big(bits, 4),
  );
  return joined(
    ascii('caff'),
    big(1, 2),
    big(0, 2),
    cafChunk('desc', description),
    cafChunk('free', noise(21)),
    cafChunk('data', joined(big(0, 4), dataOf(samples)), lies.dataSize),
    ...(lies.after ?? []),
  );
}

/** An ID3v2 tag with so much in it. */
export const tagOf = (count: number): Uint8Array =>
  joined(
    ascii('ID3'),
    Uint8Array.of(4, 0, 0),
    Uint8Array.of((count >> 21) & 127, (count >> 14) & 127, (count >> 7) & 127, count & 127),
    new Uint8Array(count),
  );

/** A file of any size that is zero where nothing else is said. */
export interface SparseFile {
  readonly size: number;
  readonly parts: readonly (readonly [number, Uint8Array])[];
}

export interface ReadFile {
  readonly facts: SoundFacts;
  readonly asked: readonly ByteRange[];
}

export const readBytes = (bytes: Uint8Array, fileName = 'sound'): ReadFile =>
  readSparse({ size: bytes.length, parts: [[0, bytes]] }, fileName);

export function readSparse(file: SparseFile, fileName = 'sound'): ReadFile {
  return readBy(soundReading(file.size, fileName), (range) => sliceOf(file, range));
}

function readBy(reading: Reading<SoundFacts>, answer: (range: ByteRange) => Uint8Array): ReadFile {
  const asked: ByteRange[] = [];
  let step = reading.next();
  while (step.done !== true) {
    asked.push(step.value);
    step = reading.next(answer(step.value));
  }
  return { facts: step.value, asked };
}

function sliceOf({ parts }: SparseFile, { from, to }: ByteRange): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only?.[0] === 0 && to <= only[1].length)
    return only[1].subarray(from, to);
  const slice = new Uint8Array(to - from);
  for (const [at, bytes] of parts) {
    const cut = bytes.subarray(Math.max(0, from - at), Math.max(0, to - at));
    if (cut.length > 0) slice.set(cut, Math.max(0, at - from));
  }
  return slice;
}
