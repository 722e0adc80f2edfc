/**
 * How decoders ask for the bytes of a file: at once, wherever they are, as they run where nobody waits for
 * them. Each reads forward, by windows of a size that does not hang on the file.
 */

/** Fills as much as there is from that place. @returns how many bytes; fewer only at the end of the file */
export type ReadAt = (from: number, into: Uint8Array) => number;
