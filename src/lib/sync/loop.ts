/**
 * One piece of work at a time, asked for as often as one likes: a poke while it runs makes it run once
 * more; a failure makes it run again after a jittered, growing wait, which any poke cuts short.
 */
import { backoffMs, type Backoff } from '#shared/base/backoff.ts';

/** `retry` may carry the least wait the other side asked for. */
export type LoopResult = 'done' | 'stop' | { readonly retry: number };

export interface Loop {
  poke(): void;
  dispose(): void;
}

export interface LoopOptions {
  readonly work: () => Promise<LoopResult>;
  readonly backoff: Backoff;
  readonly random: () => number;
  /** Told of work that threw; it counts as a failure. */
  readonly report: (error: unknown) => void;
}

export function createLoop({ work, backoff, random, report }: LoopOptions): Loop {
  let isRunning = false;
  let isAsked = false;
  let isStopped = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const run = async () => {
    isRunning = true;
    while (isAsked && !isStopped) {
      isAsked = false;
      const result = await work().catch((error: unknown): LoopResult => {
        report(error);
        return { retry: 0 };
      });
      if (result === 'stop') isStopped = true;
      else if (result === 'done') failures = 0;
      else {
        failures += 1;
        const wait = Math.max(result.retry, backoffMs(backoff, failures, random()));
        timer = setTimeout(poke, wait);
        break;
      }
    }
    isRunning = false;
  };

  const poke = () => {
    if (isStopped) return;
    clearTimeout(timer);
    isAsked = true;
    if (!isRunning) void run();
  };

  return {
    poke,
    dispose() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
