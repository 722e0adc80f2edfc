import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, hour, minute } from '#shared/base/time.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { remindersPerUser } from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { stepAt } from '#shared/workspace/deadline.ts';
import { deviceOf, feedOf, fireAll } from '../../tests/support/feed-of.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let ben: Device;
let trackId: string;

beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
  trackId = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
});
afterEach(() => world.close());

const timeZone = 'Europe/Berlin';
const setDue = (dueOn: string | null, time?: string): Command => ({
  name: 'track.setDue.v1',
  args: { trackId, dueOn, timeZone, ...(time && { time }) },
});
const setStage = (stage: 'released' | 'mixing'): Command => ({
  name: 'track.setStage.v1',
  args: { trackId, stage },
});
const deadlines = (feed: readonly NotificationRecord[]) =>
  feed.filter(({ kind }) => kind.startsWith('deadline.'));
const stepOf = (record: NotificationRecord | undefined) =>
  record?.kind === 'deadline.near' ? record.data.step : record?.kind;
const due = { on: '2026-12-20', time: null, timeZone };
const goTo = (at: number) => world.clock.pass(at - world.clock.now());

describe('deadlines', () => {
  it('NT9 TM1 climb the ladder in one row, unread again at each step, to everybody on the track', async () => {
    await world.join(ana, ben, trackId);
    await ana.send(setDue('2026-12-20'));
    let before = 0;
    const seen: unknown[] = [];
    for (const step of ['week', 'three-days', 'day', 'hours', 'overdue'] as const) {
      goTo(stepAt(due, step) - 1);
      expect(await fireAll(world)).toBe(0);
      world.clock.pass(1);
      expect(await fireAll(world)).toBe(1);
      const [row, ...more] = deadlines(await feedOf(world, ben));
      expect(more).toEqual([]);
      expect(row?.ordinal).toBeGreaterThan(before);
      before = row?.ordinal ?? 0;
      seen.push([row?.id, stepOf(row)]);
    }
    const id = deadlines(await feedOf(world, ben))[0]?.id;
    expect(seen).toEqual(
      ['week', 'three-days', 'day', 'hours', 'deadline.passed'].map((step) => [id, step]),
    );
    expect(deadlines(await feedOf(world, ana))).toHaveLength(1);
    world.clock.pass(60 * day);
    expect(await fireAll(world)).toBe(0);
  });

  it('TM2 after a time of silence tell once, the latest, and when it was reached', async () => {
    await ana.send(setDue('2026-12-20'));
    goTo(stepAt(due, 'day') + 3 * hour);
    expect(await fireAll(world)).toBe(1);
    const [row] = deadlines(await feedOf(world, ana));
    expect(row).toMatchObject({
      kind: 'deadline.near',
      createdAt: world.clock.now(),
      data: { step: 'day', at: stepAt(due, 'day'), endsAt: stepAt(due, 'overdue') },
    });
    expect(await fireAll(world)).toBe(0);
  });

  it.each<[string, () => Command | null]>([
    ['the date moves', () => setDue('2027-01-20')],
    ['the date goes', () => setDue(null)],
    ['a time is set', () => setDue('2026-12-20', '12:00')],
    ['the track is out', () => setStage('released')],
    ['the track is deleted', () => ({ name: 'track.delete.v1', args: { trackId } })],
  ])('NT9 are withdrawn from everybody when %s', async (_, command) => {
    await world.join(ana, ben, trackId);
    await ana.send(setDue('2026-12-20'));
    goTo(stepAt(due, 'three-days'));
    await fireAll(world);
    expect(deadlines(await feedOf(world, ben))).toHaveLength(1);
    const sent = command();
    if (sent) await ana.send(sent);
    for (const person of [ana, ben]) expect(deadlines(await feedOf(world, person))).toEqual([]);
  });

  it('NT9 stay with a rename, and go with who leaves', async () => {
    await world.join(ana, ben, trackId);
    await ana.send(setDue('2026-12-20'));
    goTo(stepAt(due, 'three-days'));
    await fireAll(world);
    await ana.send({ name: 'track.rename.v1', args: { trackId, title: 'Low Tide' } });
    expect(deadlines(await feedOf(world, ben))).toHaveLength(1);
    await ben.send({ name: 'member.leave.v1', args: { trackId } });
    expect(deadlines(await feedOf(world, ben))).toEqual([]);
    expect(deadlines(await feedOf(world, ana))).toHaveLength(1);
    goTo(stepAt(due, 'overdue'));
    await fireAll(world);
    expect(deadlines(await feedOf(world, ben))).toEqual([]);
  });

  it('NT13 NT9 say that the date was taken back to whoever has read that it was overdue', async () => {
    await world.join(ana, ben, trackId);
    const chloe = await world.signUp('Chloe');
    await world.join(ana, chloe, trackId);
    await ana.send(setDue('2026-11-23'));
    await fireAll(world);
    const [read] = deadlines(await feedOf(world, ben));
    await sayMark(world, ben.actor.userId, 'read', read?.ordinal ?? 0);
    world.clock.pass(minute);
    await ana.send(setDue(null));
    const dueOf = async (who: Device) =>
      (await feedOf(world, who)).filter(({ kind }) => /due|deadline/u.test(kind));
    const [news, ...before] = (await dueOf(ben)).toReversed();
    expect(news).toMatchObject({ kind: 'due.changed', data: { to: null } });
    expect(before).toMatchObject([{ kind: 'due.changed', data: { from: null } }]);
    // Who has read neither, has nothing to be told.
    expect(await dueOf(chloe)).toEqual([]);
  });

  it('TM1 tell nothing of a date that moved meanwhile, nor of a track that is out', async () => {
    await ana.send(setDue('2026-12-20'));
    await ana.send(setDue('2026-12-28'));
    goTo(stepAt(due, 'week'));
    expect(await fireAll(world)).toBe(0);
    await ana.send(setDue('2027-02-01'));
    await ana.send(setStage('released'));
    world.clock.pass(90 * day);
    expect(await fireAll(world)).toBe(0);
  });

  /** What both people read of the deadline once the timers have fired. */
  const rows = async () => {
    await fireAll(world);
    const [own, theirs] = [await feedOf(world, ana), await feedOf(world, ben)];
    expect(deadlines(theirs).map(stepOf)).toEqual(deadlines(own).map(stepOf));
    return deadlines(own).map(stepOf);
  };

  it.each<[string, 'overdue' | 'day', () => readonly Command[], string[]]>([
    [
      'moved ten days on by mistake and back at once',
      'overdue',
      () => [setDue('2026-12-30'), setDue('2026-12-20')],
      ['deadline.passed'],
    ],
    [
      'taken away and set again',
      'overdue',
      () => [setDue(null), setDue('2026-12-20')],
      ['deadline.passed'],
    ],
    [
      'out by mistake and back with a day left',
      'day',
      () => [setStage('released'), setStage('mixing')],
      ['day'],
    ],
    ['set into the past', 'day', () => [setDue('2026-12-01')], ['deadline.passed']],
    ['drawn nearer, past a step', 'day', () => [setDue('2026-12-20', '01:00')], ['hours']],
    ['put off to where no step is reached', 'day', () => [setDue('2027-02-01')], []],
  ])('NT9 follow the state when the date is %s', async (_, from, commands, expected) => {
    await world.join(ana, ben, trackId);
    await ana.send(setDue('2026-12-20'));
    goTo(from === 'day' ? Date.UTC(2026, 11, 19, 23) : stepAt(due, 'overdue') + hour);
    const before = await rows();
    expect(before).toEqual([from === 'day' ? 'day' : 'deadline.passed']);
    for (const command of commands()) await ana.send(command);
    expect(await rows()).toEqual(expected);
    expect(await fireAll(world)).toBe(0);
  });

  it('NT9 are told to whoever joins later, and to nobody twice', async () => {
    await ana.send(setDue('2026-12-20'));
    goTo(stepAt(due, 'day') + hour);
    await fireAll(world);
    const [own] = deadlines(await feedOf(world, ana));
    await world.join(ana, ben, trackId);
    expect(await rows()).toEqual(['day']);
    expect(deadlines(await feedOf(world, ana))).toEqual([own]);
    await ana.send({ name: 'member.remove.v1', args: { trackId, userId: ben.actor.userId } });
    expect(deadlines(await feedOf(world, ben))).toEqual([]);
    await world.join(ana, ben, trackId);
    expect(await rows()).toEqual(['day']);
  });
});

describe('reminders', () => {
  const set = (args: Partial<Extract<Command, { name: 'reminder.set.v1' }>['args']> = {}) => ({
    name: 'reminder.set.v1' as const,
    args: { reminderId, at: world.clock.now() + hour, text: 'Bounce the stems', ...args },
  });
  let reminderId: string;
  beforeEach(() => {
    reminderId = world.id();
  });
  const due = async (device: Device) =>
    (await feedOf(world, device)).filter(({ kind }) => kind === 'reminder.due');
  const stored = async () =>
    (await deviceOf(world, ana)).rows.reminder.get(reminderId)?.body ?? null;

  it('TM1 NT7 are due once, to their owner alone, and say for when', async () => {
    await world.join(ana, ben, trackId);
    const at = world.clock.now() + hour;
    await ana.send(set({ trackId }));
    expect(await fireAll(world)).toBe(0);
    world.clock.pass(hour + 25 * minute);
    expect(await fireAll(world)).toBe(1);
    expect(await fireAll(world)).toBe(0);
    expect(await due(ben)).toEqual([]);
    const [row] = await due(ana);
    expect(row).toMatchObject({
      actor: null,
      track: { id: trackId, title: 'Midnight Drive' },
      createdAt: at + 25 * minute,
      data: { reminderId, text: 'Bounce the stems', dueAt: at },
    });
    expect(await stored()).toMatchObject({ at: null, dueAt: at, endedAs: null });
    await ana.send({ name: 'reminder.done.v1', args: { reminderId } });
    expect(await stored()).toMatchObject({ dueAt: null, endedAs: 'done' });
  });

  it('TM1 NT7 that are put off are due again in the same row', async () => {
    await ana.send(set());
    world.clock.pass(hour);
    await fireAll(world);
    const [first] = await due(ana);
    await ana.send(set());
    expect(await stored()).toMatchObject({ dueAt: null });
    world.clock.pass(hour);
    expect(await fireAll(world)).toBe(1);
    const rows = await due(ana);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.id).toBe(first?.id);
    expect(rows[0]?.ordinal).toBeGreaterThan(first?.ordinal ?? 0);
  });

  it('TM1 that are moved or cancelled are not due at the old time', async () => {
    await ana.send(set());
    await ana.send(set({ at: world.clock.now() + 2 * hour }));
    world.clock.pass(hour);
    expect(await fireAll(world)).toBe(0);
    await ana.send({ name: 'reminder.cancel.v1', args: { reminderId } });
    world.clock.pass(day);
    expect(await fireAll(world)).toBe(0);
    expect(await stored()).toMatchObject({ endedAs: 'cancelled' });
  });

  it('TM2 that repeat go on at the same time of the day, and are not made up for one by one', async () => {
    const at = Date.UTC(2026, 10, 25, 8);
    await ana.send(set({ at, repeat: 'daily', timeZone }));
    goTo(at + 3 * day + hour);
    expect(await fireAll(world)).toBe(1);
    expect(await due(ana)).toHaveLength(1);
    expect(await stored()).toMatchObject({ dueAt: at, at: at + 4 * day });
    await ana.send({ name: 'reminder.done.v1', args: { reminderId } });
    expect(await stored()).toMatchObject({ dueAt: null, at: at + 4 * day, endedAs: null });
  });

  it('CM22 TM2 an answer pressed before the next ring, and come after it, leaves that asking', async () => {
    const at = Date.UTC(2026, 10, 25, 8);
    await ana.send(set({ at, repeat: 'daily', timeZone }));
    goTo(at);
    expect(await fireAll(world)).toBe(1);
    goTo(at + day);
    expect(await fireAll(world)).toBe(1);
    const done = { name: 'reminder.done.v1' as const, args: { reminderId, askedAt: at } };
    expect(await ana.send(done)).toMatchObject({ status: 'refused', code: 'asked-again' });
    expect(await stored()).toMatchObject({ dueAt: at + day });
    await ana.send({ ...done, args: { reminderId, askedAt: at + day } });
    expect(await stored()).toMatchObject({ dueAt: null, at: at + 2 * day });
  });

  it('CM22 put off late, after they rang again, are put off by nothing and to nowhere', async () => {
    const at = Date.UTC(2026, 10, 25, 8);
    await ana.send(set({ at, repeat: 'daily', timeZone }));
    goTo(at);
    await fireAll(world);
    goTo(at + day);
    await fireAll(world);
    const laterId = world.id();
    const snooze = (askedAt: number) =>
      ana.send({
        name: 'reminder.snooze.v1',
        args: { reminderId, laterId, at: world.clock.now() + hour, askedAt },
      });
    expect(await snooze(at)).toMatchObject({ status: 'refused', code: 'asked-again' });
    expect((await deviceOf(world, ana)).rows.reminder.size).toBe(1);
    expect(await snooze(at + day)).toMatchObject({ status: 'done' });
    expect(await stored()).toMatchObject({ dueAt: null, at: at + 2 * day, repeat: 'daily' });
    const later = (await deviceOf(world, ana)).rows.reminder.get(laterId)?.body;
    expect(later).toMatchObject({ at: at + day + hour, repeat: null, text: 'Bounce the stems' });
    goTo(at + day + hour);
    expect(await fireAll(world)).toBe(1);
  });

  it('CM8 can be put off also where there are as many as there may be', async () => {
    const at = world.clock.now() + hour;
    await ana.send(set({ at, repeat: 'daily', timeZone }));
    for (let count = 1; count < remindersPerUser; count += 1) {
      await ana.send(set({ reminderId: world.id() }));
    }
    expect(await ana.send(set({ reminderId: world.id() }))).toMatchObject({
      code: 'limit-reached',
    });
    goTo(at);
    await fireAll(world);
    const args = { reminderId, laterId: world.id(), at: at + hour, askedAt: at };
    expect(await ana.send({ name: 'reminder.snooze.v1', args })).toMatchObject({ status: 'done' });
    expect(await stored()).toMatchObject({ dueAt: null });
  });

  it('CM9 are put off to no id that is somebody’s', async () => {
    await ben.send(set({ reminderId: world.id() }));
    const theirs = [...(await deviceOf(world, ben)).rows.reminder.keys()][0] ?? '';
    await ana.send(set({ at: world.clock.now(), repeat: 'daily', timeZone }));
    await fireAll(world);
    const args = { reminderId, laterId: theirs, at: world.clock.now() + hour };
    expect(await ana.send({ name: 'reminder.snooze.v1', args })).toMatchObject({
      code: 'id-taken',
    });
  });

  it('CM25 whose words were changed before they rang, and come after it, keep their days', async () => {
    const at = Date.UTC(2026, 9, 31, 9);
    world.clock.pass(Date.UTC(2026, 9, 30) - world.clock.now());
    await ana.send(set({ at, repeat: 'monthly', timeZone: 'UTC' }));
    goTo(at);
    await fireAll(world);
    goTo(Date.UTC(2026, 10, 30, 10));
    await fireAll(world);
    const abroad = { repeat: 'monthly', timeZone: 'America/New_York', text: 'Else' } as const;
    await ana.send(set({ at: Date.UTC(2026, 10, 30, 9), ...abroad }));
    expect(await stored()).toMatchObject({
      text: 'Else',
      firstAt: at,
      timeZone: 'UTC',
      at: Date.UTC(2026, 11, 31, 9),
    });
  });

  it('TM1 set for a time that has passed are due at once', async () => {
    await ana.send(set({ at: world.clock.now() - hour }));
    expect(await fireAll(world)).toBe(1);
    expect((await due(ana))[0]?.data).toMatchObject({ dueAt: world.clock.now() - hour });
  });

  it('NT6 on a track that is lost come without a way there', async () => {
    await world.join(ana, ben, trackId);
    await ben.send(set({ trackId }));
    await ana.send({ name: 'member.remove.v1', args: { trackId, userId: ben.actor.userId } });
    world.clock.pass(hour);
    await fireAll(world);
    expect((await due(ben))[0]?.track).toBeNull();
  });
});

describe('announcements', () => {
  const publish = (to?: string[]): Command => ({
    name: 'announcement.publish.v1',
    args: {
      announcementId: world.id(),
      title: 'Maintenance',
      text: 'Tonight.',
      priority: 'high',
      ...(to && { to }),
    },
  });
  const told = async (device: Device) =>
    (await feedOf(world, device)).filter(({ kind }) => kind === 'announcement.published').length;

  it('NT8 reach everybody but who wrote them, some hundred at a time', async () => {
    await world.service.addSupport(ben.actor.email);
    const rows = Array.from({ length: 1_100 }, (_, index) => ({
      id: `crowd-${String(index).padStart(4, '0')}`,
      name: 'Crowd',
      email: `crowd-${index}@example.test`,
    }));
    await world.database.db.insertInto('user').values(rows).execute();
    expect(await ben.send(publish())).toMatchObject({ status: 'done' });
    expect(await fireAll(world)).toBe(3);
    expect([await told(ana), await told(ben)]).toEqual([1, 0]);
    const { count } = await world.database.db
      .selectFrom('notification')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(1_101);
  });

  it('OP27 are told in steps of some milliseconds, each once to everybody', async () => {
    await world.service.addSupport(ben.actor.email);
    const rows = Array.from({ length: 30 }, (_, index) => ({
      id: `crowd-${String(index).padStart(4, '0')}`,
      name: 'Crowd',
      email: `crowd-${index}@example.test`,
    }));
    await world.database.db.insertInto('user').values(rows).execute();
    await ben.send(publish());
    world.slowDown(2);
    expect(await fireAll(world)).toBeGreaterThan(8);
    const counts = await world.database.db
      .selectFrom('notification')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .groupBy('user_id')
      .execute();
    expect(counts).toHaveLength(31);
    expect(counts.every(({ count }) => count === 1)).toBe(true);
  });

  it('NT8 reach those they name, once', async () => {
    const chloe = await world.signUp('Chloe');
    await world.service.addSupport(ben.actor.email);
    await ben.send(publish([ana.actor.email, ana.actor.userId]));
    await fireAll(world);
    expect([await told(ana), await told(chloe)]).toEqual([1, 0]);
  });

  it('NT8 CM5 are support’s alone, and name accounts that exist', async () => {
    expect(await ana.send(publish())).toMatchObject({ status: 'refused', code: 'not-allowed' });
    await world.service.addSupport(ben.actor.email);
    const outcome = await ben.send(publish(['nobody@example.test']));
    expect(outcome).toMatchObject({ status: 'refused', code: 'not-found' });
    expect(await fireAll(world)).toBe(0);
  });
});

describe('a timer that fails', () => {
  it('TM3 waits, longer each time, and holds up nobody else', async () => {
    await world.store.write((tx) =>
      tx.setTimer({ key: 'unknown:1', dueAt: 1, attempts: 0, position: '' }),
    );
    await ana.send({
      name: 'reminder.set.v1',
      args: { reminderId: world.id(), at: world.clock.now() },
    });
    expect(await world.service.fireTimers()).toMatchObject({ fired: 2 });
    const { nextAt } = await world.service.fireTimers();
    const first = (nextAt ?? 0) - world.clock.now();
    expect(first).toBeGreaterThan(0);
    expect((await feedOf(world, ana)).map(({ kind }) => kind)).toEqual(['reminder.due']);
    expect(world.faults).toHaveLength(1);
    world.clock.pass(first);
    await world.service.fireTimers();
    const again = await world.service.fireTimers();
    expect((again.nextAt ?? 0) - world.clock.now()).toBeGreaterThan(first);
    expect(await feedOf(world, ana)).toHaveLength(1);
  });
});
