/** The form of a reminder makes of what is chosen a command, or says what is wrong with it. */
import { asLine, isVisible } from '#shared/base/text.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { CommandArgs } from '#shared/workspace/commands.ts';
import { repeats, type Repeat } from '#shared/workspace/vocabulary.ts';
import { instantOf } from '#shared/base/zoned.ts';

export interface ReminderChoice {
  readonly text: string;
  /** `YYYY-MM-DD`, empty where none is chosen. */
  readonly on: string;
  /** A time as `HH:MM`, empty until it is chosen. */
  readonly time: string;
  readonly repeat: string;
}

/** Says what a reminder is about; nothing for one that is free. */
export type ReminderAbout = Omit<CommandArgs<'reminder.set.v1'>, 'at' | 'text' | 'repeat'>;

export type ReminderFault = 'whenMissing' | 'whenPast' | 'textMissing';

const isRepeat = (text: string): text is Repeat => repeats.some((repeat) => repeat === text);

export function reminderIn(
  { text, on, time, repeat }: ReminderChoice,
  about: ReminderAbout,
  now: number,
  timeZone: string,
): Result<CommandArgs<'reminder.set.v1'>, ReminderFault> {
  const said = isVisible(text) ? asLine(text.toWellFormed()) : '';
  const isFree = !about.trackId && !about.commentId && !about.notificationId;
  if (said === '' && isFree) return err('textMissing');
  if (on === '' || time === '') return err('whenMissing');
  const at = instantOf({ on, time: time.slice(0, 5) }, timeZone);
  if (!(at > now)) return err('whenPast');
  return ok({ ...about, text: said, at, timeZone, ...(isRepeat(repeat) && { repeat }) });
}
