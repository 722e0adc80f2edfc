/**
 * What is due when: which timers a decision sets or drops. What happens then is in fire-timer.ts. A
 * deadline whose step is reached already is due at once: where its track stands decides what people are
 * told, and not which moment somebody happened to see pass.
 */
import type { Track } from '#shared/workspace/entities.ts';
import { dueOf } from '#shared/workspace/due.ts';
import { nextStepAt, stepReached } from '#shared/workspace/deadline.ts';
import { membersOf, type Workspace } from '#shared/workspace/slice.ts';
import type { WorkspaceTransaction } from '../storage/workspace-store.ts';

/** Null drops the timer. */
export type TimerChanges = ReadonlyMap<string, number | null>;

export const deadlineTimer = (trackId: string): string => `deadline:${trackId}`;
export const reminderTimer = (reminderId: string): string => `reminder:${reminderId}`;
export const announcementTimer = (announcementId: string): string =>
  `announcement:${announcementId}`;
export const renameTimer = (userId: string): string => `rename:${userId}`;
/** There is one: all zones get other rules at once. */
export const zonesTimer = 'zones:';
export const eraseTimer = (userId: string): string => `erase:${userId}`;
export const unnameTimer = (userId: string): string => `unname:${userId}`;

export function timerChanges(before: Workspace, after: Workspace, at: number): TimerChanges {
  const changes = new Map<string, number | null>();
  for (const [id, track] of after.tracks) {
    const isReached = stepReached(track, at) !== null;
    if (isDeadlineMoved(before.tracks.get(id), track)) {
      changes.set(deadlineTimer(id), isReached ? at : nextStepAt(track, at));
    } else if (isReached && isSomebodyNew(before, after, id)) changes.set(deadlineTimer(id), at);
  }
  for (const id of before.tracks.keys()) {
    if (!after.tracks.has(id)) changes.set(deadlineTimer(id), null);
  }
  for (const [id, reminder] of after.reminders) {
    if (before.reminders.get(id)?.at !== reminder.at) changes.set(reminderTimer(id), reminder.at);
  }
  return changes;
}

const isSomebodyNew = (before: Workspace, after: Workspace, trackId: string): boolean =>
  membersOf(after, trackId).some(({ id }) => !before.members.has(id));

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
