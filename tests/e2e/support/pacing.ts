/**
 * What a bad line does to what passes over it, each way: it carries so many bytes a second, shared by
 * all that is on its way; it keeps the first byte of an answer back; it gives up on what takes too long.
 */
import { setTimeout as pause } from 'node:timers/promises';

export interface Pace {
  /** Bytes a second that leave the device, and that reach it. */
  readonly up: number;
  readonly down: number;
  /** An answer begins so much later. */
  readonly firstByteMs: number;
  /** A question that the server holds for longer is answered 504. */
  readonly gatewayMs: number;
  /** Each request, and each socket, is cut after so long. */
  readonly requestsLiveMs: number;
  readonly socketsLiveMs: number;
}

export const unhindered: Pace = {
  up: Infinity,
  down: Infinity,
  firstByteMs: 0,
  gatewayMs: Infinity,
  requestsLiveMs: Infinity,
  socketsLiveMs: Infinity,
};

/** Hands on what comes, at the pace of the line; what it does not take stays where it is. */
export type Shaped = (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>;

const piecesPerSecond = 20;
const stuckMs = 50;

/**
 * One direction of a line. What is on its way at the same time takes turns, a piece each.
 * @param bytesPerSecond asked for each piece; at 0 nothing moves
 */
export function createLine(bytesPerSecond: () => number): Shaped {
  let freeAt = 0;
  const carry = async (bytes: number) => {
    const now = performance.now();
    freeAt = Math.max(now, freeAt) + (bytes / bytesPerSecond()) * 1_000;
    await pause(freeAt - now);
  };
  return async function* shaped(source) {
    for await (const chunk of source) {
      for (let from = 0; from < chunk.length;) {
        while (bytesPerSecond() === 0) await pause(stuckMs);
        const most = Math.ceil(bytesPerSecond() / piecesPerSecond);
        const piece = chunk.subarray(from, Math.min(from + most, chunk.length));
        from += piece.length;
        if (most !== Infinity) await carry(piece.length);
        yield piece;
      }
    }
  };
}

/** Does it once the time is over, unless it was called off before. @returns calls it off */
export function after(ms: number, act: () => void): () => void {
  if (ms === Infinity) return () => undefined;
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}
