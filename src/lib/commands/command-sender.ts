/** CommandSender: into the outbox, on disk, in the order of acting. Sending is the leader's work. */
import type { CommandSender } from '#lib/ports/workspace.ts';
import type { ActsDatabase, OutboxRow } from '#lib/storage/acts-database.ts';
import { reopening } from '#lib/storage/reopen.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Command } from '#shared/tracks/commands.ts';

export function createCommandSender(acts: ActsDatabase, clock: Clock): CommandSender {
  const rowFor = (command: Command, ifVersion?: number): OutboxRow => {
    const at = clock.now();
    const row = { id: uuid7(at), command, at, n: null, state: 'waiting' } as const;
    return ifVersion === undefined ? row : { ...row, ifVersion };
  };
  // Seldom needed, so not among what the first screen loads.
  const unsent = () => import('./unsent-commands.ts');
  return {
    async send(command, ifVersion) {
      const row = rowFor(command, ifVersion);
      await reopening(acts, () => acts.outbox.add(row));
    },
    async retry(id) {
      const { retryUnsent } = await unsent();
      await retryUnsent(acts, id, ({ command }) => rowFor(command));
    },
    async discard(id) {
      const { discardUnsent } = await unsent();
      await discardUnsent(acts, id);
    },
  };
}
