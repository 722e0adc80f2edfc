/**
 * How much one person may have decided: a budget that counts commands and their bytes. A request is taken
 * whole or not at all, so the last one may leave a debt; who is in debt is told when it will be paid, before
 * anything more of theirs is read.
 */
import type { Clock } from '#shared/base/time.ts';
import { bytesPerCommand, commandsPerUser } from './figures.ts';
import { createBuckets } from './rate-limit.ts';

export interface CommandBudget {
  /** @returns 0 when something may be decided, else how many seconds to wait */
  wait(userId: string): number;
  spend(userId: string, commands: number, bytes: number): void;
}

export function createCommandBudget(clock: Clock): CommandBudget {
  const buckets = createBuckets(clock, commandsPerUser);
  return {
    wait(userId) {
      const debt = -buckets.of(userId).left(clock.now());
      return debt < 0 ? 0 : Math.max(1, Math.ceil((debt + 1) / commandsPerUser.perSecond));
    },
    spend(userId, commands, bytes) {
      buckets.of(userId).spend(Math.max(commands, bytes / bytesPerCommand), clock.now());
    },
  };
}
