/** Work that goes on for long is done in steps, each a transaction that others wait for: of some milliseconds. */
export interface StepTime {
  readonly now: number;
  /** Something is done in each step, whatever this says. */
  readonly hasTime: () => boolean;
}
