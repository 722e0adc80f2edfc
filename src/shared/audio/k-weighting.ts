/**
 * The filter of BS.1770 in front of every measure of loudness (K-weighting): a shelf that lifts what a
 * head lifts, and behind it a high pass. The standard gives its coefficients for 48 kHz; here they are
 * worked out from the analogue filter they were made of, so that every rate is measured alike.
 */
export interface Ear {
  /** Takes these samples up, from one place to before another. */
  hear(samples: Float32Array, from: number, to: number): void;
  /** @returns the sum of the squares of what was heard since the last time */
  takeEnergy(): number;
}

/** Of a filter of second order, whose first coefficient of feedback is 1. */
export interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

const shelfHz = 1_681.974450955533;
const shelfDb = 3.999843853973347;
const shelfQ = 0.7071752369554196;
/** The gain at the middle of the shelf, as a power of the whole. */
const shelfMiddle = 0.4996667741545416;
const passHz = 38.13547087602444;
const passQ = 0.5003270373238773;

export function shelfOf(sampleRate: number): Biquad {
  const k = Math.tan((Math.PI * shelfHz) / sampleRate);
  const high = 10 ** (shelfDb / 20);
  const middle = high ** shelfMiddle;
  const a0 = 1 + k / shelfQ + k * k;
  return {
    b0: (high + (middle * k) / shelfQ + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (middle * k) / shelfQ + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / shelfQ + k * k) / a0,
  };
}

/** Not scaled to a gain of one, as the standard has it. */
export function highPassOf(sampleRate: number): Biquad {
  const k = Math.tan((Math.PI * passHz) / sampleRate);
  const a0 = 1 + k / passQ + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / passQ + k * k) / a0 };
}

/** Below this, what still rings is nothing, and so small that a processor takes its time over it. */
const stillness = 1e-30;
const rest = (state: number): number => (Math.abs(state) < stillness ? 0 : state);

export function createEar(sampleRate: number): Ear {
  const [shelf, pass] = [shelfOf(sampleRate), highPassOf(sampleRate)];
  let [s1, s2, p1, p2, energy] = [0, 0, 0, 0, 0];
  return {
    hear(samples, from, to) {
      for (let at = from; at < to; at += 1) {
        const sample = samples[at] ?? 0;
        // What is no number, or has no end, would never leave the filter again.
        const x = sample - sample === 0 ? sample : 0;
        const y = shelf.b0 * x + s1;
        s1 = shelf.b1 * x - shelf.a1 * y + s2;
        s2 = shelf.b2 * x - shelf.a2 * y;
        const z = y + p1;
        p1 = pass.b1 * y - pass.a1 * z + p2;
        p2 = pass.b2 * y - pass.a2 * z;
        energy += z * z;
      }
    },
    takeEnergy() {
      const taken = energy;
      [s1, s2, p1, p2, energy] = [rest(s1), rest(s2), rest(p1), rest(p2), 0];
      return taken;
    },
  };
}
