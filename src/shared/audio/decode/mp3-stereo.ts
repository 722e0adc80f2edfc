/**
 * Two channels of MP3 that were coded by what they have in common: by their sum and difference, or, in
 * the upper bands, by one of them and the place where it is heard.
 */
import { lineCount } from './mp3-lines.ts';
import { noPlace } from './mp3-scale-factors.ts';
import type { GranulePart, Mp3Coding } from './mp3-side-info.ts';

/** The first version has seven places, from one side to the other. */
const firstPlaces = Array.from({ length: 7 }, (_, place) => {
  const ratio = Math.tan((place * Math.PI) / 12);
  return place === 6 ? [1, 0] : [ratio / (1 + ratio), 1 / (1 + ratio)];
});
const laterPlacesMost = 64;

/**
 * @param right the part of the second channel
 * @param places of its bands
 */
export function joinChannels(
  coding: Mp3Coding,
  right: GranulePart,
  places: Uint8Array,
  [one, two]: readonly [Float32Array, Float32Array],
): void {
  if (!coding.isIntensity) {
    if (coding.isMidSide) midSide(one, two, 0, lineCount);
    return;
  }
  const { widths } = right;
  const tops = topBands(right, two);
  placeTopBands(coding, right, places, tops);
  let from = 0;
  widths.forEach((width, band) => {
    const [to, place] = [from + width, places[band] ?? noPlace];
    const isAbove = band > (tops[band % 3] ?? 0);
    const gains = isAbove ? placeOf(coding, right, place) : null;
    if (gains) inBetween(one, two, from, to, gains);
    else if (coding.isMidSide) midSide(one, two, from, to);
    from = to;
  });
}

function midSide(one: Float32Array, two: Float32Array, from: number, to: number): void {
  for (let at = from; at < to; at += 1) {
    const mid = one[at] ?? 0;
    const side = two[at] ?? 0;
    one[at] = mid + side;
    two[at] = mid - side;
  }
}

function inBetween(
  one: Float32Array,
  two: Float32Array,
  from: number,
  to: number,
  [left, right]: readonly [number, number],
): void {
  for (let at = from; at < to; at += 1) {
    const line = one[at] ?? 0;
    one[at] = line * left;
    two[at] = line * right;
  }
}

/** @returns the last band in which the second channel has something of its own, of each window */
function topBands({ widths, longCount }: GranulePart, two: Float32Array): number[] {
  const tops = [-1, -1, -1];
  let from = 0;
  widths.forEach((width, band) => {
    if (two.subarray(from, from + width).some((line) => line !== 0)) tops[band % 3] = band;
    from += width;
  });
  return longCount > 0 ? tops.fill(Math.max(...tops)) : tops;
}

/** The last bands have no place of their own, but that of the one before; or none, where that is no place. */
function placeTopBands(
  { isFirstVersion }: Mp3Coding,
  { widths, longCount }: GranulePart,
  places: Uint8Array,
  tops: readonly number[],
): void {
  const windows = longCount === widths.length ? 1 : 3;
  for (let window = 0; window < windows; window += 1) {
    const band = widths.length - windows + window;
    const before = band - windows;
    const isOwn = (tops[window] ?? 0) >= before;
    places[band] = isOwn ? (isFirstVersion ? 3 : 0) : (places[before] ?? noPlace);
  }
}

/** @returns how loud it is to the left and to the right; null where it is no place */
function placeOf(
  { isFirstVersion, isMidSide }: Mp3Coding,
  { scaleCode }: GranulePart,
  place: number,
): readonly [number, number] | null {
  const scale = isMidSide ? Math.SQRT2 : 1;
  if (isFirstVersion) {
    const [left, right] = firstPlaces[place] ?? [];
    return left === undefined || right === undefined ? null : [left * scale, right * scale];
  }
  if (place >= laterPlacesMost) return null;
  const quieter = 2 ** (-(((place + 1) >>> 1) * (scaleCode % 2 === 1 ? 2 : 1)) / 4);
  return place % 2 === 1 ? [quieter * scale, scale] : [scale, quieter * scale];
}
