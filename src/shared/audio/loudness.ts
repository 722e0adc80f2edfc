/**
 * How loud a sound is as a whole, in LUFS, by ITU-R BS.1770-5: each channel filtered as an ear hears it,
 * its energy in blocks of 400 ms that overlap by three quarters, the silent blocks left out, and then
 * those that are more than 10 LU below the rest. The blocks are counted by how loud they are, in steps of
 * a hundredth of a LU, each step with the sum of its energies: so the memory is the same for any length,
 * and the mean is exact.
 */
import { createEar, type Ear } from './k-weighting.ts';
import type { SampleBlock } from './sample-block.ts';

/** Below it the filter has no room, and nobody masters anything. */
const sampleRateLeast = 8_000;
const stepsPerSecond = 10;
/** A block is so many steps, and a new one begins with each step. */
const stepsPerBlock = 4;
const absoluteGate = -70;
const relativeGate = -10;
const binsPerUnit = 100;
/** Up to 30 LUFS, far above full scale; what is still louder counts into the last one. */
const binCount = 100 * binsPerUnit;

export interface Loudness {
  add(block: SampleBlock): void;
  /** @returns LUFS; null for what is shorter than a block, or silent throughout */
  integrated(): number | null;
}

/** @param weights of the channels, in their order: 0 where one does not count */
export function createLoudness(sampleRate: number, weights: readonly number[]): Loudness {
  if (sampleRate < sampleRateLeast) return { add: () => undefined, integrated: () => null };
  const ears = weights.map(() => createEar(sampleRate));
  const gate = createGate();
  /** The energies of the last steps, and how many frames each had. */
  const energies = new Float64Array(stepsPerBlock);
  const lengths = new Float64Array(stepsPerBlock);
  const endOfStep = (step: number) => Math.round(((step + 1) * sampleRate) / stepsPerSecond);
  let [step, at] = [0, 0];
  let [stepFrom, stepTo] = [0, endOfStep(0)];

  const closeStep = () => {
    energies[step % stepsPerBlock] = energyOf(ears, weights);
    lengths[step % stepsPerBlock] = stepTo - stepFrom;
    step += 1;
    [stepFrom, stepTo] = [stepTo, endOfStep(step)];
    if (step >= stepsPerBlock) gate.add(sum(energies) / sum(lengths));
  };

  return {
    add({ frames, channels }) {
      for (let from = 0; from < frames;) {
        const to = Math.min(frames, from + stepTo - at);
        ears.forEach((ear, index) => {
          const samples = channels[index];
          if (samples && weights[index] !== 0) ear.hear(samples, from, to);
        });
        at += to - from;
        from = to;
        if (at === stepTo) closeStep();
      }
    },
    integrated: gate.integrated,
  };
}

const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);

const energyOf = (ears: readonly Ear[], weights: readonly number[]): number =>
  ears.reduce((all, ear, index) => all + (weights[index] ?? 0) * ear.takeEnergy(), 0);

const lufsOf = (energy: number): number => -0.691 + 10 * Math.log10(energy);

/** Collects blocks, and leaves out of them what is too quiet to count. */
function createGate() {
  const counts = new Float64Array(binCount);
  const energies = new Float64Array(binCount);

  /** The mean of all blocks that are louder than that; NaN where none is. */
  const meanAbove = (lufs: number): number => {
    let [count, energy] = [0, 0];
    for (let bin = binOf(lufs); bin < binCount; bin += 1) {
      const [blocks, held] = [counts[bin] ?? 0, energies[bin] ?? 0];
      if (blocks === 0 || lufsOf(held / blocks) <= lufs) continue;
      count += blocks;
      energy += held;
    }
    return energy / count;
  };

  return {
    add(energy: number) {
      const lufs = lufsOf(energy);
      if (!(lufs > absoluteGate)) return;
      const bin = binOf(lufs);
      counts[bin] = (counts[bin] ?? 0) + 1;
      energies[bin] = (energies[bin] ?? 0) + energy;
    },
    integrated(): number | null {
      const ungated = lufsOf(meanAbove(absoluteGate));
      if (Number.isNaN(ungated)) return null;
      return lufsOf(meanAbove(ungated + relativeGate));
    },
  };
}

const binOf = (lufs: number): number =>
  Math.min(binCount - 1, Math.max(0, Math.floor((lufs - absoluteGate) * binsPerUnit)));
