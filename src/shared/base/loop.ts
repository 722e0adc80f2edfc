/**
 * A loop does one piece of work at a time, asked for at will: a poke while it runs makes it run
 * once more; a failure makes it run again after a jittered, growing wait, which a poke cuts short.
 */
import { backoffMs, type Backoff } from './backoff.ts';
import { longestTimerMs } from './time.ts';

/**
 * After `done` and `rest` it waits for the next poke; `rest` says that there is more to do, and trying
 * again by itself would not help. `again` is done too, and runs once more after so many ms. `retry` is a
 * failure, with the least wait the other side asked for, in ms.
 */
export type LoopResult = 'done' | 'rest' | { readonly again: number } | { readonly retry: number };

export interface Loop {
  poke(): void;
  /** Resolves when all that was asked for so far has run. */
  whenIdle(): Promise<void>;
  /** Resolves when the work that was going on has ended. */
  dispose(): Promise<void>;
}

export interface LoopOptions {
  readonly work: () => Promise<LoopResult>;
  /** Without one, what failed waits for the next poke. */
  readonly backoff?: Backoff;
  readonly random?: () => number;
  /** Hears of work that threw, which counts as a failure. */
  readonly report: (error: unknown) => void;
}

/** The longest wait there is in its place. */
const longest = () => 1;

export function createLoop({ work, backoff, random = longest, report }: LoopOptions): Loop {
  const end = new AbortController();
  const isOver = () => end.signal.aborted;
  let running: Promise<void> | null = null;
  /** These count how often it was asked for, and up to which asking it has run. */
  let [asked, answered] = [0, 0];
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** @returns null where only a poke makes it run again */
  const waitAfter = (result: LoopResult): number | null => {
    failures = typeof result === 'object' && 'retry' in result ? failures + 1 : 0;
    if (typeof result === 'string') return null;
    if ('again' in result) return result.again;
    return backoff ? Math.max(result.retry, backoffMs(backoff, failures, random())) : null;
  };
  const run = async () => {
    while (asked > answered && !isOver()) {
      answered = asked;
      const result = await work().catch((error: unknown): LoopResult => {
        if (!isOver()) report(error);
        return { retry: 0 };
      });
      const waitMs = waitAfter(result);
      if (waitMs === null || asked > answered || isOver()) continue;
      timer = setTimeout(poke, Math.min(waitMs, longestTimerMs));
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
    async whenIdle() {
      await running;
    },
    async dispose() {
      end.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
