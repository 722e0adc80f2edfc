/** These schedules failed once, by what was wrong. Each runs before fresh ones, for ever. */
interface KeptSeed {
  readonly name: string;
  readonly seed: number;
}

export const keptSeeds: { readonly marks: readonly KeptSeed[] } = {
  marks: [
    { name: 'a stale leader adds deletes of the document before', seed: 1_475_035_170 },
    { name: 'a stale leader drops the document of the one that leads', seed: 832_193_573 },
    { name: 'what the line lost is lost on the server as well', seed: 100_005_336 },
    { name: 'an act stands above what a stale leader has brought back', seed: 20_116 },
    { name: 'a clock that jumps twice before the server is heard', seed: 10_384 },
    { name: 'a stale leader counts what an earlier epoch acknowledged', seed: 5_016 },
  ],
};
