/**
 * Fires what is due when it is due: one alarm for the earliest timer of the database, set anew after
 * each firing and whenever a command may have set an earlier one. Owns the alarm; what a timer does is
 * the workspace's.
 */
import { createLoop } from '#shared/base/loop.ts';
import { minute, second, type Clock } from '#shared/base/time.ts';
import type { WorkspaceService } from '../domain/workspace-service.ts';
import { isPassing } from '../storage/store-fault.ts';

export interface Timers {
  /** A timer may have been set. */
  poke(): void;
  /** Resolves when nothing fires any more. */
  close(): Promise<void>;
}

export interface TimersDependencies {
  readonly workspace: Pick<WorkspaceService, 'fireTimers'>;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

/** Clocks are set and machines sleep: no alarm is trusted for longer. */
const lookAgainMs = minute;
/** Another program's lock lasts for seconds, mostly; nothing but a look into the database is lost. */
const faultMs = 2 * second;

export function createTimers({ workspace, clock, report }: TimersDependencies): Timers {
  const loop = createLoop({
    async work() {
      const step = await workspace.fireTimers().catch((error: unknown) => {
        if (!isPassing(error)) throw error;
        return null;
      });
      if (step === null) return { again: faultMs };
      const { fired, nextAt } = step;
      // Whoever waits for the database has a turn between two steps.
      await new Promise((resolve) => setImmediate(resolve));
      if (fired > 0) loop.poke();
      const waitMs = nextAt === null ? lookAgainMs : nextAt - clock.now();
      return { again: Math.min(Math.max(waitMs, 0), lookAgainMs) };
    },
    backoff: { baseMs: lookAgainMs, capMs: lookAgainMs },
    report,
  });
  loop.poke();
  return { poke: loop.poke, close: loop.dispose };
}
