/** Sound as it is heard, made by the sample, for tests of what is made of it. */
import * as fc from 'fast-check';
import type { ReadAt } from '#shared/audio/decode/read-at.ts';
import type { SampleBlock } from '#shared/audio/sample-block.ts';

/** The same sound in pieces, cut before these frames. */
export function cutUp({ frames, channels }: SampleBlock, cuts: readonly number[]): SampleBlock[] {
  const places = [0, ...cuts.filter((cut) => cut < frames).toSorted((a, b) => a - b), frames];
  return places.slice(1).map((to, index) => {
    const from = places[index] ?? 0;
    return { frames: to - from, channels: channels.map((samples) => samples.slice(from, to)) };
  });
}

export const hostileFloats = fc.oneof(
  fc.float(),
  fc.constantFrom(NaN, Infinity, -Infinity, 1e-45, 3.4e38, -3.4e38),
);

/** A sound of up to so many frames, and where it is cut. */
export const soundPieces = (framesMost: number) =>
  fc
    .record({
      frames: fc.nat(framesMost),
      channels: fc.integer({ min: 1, max: 3 }),
      seed: fc.nat(),
      cuts: fc.array(fc.nat(framesMost), { maxLength: 20 }),
    })
    .map(({ frames, channels, seed, cuts }) => ({
      cuts,
      whole: {
        frames,
        channels: Array.from({ length: channels }, (_, n) => noise(frames, seed + n)),
      },
    }));

/** From −1 to 1, the same for the same seed. */
export function noise(frames: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: frames }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Of bytes at hand, as decoders ask a file for them. */
export const readerOf =
  (bytes: Uint8Array): ReadAt =>
  (from, into) => {
    const part = bytes.subarray(from, from + into.length);
    into.set(part);
    return part.length;
  };

/** All of it, channel by channel. */
export function heardOf(blocks: Iterable<SampleBlock>): Float32Array[] {
  const pieces: Float32Array[][] = [];
  for (const { frames, channels } of blocks) {
    channels.forEach((samples, channel) => {
      (pieces[channel] ??= []).push(samples.slice(0, frames));
    });
  }
  return pieces.map((channel) => {
    const all = new Float32Array(channel.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of channel) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  });
}
