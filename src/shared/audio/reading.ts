/**
 * How the readers of sound files ask for bytes. A reading is a generator: it yields the range that it
 * wants and is handed the bytes, so that a file on the server, a Blob in the browser and a test's memory
 * drive the very same code. Fewer bytes than asked for are the end of the file.
 *
 * Every reading is bounded, however a file lies. Headers get a budget, and when it is spent, the file
 * seems to end; only who walks through the whole sound (MP3) asks past it, by windows that go forward.
 */
export interface ByteRange {
  readonly from: number;
  /** The place behind the last byte. */
  readonly to: number;
}

export type Reading<T> = Generator<ByteRange, T, Uint8Array>;

/** The most that is asked for at once. */
export const windowBytes = 64 * 1_024;
/** A hop to the next chunk reads this much, in which its neighbours mostly lie as well. */
const hopBytes = 4 * 1_024;
/** 256 hops, where a real file has a dozen, or the ends of a few large frames. */
export const headerBytesMost = 1_024 * 1_024;

const nothing: Uint8Array = new Uint8Array();

export interface FileBytes {
  readonly size: number;
  /**
   * @param count `windowBytes` at most
   * @returns the bytes from there, fewer at the end of the file; none once the budget is spent
   */
  at(from: number, count: number): Reading<Uint8Array>;
  /** @returns up to `windowBytes` from there, outside the budget: the next call must lie behind */
  window(from: number): Reading<Uint8Array>;
}

export function createFileBytes(size: number): FileBytes {
  let [heldFrom, held] = [0, nothing];
  let spent = 0;

  return {
    size,
    *at(from, count) {
      const to = Math.min(size, from + count);
      if (from < 0 || from >= to) return nothing;
      if (from < heldFrom || to > heldFrom + held.length) {
        const until = Math.max(to, Math.min(size, from + hopBytes));
        const cost = Math.max(until - from, hopBytes);
        if (spent + cost > headerBytesMost) return nothing;
        spent += cost;
        const given: Uint8Array = yield { from, to: until };
        [heldFrom, held] = [from, given.subarray(0, until - from)];
      }
      return held.subarray(from - heldFrom, to - heldFrom);
    },
    *window(from) {
      const to = Math.min(size, from + windowBytes);
      if (from < 0 || from >= to) return nothing;
      const given: Uint8Array = yield { from, to };
      return given.subarray(0, to - from);
    },
  };
}
