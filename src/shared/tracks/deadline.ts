/**
 * When a due date is told of: seven days before, three days, 24 hours, two hours, and when it has
 * passed. A due day ends at midnight of its own zone; days are counted on the wall there, hours exactly.
 */
import { hour } from '#shared/base/time.ts';
import { deadlineSteps, type DeadlineStep } from '#shared/notifications/record.ts';
import { dueOf, type DueDate, type Track } from '#shared/tracks/entities.ts';
import { dayPlus, instantOf, type WallTime } from '#shared/tracks/zoned.ts';

const endOf = ({ on, time }: DueDate, daysBefore: number): WallTime =>
  time === null
    ? { on: dayPlus(on, 1 - daysBefore), time: '00:00' }
    : { on: dayPlus(on, -daysBefore), time };

/** From this instant on it is overdue. */
export const deadlineAt = (due: DueDate): number => instantOf(endOf(due, 0), due.timeZone);

export function stepAt(due: DueDate, step: DeadlineStep): number {
  switch (step) {
    case 'week':
      return instantOf(endOf(due, 7), due.timeZone);
    case 'three-days':
      return instantOf(endOf(due, 3), due.timeZone);
    case 'day':
      return deadlineAt(due) - 24 * hour;
    case 'hours':
      return deadlineAt(due) - 2 * hour;
    case 'overdue':
      return deadlineAt(due);
  }
}

/** A track that is out is late for nothing. */
const isAwaited = ({ stage }: Track): boolean => stage !== 'released';

/** The first step after an instant, or null where nothing is left to tell. */
export function nextStepAt(track: Track, after: number): number | null {
  const due = dueOf(track);
  if (due === null || !isAwaited(track)) return null;
  const instants = deadlineSteps.map((step) => stepAt(due, step));
  return instants.find((at) => at > after) ?? null;
}

/** The last step that has come by now: what there is to tell after a time of silence. */
export function stepReached(
  track: Track,
  now: number,
): {
  readonly step: DeadlineStep;
  readonly at: number;
  readonly due: DueDate;
  readonly endsAt: number;
} | null {
  const due = dueOf(track);
  if (due === null || !isAwaited(track)) return null;
  const step = deadlineSteps.findLast((each) => stepAt(due, each) <= now);
  return step ? { step, at: stepAt(due, step), due, endsAt: deadlineAt(due) } : null;
}
