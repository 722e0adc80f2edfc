/**
 * From the 576 lines of a granule to 18 samples of each of 32 bands: short blocks are put in order,
 * neighbouring bands that run into each other are parted, and each band goes back into time, where it
 * overlaps with the granule before.
 */
import { lineCount } from './mp3-lines.ts';
import { shortBlock, type GranulePart } from './mp3-side-info.ts';

const bandLines = 18;
const bandCount = lineCount / bandLines;

/** How far lines at each distance of the border run into each other. */
const ratios = [-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037];
const keeps = ratios.map((ratio) => 1 / Math.sqrt(1 + ratio * ratio));
const leaks = ratios.map((ratio) => ratio / Math.sqrt(1 + ratio * ratio));

function transformOf(type: number): Float64Array {
  const transform = new Float64Array(2 * bandLines * bandLines);
  for (let line = 0; line < bandLines; line += 1) {
    for (let at = 0; at < 2 * bandLines; at += 1) {
      transform[at * bandLines + line] =
        type === shortBlock ? shortAt(line, at) : longAt(type, line, at);
    }
  }
  return transform;
}

const cosine = (length: number, line: number, at: number): number =>
  Math.cos((Math.PI / (2 * length)) * (2 * at + 1 + length / 2) * (2 * line + 1));

function longAt(type: number, line: number, at: number): number {
  const half =
    type === 1 && at >= 18 ? shortSide(35 - at) : type === 3 && at < 18 ? shortSide(at) : null;
  return (half ?? Math.sin((Math.PI / 36) * (at + 0.5))) * cosine(36, line, at);
}

/** The side of a long window that is next to a short one. */
const shortSide = (at: number): number =>
  at < 6 ? 0 : at < 12 ? Math.sin((Math.PI / 12) * (at - 5.5)) : 1;

/** Three windows, whose lines take turns. */
function shortAt(line: number, at: number): number {
  const inWindow = at - 6 - 6 * (line % 3);
  if (inWindow < 0 || inWindow >= 12) return 0;
  return Math.sin((Math.PI / 12) * (inWindow + 0.5)) * cosine(12, Math.floor(line / 3), inWindow);
}

/** By the type of the block: from 18 lines to 36 samples, with their window. */
const transforms = [0, 1, 2, 3].map((type) => transformOf(type));

/** What is kept of a channel from granule to granule. */
export const createOverlap = (): Float32Array => new Float32Array(lineCount);

const sorted = new Float32Array(lineCount);

/** @param lines become the samples, those of one band behind those of the one before */
export function toBands(part: GranulePart, lines: Float32Array, overlap: Float32Array): void {
  const isLong = part.blockType !== shortBlock;
  const longLines = part.widths.slice(0, part.longCount).reduce((sum, width) => sum + width, 0);
  if (!isLong) sortShort(part, longLines, lines);
  const longBands = isLong ? bandCount : longLines / bandLines;
  partBands(lines, longBands);
  const plainBands = !isLong ? longBands : part.isMixed ? 2 : 0;
  const used = usedBands(lines);
  for (let band = 0; band < bandCount; band += 1) {
    const type = band < plainBands ? 0 : part.blockType;
    const from = band * bandLines;
    const own = lines.subarray(from, from + bandLines);
    const rest = overlap.subarray(from, from + bandLines);
    if (band < used) toTime(transforms[type] ?? new Float64Array(), own, rest);
    else {
      own.set(rest);
      rest.fill(0);
    }
    // Every other band has its frequencies the other way round.
    if (band % 2 === 1) for (let at = 1; at < bandLines; at += 2) own[at] = -(own[at] ?? 0);
  }
}

/** Lines of the three windows lie behind one another within each band; now they take turns. */
function sortShort({ widths, longCount }: GranulePart, from: number, lines: Float32Array): void {
  let at = from;
  for (let band = longCount; band < widths.length; band += 3) {
    const width = widths[band] ?? 0;
    for (let line = 0; line < 3 * width; line += 1) {
      sorted[at + line] = lines[at + (line % 3) * width + Math.floor(line / 3)] ?? 0;
    }
    at += 3 * width;
  }
  lines.set(sorted.subarray(from), from);
}

function partBands(lines: Float32Array, bands: number): void {
  for (let border = bandLines; border < bands * bandLines; border += bandLines) {
    for (let distance = 0; distance < leaks.length; distance += 1) {
      const below = border - 1 - distance;
      const above = border + distance;
      const low = lines[below] ?? 0;
      const high = lines[above] ?? 0;
      const kept = keeps[distance] ?? 0;
      const leak = leaks[distance] ?? 0;
      lines[below] = low * kept - high * leak;
      lines[above] = high * kept + low * leak;
    }
  }
}

/** Above them there is nothing. */
function usedBands(lines: Float32Array): number {
  let last = lineCount - 1;
  while (last >= 0 && lines[last] === 0) last -= 1;
  return Math.ceil((last + 1) / bandLines);
}

const lineBuffer = new Float64Array(bandLines);

function toTime(transform: Float64Array, own: Float32Array, overlap: Float32Array): void {
  lineBuffer.set(own);
  for (let at = 0; at < 2 * bandLines; at += 1) {
    let sum = 0;
    const row = at * bandLines;
    for (let line = 0; line < bandLines; line += 1) {
      sum += (transform[row + line] ?? 0) * (lineBuffer[line] ?? 0);
    }
    if (at < bandLines) own[at] = sum + (overlap[at] ?? 0);
    else overlap[at - bandLines] = sum;
  }
}
