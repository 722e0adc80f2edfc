/**
 * A loop does one piece of work at a time, asked for at will: a poke while it runs makes it run
 * once more; a failure makes it run again after a jittered, growing wait, which a poke cuts short.
 */
import { backoffMs, type Backoff } from './backoff.ts';

/**
 * `retry` carries the least wait the other side asked for, in ms. `rest` waits for the next poke:
 * trying again by itself would not help.
 */
export type LoopResult = 'done' | 'rest' | { readonly retry: number };

export interface Loop {
  poke(): void;
  /** Resolves when the work that was going on has ended. */
  dispose(): Promise<void>;
}

export interface LoopOptions {
  readonly work: () => Promise<LoopResult>;
  readonly backoff: Backoff;
  readonly random: () => number;
  /** Hears of work that threw, which counts as a failure. */
  readonly report: (error: unknown) => void;
}

export function createLoop({ work, backoff, random, report }: LoopOptions): Loop {
  const end = new AbortController();
  const isOver = () => end.signal.aborted;
  let running: Promise<void> | null = null;
  /** These count how often it was asked for, and up to which asking it has run. */
  let [asked, answered] = [0, 0];
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async () => {
    while (asked > answered && !isOver()) {
      answered = asked;
      const result = await work().catch((error: unknown): LoopResult => {
        if (!isOver()) report(error);
        return { retry: 0 };
      });
      failures = typeof result === 'string' ? 0 : failures + 1;
      if (typeof result === 'string' || asked > answered || isOver()) continue;
      timer = setTimeout(poke, Math.max(result.retry, backoffMs(backoff, failures, random())));
    }
    running = null;
  };

  const poke = () => {
    clearTimeout(timer);
    if (isOver()) return;
    asked += 1;
    running ??= run();
  };

  return {
    poke,
    async dispose() {
      end.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
