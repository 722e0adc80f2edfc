/**
 * Makes a failing schedule short: it leaves out ever smaller pieces for as long as it fails in the
 * same way, and lists what is left, event by event.
 */
interface Attempt {
  readonly seed: number;
  readonly only?: ReadonlySet<number>;
  readonly log?: (event: number, what: string) => void;
}

/** Each attempt costs as much as a schedule; a failure is reported within seconds all the same. */
const attemptsMost = 300;

/** @throws always: the failure, with its seed and the short schedule */
export async function shrunk(
  { seed }: { readonly seed: number },
  failure: unknown,
  run: (attempt: Attempt) => Promise<void>,
): Promise<never> {
  const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
  /** Names and numbers differ from one attempt to the next. */
  const kindOf = (words: string) => words.replaceAll(/[\d/]\S*/g, '#').slice(0, 40);
  const kind = kindOf(wordsOf(failure));
  const fails = async (attempt: Attempt): Promise<boolean> => {
    try {
      await run(attempt);
      return false;
    } catch (error) {
      return kindOf(wordsOf(error)) === kind;
    }
  };

  const happened: number[] = [];
  await fails({ seed, log: (event) => happened.push(event) });
  let left = [...happened, (happened.at(-1) ?? -1) + 1];
  let attempts = 0;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < left.length && attempts < attemptsMost; attempts += 1) {
      const without = [...left.slice(0, from), ...left.slice(from + size)];
      if (await fails({ seed, only: new Set(without) })) left = without;
      else from += size;
    }
  }
  const lines: string[] = [];
  const log = (event: number, what: string) => lines.push(`  ${event}: ${what}`);
  await fails({ seed, only: new Set(left), log });
  throw new Error(
    `SEED=${seed} RUNS=1 fails: ${wordsOf(failure)}\nAs short as it gets:\n${lines.join('\n')}`,
    { cause: failure },
  );
}
