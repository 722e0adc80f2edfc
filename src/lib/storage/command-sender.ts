/**
 * Commands go into the outbox, on disk, in the order of acting, by page and service worker alike.
 * Sending is the leader's work.
 */
import type { CommandSender } from '#lib/ports/workspace.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/time.ts';
import { answeredBy } from '#shared/workspace/command-kinds.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { readMeta, type ActsDatabase, type OutboxRow } from './acts-database.ts';
import { isOvertaken, resumedRow } from './outbox-row.ts';
import type { Write } from './write.ts';

export interface CommandSenderDependencies {
  readonly acts: ActsDatabase;
  readonly write: Write;
  readonly clock: Clock;
}

/** A command on its way into the outbox, where it gets its number. */
type Unnumbered = Omit<OutboxRow, 'n' | 'order'>;

/** @param at this device's clock when the person acted */
export function outboxRow(command: Command, at: number, ifVersion?: number): Unnumbered {
  const row = { id: uuid7(at), command, at, state: 'waiting' } as const;
  return ifVersion === undefined ? row : { ...row, ifVersion };
}

/** Whoever answers anew has seen that the answer before was overtaken. */
async function enqueue(acts: ActsDatabase, row: Unnumbered): Promise<void> {
  const { outbox } = acts;
  const answered = answeredBy(row.command);
  if (answered !== undefined) {
    const refused = await outbox.where('state').equals('refused').toArray();
    const seen = refused.filter(
      (each) => isOvertaken(each) && answeredBy(each.command) === answered,
    );
    await outbox.bulkDelete(seen.flatMap(({ order }) => order ?? []));
  }
  await addRow(acts, row);
}

/** Every copy of it has this number, in whichever copy of the profile. */
export async function addRow(acts: ActsDatabase, row: Unnumbered): Promise<void> {
  const meta = await readMeta(acts);
  const n = meta.lastN + 1;
  await acts.meta.put({ ...meta, lastN: n });
  await acts.outbox.add({ ...row, n });
}

export function createCommandSender(dependencies: CommandSenderDependencies): CommandSender {
  const { write, clock, acts } = dependencies;
  const { outbox, meta } = acts;
  const ofId = (id: string) => outbox.where('id').equals(id);
  /** On one that is not sent by itself: refused, or set aside. */
  const onUnsent = (
    id: string,
    act: (row: OutboxRow & { readonly order: number }) => PromiseLike<unknown>,
  ) =>
    write([outbox, meta], async () => {
      const row = await ofId(id).first();
      if (row?.order === undefined) return;
      if (row.state === 'refused' || row.state === 'aside') await act({ ...row, order: row.order });
    });
  return {
    async send(command, ifVersion, insteadOf) {
      const row = outboxRow(command, clock.now(), ifVersion);
      await write([outbox, meta], async () => {
        if (insteadOf)
          await ofId(insteadOf)
            .filter(({ state }) => state === 'refused')
            .delete();
        await enqueue(acts, row);
      });
    },
    retry: (id) =>
      onUnsent(id, async ({ state, order, command, ifVersion }) => {
        if (state === 'aside') {
          // What needs it goes with it, in the order of acting.
          const aside = await outbox.where('state').equals('aside').toArray();
          await outbox.bulkPut(aside.map(resumedRow));
          return;
        }
        // The same wish as a new command: a refusal is final for its id.
        await outbox.delete(order);
        await addRow(acts, outboxRow(command, clock.now(), ifVersion));
      }),
    discard: (id) => onUnsent(id, ({ order }) => outbox.delete(order)),
  };
}
