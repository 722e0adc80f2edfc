/**
 * When a due date is told of: on the seventh and the third day before, 24 hours and two hours before it
 * ends, and when it has passed. A due day ends at midnight of its own zone; days are counted on the
 * calendar there, so that on the third day before, everybody reads "in 3 days"; hours exactly.
 */
import { hour } from '#shared/base/time.ts';
import { dueOf } from './due.ts';
import { deadlineSteps, type DeadlineStep } from './vocabulary.ts';
import type { DueDate, Track } from './entities.ts';
import { dayPlus, instantOf } from '#shared/base/zoned.ts';

/** From this instant on it is overdue. */
export const deadlineAt = ({ on, time, timeZone }: DueDate): number =>
  time === null
    ? instantOf({ on: dayPlus(on, 1), time: '00:00' }, timeZone)
    : instantOf({ on, time }, timeZone);

/** So many days before, at the same time; where there is none, as the day begins. */
const daysBefore = ({ on, time, timeZone }: DueDate, days: number): number =>
  instantOf({ on: dayPlus(on, -days), time: time ?? '00:00' }, timeZone);

export function stepAt(due: DueDate, step: DeadlineStep): number {
  switch (step) {
    case 'week':
      return daysBefore(due, 7);
    case 'three-days':
      return daysBefore(due, 3);
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
