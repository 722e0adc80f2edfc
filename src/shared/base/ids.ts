/**
 * Ids are UUIDv7 (RFC 9562 §5.7), made where the thing is made, mostly on a device without a
 * network: 48 bits of milliseconds, then 74 random bits. They sort by time of making; nothing
 * relies on that for correctness, as clocks of devices differ.
 */
const hex = (value: number, width: number) => value.toString(16).padStart(width, '0');
const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export type RandomBytes = (length: number) => Uint8Array;

const cryptoBytes: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

/** @param now milliseconds since 1970 */
export function uuid7(now: number, randomBytes: RandomBytes = cryptoBytes): string {
  const random = randomBytes(10);
  const byte = (index: number) => random[index] ?? 0;
  const time = hex(Math.max(0, Math.floor(now)), 12);
  const a = hex(0x70 | (byte(0) & 0x0f), 2) + hex(byte(1), 2);
  const b = hex(0x80 | (byte(2) & 0x3f), 2) + hex(byte(3), 2);
  let node = '';
  for (let index = 4; index < 10; index += 1) node += hex(byte(index), 2);
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-${a}-${b}-${node}`;
}

/** Tells a lower-case UUID of version 1 to 8; ids are compared as text, so one spelling only. */
export const isUuid = (text: string): boolean => pattern.test(text);
