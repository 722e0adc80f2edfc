/**
 * The bytes that a player is given of a file: as they came where every engine plays them so; from behind
 * a tag that not every player skips; or the samples behind a WAV header, in the order that WAV has them.
 * Nothing is encoded and nothing written, so a range of them costs what a range of the file costs.
 */
import { Readable } from 'node:stream';
import { servedAs } from '#shared/audio/playability.ts';
import type { PcmSound, SoundFacts } from '#shared/audio/sound.ts';
import { wavHeaderOf, wavSamplesOf } from '#shared/audio/wav-header.ts';
import type { ByteRange } from '#shared/base/byte-range.ts';
import type { FileStore } from './store.ts';

/** What can be handed out in ranges. */
export interface HandedOut {
  /** Bytes. */
  readonly size: number;
  /** @returns null where the bytes are not here. What is returned has to be read or destroyed. */
  open(range: ByteRange): Promise<Readable | null>;
}

type Store = Pick<FileStore, 'open'>;

/** @returns null where no player is given it */
export function playedBytes(
  store: Store,
  sha256: string,
  size: number,
  facts: SoundFacts,
): HandedOut | null {
  const served = servedAs(facts);
  switch (served.how) {
    case 'play-original':
      return { size, open: (range) => store.open(sha256, range) };
    case 'play-from-offset': {
      const { from } = served;
      return {
        size: size - from,
        open: ({ start, end }) => store.open(sha256, { start: start + from, end: end + from }),
      };
    }
    case 'play-behind-wav-header':
      return facts.kind === 'pcm' ? behindHeader(store, sha256, facts) : null;
    default:
      return null;
  }
}

function behindHeader(store: Store, sha256: string, sound: PcmSound): HandedOut {
  const header = wavHeaderOf(sound);
  const { dataFrom, dataTo, bytesPerSample } = sound;
  return {
    size: header.length + dataTo - dataFrom,
    async open({ start, end }) {
      const head = header.subarray(start, end + 1);
      if (end < header.length) return Readable.from([head], { objectMode: false });
      const from = Math.max(0, start - header.length);
      const to = end + 1 - header.length;
      // A sample is turned around as a whole.
      const lead = from % bytesPerSample;
      const tail = (bytesPerSample - (to % bytesPerSample)) % bytesPerSample;
      const samples = await store.open(sha256, {
        start: dataFrom + from - lead,
        end: dataFrom + to + tail - 1,
      });
      if (samples === null) return null;
      const pieces = withHead(head, part(turned(samples, sound), lead, to - from));
      // Whoever stops before the first piece leaves a generator that has not begun.
      return Readable.from(pieces, { objectMode: false }).once('close', () => samples.destroy());
    },
  };
}

async function* withHead(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** In pieces of whole samples. */
async function* turned(
  samples: AsyncIterable<Buffer>,
  sound: PcmSound,
): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of samples) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const whole = bytes.length - (bytes.length % sound.bytesPerSample);
    rest = bytes.subarray(whole);
    if (whole > 0) yield wavSamplesOf(sound, bytes.subarray(0, whole));
  }
}

async function* part(
  pieces: AsyncIterable<Uint8Array>,
  skipped: number,
  length: number,
): AsyncGenerator<Uint8Array> {
  let skip = skipped;
  let left = length;
  for await (const piece of pieces) {
    const bytes = piece.subarray(skip, skip + left);
    skip = 0;
    left -= bytes.length;
    if (bytes.length > 0) yield bytes;
    if (left === 0) return;
  }
}
