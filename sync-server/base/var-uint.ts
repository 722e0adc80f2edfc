/**
 * This file writes numbers as lib0 does, seven bits a byte, the lowest first, for what is written
 * again and again: into a buffer of the right size, where an encoder would make several.
 */
export function varUintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

/** @returns where the next byte goes */
export function writeVarUint(buffer: Buffer, start: number, value: number): number {
  let [at, rest] = [start, value];
  for (; rest > 127; rest = Math.floor(rest / 128)) {
    buffer[at] = 128 | (rest % 128);
    at += 1;
  }
  buffer[at] = rest;
  return at + 1;
}
