/**
 * The rough shape of a spectrum in one packet of Vorbis: heights at some places, each said as what it
 * differs by from the line between its neighbours, and straight lines between them, in decibels.
 */
import { bitLength, type LowBitReader } from './low-bit-reader.ts';
import { readEntry, type Codebook } from './vorbis-codebook.ts';
import type { Floor } from './vorbis-setup.ts';

export interface FloorShape {
  /** @returns false where the channel is silent in this packet, or the packet ends here */
  read(bits: LowBitReader): boolean;
  /** Multiplies the lines by the shape that was read. */
  apply(lines: Float64Array): void;
}

const ranges = [256, 128, 86, 64];
/** 140 dB in 256 steps. */
const levels = Float64Array.from({ length: 256 }, (_, step) => 10 ** ((7 * (step + 1)) / 256 - 7));

export function createFloorShape(floor: Floor, codebooks: readonly Codebook[]): FloorShape {
  const { places, partitions, multiplier } = floor;
  const range = ranges[multiplier - 1] ?? 256;
  const width = bitLength(range - 1);
  const said = new Int32Array(places.length);
  const heights = new Int32Array(places.length);
  const isUsed = new Uint8Array(places.length);
  const neighbours = places.map((_, index) => neighboursOf(places, index));
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0));

  const readPartitions = (bits: LowBitReader): boolean => {
    let at = 2;
    for (const { dimensions, subclassBits, masterBook, books } of partitions) {
      const master = codebooks[masterBook];
      let choice = subclassBits > 0 && master ? readEntry(bits, master) : 0;
      if (choice < 0) return false;
      for (let left = dimensions; left > 0; left -= 1, at += 1) {
        const book = codebooks[books[choice & (2 ** subclassBits - 1)] ?? -1];
        choice >>>= subclassBits;
        const height = book ? readEntry(bits, book) : 0;
        if (height < 0) return false;
        said[at] = height;
      }
    }
    return true;
  };

  /** From what was said to heights, and which of them are more than the line between their neighbours. */
  const unwrap = () => {
    for (const end of [0, 1]) {
      heights[end] = said[end] ?? 0;
      isUsed[end] = 1;
    }
    for (let index = 2; index < places.length; index += 1) {
      const [low, high] = neighbours[index] ?? [0, 1];
      const on = lineAt(places, heights, low, high, places[index] ?? 0);
      const offset = offsetOf(said[index] ?? 0, on, range);
      isUsed[index] = Number(said[index] !== 0);
      if (said[index] !== 0) isUsed[low] = isUsed[high] = 1;
      heights[index] = Math.min(range - 1, Math.max(0, on + offset));
    }
  };

  return {
    read(bits) {
      if (!bits.flag()) return false;
      said[0] = bits.bits(width);
      said[1] = bits.bits(width);
      if (bits.isOver || !readPartitions(bits)) return false;
      unwrap();
      return true;
    },
    apply(lines) {
      let [from, level] = [0, (heights[0] ?? 0) * multiplier];
      for (const index of order.slice(1)) {
        if (isUsed[index] === 0) continue;
        const [to, next] = [places[index] ?? 0, (heights[index] ?? 0) * multiplier];
        drawLine(lines, from, level, to, next);
        [from, level] = [to, next];
      }
      for (let at = from; at < lines.length; at += 1) lines[at] = (lines[at] ?? 0) * levelOf(level);
    },
  };
}

const levelOf = (height: number): number => levels[Math.min(255, Math.max(0, height))] ?? 0;

/** Of those that are said before it, the nearest below and the nearest above. */
function neighboursOf(places: readonly number[], index: number): readonly [number, number] {
  const place = places[index] ?? 0;
  let [low, high] = [0, 1];
  for (let other = 0; other < index; other += 1) {
    const at = places[other] ?? 0;
    if (at < place && at > (places[low] ?? 0)) low = other;
    if (at > place && at < (places[high] ?? 0)) high = other;
  }
  return [low, high];
}

/** In whole numbers, rounded towards the first height. */
function lineAt(
  places: readonly number[],
  heights: Int32Array,
  low: number,
  high: number,
  place: number,
): number {
  const [x0, x1] = [places[low] ?? 0, places[high] ?? 0];
  const [y0, y1] = [heights[low] ?? 0, heights[high] ?? 0];
  const offset = Math.floor((Math.abs(y1 - y0) * (place - x0)) / (x1 - x0));
  return y1 < y0 ? y0 - offset : y0 + offset;
}

/** Upwards and downwards by turns, as long as there is room in both directions. */
function offsetOf(said: number, on: number, range: number): number {
  const [above, below] = [range - on, on];
  if (said >= 2 * Math.min(above, below)) return above > below ? said - below : above - said - 1;
  return said % 2 === 1 ? -(said + 1) / 2 : said / 2;
}

/** A line in whole numbers, as Bresenham draws it. */
function drawLine(lines: Float64Array, x0: number, y0: number, x1: number, y1: number): void {
  const [width, height] = [x1 - x0, y1 - y0];
  const base = Math.trunc(height / width);
  const step = height < 0 ? base - 1 : base + 1;
  const rest = Math.abs(height) - Math.abs(base) * width;
  let [level, error] = [y0, 0];
  for (let at = x0; at < Math.min(x1, lines.length); at += 1) {
    if (at > x0) {
      error += rest;
      level += error >= width ? step : base;
      if (error >= width) error -= width;
    }
    lines[at] = (lines[at] ?? 0) * levelOf(level);
  }
}
