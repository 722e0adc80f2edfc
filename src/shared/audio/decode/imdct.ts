/**
 * The way back from a spectrum to overlapping samples (the inverse of the modified discrete cosine
 * transform), by way of a Fourier transform of a quarter of the size.
 */
export interface Imdct {
  /** @param lines half as many as there are samples */
  transform(lines: Float64Array, samples: Float64Array): void;
}

/** @param size of the samples: a power of two, 8 at least */
export function createImdct(size: number): Imdct {
  const [half, quarter] = [size / 2, size / 4];
  const real = new Float64Array(quarter);
  const imaginary = new Float64Array(quarter);
  const turned = new Float64Array(half);
  const cosines = Float64Array.from({ length: quarter }, (_, at) => Math.cos(angle(at, half)));
  const sines = Float64Array.from({ length: quarter }, (_, at) => Math.sin(angle(at, half)));
  const fourier = createFourier(quarter);

  return {
    transform(lines, samples) {
      for (let at = 0; at < quarter; at += 1) {
        const one = lines[2 * at] ?? 0;
        const other = lines[half - 1 - 2 * at] ?? 0;
        const cosine = cosines[at] ?? 0;
        const sine = sines[at] ?? 0;
        real[at] = one * cosine + other * sine;
        imaginary[at] = other * cosine - one * sine;
      }
      fourier(real, imaginary);
      for (let at = 0; at < quarter; at += 1) {
        const a = real[at] ?? 0;
        const b = imaginary[at] ?? 0;
        const cosine = cosines[at] ?? 0;
        const sine = sines[at] ?? 0;
        turned[2 * at] = a * cosine + b * sine;
        turned[half - 1 - 2 * at] = a * sine - b * cosine;
      }
      // What lies outside mirrors what lies within, with the other sign.
      for (let at = 0; at < quarter; at += 1) {
        samples[at] = turned[at + quarter] ?? 0;
        samples[half - 1 - at] = -(samples[at] ?? 0);
        samples[half + at] = -(turned[quarter - 1 - at] ?? 0);
        samples[size - 1 - at] = samples[half + at] ?? 0;
      }
    },
  };
}

const angle = (at: number, half: number): number => (Math.PI * (8 * at + 1)) / (8 * half);

/**
 * Without pairs of numbers in its inner loop, as each would be made anew.
 * @returns the Fourier transform in place, of so many complex numbers: a power of two
 */
function createFourier(size: number) {
  const cosines = Float64Array.from({ length: size / 2 }, (_, at) =>
    Math.cos((2 * Math.PI * at) / size),
  );
  const sines = Float64Array.from(
    { length: size / 2 },
    (_, at) => -Math.sin((2 * Math.PI * at) / size),
  );
  const bitCount = Math.log2(size);
  const reversed = Uint32Array.from({ length: size }, (_, at) => {
    let value = 0;
    for (let bit = 0; bit < bitCount; bit += 1) value |= ((at >>> bit) & 1) << (bitCount - 1 - bit);
    return value;
  });

  const sort = (values: Float64Array) => {
    for (let at = 0; at < size; at += 1) {
      const other = reversed[at] ?? 0;
      if (other <= at) continue;
      const value = values[at] ?? 0;
      values[at] = values[other] ?? 0;
      values[other] = value;
    }
  };

  return (real: Float64Array, imaginary: Float64Array): void => {
    sort(real);
    sort(imaginary);
    for (let width = 1; width < size; width *= 2) {
      const step = size / (2 * width);
      for (let from = 0; from < size; from += 2 * width) {
        for (let at = 0; at < width; at += 1) {
          const low = from + at;
          const high = low + width;
          const cosine = cosines[at * step] ?? 0;
          const sine = sines[at * step] ?? 0;
          const a = real[high] ?? 0;
          const b = imaginary[high] ?? 0;
          const x = a * cosine - b * sine;
          const y = a * sine + b * cosine;
          const r = real[low] ?? 0;
          const i = imaginary[low] ?? 0;
          real[low] = r + x;
          imaginary[low] = i + y;
          real[high] = r - x;
          imaginary[high] = i - y;
        }
      }
    }
  };
}
