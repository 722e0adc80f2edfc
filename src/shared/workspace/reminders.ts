/**
 * Reminders a person sets for themselves: who may change one, what a command makes of it, and
 * when it is due again. Nobody else ever sees one.
 */
import type { RefusalCode } from './refusals.ts';
import type { CommandAbout } from './command-kinds.ts';
import type { CommandArgs } from './commands.ts';
import type { Reminder } from './entities.ts';
import type { Repeat } from './vocabulary.ts';
import { dayPlus, instantOf, monthPlus, wallTimeAt, weekdayOf } from '#shared/base/zoned.ts';
import { day } from '#shared/base/time.ts';
import { memberOf, withEntry, type Circumstances, type Workspace } from './slice.ts';

type ReminderCommand = CommandAbout<'reminder'>;

export function refuseReminder(
  workspace: Workspace,
  command: ReminderCommand,
  { actor, at: now }: Circumstances,
): RefusalCode | null {
  const { args } = command;
  const held = workspace.reminders.get(args.reminderId);
  const isOwn = held?.ownerId === actor.userId;
  const askedAt = 'askedAt' in args ? args.askedAt : undefined;
  const rangAt = held && isOwn ? rangAtLast(held, now) : null;
  if (askedAt !== undefined && rangAt !== null && rangAt > askedAt) return 'asked-again';
  if (command.name === 'reminder.snooze.v1') {
    if (!isOwn) return 'not-found';
    return workspace.reminders.has(command.args.laterId) ? 'id-taken' : null;
  }
  if (command.name !== 'reminder.set.v1') return isOwn ? null : 'not-found';
  if (held && !isOwn) return 'id-taken';
  const { trackId } = command.args;
  // One that was set while they could see the track can still be moved.
  if (trackId === undefined || held?.trackId === trackId) return null;
  return memberOf(workspace, trackId, actor.userId) ? null : 'not-found';
}

export function reduceReminder(
  workspace: Workspace,
  command: ReminderCommand,
  circumstances: Circumstances,
): Workspace {
  const { at } = circumstances;
  const held = workspace.reminders.get(command.args.reminderId);
  switch (command.name) {
    case 'reminder.set.v1':
      return put(workspace, setReminder(workspace, held, command.args, circumstances));
    case 'reminder.done.v1':
      return held && isDueAt(held, at) ? put(workspace, doneReminder(held, at)) : workspace;
    case 'reminder.snooze.v1':
      return held && isDueAt(held, at) ? snoozed(workspace, held, command.args, at) : workspace;
    case 'reminder.cancel.v1':
      return held && held.endedAs === null
        ? put(workspace, { ...held, at: null, dueAt: null, endedAs: 'cancelled', updatedAt: at })
        : workspace;
  }
}

/** What rings is done for this time and comes again then; one that repeats goes on beside it. */
function snoozed(
  workspace: Workspace,
  held: Reminder,
  { at, laterId }: CommandArgs<'reminder.snooze.v1'>,
  now: number,
): Workspace {
  const later = { at, dueAt: null, firstAt: at, repeat: null, endedAs: null, updatedAt: now };
  if (held.repeat === null) return put(workspace, { ...held, ...later });
  const single = { ...held, ...later, id: laterId, createdAt: now };
  return put(put(workspace, doneReminder(held, now)), single);
}

const put = (workspace: Workspace, reminder: Reminder): Workspace => ({
  ...workspace,
  reminders: withEntry(workspace.reminders, reminder.id, reminder),
});

function setReminder(
  workspace: Workspace,
  held: Reminder | undefined,
  args: CommandArgs<'reminder.set.v1'>,
  { actor, at }: Circumstances,
): Reminder {
  const trackId = args.trackId ?? null;
  // Of a track that is deleted or lost, what it was called is all there is.
  const isOnIt = trackId !== null && memberOf(workspace, trackId, actor.userId) !== undefined;
  const track = isOnIt ? workspace.tracks.get(trackId) : undefined;
  return {
    id: args.reminderId,
    ownerId: actor.userId,
    text: args.text ?? '',
    ...timesOf(held, args),
    trackId,
    trackTitle: track?.title ?? (held?.trackId === trackId ? held.trackTitle : null),
    commentId: args.commentId ?? null,
    notificationId: args.notificationId ?? null,
    endedAs: null,
    createdAt: held?.createdAt ?? at,
    updatedAt: at,
  };
}

/**
 * Where only its words change, its times go on as they are, by the clock they were set by: counted from
 * the last one, a reminder on the 31st would be one on the 30th from November on, and words that are
 * changed abroad would move its days.
 */
function timesOf(held: Reminder | undefined, args: CommandArgs<'reminder.set.v1'>) {
  const [repeat, timeZone] = [args.repeat ?? null, args.timeZone ?? 'UTC'];
  const firstAt = firstOf(args.at, repeat, timeZone);
  if (held && held.repeat === repeat && (isTimeOf(held, args.at) || held.at === firstAt)) {
    const { at, dueAt, firstAt: first, timeZone: zone } = held;
    return { at, dueAt, firstAt: first, repeat, timeZone: zone };
  }
  return { at: firstAt, dueAt: null, firstAt, repeat, timeZone };
}

/** Whether it rings then, or has rung: words that were changed before that, and come later, move nothing. */
const isTimeOf = (held: Reminder, at: number): boolean =>
  [held.at, held.dueAt].includes(at) || (held.firstAt <= at && nextAt(held, at - 1) === at);

/** From Monday to Friday begins on no Saturday: it begins at that time on the Monday after. */
function firstOf(at: number, repeat: Repeat | null, timeZone: string): number {
  if (repeat !== 'weekdays' || !isWeekend(wallTimeAt(at, timeZone).on)) return at;
  return nextAt({ firstAt: at, repeat, timeZone }, at) ?? at;
}

const isWeekend = (on: string): boolean => [0, 6].includes(weekdayOf(on));

/**
 * When it rang last, of what waits for an answer; null where nothing does. A device without a network
 * knows too that its time has passed, and how often.
 */
export function rangAtLast(reminder: Reminder, now: number): number | null {
  const { at, dueAt, repeat } = reminder;
  if (at === null || at > now) return dueAt;
  if (repeat === null) return at;
  let last = at;
  // Counted from the last one that can have come, not one by one through a year.
  let next = nextAt(reminder, Math.max(at, now - longestStepMs));
  while (next !== null && next <= now) {
    last = next;
    next = nextAt(reminder, next);
  }
  return last;
}

/** No two times of a repeating one lie further apart. */
const longestStepMs = 32 * day;

/** Its time has come, whether the server has said so yet or not: a device without a network knows too. */
export const isDueAt = ({ dueAt, at }: Reminder, now: number): boolean =>
  dueAt !== null || (at !== null && at <= now);

function doneReminder(reminder: Reminder, now: number): Reminder {
  const hasCome = reminder.at !== null && reminder.at <= now;
  const { at } = hasCome ? firedReminder(reminder, now) : reminder;
  return { ...reminder, at, dueAt: null, endedAs: at === null ? 'done' : null, updatedAt: now };
}

/** It is due now: what it is afterwards. Times that passed unnoticed are not made up for one by one. */
export const firedReminder = (reminder: Reminder, now: number): Reminder => ({
  ...reminder,
  dueAt: reminder.at,
  at: nextAt(reminder, now),
  updatedAt: now,
});

/** The next time after `after`; null where it does not repeat. */
export function nextAt(
  { firstAt, repeat, timeZone }: Pick<Reminder, 'firstAt' | 'repeat' | 'timeZone'>,
  after: number,
): number | null {
  if (repeat === null) return null;
  const first = wallTimeAt(firstAt, timeZone);
  const at = (on: string) => instantOf({ on, time: first.time }, timeZone);
  const daysGone = Math.max(0, Math.floor((after - firstAt) / day) - 1);
  if (repeat === 'monthly') {
    for (let months = Math.max(1, Math.floor(daysGone / 31) - 1); ; months += 1) {
      const instant = at(monthPlus(first.on, months));
      if (instant > after) return instant;
    }
  }
  const step = repeat === 'weekly' ? 7 : 1;
  for (let days = Math.max(step, daysGone - (daysGone % step)); ; days += step) {
    const on = dayPlus(first.on, days);
    if (repeat === 'weekdays' && isWeekend(on)) continue;
    const instant = at(on);
    if (instant > after) return instant;
  }
}
