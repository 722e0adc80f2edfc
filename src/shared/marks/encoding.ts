/**
 * Lanes and run sets travel as bytes: a version, a count, then per run the gap to the one before,
 * its length and (lanes) the difference to the value before, all varints. A run is about ten bytes.
 * Decoding trusts nothing: it refuses what encoding would not write, and tells a version from the
 * future apart, so that its bytes can be kept and passed on unread.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Lane } from './lane.ts';
import type { RunSet } from './run-set.ts';

const version = 1;
/** A page is 4 KB and a run takes at least three bytes; anything above is an attack. */
const runsMost = 1_000_000;

export type DecodeFault = 'malformed' | 'unknown-version';

export function encodeLane(lane: Lane): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, version);
  encoding.writeVarUint(encoder, lane.length);
  let [next, before] = [1, 0];
  for (const [from, to, value] of lane) {
    encoding.writeVarUint(encoder, from - next);
    encoding.writeVarUint(encoder, to - from);
    encoding.writeVarInt(encoder, value - before);
    next = to + 1;
    before = value;
  }
  return encoding.toUint8Array(encoder);
}

export function decodeLane(bytes: Uint8Array): Result<Lane, DecodeFault> {
  return decode(bytes, (decoder, count) => {
    const lane: [number, number, number][] = [];
    let [next, before] = [1, 0];
    for (let left = count; left > 0; left -= 1) {
      const from = next + decoding.readVarUint(decoder);
      const to = from + decoding.readVarUint(decoder);
      const value = before + decoding.readVarInt(decoder);
      const last = lane.at(-1);
      const melts = last !== undefined && last[1] + 1 === from && last[2] === value;
      if (!isOrdinal(to) || !Number.isSafeInteger(value) || value <= 0 || melts) return null;
      lane.push([from, to, value]);
      next = to + 1;
      before = value;
    }
    return lane;
  });
}

export function encodeRunSet(set: RunSet): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, version);
  encoding.writeVarUint(encoder, set.length);
  let next = 0;
  for (const [from, to] of set) {
    encoding.writeVarUint(encoder, from - next);
    encoding.writeVarUint(encoder, to - from);
    next = to + 2;
  }
  return encoding.toUint8Array(encoder);
}

export function decodeRunSet(bytes: Uint8Array): Result<RunSet, DecodeFault> {
  return decode(bytes, (decoder, count) => {
    const set: [number, number][] = [];
    let next = 0;
    for (let left = count; left > 0; left -= 1) {
      const from = next + decoding.readVarUint(decoder);
      const to = from + decoding.readVarUint(decoder);
      if (!isOrdinal(to)) return null;
      set.push([from, to]);
      next = to + 2;
    }
    return set;
  });
}

const isOrdinal = (value: number): boolean => value < Number.MAX_SAFE_INTEGER;

/** Decodes the frame around both: version first, nothing after the last run. */
function decode<T>(
  bytes: Uint8Array,
  read: (decoder: decoding.Decoder, count: number) => T | null,
): Result<T, DecodeFault> {
  try {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== version) return err('unknown-version');
    const count = decoding.readVarUint(decoder);
    if (count > Math.min(runsMost, bytes.length)) return err('malformed');
    const value = read(decoder, count);
    return value === null || decoding.hasContent(decoder) ? err('malformed') : ok(value);
  } catch {
    return err('malformed');
  }
}
