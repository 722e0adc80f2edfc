/** A button of a notification does the same acts and commands as the row's own buttons. */
import type { Shown } from '#lib/platform/notification-data.ts';
import { finish, snooze } from '#lib/screens/reminders/reminder-acts.ts';
import { createActsDisk } from '#lib/storage/acts-disk.ts';
import { createCommandSender } from '#lib/storage/command-sender.ts';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { readPosition } from '#lib/storage/feed-database.ts';
import type { RoomDependencies } from '#lib/storage/room.ts';
import { createWrite, type Write } from '#lib/storage/write.ts';
import { runSetOf } from '#shared/marks/run-set.ts';
import { hour, type Clock } from '#shared/base/time.ts';
import type { Reminder } from '#shared/workspace/entities.ts';

const snoozeMs = hour;

export interface AnswerDependencies extends RoomDependencies {
  readonly clock: Clock;
  /** Fetches what the device does not have yet, if that can be done at once. */
  readonly catchUp: () => Promise<unknown>;
}

/**
 * Answers; when it resolves, the answer is on the device. Any answer reads the row.
 * @param action empty for a click on the notification itself
 * @returns false where the device lacks what the answer is about: its row has to be shown instead
 * @throws what kept it from the device, once that is told
 */
export async function answer(
  action: string,
  shown: Shown,
  dependencies: AnswerDependencies,
): Promise<boolean> {
  const { clock, acts } = dependencies;
  const write = createWrite(dependencies);
  await markRead(shown, dependencies, write);
  const commands = createCommandSender({ acts, write, clock });
  switch (action) {
    case 'accept':
      if (shown.inviteId === '') return false;
      await commands.send({ name: 'invite.accept.v1', args: { inviteId: shown.inviteId } });
      return true;
    case 'done':
      if (shown.reminderId === '') return false;
      await finish(commands, { id: shown.reminderId }, shown.rangAt);
      return true;
    case 'snooze': {
      const reminder = await reminderOf(shown, dependencies);
      if (!reminder) return false;
      const now = clock.now();
      await snooze(commands, reminder, shown.rangAt, now + snoozeMs, now);
      return true;
    }
    case 'read':
    case '':
      return true;
    default:
      // Of a newer server: the row itself says what can be done.
      return false;
  }
}

/** Marks the row as read, where it is here. */
async function markRead(
  { id }: Shown,
  { feed, acts, clock }: AnswerDependencies,
  write: Write,
): Promise<void> {
  const ordinals = await feed.notifications.where('id').equals(id).primaryKeys();
  if (ordinals.length === 0) return;
  const disk = createActsDisk({ acts, write });
  const rowActs = createFeedActs({ disk, received: () => readPosition(feed), clock });
  await rowActs.markRead(runSetOf(ordinals));
}

/** Set on another device it may come after the push that it is due. */
async function reminderOf(
  { reminderId }: Shown,
  { feed, catchUp }: AnswerDependencies,
): Promise<Reminder | null> {
  if (reminderId === '') return null;
  const held = await feed.reminders.get(reminderId);
  if (held) return held.body;
  await catchUp();
  return (await feed.reminders.get(reminderId))?.body ?? null;
}
