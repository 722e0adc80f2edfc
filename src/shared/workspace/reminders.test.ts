import fc from 'fast-check';
import { repeats } from './vocabulary.ts';
import { describe, expect, it } from 'vitest';
import { day, hour, minute } from '#shared/base/time.ts';
import { people } from '../../../tests/support/workspace-arbitraries.ts';
import { parseCommand, type Command, type CommandArgs } from './commands.ts';
import type { Reminder } from './entities.ts';
import { reduce } from './reduce.ts';
import { firedReminder, nextAt, rangAtLast } from './reminders.ts';
import { refusalOf } from './rules.ts';
import { dayPlus, instantOf, wallTimeAt, weekdayOf } from '#shared/base/zoned.ts';
import { emptyWorkspace, type Actor, type Workspace, memberId } from './slice.ts';

const berlin = 'Europe/Berlin';
const utc = (text: string) => Date.parse(`${text}Z`);
const now = utc('2026-11-24T12:00');
const id = (index: number) => `01931f7e-0000-7000-8000-${String(index).padStart(12, '0')}`;
const [reminderId, trackId, lostTrackId] = [id(1), id(2), id(3)];
const [owner, stranger] = people.concat() as [Actor, Actor];

const judged = (workspace: Workspace, command: Command, actor = owner) =>
  refusalOf(workspace, command, { actor, at: now, inviteeId: null });
function act(workspace: Workspace, command: Command, at = now): Workspace {
  expect(judged(workspace, command)).toBeNull();
  return reduce(workspace, command, { actor: owner, at, inviteeId: null });
}
const set = (args: Partial<CommandArgs<'reminder.set.v1'>> = {}): Command => ({
  name: 'reminder.set.v1',
  args: { reminderId, at: now + hour, timeZone: berlin, ...args },
});
const done: Command = { name: 'reminder.done.v1', args: { reminderId } };
const cancel: Command = { name: 'reminder.cancel.v1', args: { reminderId } };

const onTrack: Workspace = reduce(
  emptyWorkspace,
  { name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } },
  { actor: owner, at: now, inviteeId: null },
);
function held(workspace: Workspace): Reminder {
  const reminder = workspace.reminders.get(reminderId);
  if (!reminder) throw new Error('there is no reminder');
  return reminder;
}
const fired = (workspace: Workspace, at: number): Workspace => ({
  ...workspace,
  reminders: new Map([[reminderId, firedReminder(held(workspace), at)]]),
});

describe('when a reminder is due again', () => {
  const repeating = fc.record({
    firstAt: fc
      .integer({ min: utc('2020-01-01T00:00') / minute, max: utc('2040-01-01T00:00') / minute })
      .map((minutes) => minutes * minute),
    repeat: fc.constantFrom(...repeats),
    timeZone: fc.constantFrom(berlin, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'),
  });
  const later = fc.integer({ min: 0, max: 20 * 365 * day });

  it('is strictly later, and nothing lies between', () => {
    fc.assert(
      fc.property(repeating, later, (reminder, ms) => {
        const after = reminder.firstAt + ms;
        const next = nextAt(reminder, after) ?? 0;
        expect(next).toBeGreaterThan(after);
        expect(nextAt(reminder, next - 1)).toBe(next);
        const longest = { daily: 1, weekdays: 3, weekly: 7, monthly: 31 }[reminder.repeat];
        expect(next - after).toBeLessThanOrEqual(longest * day + 2 * hour);
      }),
    );
  });

  it('keeps the time on the wall, the weekday and the day of the month', () => {
    fc.assert(
      fc.property(repeating, later, (reminder, ms) => {
        const first = wallTimeAt(reminder.firstAt, reminder.timeZone);
        const next = nextAt(reminder, reminder.firstAt + ms) ?? 0;
        const shown = wallTimeAt(next, reminder.timeZone);
        const isLeftOut = wallTimeAt(next - minute, reminder.timeZone).time < first.time;
        if (shown.time !== first.time) expect(isLeftOut && shown.time > first.time).toBe(true);
        if (reminder.repeat === 'weekdays') expect([0, 6]).not.toContain(weekdayOf(shown.on));
        if (reminder.repeat === 'weekly') expect(weekdayOf(shown.on)).toBe(weekdayOf(first.on));
        const [dayOfMonth, firstDay] = [shown.on, first.on].map((on) => Number(on.slice(8)));
        if (reminder.repeat === 'monthly' && Number(firstDay) <= 28)
          expect(dayOfMonth).toBe(firstDay);
      }),
    );
  });

  /** The first `count` times after the one it was set for. */
  function times(first: string, repeat: Reminder['repeat'], count: number): readonly string[] {
    const reminder = { firstAt: utc(first), repeat, timeZone: berlin };
    const found: number[] = [];
    for (let n = 0; n < count; n += 1) {
      found.push(nextAt(reminder, found.at(-1) ?? reminder.firstAt) ?? 0);
    }
    return found.map((at) => Object.values(wallTimeAt(at, berlin)).join(' '));
  }

  it('is nine o’clock on both sides of a change of clocks', () => {
    expect(times('2026-03-28T08:00', 'daily', 2)).toEqual(['2026-03-29 09:00', '2026-03-30 09:00']);
    expect(times('2026-10-24T07:00', 'daily', 2)).toEqual(['2026-10-25 09:00', '2026-10-26 09:00']);
  });

  it('comes at the jump where its time is left out, and at its own time the day after', () => {
    expect(times('2026-03-28T01:30', 'daily', 2)).toEqual(['2026-03-29 03:00', '2026-03-30 02:30']);
  });

  it('comes once where its time comes twice', () => {
    expect(times('2026-10-24T00:30', 'daily', 2)).toEqual(['2026-10-25 02:30', '2026-10-26 02:30']);
  });

  it('leaves weekends out', () => {
    expect(times('2026-11-26T08:00', 'weekdays', 3)).toEqual([
      '2026-11-27 09:00',
      '2026-11-30 09:00',
      '2026-12-01 09:00',
    ]);
    expect(times('2026-11-28T08:00', 'weekdays', 1)).toEqual(['2026-11-30 09:00']);
  });

  it('of a 31st is the last of a short month, and the 31st again after it', () => {
    expect(times('2027-12-31T08:00', 'monthly', 4)).toEqual([
      '2028-01-31 09:00',
      '2028-02-29 09:00',
      '2028-03-31 09:00',
      '2028-04-30 09:00',
    ]);
  });

  it('is found quickly a century later', () => {
    const before = process.threadCpuUsage();
    for (const repeat of repeats) {
      nextAt(
        { firstAt: utc('2000-01-31T08:00'), repeat, timeZone: berlin },
        utc('2199-06-01T00:00'),
      );
    }
    expect(process.threadCpuUsage(before).user).toBeLessThan(500_000);
  });

  it('is never, for one that does not repeat', () => {
    expect(nextAt({ firstAt: now, repeat: null, timeZone: berlin }, now)).toBeNull();
  });
});

describe('firing', () => {
  it('a single one waits for an answer; a repeating one has its next time already', () => {
    const single = fired(act(onTrack, set()), now + hour + 5);
    expect(held(single)).toMatchObject({ dueAt: now + hour, at: null, endedAs: null });
    const daily = fired(act(onTrack, set({ repeat: 'daily' })), now + hour + 5);
    expect(held(daily)).toMatchObject({ dueAt: now + hour, at: now + hour + day });
  });

  it('does not make up one by one for what passed unnoticed', () => {
    const late = fired(act(onTrack, set({ repeat: 'daily' })), now + 9 * day);
    expect(held(late)).toMatchObject({ dueAt: now + hour, at: now + 9 * day + hour });
  });
});

describe('setting a reminder', () => {
  it('keeps what it is about, and the title of its track', () => {
    const commentId = id(5);
    expect(held(act(onTrack, set({ text: 'Call Ben', trackId, commentId })))).toMatchObject({
      ownerId: owner.userId,
      text: 'Call Ben',
      at: now + hour,
      firstAt: now + hour,
      dueAt: null,
      repeat: null,
      timeZone: berlin,
      trackId,
      trackTitle: 'Midnight Drive',
      commentId,
      notificationId: null,
      endedAs: null,
      createdAt: now,
    });
  });

  it('needs the track to be theirs, unless it was set while it was', () => {
    expect(judged(onTrack, set({ trackId }), stranger)).toBe('not-found');
    expect(judged(onTrack, set({ trackId: lostTrackId }))).toBe('not-found');
    const lost: Workspace = {
      ...act(onTrack, set({ trackId })),
      members: new Map(),
      tracks: new Map(),
    };
    expect(judged(lost, set({ trackId, at: now + day }))).toBeNull();
    expect(held(act(lost, set({ trackId, at: now + day }))).trackTitle).toBe('Midnight Drive');
    expect(judged(lost, set({ trackId: lostTrackId }))).toBe('not-found');
    expect([...onTrack.members.keys()]).toEqual([memberId(trackId, owner.userId)]);
  });

  it('again moves it, and takes back how it ended', () => {
    const moved = act(act(onTrack, set()), set({ at: now + day, text: 'Later' }), now + 1);
    expect(held(moved)).toMatchObject({ at: now + day, firstAt: now + day, text: 'Later' });
    expect(held(moved)).toMatchObject({ createdAt: now, updatedAt: now + 1 });
    const revived = act(act(moved, cancel), set({ at: now + 2 * day }));
    expect(held(revived)).toMatchObject({ at: now + 2 * day, endedAs: null });
    const snoozed = act(fired(act(onTrack, set()), now + hour), set({ at: now + 2 * hour }));
    expect(held(snoozed)).toMatchObject({ at: now + 2 * hour, dueAt: null });
  });

  it('again with the same times changes only what it says', () => {
    const at = utc('2026-10-31T08:00');
    const monthly = { at, repeat: 'monthly' as const };
    const november = fired(act(onTrack, set(monthly)), at);
    const next = held(november).at ?? 0;
    expect(wallTimeAt(next, berlin)).toEqual({ on: '2026-11-30', time: '09:00' });
    const renamed = held(act(november, set({ ...monthly, at: next, text: 'Backup' })));
    expect(renamed).toMatchObject({ text: 'Backup', at: next, firstAt: at, dueAt: at });
    expect(wallTimeAt(nextAt(renamed, next) ?? 0, berlin).on).toBe('2026-12-31');
    const weekly = held(act(november, set({ at: next, repeat: 'weekly' })));
    expect(weekly).toMatchObject({ firstAt: next, dueAt: null });
  });

  it('CM25 words that are changed abroad leave its times and its clock as they were', () => {
    const first = utc('2026-11-27T22:30'); // Friday night in Berlin, Saturday morning in Tokyo
    const weekdays = { at: first, repeat: 'weekdays', timeZone: berlin } as const;
    const here = act(onTrack, set(weekdays));
    const abroad = act(here, set({ ...weekdays, text: 'Louder', timeZone: 'Asia/Tokyo' }));
    expect(held(abroad)).toEqual({ ...held(here), text: 'Louder' });
    // Another time is one by the clock it was chosen by.
    const moved = act(here, set({ ...weekdays, at: first + hour, timeZone: 'Asia/Tokyo' }));
    expect(held(moved).timeZone).toBe('Asia/Tokyo');
  });

  // The days of a week that ends a month, and of one that ends a year.
  const days = ['2026-02-23', '2026-12-28'].flatMap((monday) =>
    [0, 1, 2, 3, 4, 5, 6].map((later) => dayPlus(monday, later)),
  );
  const firstRing = { daily: 0, weekly: 0, monthly: 0, weekdays: [0, 0, 0, 0, 0, 2, 1] } as const;
  it.each(days.flatMap((on, index) => repeats.map((repeat) => ({ on, repeat, at: index % 7 }))))(
    'CM25 $repeat chosen for $on rings first on a day it is meant for',
    ({ on, repeat, at: weekday }) => {
      const chosen = instantOf({ on, time: '09:00' }, berlin);
      const reminder = held(act(onTrack, set({ at: chosen, repeat, timeZone: berlin })));
      const shift = firstRing[repeat];
      const later = typeof shift === 'number' ? shift : (shift[weekday] ?? 0);
      const first = instantOf({ on: dayPlus(on, later), time: '09:00' }, berlin);
      expect([reminder.at, reminder.firstAt]).toEqual([first, first]);
      const next = wallTimeAt(nextAt(reminder, first) ?? 0, berlin);
      expect(next.time).toBe('09:00');
      if (repeat === 'weekdays') expect([0, 6]).not.toContain(weekdayOf(next.on));
    },
  );

  it('with an id somebody else has is refused, and says nothing of theirs', () => {
    const workspace = act(onTrack, set());
    expect(judged(workspace, set(), stranger)).toBe('id-taken');
    expect(judged(workspace, done, stranger)).toBe('not-found');
    expect(judged(workspace, cancel, stranger)).toBe('not-found');
  });

  it('takes text as it was typed, and no day before 1970', () => {
    const parsed = parseCommand('reminder.set.v1', { reminderId, at: now, text: ' Bounce ' });
    expect(parsed.ok && parsed.value.args).toMatchObject({ text: 'Bounce' });
    expect(parseCommand('reminder.set.v1', { reminderId, at: -1 }).ok).toBe(false);
    expect(parseCommand('reminder.set.v1', { reminderId, at: now, timeZone: 'Mars' }).ok).toBe(
      false,
    );
    expect(parseCommand('reminder.set.v1', { reminderId, at: now, repeat: 'yearly' }).ok).toBe(
      false,
    );
  });
});

describe('answering a reminder', () => {
  it('done ends a single one and leaves a repeating one its next time', () => {
    const single = act(fired(act(onTrack, set()), now + hour), done, now + day);
    expect(held(single)).toMatchObject({ endedAs: 'done', at: null, dueAt: null });
    const daily = act(fired(act(onTrack, set({ repeat: 'daily' })), now + hour), done, now + day);
    expect(held(daily)).toMatchObject({ endedAs: null, at: now + hour + day, dueAt: null });
  });

  it('done counts once its time has come, told of or not', () => {
    const single = act(act(onTrack, set()), done, now + 2 * hour);
    expect(held(single)).toMatchObject({ endedAs: 'done', at: null, dueAt: null });
    const daily = act(act(onTrack, set({ repeat: 'daily' })), done, now + 2 * hour);
    expect(held(daily)).toMatchObject({ endedAs: null, at: now + hour + day, dueAt: null });
  });

  it('done before its time changes nothing, nor does a second answer', () => {
    const waiting = act(onTrack, set());
    expect(act(waiting, done)).toBe(waiting);
    const ended = act(fired(waiting, now + hour), done);
    expect(act(ended, done)).toBe(ended);
    expect(act(ended, cancel)).toBe(ended);
  });

  const doneOf = (askedAt: number): Command => ({
    name: 'reminder.done.v1',
    args: { reminderId, askedAt },
  });

  it('CM22 an answer to a ring takes no effect on a later one, which goes on asking', () => {
    const first = now + hour;
    const daily = fired(act(onTrack, set({ repeat: 'daily' })), first);
    const again = fired(daily, first + day);
    const late = { actor: owner, at: first + 2 * day - hour, inviteeId: null };
    expect(refusalOf(again, doneOf(first), late)).toBe('asked-again');
    expect(refusalOf(again, doneOf(first + day), late)).toBeNull();
    // Putting off is an answer too; setting it anew is none.
    expect(refusalOf(again, set({ askedAt: first }), late)).toBe('asked-again');
    expect(refusalOf(again, set(), late)).toBeNull();
    // Apps from before answer whatever asks.
    expect(refusalOf(again, done, late)).toBeNull();
  });

  it('CM22 a ring counts from its time on, whether the server has come to it or not', () => {
    const first = now + hour;
    const daily = fired(act(onTrack, set({ repeat: 'daily' })), first);
    const at = (time: number) => ({ actor: owner, at: time, inviteeId: null });
    expect(refusalOf(daily, doneOf(first), at(first + day - 1))).toBeNull();
    expect(refusalOf(daily, doneOf(first), at(first + day))).toBe('asked-again');
    // What was seen was the third; the device says so, though the server told of the first only.
    expect(refusalOf(daily, doneOf(first + 2 * day), at(first + 2 * day + hour))).toBeNull();
  });

  it('CM22 to somebody else nothing is said of when it rings', () => {
    const rung = fired(act(onTrack, set({ repeat: 'daily' })), now + hour);
    const other = { actor: stranger, at: now + 2 * day, inviteeId: null };
    expect(refusalOf(rung, doneOf(0), other)).toBe('not-found');
    expect(refusalOf(rung, set({ askedAt: 0 }), other)).toBe('id-taken');
  });

  it('the last ring is the last time that has come', () => {
    const zones = fc.constantFrom(berlin, 'America/New_York', 'Australia/Lord_Howe');
    const repeating = fc.constantFrom(...repeats);
    const passed = fc.integer({ min: 0, max: 3 * 365 * day });
    fc.assert(
      fc.property(repeating, zones, passed, (repeat, timeZone, waitMs) => {
        const reminder = held(act(onTrack, set({ repeat, timeZone })));
        const at = now + hour + waitMs;
        const last = rangAtLast(reminder, at) ?? 0;
        expect(last).toBeLessThanOrEqual(at);
        expect(nextAt(reminder, last)).toBeGreaterThan(at);
      }),
      { numRuns: 300 },
    );
  });

  it('cancel ends it, due or not', () => {
    const ended = { at: null, dueAt: null, endedAs: 'cancelled' };
    expect(held(act(act(onTrack, set()), cancel))).toMatchObject(ended);
    const daily = fired(act(onTrack, set({ repeat: 'daily' })), now + hour);
    expect(held(act(daily, cancel))).toMatchObject(ended);
    expect(judged(onTrack, cancel)).toBe('not-found');
  });
});
