/** Every simulation proves by this that it would notice a broken rule. */

/** A broken rule shows within so many schedules, or the invariants are blind to it. */
const schedulesMost = 300;

/** @returns what the first schedule to notice says; null where none does */
export async function firstNoticed(
  run: (schedule: number) => Promise<void>,
): Promise<string | null> {
  for (let schedule = 0; schedule < schedulesMost; schedule += 1) {
    try {
      await run(schedule);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
  return null;
}
