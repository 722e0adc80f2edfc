/**
 * Zones get other rules: with another release of the tz database a due day may end an hour earlier, and a
 * reminder at nine ring at eight. What was reckoned by the rules of before is reckoned anew, some at a
 * time, in a timer of its own that a start under another release sets. Who sees it is told by the log,
 * as of any change of theirs; nobody is told of it as news, and no version rises.
 */
import { hour } from '#shared/base/time.ts';
import { canonicalZone } from '#shared/base/zones.ts';
import { foldsWith } from '#shared/notifications/kinds.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { deadlineOf, nextStepAt, stepAt, type Deadline } from '#shared/workspace/deadline.ts';
import { dueFields } from '#shared/workspace/due-change.ts';
import { dueOf } from '#shared/workspace/due.ts';
import type { Reminder, Track } from '#shared/workspace/entities.ts';
import { nextAt } from '#shared/workspace/reminders.ts';
import { withEntry } from '#shared/workspace/slice.ts';
import { deadlineSteps } from '#shared/workspace/vocabulary.ts';
import type { Timer, Told, WorkspaceTransaction } from '../storage/workspace-store.ts';
import { audienceOf, noContents, personalAudience } from './audience.ts';
import type { StepTime } from './step-time.ts';
import { tell } from './tell.ts';
import { deadlineTimer, reminderTimer, saveTimers } from './timer-changes.ts';

type DeadlineRecord = Extract<
  NotificationRecord,
  { readonly kind: 'deadline.near' | 'deadline.passed' }
>;

const nobody: ReadonlySet<string> = new Set();
/** In one transaction: what others wait for is a few milliseconds. */
const perStep = 20;

/** Tracks first, then reminders. @returns everybody whose log has moved */
export async function fireZones(
  tx: WorkspaceTransaction,
  timer: Timer,
  { now, hasTime }: StepTime,
): Promise<ReadonlySet<string>> {
  const [kind, after = ''] = timer.position.split(':', 2);
  const touched = new Set<string>();
  const isOfReminders = kind === 'reminder';
  const some = isOfReminders
    ? await tx.repeatingReminders(after, perStep)
    : await tx.datedTracks(after, perStep);
  let done: (typeof some)[number] | undefined;
  for (const one of some) {
    if (done && !hasTime()) break;
    done = one;
    const told =
      'dueOn' in one ? await settleTrack(tx, one, now) : await settleReminder(tx, one, now);
    for (const userId of told) touched.add(userId);
  }
  const last = some.length < perStep && done === some.at(-1) ? undefined : done;
  if (!last && isOfReminders) await tx.dropTimer(timer.key);
  else {
    const position = last ? `${isOfReminders ? 'reminder' : 'track'}:${last.id}` : 'reminder:';
    await tx.setTimer({ ...timer, attempts: 0, position });
  }
  return touched;
}

/** As this server reckons its due date; the same object where that is how it is. */
function settled(track: Track): Track {
  const due = dueOf(track);
  if (due === null) return track;
  const { timeZone } = due;
  const fields = dueFields({ ...due, timeZone: canonicalZone(timeZone) ?? timeZone });
  const isSettled =
    fields.dueEndsAt === track.dueEndsAt && fields.dueTimeZone === track.dueTimeZone;
  return isSettled ? track : { ...track, ...fields };
}

/** @returns everybody whose log has moved: nobody where the track stands as it is reckoned now */
export async function settleTrack(
  tx: WorkspaceTransaction,
  was: Track,
  now: number,
): Promise<ReadonlySet<string>> {
  const is = settled(was);
  const deadline = deadlineOf(is);
  if (is === was || deadline === null) return nobody;
  const before = await tx.loadSlice({ by: 'track', id: is.id }, {});
  const after = { ...before, tracks: withEntry(before.tracks, is.id, is) };
  await tx.saveSlice(before, after, now);
  await moveTimer(tx, was, is, deadline, now);
  const corrected = await correctRows(tx, is.id, deadline);
  const audience = audienceOf(before, after, is.id, noContents);
  return tell(tx, { audience, trackId: is.id, notices: [], rewritten: corrected, at: now });
}

/** The step that was to be told next is told next: not again what was told, and none is left out. */
async function moveTimer(
  tx: WorkspaceTransaction,
  was: Track,
  is: Track,
  deadline: Deadline,
  now: number,
): Promise<void> {
  const key = deadlineTimer(is.id);
  const timer = await tx.timer(key);
  // One that failed comes again soon, and goes on from there by what is reckoned now.
  if (timer && timer.attempts > 0) return;
  const wanted = timer && timer.dueAt + deadline.endsAt - (was.dueEndsAt ?? deadline.endsAt);
  const instants = deadlineSteps.map((step) => stepAt(deadline.due, step, deadline.endsAt));
  const next = wanted === null ? nextStepAt(is, now) : nearest(instants, wanted);
  await saveTimers(tx, new Map([[key, next]]));
}

const nearest = (instants: readonly number[], wanted: number): number =>
  instants.reduce((best, at) => (Math.abs(at - wanted) < Math.abs(best - wanted) ? at : best));

/** What was told of the track goes on to say how far its end is: under the same number, as before. */
async function correctRows(
  tx: WorkspaceTransaction,
  trackId: string,
  { due, endsAt }: Deadline,
): Promise<readonly Told[]> {
  const corrected: Told[] = [];
  for (const row of await tx.notificationsOfTrack(trackId, foldsWith('deadline.near'))) {
    const entry = { kind: 'notification', id: row.notificationId, op: 'upsert' } as const;
    const bodies = await tx.bodiesFor(row.userId, [{ ...entry, trackId: null }]);
    const record = bodies.notification.get(row.notificationId);
    if (record?.kind !== 'deadline.near' && record?.kind !== 'deadline.passed') continue;
    if (record.data.endsAt === endsAt) continue;
    await tx.putNotifications(row.userId, [ending(record, { due, endsAt })]);
    corrected.push(row);
  }
  return corrected;
}

const ending = (record: DeadlineRecord, deadline: Deadline): DeadlineRecord =>
  record.kind === 'deadline.near'
    ? { ...record, data: { ...record.data, ...deadline } }
    : { ...record, data: { ...record.data, ...deadline } };

/** Half a day around the next time of a repeating one there is no other. */
const aroundMs = 12 * hour;

async function settleReminder(
  tx: WorkspaceTransaction,
  was: Reminder,
  now: number,
): Promise<ReadonlySet<string>> {
  const { id, at, firstAt } = was;
  const is = { ...was, timeZone: canonicalZone(was.timeZone) ?? was.timeZone };
  // The first time is an instant that somebody chose; those after it hang on the clock.
  const next = at === null || at === firstAt ? at : nextAt(is, at - aroundMs);
  if (next === at && is.timeZone === was.timeZone) return nobody;
  const before = await tx.loadSlice(null, { reminderId: id });
  const after = { ...before, reminders: withEntry(before.reminders, id, { ...is, at: next }) };
  await tx.saveSlice(before, after, now);
  if (next !== at) await saveTimers(tx, new Map([[reminderTimer(id), next]]));
  return tell(tx, { audience: personalAudience(before, after, [], []), notices: [], at: now });
}
