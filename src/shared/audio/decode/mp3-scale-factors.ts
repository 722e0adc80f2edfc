/**
 * The scale factors of one part of a granule: by how much each band was made smaller. They are kept, as
 * the next granule may have some of them in common, and as they may say instead where in between two
 * channels a band is heard.
 */
import type { BitReader } from './bit-reader.ts';
import type { GranulePart, Mp3Coding } from './mp3-side-info.ts';

/** As many as three short blocks have, and one more. */
const scaleFactorsMost = 40;
/** Of a factor that says that a band is not in between. */
export const noPlace = 255;

/** How many of a group there are, in long, mixed and short blocks. */
const firstGroups = [
  [6, 5, 5, 5],
  [8, 9, 6, 12],
  [9, 9, 6, 12],
] as const;
/** How many bits each has in the first two groups, and in the others, by the code. */
const firstBits = [
  [0, 0],
  [0, 1],
  [0, 2],
  [0, 3],
  [3, 0],
  [1, 1],
  [1, 2],
  [1, 3],
  [2, 1],
  [2, 2],
  [2, 3],
  [3, 1],
  [3, 2],
  [3, 3],
  [4, 2],
  [4, 3],
] as const;

/** In the later versions the code is a number of mixed bases: these, and the groups that go with them. */
const laterBases: readonly (readonly number[])[] = [
  [5, 5, 4, 4],
  [5, 5, 4, 1],
  [4, 3, 1, 1],
  [5, 6, 6, 1],
  [4, 4, 4, 1],
  [4, 3, 1, 1],
];
const laterGroups = [
  [
    [6, 5, 5, 5],
    [6, 5, 7, 3],
    [11, 10, 0, 0],
    [7, 7, 7, 0],
    [6, 6, 6, 3],
    [8, 8, 5, 0],
  ],
  [
    [6, 9, 9, 9],
    [6, 9, 12, 6],
    [15, 18, 0, 0],
    [6, 15, 12, 0],
    [6, 12, 9, 6],
    [6, 18, 9, 0],
  ],
  [
    [9, 9, 9, 9],
    [9, 9, 12, 6],
    [18, 18, 0, 0],
    [12, 12, 12, 0],
    [12, 9, 9, 6],
    [15, 12, 9, 0],
  ],
] as const;

/** Lifts the upper bands of a long block. */
const lift = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 2];

interface Groups {
  readonly counts: readonly number[];
  readonly widths: readonly number[];
}

const formOf = ({ longCount, widths }: GranulePart): 0 | 1 | 2 =>
  longCount === widths.length ? 0 : longCount > 0 ? 1 : 2;

/** What is kept of a channel from granule to granule. */
export interface ScaleFactors {
  readonly factors: Uint8Array;
  /** The same numbers, as places between two channels. */
  readonly places: Uint8Array;
}

export const createScaleFactors = (): ScaleFactors => ({
  factors: new Uint8Array(scaleFactorsMost),
  places: new Uint8Array(scaleFactorsMost),
});

/** @param isPlaces they are those of the second channel, and bands may lie in between */
export function readScaleFactors(
  bits: BitReader,
  part: GranulePart,
  { isFirstVersion }: Mp3Coding,
  { factors, places }: ScaleFactors,
  isPlaces: boolean,
): void {
  const { counts, widths } = isFirstVersion ? firstVersion(part) : laterVersion(part, isPlaces);
  let at = 0;
  counts.forEach((count, group) => {
    const isKept = ((part.shared >>> (3 - group)) & 1) === 1;
    const width = widths[group] ?? 0;
    const end = isFirstVersion || width === 0 ? noPlace : 2 ** width - 1;
    for (const to = at + count; at < to; at += 1) {
      if (isKept) continue;
      const factor = bits.bits(width);
      factors[at] = factor;
      places[at] = factor === end ? noPlace : factor;
    }
  });
  factors.fill(0, at);
}

function firstVersion(part: GranulePart): Groups {
  const [one = 0, other = 0] = firstBits[part.scaleCode] ?? [];
  return { counts: firstGroups[formOf(part)], widths: [one, one, other, other] };
}

function laterVersion(part: GranulePart, isPlaces: boolean): Groups {
  let code = isPlaces ? part.scaleCode >>> 1 : part.scaleCode;
  let row = isPlaces ? 3 : 0;
  for (; row < laterBases.length - 1; row += 1) {
    const most = (laterBases[row] ?? []).reduce((product, base) => product * base, 1);
    if (code < most) break;
    code -= most;
  }
  const widths: number[] = [];
  for (const base of (laterBases[row] ?? []).toReversed()) {
    widths.unshift(code % base);
    code = Math.floor(code / base);
  }
  return { counts: laterGroups[formOf(part)][row] ?? [], widths };
}

/** By what the sizes of each band are multiplied. @param gains as many as there are bands */
export function bandGains(
  part: GranulePart,
  { isMidSide }: Mp3Coding,
  factors: Uint8Array,
  gains: Float64Array,
): void {
  const { widths, longCount, windowGains, globalGain } = part;
  const isLong = longCount === widths.length;
  const halves = part.isScaleDouble ? 2 : 1;
  const whole = globalGain - 210 - (isMidSide ? 2 : 0);
  for (let band = 0; band < widths.length; band += 1) {
    const lifted = isLong && part.isLifted ? (lift[band] ?? 0) : 0;
    const window = band < longCount ? 0 : (windowGains[(band - longCount) % 3] ?? 0);
    const factor = (factors[band] ?? 0) + lifted;
    gains[band] = 2 ** ((whole - 8 * window - 2 * halves * factor) / 4);
  }
}
