/**
 * Numbers and names in bytes that may end too early. What lies behind the end reads as zero, so that
 * no reader of a torn header has to ask at each step; where it matters, it asks for the length first.
 */
export type ByteOrder = 'little' | 'big';

/** An unsigned number of up to 8 bytes; above 2⁵³ it is only about right, and far above any file. */
export function uintAt(bytes: Uint8Array, at: number, count: number, order: ByteOrder): number {
  let value = 0;
  for (let index = 0; index < count; index += 1) {
    const place = order === 'big' ? at + index : at + count - 1 - index;
    value = value * 256 + (bytes[place] ?? 0);
  }
  return value;
}

/** As many characters as there are bytes, each byte one of them. */
export const textAt = (bytes: Uint8Array, at: number, count: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + count));

export const isTextAt = (bytes: Uint8Array, at: number, text: string): boolean =>
  textAt(bytes, at, text.length) === text;

export const isBytesAt = (bytes: Uint8Array, at: number, wanted: readonly number[]): boolean =>
  wanted.every((byte, index) => bytes[at + index] === byte);

/** A number of 64 bits with its fraction, as CAF has it. */
export const floatAt = (bytes: Uint8Array, at: number): number =>
  at + 8 > bytes.length ? 0 : new DataView(bytes.buffer, bytes.byteOffset + at, 8).getFloat64(0);

/** A number of 80 bits with its fraction, as AIFF has it: sign, 15 bits of exponent, 64 of mantissa. */
export function extendedAt(bytes: Uint8Array, at: number): number {
  const head = uintAt(bytes, at, 2, 'big');
  const size = uintAt(bytes, at + 2, 8, 'big') * 2 ** ((head & 0x7fff) - 16_383 - 63);
  return head > 0x7fff ? -size : size;
}
