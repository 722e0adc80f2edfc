/** Schedules that failed once, by what was wrong. Each runs before fresh ones, for ever. */
interface KeptSeed {
  readonly name: string;
  readonly seed: number;
}

export const keptSeeds: { readonly marks: readonly KeptSeed[] } = {
  marks: [],
};
