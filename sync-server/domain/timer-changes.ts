/** What is due when: which timers a decision sets or drops. What happens then is in fire-timer.ts. */
import type { Track } from '#shared/workspace/entities.ts';
import { dueOf } from '#shared/workspace/due.ts';
import { deadlineAt, nextStepAt } from '#shared/workspace/deadline.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { WorkspaceTransaction } from '../storage/workspace-store.ts';

/** Null drops the timer. */
export type TimerChanges = ReadonlyMap<string, number | null>;

export const deadlineTimer = (trackId: string): string => `deadline:${trackId}`;
export const reminderTimer = (reminderId: string): string => `reminder:${reminderId}`;
export const announcementTimer = (announcementId: string): string =>
  `announcement:${announcementId}`;
export const renameTimer = (userId: string): string => `rename:${userId}`;
export const eraseTimer = (userId: string): string => `erase:${userId}`;

export function timerChanges(before: Workspace, after: Workspace, at: number): TimerChanges {
  const changes = new Map<string, number | null>();
  for (const [id, track] of after.tracks) {
    const was = before.tracks.get(id);
    if (isDeadlineMoved(was, track)) {
      changes.set(deadlineTimer(id), isLateAgain(was, track, at) ? at : nextStepAt(track, at));
    }
  }
  for (const id of before.tracks.keys()) {
    if (!after.tracks.has(id)) changes.set(deadlineTimer(id), null);
  }
  for (const [id, reminder] of after.reminders) {
    if (before.reminders.get(id)?.at !== reminder.at) changes.set(reminderTimer(id), reminder.at);
  }
  return changes;
}

/** It was out, and its date passed: back in work it is overdue, and nothing later would say so. */
function isLateAgain(was: Track | undefined, track: Track, at: number): boolean {
  const due = dueOf(track);
  return was?.stage === 'released' && due !== null && deadlineAt(due) <= at;
}

/** What was told of the old date is not true any more. */
export function isDeadlineMoved(before: Track | undefined, after: Track | undefined): boolean {
  const key = (track: Track | undefined) =>
    track === undefined || track.stage === 'released' ? '' : JSON.stringify(dueOf(track));
  return key(before) !== key(after);
}

export async function saveTimers(tx: WorkspaceTransaction, changes: TimerChanges): Promise<void> {
  for (const [key, dueAt] of changes) {
    if (dueAt === null) await tx.dropTimer(key);
    else await tx.setTimer({ key, dueAt, attempts: 0, position: '' });
  }
}
