/**
 * Coded sounds made byte by byte, for tests of the reader: FLAC, MP3, Ogg and MP4 whose frames, pages
 * and boxes are right, and hold silence.
 */
import { ascii, joined, number, type Samples } from './audio-samples.ts';

const little = (value: number, count: number) => number(value, count, 'little');
const big = (value: number, count: number) => number(value, count, 'big');

const checksum = (bytes: Uint8Array, bits: number, polynomial: number): number => {
  let crc = 0;
  const top = 2 ** (bits - 1);
  for (const byte of bytes) {
    crc ^= byte * 2 ** (bits - 8);
    for (let step = 0; step < 8; step += 1) {
      crc = crc & top ? ((crc * 2) ^ polynomial) & (top * 2 - 1) : crc * 2;
    }
  }
  return crc;
};

/** A number as UTF-8 has it. */
const coded = (value: number): Uint8Array => {
  if (value < 0x80) return Uint8Array.of(value);
  const rest: number[] = [];
  let [left, room] = [value, 0x40];
  while (left >= room) {
    rest.unshift(0x80 + (left % 64));
    left = Math.floor(left / 64);
    room = rest.length === 1 ? 0x20 : room / 2;
  }
  const lead = (0xff << (7 - rest.length)) & 0xff;
  return Uint8Array.of(lead + left, ...rest);
};

const sizeCodes: Readonly<Record<number, number>> = { 8: 1, 12: 2, 16: 4, 20: 5, 24: 6, 32: 7 };

export interface FlacOptions extends Samples {
  readonly blockSize?: number;
  /** Frames that count samples, as where they differ in size. */
  readonly isVariable?: boolean;
  /** What STREAMINFO says instead of the truth. */
  readonly claimedFrames?: number;
  /** Further blocks in front of the sound. */
  readonly blocks?: readonly Uint8Array[];
}

const flacInfo = (options: FlacOptions): Uint8Array => {
  const { channels = 2, sampleRate = 44_100, bits = 16, frames = 100, blockSize = 64 } = options;
  const total = options.claimedFrames ?? frames;
  const packed = (sampleRate * 8 + channels - 1) * 32 + bits - 1;
  return joined(
    big(options.isVariable ? 16 : blockSize, 2),
    big(blockSize, 2),
    big(0, 6),
    big(packed * 16 + Math.floor(total / 2 ** 32), 4),
    big(total, 4),
    new Uint8Array(16),
  );
};

const flacFrame = (options: FlacOptions, from: number, samples: number): Uint8Array => {
  const { channels = 2, bits = 16, blockSize = 64, isVariable = false } = options;
  const head = joined(
    Uint8Array.of(0xff, isVariable ? 0xf9 : 0xf8, 0x70),
    Uint8Array.of((channels - 1) * 16 + (sizeCodes[bits] ?? 0) * 2),
    coded(isVariable ? from : from / blockSize),
    big(samples - 1, 2),
  );
  const silence = new Uint8Array(Math.ceil((channels * (8 + bits)) / 8));
  const body = joined(head, big(checksum(head, 8, 0x07), 1), silence);
  return joined(body, big(checksum(body, 16, 0x8005), 2));
};

/** A block of what stands in front of the sound. */
export const flacBlock = (type: number, content: Uint8Array): Uint8Array =>
  joined(big(type, 1), big(content.length, 3), content);

export const flacFrames = (options: FlacOptions): readonly Uint8Array[] => {
  const { frames = 100, blockSize = 64 } = options;
  return Array.from({ length: Math.ceil(frames / blockSize) }, (_, index) =>
    flacFrame(options, index * blockSize, Math.min(blockSize, frames - index * blockSize)),
  );
};

/** All that stands in front of the frames. */
export const flacHead = (options: FlacOptions): Uint8Array =>
  joined(
    ascii('fLaC'),
    flacBlock(0, flacInfo(options)),
    ...(options.blocks ?? []),
    flacBlock(0x81, new Uint8Array(3)),
  );

export const flacOf = (options: FlacOptions): Uint8Array =>
  joined(flacHead(options), ...flacFrames(options));

export interface Mp3Options {
  /** Of sound: a frame that says something instead comes on top. */
  readonly count?: number;
  readonly info?: 'Xing' | 'Info' | 'VBRI';
  readonly claimed?: number;
  readonly encoder?: string;
  readonly delay?: number;
  readonly padding?: number;
  readonly bitrateCode?: number;
}

/** MPEG 1, layer 3, 44.1 kHz, two channels; code 9 is 128 kbit/s and 417 bytes a frame. */
export const mp3Frame = (bitrateCode = 9): Uint8Array => {
  const kbits =
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320][bitrateCode] ?? 0;
  const frame = new Uint8Array(Math.floor((144_000 * kbits) / 44_100));
  frame.set([0xff, 0xfb, bitrateCode * 16, 0]);
  return frame;
};

function mp3InfoFrame(options: Mp3Options): Uint8Array {
  const { info = 'Xing', claimed = options.count ?? 10, encoder = '', delay = 0 } = options;
  const frame = mp3Frame();
  if (info === 'VBRI') {
    frame.set(joined(ascii('VBRI'), big(1, 2), big(0, 8), big(claimed, 4)), 36);
    return frame;
  }
  const gaps = delay * 4_096 + (options.padding ?? 0);
  const lame = joined(ascii(encoder.padEnd(9, '\0')), new Uint8Array(12), big(gaps, 3));
  frame.set(joined(ascii(info), big(1, 4), big(claimed, 4), lame), 36);
  return frame;
}

export function mp3Of(options: Mp3Options = {}): Uint8Array {
  const { count = 10, info, bitrateCode } = options;
  const sound = Array.from({ length: count }, () => mp3Frame(bitrateCode));
  return joined(...(info === undefined ? [] : [mp3InfoFrame(options)]), ...sound);
}

export interface PageOptions {
  readonly serial?: number;
  readonly granule?: number;
  readonly isFirst?: boolean;
  readonly isLast?: boolean;
}

/** One packet on a page of its own; a granule of −1 is written as such: no packet ends here. */
export function oggPage(packet: Uint8Array, options: PageOptions = {}): Uint8Array {
  const { serial = 7, granule = 0, isFirst = false, isLast = false } = options;
  const lacing = [...Array.from({ length: Math.floor(packet.length / 255) }, () => 255)];
  return joined(
    ascii('OggS'),
    Uint8Array.of(0, (isFirst ? 2 : 0) + (isLast ? 4 : 0)),
    granule === -1 ? new Uint8Array(8).fill(255) : little(granule, 8),
    little(serial, 4),
    new Uint8Array(8),
    Uint8Array.of(lacing.length + 1, ...lacing, packet.length % 255),
    packet,
  );
}

export const opusHead = (preSkip: number, channels = 2): Uint8Array =>
  joined(
    ascii('OpusHead'),
    Uint8Array.of(1, channels),
    little(preSkip, 2),
    little(44_100, 4),
    new Uint8Array(3),
  );

export const vorbisHead = (channels = 2, sampleRate = 44_100): Uint8Array =>
  joined(
    ascii('\u0001vorbis'),
    little(0, 4),
    Uint8Array.of(channels),
    little(sampleRate, 4),
    new Uint8Array(13),
    Uint8Array.of(1),
  );

export const oggFlacHead = (options: FlacOptions): Uint8Array =>
  joined(
    ascii('\u007fFLAC'),
    Uint8Array.of(1, 0, 0, 1),
    ascii('fLaC'),
    flacBlock(0, flacInfo(options)),
  );

/** A head, a page of tags, and so many pages of sound. */
export function oggOf(
  head: Uint8Array,
  granules: readonly number[],
  { serial = 7, isEnded = true }: { readonly serial?: number; readonly isEnded?: boolean } = {},
): Uint8Array {
  return joined(
    oggPage(head, { serial, isFirst: true }),
    oggPage(new Uint8Array(300), { serial }),
    ...granules.map((granule, index) =>
      oggPage(new Uint8Array(500), {
        serial,
        granule,
        isLast: isEnded && index === granules.length - 1,
      }),
    ),
  );
}

export const box = (name: string, ...content: readonly Uint8Array[]): Uint8Array => {
  const inner = joined(...content);
  return joined(big(inner.length + 8, 4), ascii(name), inner);
};

const track = (handler: string, entry: string, channels: number, sampleRate: number) =>
  box(
    'trak',
    box('tkhd', new Uint8Array(84)),
    box(
      'mdia',
      box('mdhd', new Uint8Array(24)),
      box('hdlr', new Uint8Array(8), ascii(handler), new Uint8Array(13)),
      box(
        'minf',
        box('smhd', new Uint8Array(8)),
        box(
          'stbl',
          box(
            'stsd',
            big(0, 4),
            big(1, 4),
            box(
              entry,
              new Uint8Array(16),
              big(channels, 2),
              big(16, 2),
              big(0, 4),
              big(sampleRate, 2),
              big(0, 2),
            ),
          ),
        ),
      ),
    ),
  );

export interface Mp4Options {
  readonly entry?: string;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly hasVideo?: boolean;
  readonly isMovieLast?: boolean;
}

export function mp4Of(options: Mp4Options = {}): Uint8Array {
  const { entry = 'mp4a', channels = 2, sampleRate = 44_100 } = options;
  const movie = box(
    'moov',
    box('mvhd', new Uint8Array(100)),
    ...(options.hasVideo ? [track('vide', 'avc1', 0, 0)] : []),
    track('soun', entry, channels, sampleRate),
  );
  const media = box('mdat', new Uint8Array(5_000));
  const rest = options.isMovieLast ? [media, movie] : [movie, media];
  return joined(box('ftyp', ascii('M4A '), big(0, 4)), ...rest);
}
