/** The due date of a track, if it has one. */
import type { DueDate } from '#shared/notifications/record.ts';
import type { Track } from '#shared/tracks/entities.ts';

export const dueOf = ({ dueOn, dueTime, dueTimeZone }: Track): DueDate | null =>
  dueOn === null ? null : { on: dueOn, time: dueTime, timeZone: dueTimeZone ?? 'UTC' };
