/** These acts on a reminder are commands, for the app and a notification of the system. */
import type { CommandSender } from '#lib/ports/workspace.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { CommandArgs } from '#shared/workspace/commands.ts';
import type { Reminder } from '#shared/workspace/entities.ts';

type Sender = Pick<CommandSender, 'send'>;

/** @param rangAt when it rang, as the person saw it; null where that is not known */
export const finish = (
  commands: Sender,
  { id }: Pick<Reminder, 'id'>,
  rangAt: number | null,
): Promise<void> =>
  commands.send({ name: 'reminder.done.v1', args: { reminderId: id, ...askedAt(rangAt) } });

const askedAt = (rangAt: number | null) => (rangAt === null ? {} : { askedAt: rangAt });

export const cancel = (commands: Sender, { id }: Reminder): Promise<void> =>
  commands.send({ name: 'reminder.cancel.v1', args: { reminderId: id } });

/**
 * Postpones it. One that repeats keeps its times: it is done for this time, and a single one is set
 * for later.
 * @param rangAt as for finish
 */
export const snooze = (
  commands: Sender,
  { id }: Pick<Reminder, 'id'>,
  rangAt: number | null,
  at: number,
  now: number,
): Promise<void> =>
  commands.send({
    name: 'reminder.snooze.v1',
    args: { reminderId: id, laterId: uuid7(now), at, ...askedAt(rangAt) },
  });

/** Everything of it but its time and its repeating, as arguments. */
export function aboutOf(reminder: Reminder): Omit<CommandArgs<'reminder.set.v1'>, 'at'> {
  const { id, text, trackId, commentId, notificationId, timeZone } = reminder;
  return {
    reminderId: id,
    text,
    timeZone,
    ...(trackId !== null && { trackId }),
    ...(commentId !== null && { commentId }),
    ...(notificationId !== null && { notificationId }),
  };
}
