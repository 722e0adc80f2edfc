/** A button of a notification does the same acts and commands as the row's own buttons. */
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { outboxRow, queueCommand } from '#lib/storage/queue-command.ts';
import type { Shown } from '#lib/platform/shown.ts';
import type { CommandSender } from '#lib/ports/workspace.ts';
import { readPosition } from '#lib/storage/feed-database.ts';
import { createMarksDisk } from '#lib/storage/marks-disk.ts';
import type { Databases } from '#lib/sync/background.ts';
import { finish, snooze } from '#lib/screens/reminders/reminder-acts.ts';
import { hour, type Clock } from '#shared/base/time.ts';
import { runSetOf } from '#shared/marks/run-set.ts';
import type { Reminder } from '#shared/workspace/entities.ts';

const snoozeMs = hour;

export interface AnswerDependencies extends Databases {
  readonly clock: Clock;
  /** Fetches what the device does not have yet, if that can be done at once. */
  readonly catchUp: () => Promise<unknown>;
  readonly report: (error: unknown) => void;
}

/**
 * Answers; when it resolves, the answer is on the device. Any answer reads the row.
 * @param action empty for a click on the notification itself
 * @returns false where the device lacks what the answer is about: its row has to be shown instead
 */
export async function answer(
  action: string,
  shown: Shown,
  dependencies: AnswerDependencies,
): Promise<boolean> {
  const { clock, acts } = dependencies;
  await markRead(shown, dependencies);
  const commands: Pick<CommandSender, 'send'> = {
    send: (command) => queueCommand(acts, outboxRow(command, clock.now())),
  };
  switch (action) {
    case 'accept':
      if (shown.inviteId === '') return false;
      await commands.send({ name: 'invite.accept.v1', args: { inviteId: shown.inviteId } });
      return true;
    case 'done':
      if (shown.reminderId === '') return false;
      await finish(commands, { id: shown.reminderId });
      return true;
    case 'snooze': {
      const reminder = await reminderOf(shown, dependencies);
      if (!reminder) return false;
      const now = clock.now();
      await snooze(commands, reminder, now + snoozeMs, now);
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
  { feed, acts, clock, report }: AnswerDependencies,
): Promise<void> {
  const ordinals = await feed.notifications.where('id').equals(id).primaryKeys();
  if (ordinals.length === 0) return;
  const disk = createMarksDisk(acts, report);
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
