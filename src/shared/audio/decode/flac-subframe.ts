/**
 * One channel of one FLAC frame: a prediction from the samples before, and what it was wrong by, which is
 * coded so that small numbers take few bits. Everything is reckoned in numbers with 53 bits, which hold
 * any sum there can be, so that what comes out is exact.
 */
import type { BitReader } from './bit-reader.ts';

/** Prediction by the samples before, without coefficients of its own. */
const fixedOrders: readonly (readonly number[])[] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];
const orderMost = 32;
const coefficients = new Float64Array(orderMost);

/**
 * @param depth bits of each sample
 * @returns false where it makes no sense
 */
export function readSubframe(bits: BitReader, depth: number, samples: Float64Array): boolean {
  if (bits.bits(1) !== 0) return false;
  const kind = bits.bits(6);
  const wasted = bits.bits(1) === 1 ? bits.zeros() + 1 : 0;
  const width = depth - wasted;
  if (width < 1 || !readKind(bits, kind, width, samples)) return false;
  if (wasted > 0) {
    const scale = 2 ** wasted;
    for (let at = 0; at < samples.length; at += 1) samples[at] = (samples[at] ?? 0) * scale;
  }
  return !bits.isOver;
}

function readKind(bits: BitReader, kind: number, width: number, samples: Float64Array): boolean {
  if (kind === 0) {
    samples.fill(bits.signed(width));
    return true;
  }
  if (kind === 1) {
    for (let at = 0; at < samples.length; at += 1) samples[at] = bits.signed(width);
    return true;
  }
  const fixed = kind >= 8 ? fixedOrders[kind - 8] : undefined;
  const order = fixed?.length ?? kind - 31;
  if (order < 0 || (kind < 32 && !fixed) || order > samples.length) return false;
  for (let at = 0; at < order; at += 1) samples[at] = bits.signed(width);
  const shift = fixed ? 0 : readCoefficients(bits, order);
  if (fixed) coefficients.set(fixed);
  if (shift === null || !readResidual(bits, order, samples)) return false;
  predict(samples, order, 2 ** -shift);
  return true;
}

/** @returns by how many bits the prediction is too large; null where that makes no sense */
function readCoefficients(bits: BitReader, order: number): number | null {
  const precision = bits.bits(4) + 1;
  const shift = bits.signed(5);
  if (precision > 15 || shift < 0) return null;
  for (let index = 0; index < order; index += 1) coefficients[index] = bits.signed(precision);
  return shift;
}

/** Adds to what is there, which is by how much the prediction is wrong, the prediction. */
function predict(samples: Float64Array, order: number, scale: number): void {
  for (let at = order; at < samples.length; at += 1) {
    let sum = 0;
    for (let back = 0; back < order; back += 1) {
      sum += (coefficients[back] ?? 0) * (samples[at - 1 - back] ?? 0);
    }
    samples[at] = (samples[at] ?? 0) + Math.floor(sum * scale);
  }
}

/** In parts of equal length, each with a measure of its own of how large the numbers mostly are. */
function readResidual(bits: BitReader, order: number, samples: Float64Array): boolean {
  const method = bits.bits(2);
  const partOrder = bits.bits(4);
  const partLength = samples.length / 2 ** partOrder;
  if (method > 1 || !Number.isInteger(partLength) || partLength < order) return false;
  const parameterBits = method === 0 ? 4 : 5;
  const escape = 2 ** parameterBits - 1;
  let at = order;
  for (let end = partLength; end <= samples.length; end += partLength) {
    const parameter = bits.bits(parameterBits);
    if (parameter === escape) {
      const width = bits.bits(5);
      for (; at < end; at += 1) samples[at] = bits.signed(width);
    } else {
      const scale = 2 ** parameter;
      for (; at < end; at += 1) {
        const folded = bits.zeros() * scale + bits.bits(parameter);
        samples[at] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      }
    }
    if (bits.isOver) return false;
  }
  return true;
}
