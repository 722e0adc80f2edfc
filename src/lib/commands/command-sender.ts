/** CommandSender: into the outbox, on disk, in the order of acting. Sending is the leader's work. */
import type { CommandSender } from '#lib/ports/workspace.ts';
import type { ActsDatabase, OutboxRow } from '#lib/storage/acts-database.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Command } from '#shared/tracks/commands.ts';

export function createCommandSender(acts: ActsDatabase, clock: Clock): CommandSender {
  const rowFor = (command: Command): OutboxRow => {
    const at = clock.now();
    return { id: uuid7(at), command, at, n: null, state: 'waiting' };
  };
  return {
    async send(command) {
      await acts.outbox.add(rowFor(command));
    },
    /** The refusal is final for its id; the same wish is a new command. */
    retry: (id) =>
      acts.transaction('rw', acts.outbox, async () => {
        const row = await acts.outbox.where('id').equals(id).first();
        if (row?.state !== 'refused' || row.order === undefined) return;
        await acts.outbox.delete(row.order);
        await acts.outbox.add(rowFor(row.command));
      }),
    discard: (id) =>
      acts.transaction('rw', acts.outbox, async () => {
        const row = await acts.outbox.where('id').equals(id).first();
        if (row?.state === 'refused' && row.order !== undefined)
          await acts.outbox.delete(row.order);
      }),
  };
}
