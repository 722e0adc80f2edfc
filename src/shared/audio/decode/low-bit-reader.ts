/**
 * Numbers of any width in bits, the lowest bit first, as Vorbis packs them. What lies behind the end reads
 * as zero, and `isOver` says so.
 */
export class LowBitReader {
  /** In bits, from the beginning of the bytes. */
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  get isOver(): boolean {
    return this.at > this.#bytes.length * 8;
  }

  /** @returns the 24 bits from here on, and perhaps more */
  peek(): number {
    const bytes = this.#bytes;
    const byte = this.at >>> 3;
    const word =
      (bytes[byte] ?? 0) |
      ((bytes[byte + 1] ?? 0) << 8) |
      ((bytes[byte + 2] ?? 0) << 16) |
      ((bytes[byte + 3] ?? 0) << 24);
    return word >>> (this.at & 7);
  }

  /** @param count up to 32 */
  bits(count: number): number {
    if (count > 16) return this.bits(16) + this.bits(count - 16) * 65_536;
    const value = this.peek() & ((1 << count) - 1);
    this.at += count;
    return value;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }
}

/** How many bits a number has. */
export const bitLength = (value: number): number => 32 - Math.clz32(value);
