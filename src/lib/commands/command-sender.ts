/** CommandSender: into the outbox, on disk, in the order of acting. Sending is the leader's work. */
import type { CommandSender } from '#lib/ports/workspace.ts';
import type { ActsDatabase, OutboxRow } from '#lib/storage/acts-database.ts';
import { reopening } from '#lib/storage/reopen.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Command } from '#shared/tracks/commands.ts';

export function createCommandSender(acts: ActsDatabase, clock: Clock): CommandSender {
  const rowFor = (command: Command): OutboxRow => {
    const at = clock.now();
    return { id: uuid7(at), command, at, n: null, state: 'waiting' };
  };

  /** Puts a refused command away, and what takes its place in the outbox. */
  const replaceRefused = (id: string, next: (row: OutboxRow) => OutboxRow | null) =>
    reopening(acts, () =>
      acts.transaction('rw', acts.outbox, async () => {
        const row = await acts.outbox.where('id').equals(id).first();
        if (row?.state !== 'refused' || row.order === undefined) return;
        await acts.outbox.delete(row.order);
        const replacement = next(row);
        if (replacement) await acts.outbox.add(replacement);
      }),
    );

  return {
    async send(command) {
      const row = rowFor(command);
      await reopening(acts, () => acts.outbox.add(row));
    },
    /** The refusal is final for its id; the same wish is a new command. */
    retry: (id) => replaceRefused(id, ({ command }) => rowFor(command)),
    discard: (id) => replaceRefused(id, () => null),
  };
}
