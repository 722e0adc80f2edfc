/**
 * Fires what is due when it is due: one alarm for the earliest timer of the database, set anew after
 * each firing and whenever a command may have set an earlier one. Owns the alarm; what a timer does is
 * the workspace's.
 */
import { minute, type Clock } from '#shared/base/time.ts';
import type { WorkspaceService } from '../domain/workspace-service.ts';

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

export function createTimers({ workspace, clock, report }: TimersDependencies): Timers {
  const end = new AbortController();
  const isClosed = () => end.signal.aborted;
  /** How often it was asked for, and up to which asking it has looked. */
  let [asked, answered] = [0, 0];
  let running: Promise<void> | null = null;
  let alarm: ReturnType<typeof setTimeout> | undefined;

  const fire = async () => {
    for (;;) {
      answered = asked;
      const { fired, nextAt } = await workspace.fireTimers();
      if (isClosed()) return;
      // Whoever waits for the database has a turn between two steps.
      await new Promise((resolve) => setImmediate(resolve));
      if (fired > 0 || asked > answered) continue;
      const waitMs = nextAt === null ? lookAgainMs : nextAt - clock.now();
      alarm = setTimeout(poke, Math.min(Math.max(waitMs, 0), lookAgainMs));
      alarm.unref();
      return;
    }
  };

  const poke = () => {
    asked += 1;
    if (isClosed() || running) return;
    clearTimeout(alarm);
    running = fire()
      .catch((error: unknown) => {
        answered = asked;
        report(error);
        alarm = setTimeout(poke, lookAgainMs);
        alarm.unref();
      })
      .finally(() => {
        running = null;
        if (asked > answered) poke();
      });
  };

  poke();
  return {
    poke,
    async close() {
      end.abort();
      clearTimeout(alarm);
      await running;
    },
  };
}
