/**
 * What happens when a timer fires. A timer is a row; it fires by going, or moving on, in the transaction
 * that tells people, so through any crash it fires exactly once. After a time of silence it fires once
 * for the latest that has come.
 */
import { assert } from '#shared/base/assert.ts';
import { isSame } from '#shared/base/is-same.ts';
import { foldsWith } from '#shared/notifications/kinds.ts';
import { nextStepAt, stepReached } from '#shared/workspace/deadline.ts';
import { firedReminder } from '#shared/workspace/reminders.ts';
import { memberOf, membersOf, withEntry } from '#shared/workspace/slice.ts';
import type { Timer, WorkspaceTransaction } from '../storage/workspace-store.ts';
import type { StepTime } from './step-time.ts';
import { personalAudience } from './audience.ts';
import { fireErase } from './erase-account.ts';
import type { Notice } from './notifications-for.ts';
import { fireRename } from './rename-account.ts';
import { tell } from './tell.ts';
import { fireUnname } from './unname-account.ts';
import { fireZones, settleTrack } from './settle-zones.ts';
import { deadlineTimer, reminderTimer, saveTimers } from './timer-changes.ts';

/**
 * @param hasTime what goes on in steps ends this one where it has none, having done something at least
 * @returns everybody whose log has moved
 */
export async function fireTimer(
  tx: WorkspaceTransaction,
  timer: Timer,
  now: number,
  hasTime: () => boolean,
): Promise<ReadonlySet<string>> {
  const [kind = '', id = ''] = timer.key.split(':', 2);
  switch (kind) {
    case 'deadline':
      return fireDeadline(tx, id, now);
    case 'reminder':
      return fireReminder(tx, id, now);
    case 'announcement':
      return fireAnnouncement(tx, timer, id, { now, hasTime });
    case 'rename':
      return fireRename(tx, timer, id, { now, hasTime });
    case 'zones':
      return fireZones(tx, timer, { now, hasTime });
    case 'erase':
      return fireErase(tx, timer, id, { now, hasTime });
    case 'unname':
      return fireUnname(tx, timer, id, now);
    default:
      // Of a newer server: it stays until that one is back.
      throw new Error('A timer of a kind this server does not know.');
  }
}

const nobody: ReadonlySet<string> = new Set();

async function fireDeadline(
  tx: WorkspaceTransaction,
  trackId: string,
  now: number,
): Promise<ReadonlySet<string>> {
  const slice = await tx.loadSlice({ by: 'track', id: trackId }, {});
  const track = slice.tracks.get(trackId);
  // By the rules of before it may be due now, and not by those of today.
  const settled = track ? await settleTrack(tx, track, now) : nobody;
  if (settled.size > 0) return settled;
  const next = track ? nextStepAt(track, now) : null;
  await saveTimers(tx, new Map([[deadlineTimer(trackId), next]]));
  const reached = track ? stepReached(track, now) : null;
  if (!track || !reached) return nobody;
  const { step, ...when } = reached;
  const about = { actor: null, track: { id: trackId, title: track.title } };
  const facts: Notice['facts'] =
    step === 'overdue'
      ? { ...about, kind: 'deadline.passed', data: when }
      : { ...about, kind: 'deadline.near', data: { step, ...when } };
  const notices: Notice[] = [];
  for (const { userId } of membersOf(slice, trackId)) {
    if (!(await isTold(tx, userId, facts))) notices.push({ to: userId, facts });
  }
  return tell(tx, { notices, at: now });
}

/**
 * Whoever has the row that says so is not told again when somebody else joins. When the step was reached
 * does not count: other rules of a zone may say it anew.
 */
async function isTold(
  tx: WorkspaceTransaction,
  userId: string,
  { kind, track, data }: Notice['facts'],
): Promise<boolean> {
  const id = track?.id ?? '';
  const row = await tx.earlierRow(userId, { kinds: foldsWith(kind), by: 'track', id });
  return row?.kind === kind && isSame({ ...row.data, at: 0 }, { ...data, at: 0 });
}

async function fireReminder(
  tx: WorkspaceTransaction,
  reminderId: string,
  now: number,
): Promise<ReadonlySet<string>> {
  const before = await tx.loadSlice(null, { reminderId });
  const reminder = before.reminders.get(reminderId);
  const key = reminderTimer(reminderId);
  if (!reminder || reminder.at === null || reminder.at > now) {
    await saveTimers(tx, new Map([[key, reminder?.at ?? null]]));
    return nobody;
  }
  const fired = firedReminder(reminder, now);
  const after = { ...before, reminders: withEntry(before.reminders, reminderId, fired) };
  await tx.saveSlice(before, after, now);
  await saveTimers(tx, new Map([[key, fired.at]]));
  const { ownerId, text, commentId, notificationId } = reminder;
  const facts: Notice['facts'] = {
    kind: 'reminder.due',
    actor: null,
    track: await trackOf(tx, reminder.trackId, ownerId),
    data: { reminderId, text, dueAt: reminder.at, commentId, notificationId },
  };
  return tell(tx, {
    audience: personalAudience(before, after, [], []),
    notices: [{ to: ownerId, facts }],
    at: now,
  });
}

/** Whoever has lost the track is reminded all the same, without a way there. */
async function trackOf(tx: WorkspaceTransaction, trackId: string | null, userId: string) {
  if (trackId === null) return null;
  const slice = await tx.loadSlice({ by: 'track', id: trackId }, {});
  const track = slice.tracks.get(trackId);
  return track && memberOf(slice, trackId, userId) ? { id: trackId, title: track.title } : null;
}

/** People read for one step, as far as there is time for them. */
const peoplePerStep = 500;

/** Tells some people, remembers how far it has come, and is due again at once until all know. */
async function fireAnnouncement(
  tx: WorkspaceTransaction,
  timer: Timer,
  announcementId: string,
  { now, hasTime }: StepTime,
): Promise<ReadonlySet<string>> {
  const announcement = await tx.announcement(announcementId);
  assert(announcement, 'an announcement that is told is there');
  const { author, title, text, priority, recipients } = announcement;
  const some =
    recipients === null
      ? await tx.userIdsAfter(timer.position, peoplePerStep)
      : recipients.filter((userId) => userId > timer.position).slice(0, peoplePerStep);
  const facts: Notice['facts'] = {
    kind: 'announcement.published',
    actor: author,
    track: null,
    data: { announcementId, title, text, priority },
  };
  const touched = new Set<string>();
  let last: string | undefined;
  for (const to of some) {
    if (last !== undefined && !hasTime()) break;
    last = to;
    if (to === author.id) continue;
    for (const one of await tell(tx, { notices: [{ to, facts }], at: now })) touched.add(one);
  }
  const isDone = some.length < peoplePerStep && last === some.at(-1);
  if (last === undefined || isDone) await tx.dropTimer(timer.key);
  else await tx.setTimer({ ...timer, attempts: 0, position: last });
  return touched;
}
