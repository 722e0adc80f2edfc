/**
 * Numbers of any width in bits, the highest bit first, as FLAC and MP3 pack them. What lies behind the end
 * reads as zero, and `isOver` says so, so that a decoder asks once for each frame.
 */
export class BitReader {
  /** In bits, from the beginning of the bytes. */
  at = 0;
  #bytes: Uint8Array = new Uint8Array();

  reset(bytes: Uint8Array, at = 0): void {
    this.#bytes = bytes;
    this.at = at;
  }

  get isOver(): boolean {
    return this.at > this.#bytes.length * 8;
  }

  /** @returns the 32 bits from here on, of which 25 at least are those of the bytes */
  peek(): number {
    const bytes = this.#bytes;
    const byte = this.at >>> 3;
    const word =
      ((bytes[byte] ?? 0) << 24) |
      ((bytes[byte + 1] ?? 0) << 16) |
      ((bytes[byte + 2] ?? 0) << 8) |
      (bytes[byte + 3] ?? 0);
    return (word << (this.at & 7)) >>> 0;
  }

  /** @param count up to 32 */
  bits(count: number): number {
    if (count > 16) return this.bits(count - 16) * 65_536 + this.bits(16);
    const value = count === 0 ? 0 : this.peek() >>> (32 - count);
    this.at += count;
    return value;
  }

  /** With a sign, in up to 33 bits. */
  signed(count: number): number {
    if (count === 0) return 0;
    return this.bits(1) === 1 ? this.bits(count - 1) - 2 ** (count - 1) : this.bits(count - 1);
  }

  /** How many zeros there are before the next one, which is passed. */
  zeros(): number {
    let count = 0;
    while (!this.isOver) {
      const ahead = Math.clz32(this.peek());
      if (ahead < 25) {
        this.at += ahead + 1;
        return count + ahead;
      }
      this.at += 25;
      count += 25;
    }
    return count;
  }
}
