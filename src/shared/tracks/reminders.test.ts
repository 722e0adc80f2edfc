import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, hour } from '#shared/base/time.ts';
import { people } from '../../../tests/support/workspace-arbitraries.ts';
import type { Command } from './commands.ts';
import { repeats, type Repeat } from './entities.ts';
import { reduce } from './reduce.ts';
import { firedReminder, nextAt } from './reminders.ts';
import { refusalOf } from './rules.ts';
import { emptyWorkspace, type Actor, type Workspace } from './workspace.ts';
import { wallTimeAt, weekdayOf } from './zoned.ts';

const at = Date.UTC(2026, 10, 24, 9);
const [ana, ben] = people.concat() as [Actor, Actor];
const id = '01931f7e-0000-7000-8000-000000000001';
const trackId = '01931f7e-0000-7000-8000-000000000002';
const set = (
  args: Partial<Extract<Command, { name: 'reminder.set.v1' }>['args']> = {},
): Command => ({
  name: 'reminder.set.v1',
  args: { reminderId: id, at: at + hour, text: 'Bounce', ...args },
});
const done: Command = { name: 'reminder.done.v1', args: { reminderId: id } };
const cancel: Command = { name: 'reminder.cancel.v1', args: { reminderId: id } };
const around = (actor: Actor) => ({ actor, at, inviteeId: null });
const act = (workspace: Workspace, actor: Actor, command: Command): Workspace => {
  expect(refusalOf(workspace, command, around(actor))).toBeNull();
  return reduce(workspace, command, around(actor));
};
const held = (workspace: Workspace) => {
  const reminder = workspace.reminders.get(id);
  if (!reminder) throw new Error('it is there');
  return reminder;
};
const fired = (workspace: Workspace): Workspace => ({
  ...workspace,
  reminders: new Map([[id, firedReminder(held(workspace), at + hour)]]),
});

describe('a reminder', () => {
  const mine = act(emptyWorkspace, ana, set());

  it('CM16 is its owner’s: to others it is not there, and its id is taken', () => {
    for (const command of [done, cancel]) {
      expect(refusalOf(mine, command, around(ben))).toBe('not-found');
    }
    expect(refusalOf(mine, set(), around(ben))).toBe('id-taken');
    expect(refusalOf(emptyWorkspace, done, around(ana))).toBe('not-found');
  });

  it('CM16 is set on tracks one is on, and may be moved when one no longer is', () => {
    expect(refusalOf(emptyWorkspace, set({ trackId }), around(ana))).toBe('not-found');
    const track = act(emptyWorkspace, ana, {
      name: 'track.create.v1',
      args: { trackId, title: 'Midnight Drive' },
    });
    const onTrack = act(track, ana, set({ trackId }));
    expect(held(onTrack).trackTitle).toBe('Midnight Drive');
    const lost = { ...emptyWorkspace, reminders: onTrack.reminders };
    const moved = act(lost, ana, set({ trackId, at: at + day }));
    expect(held(moved)).toMatchObject({ at: at + day, trackTitle: 'Midnight Drive' });
    expect(refusalOf(lost, set({ trackId: id }), around(ana))).toBe('not-found');
  });

  it('CM16 is due, then done; set again it is open again', () => {
    const due = fired(mine);
    expect(held(due)).toMatchObject({ at: null, dueAt: at + hour, endedAs: null });
    const ended = act(due, ana, done);
    expect(held(ended)).toMatchObject({ dueAt: null, endedAs: 'done' });
    expect(act(ended, ana, done)).toBe(ended);
    expect(act(ended, ana, cancel)).toBe(ended);
    expect(held(act(ended, ana, set()))).toMatchObject({ at: at + hour, endedAs: null });
  });

  it('CM16 that is not due cannot be done, and cancelled is no more', () => {
    expect(act(mine, ana, done)).toBe(mine);
    expect(held(act(mine, ana, cancel))).toMatchObject({ at: null, endedAs: 'cancelled' });
    const repeating = act(emptyWorkspace, ana, set({ repeat: 'daily' }));
    expect(held(act(fired(repeating), ana, done))).toMatchObject({
      at: at + hour + day,
      dueAt: null,
      endedAs: null,
    });
  });
});

describe('repeating', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC'];

  it('TM2 the next time is later, and at the same time of the day there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) }),
        fc.integer({ min: 0, max: 4_000 * day }),
        fc.constantFrom(...repeats),
        fc.constantFrom(...zones),
        (from, later, repeat: Repeat, timeZone) => {
          const firstAt = from - (from % hour) + 12 * hour;
          const after = firstAt + later;
          const next = nextAt({ firstAt, repeat, timeZone }, after) ?? 0;
          expect(next).toBeGreaterThan(after);
          const most = { daily: 2, weekdays: 4, weekly: 8, monthly: 32 }[repeat];
          expect(next - after).toBeLessThanOrEqual(most * day);
          const [first, then] = [wallTimeAt(firstAt, timeZone), wallTimeAt(next, timeZone)];
          // In the night a clock may jump over the time; by day it never does.
          if (first.time >= '04:00') expect(then.time).toBe(first.time);
          if (repeat === 'weekly') expect(weekdayOf(then.on)).toBe(weekdayOf(first.on));
          if (repeat === 'weekdays') expect([0, 6]).not.toContain(weekdayOf(then.on));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('TM2 the last day of a month stays the last, without drifting', () => {
    const firstAt = Date.UTC(2026, 0, 31, 9);
    const days: string[] = [];
    let last = firstAt;
    for (let month = 0; month < 5; month += 1) {
      last = nextAt({ firstAt, repeat: 'monthly', timeZone: 'UTC' }, last) ?? 0;
      days.push(new Date(last).toISOString().slice(5, 10));
    }
    expect(days).toEqual(['02-28', '03-31', '04-30', '05-31', '06-30']);
  });

  it('does not, where it is not asked to', () => {
    expect(nextAt({ firstAt: at, repeat: null, timeZone: 'UTC' }, at)).toBeNull();
  });
});
