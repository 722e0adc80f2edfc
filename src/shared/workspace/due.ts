/**
 * Due dates: a calendar day in a zone, with or without a time. Checks only; words and timers are
 * elsewhere.
 */
import type { DueDate, Track } from './entities.ts';

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/;

/** A day that exists, from 2000 to 2199, written `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  const match = dayPattern.exec(text);
  if (!match) return false;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 2000 || year > 2199) return false;
  const date = new Date(Date.UTC(year, month - 1, dayOfMonth));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth;
}

/** `HH:MM`, 24 hours. */
export const isClockTime = (text: string): boolean => timePattern.test(text);

/** The due date of a track, if it has one. */
export const dueOf = ({ dueOn, dueTime, dueTimeZone }: Track): DueDate | null =>
  dueOn === null ? null : { on: dueOn, time: dueTime, timeZone: dueTimeZone ?? 'UTC' };
