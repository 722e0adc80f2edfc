/** CommandSender: into the outbox, on disk, in the order of acting. Sending is the leader's work. */
import type { CommandSender } from '#lib/ports/workspace.ts';
import type { ActsDatabase, OutboxRow } from '#lib/storage/acts-database.ts';
import { resumedRow } from '#lib/storage/outbox.ts';
import { reopening } from '#lib/storage/reopen.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Command } from '#shared/tracks/commands.ts';

export function createCommandSender(acts: ActsDatabase, clock: Clock): CommandSender {
  const rowFor = (command: Command): OutboxRow => {
    const at = clock.now();
    return { id: uuid7(at), command, at, n: null, state: 'waiting' };
  };

  /** One transaction on a row that will not be sent by itself. */
  const withUnsent = (id: string, act: (row: OutboxRow & { order: number }) => Promise<unknown>) =>
    reopening(acts, () =>
      acts.transaction('rw', acts.outbox, async () => {
        const row = await acts.outbox.where('id').equals(id).first();
        if (row?.order === undefined) return;
        if (row.state === 'refused' || row.state === 'aside')
          await act({ ...row, order: row.order });
      }),
    );

  return {
    async send(command) {
      const row = rowFor(command);
      await reopening(acts, () => acts.outbox.add(row));
    },
    retry: (id) =>
      withUnsent(id, async (row) => {
        if (row.state === 'aside') {
          // What needs it goes with it, in the order of acting.
          const aside = await acts.outbox.where('state').equals('aside').toArray();
          await acts.outbox.bulkPut(aside.map(resumedRow));
          return;
        }
        // The refusal is final for its id; the same wish is a new command.
        await acts.outbox.delete(row.order);
        await acts.outbox.add(rowFor(row.command));
      }),
    discard: (id) => withUnsent(id, ({ order }) => acts.outbox.delete(order)),
  };
}
