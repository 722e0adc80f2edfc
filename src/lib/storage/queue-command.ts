/** A command into the outbox, on disk, in the order of acting, by page and service worker alike. */
import type { ActsDatabase, OutboxRow } from './acts-database.ts';
import { reopening } from './reopen.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Command } from '#shared/workspace/commands.ts';

/** @param at this device's clock when the person acted */
export function outboxRow(command: Command, at: number, ifVersion?: number): OutboxRow {
  const row = { id: uuid7(at), command, at, n: null, state: 'waiting' } as const;
  return ifVersion === undefined ? row : { ...row, ifVersion };
}

export async function queueCommand(acts: ActsDatabase, row: OutboxRow): Promise<void> {
  await reopening(acts, () => acts.outbox.add(row));
}
