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

/** What is due, and the instant from which on it is overdue. */
export interface Deadline {
  readonly due: DueDate;
  readonly endsAt: number;
}

/** When it ends as this runtime knows the zone: another release of the tz database may say otherwise. */
export const deadlineAt = ({ on, time, timeZone }: DueDate): number =>
  time === null
    ? instantOf({ on: dayPlus(on, 1), time: '00:00' }, timeZone)
    : instantOf({ on, time }, timeZone);

/** By the server's word, so that everybody reads what they are told by; where it is missing, by our own. */
export function deadlineOf(track: Track): Deadline | null {
  const due = dueOf(track);
  return due && { due, endsAt: track.dueEndsAt ?? deadlineAt(due) };
}

/** So many days before, at the same time; where there is none, as the day begins. */
const daysBefore = ({ on, time, timeZone }: DueDate, days: number): number =>
  instantOf({ on: dayPlus(on, -days), time: time ?? '00:00' }, timeZone);

/** @param endsAt as the server said; left out, as this runtime knows the zone */
export function stepAt(due: DueDate, step: DeadlineStep, endsAt = deadlineAt(due)): number {
  switch (step) {
    case 'week':
      return daysBefore(due, 7);
    case 'three-days':
      return daysBefore(due, 3);
    case 'day':
      return endsAt - 24 * hour;
    case 'hours':
      return endsAt - 2 * hour;
    case 'overdue':
      return endsAt;
  }
}

/** A track that is out is late for nothing. */
const awaitedBy = (track: Track): Deadline | null =>
  track.stage === 'released' ? null : deadlineOf(track);

/** The first step after an instant, or null where nothing is left to tell. */
export function nextStepAt(track: Track, after: number): number | null {
  const deadline = awaitedBy(track);
  if (deadline === null) return null;
  const { due, endsAt } = deadline;
  const instants = deadlineSteps.map((step) => stepAt(due, step, endsAt));
  return instants.find((at) => at > after) ?? null;
}

/** The last step that has come by now: what there is to tell after a time of silence. */
export function stepReached(
  track: Track,
  now: number,
): (Deadline & { readonly step: DeadlineStep; readonly at: number }) | null {
  const deadline = awaitedBy(track);
  if (deadline === null) return null;
  const { due, endsAt } = deadline;
  const step = deadlineSteps.findLast((each) => stepAt(due, each, endsAt) <= now);
  return step ? { step, at: stepAt(due, step, endsAt), due, endsAt } : null;
}
