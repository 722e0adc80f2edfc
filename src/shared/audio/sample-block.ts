/**
 * Sound as it is heard, a piece at a time: what decoders hand over, and what peaks and loudness are made
 * of. A piece is good until the next one is asked for, as its arrays are used again.
 */
export interface SampleBlock {
  readonly frames: number;
  /** Of each channel that many samples at least; full scale is from −1 to 1. */
  readonly channels: readonly Float32Array[];
}

/** Sound from its beginning to its end, made as it is asked for. */
export type SampleBlocks = Generator<SampleBlock, void>;
