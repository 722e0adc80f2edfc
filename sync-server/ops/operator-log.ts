/**
 * What the operator's command line does stands in the log like what people do: who it is about and whether it
 * was done, nothing that somebody typed, and no link. The command is a process of its own, so the lines are
 * on its standard error.
 */
import { createLog } from '../base/logging.ts';

/** What a command has done. */
export interface Done {
  /** For the operator, who alone reads them. */
  readonly words: string;
  /** For the log. */
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface Act {
  readonly done: string;
  readonly failed: string;
}

export const acts = {
  backup: { done: 'backup made', failed: 'backup failed' },
  restore: { done: 'backup restored', failed: 'restore failed' },
  support: { done: 'role given', failed: 'role not given' },
  noSupport: { done: 'role taken', failed: 'role not taken' },
  reset: { done: 'link for a password made', failed: 'link for a password not made' },
  move: { done: 'address moved', failed: 'address not moved' },
} as const satisfies Readonly<Record<string, Act>>;

export function logAct({ done, failed }: Act, facts: Done['facts'] | null): void {
  const log = createLog();
  if (facts) log.info(facts, done);
  else log.warn({}, failed);
}
