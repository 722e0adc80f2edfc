/** CommandSender: into the outbox. Sending is the leader's work. */
import type { CommandSender } from '#lib/ports/workspace.ts';
import type { ActsDatabase } from './acts-database.ts';
import type { Clock } from '#shared/base/time.ts';
import { outboxRow, queueCommand } from './queue-command.ts';

export function createCommandSender(acts: ActsDatabase, clock: Clock): CommandSender {
  // Seldom needed, so not among what the first screen loads.
  const unsent = () => import('./unsent-commands.ts');
  return {
    send: (command, ifVersion) => queueCommand(acts, outboxRow(command, clock.now(), ifVersion)),
    async retry(id) {
      const { retryUnsent } = await unsent();
      await retryUnsent(acts, id, ({ command }) => outboxRow(command, clock.now()));
    },
    async discard(id) {
      const { discardUnsent } = await unsent();
      await discardUnsent(acts, id);
    },
  };
}
