/**
 * Into which bands of frequencies MP3 puts its 576 lines, by the rate; each has a scale factor of its own.
 * A short block is three in a row, whose bands take turns: one of each before the next.
 */

/** The widths of long bands, and of one of the three short ones. */
interface Bands {
  readonly long: readonly number[];
  readonly short: readonly number[];
}

const low: Bands = {
  long: [6, 6, 6, 6, 6, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 38, 46, 52, 60, 68, 58, 54],
  short: [4, 4, 4, 6, 8, 10, 12, 14, 18, 24, 30, 40, 18],
};
const bandsOf: Readonly<Record<number, Bands>> = {
  8_000: {
    long: [12, 12, 12, 12, 12, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 76, 90, 2, 2, 2, 2, 2],
    short: [8, 8, 8, 12, 16, 20, 24, 28, 36, 2, 2, 2, 26],
  },
  11_025: low,
  12_000: low,
  16_000: low,
  22_050: { long: low.long, short: [4, 4, 4, 6, 6, 8, 10, 14, 18, 26, 32, 42, 18] },
  24_000: {
    long: [6, 6, 6, 6, 6, 6, 8, 10, 12, 14, 16, 18, 22, 26, 32, 38, 46, 54, 62, 70, 76, 36],
    short: [4, 4, 4, 6, 8, 10, 12, 14, 18, 24, 32, 44, 12],
  },
  32_000: {
    long: [4, 4, 4, 4, 4, 4, 6, 6, 8, 10, 12, 16, 20, 24, 30, 38, 46, 56, 68, 84, 102, 26],
    short: [4, 4, 4, 4, 6, 8, 12, 16, 20, 26, 34, 42, 12],
  },
  44_100: {
    long: [4, 4, 4, 4, 4, 4, 6, 6, 8, 8, 10, 12, 16, 20, 24, 28, 34, 42, 50, 54, 76, 158],
    short: [4, 4, 4, 4, 6, 8, 10, 12, 14, 18, 22, 30, 56],
  },
  48_000: {
    long: [4, 4, 4, 4, 4, 4, 6, 6, 6, 8, 10, 12, 16, 18, 22, 28, 34, 40, 46, 54, 54, 192],
    short: [4, 4, 4, 4, 6, 6, 10, 12, 14, 16, 20, 26, 66],
  },
};

export type BlockShape = 'long' | 'short' | 'mixed';

/** The bands of one block, in the order in which they are coded. */
export interface BlockBands {
  readonly widths: readonly number[];
  readonly longCount: number;
}

/** For each rate and shape once: every granule asks. */
const made = new Map<string, BlockBands>();

export function blockBandsOf(sampleRate: number, shape: BlockShape): BlockBands {
  const name = `${sampleRate} ${shape}`;
  const bands = made.get(name) ?? makeBlockBands(sampleRate, shape);
  made.set(name, bands);
  return bands;
}

/** A mixed block is long below the third short band. */
function makeBlockBands(sampleRate: number, shape: BlockShape): BlockBands {
  const { long, short } = bandsOf[sampleRate] ?? low;
  if (shape === 'long') return { widths: long, longCount: long.length };
  const longCount = shape === 'short' ? 0 : sampleRate >= 32_000 ? 8 : 6;
  const shortWidths = shape === 'short' ? short : short.slice(3);
  const turns = shortWidths.flatMap((width) => [width, width, width]);
  return { widths: [...long.slice(0, longCount), ...turns], longCount };
}
