import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { day, hour, minute } from '#shared/base/time.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { stepAt } from '#shared/workspace/deadline.ts';
import { deviceOf, feedOf, fireAll } from '../../tests/support/feed-of.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let trackId: string;

beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  trackId = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
});
afterEach(() => world.close());

const timeZone = 'Europe/Berlin';
const due = { on: '2026-12-20', time: null, timeZone };
const end = stepAt(due, 'overdue');
const setDue = (): Command => ({
  name: 'track.setDue.v1',
  args: { trackId, dueOn: due.on, timeZone },
});
const goTo = (at: number) => world.clock.pass(at - world.clock.now());

/** Brings the database to where a server is whose rules let the day end that much later. */
async function endedLater(ms: number): Promise<void> {
  const { db } = world.database;
  await sql`update track set due_ends_at = due_ends_at + ${ms}`.execute(db);
  await sql`update timer set due_at = due_at + ${ms}`.execute(db);
}

const track = async () => (await deviceOf(world, ana)).rows.track.get(trackId)?.body;
const told = async () =>
  (await feedOf(world, ana)).map(({ kind, ordinal, data }) => [
    'step' in data ? data.step : kind,
    'endsAt' in data ? (data.endsAt - end) / minute : 0,
    ordinal,
  ]);

/** Another release of the tz database. @returns how many timers fired beside the one that settles */
async function settle(): Promise<number> {
  await world.service.settleZones();
  const steps = 2;
  return (await fireAll(world)) - steps;
}

describe('other rules for zones', () => {
  it('TI5 let a due date end by them, on every device, and nobody is told of it as news', async () => {
    await ana.send(setDue());
    const before = await track();
    await endedLater(hour);
    expect(await settle()).toBe(0);
    expect(await track()).toEqual(before);
    expect(await feedOf(world, ana)).toEqual([]);
    for (const step of ['week', 'three-days', 'day', 'hours', 'overdue'] as const) {
      goTo(stepAt(due, step) - 1);
      expect(await fireAll(world)).toBe(0);
      world.clock.pass(1);
      expect(await fireAll(world)).toBe(1);
    }
  });

  it('TI5 move what was to be told next, and correct what was told', async () => {
    await ana.send(setDue());
    await endedLater(-hour);
    goTo(end - 3 * hour);
    await world.store.write(async (tx) => {
      // As the server of before would have told it.
      const found = await tx.timer(`deadline:${trackId}`);
      expect(found?.dueAt).toBe(stepAt(due, 'week') - hour);
      await tx.setTimer({
        key: `deadline:${trackId}`,
        dueAt: end - hour,
        attempts: 0,
        position: '',
      });
      await tx.putNotifications(ana.actor.userId, [
        {
          id: world.id(),
          ordinal: 1,
          createdAt: end - 3 * hour,
          actor: null,
          track: { id: trackId, title: 'Midnight Drive' },
          kind: 'deadline.near',
          data: { step: 'hours', due, at: end - 3 * hour, endsAt: end - hour },
        },
      ]);
      await tx.advanceHead(ana.actor.userId, 0, 1, 'epoch');
    });
    expect(await settle()).toBe(0);
    expect(await told()).toEqual([['hours', 0, 1]]);
    goTo(end - 1);
    expect(await fireAll(world)).toBe(0);
    world.clock.pass(1);
    expect(await fireAll(world)).toBe(1);
    expect(await told()).toEqual([['deadline.passed', 0, 2]]);
  });

  it('TI5 tell at once what has come by them already', async () => {
    await ana.send(setDue());
    goTo(stepAt(due, 'hours'));
    await fireAll(world);
    await endedLater(hour);
    goTo(end + 30 * minute);
    expect(await fireAll(world)).toBe(0);
    expect(await settle()).toBe(1);
    expect(await told()).toEqual([['deadline.passed', 0, 2]]);
  });

  it('TI5 tell again what was told too early', async () => {
    await ana.send(setDue());
    goTo(end - 30 * minute);
    await endedLater(-hour);
    await sql`update timer set due_at = ${end - hour}`.execute(world.database.db);
    // What fires settles its own track first, whether it is its turn or not.
    expect(await fireAll(world)).toBe(1);
    expect(await told()).toEqual([]);
    expect(await settle()).toBe(0);
    goTo(end);
    expect(await fireAll(world)).toBe(1);
    expect(await told()).toEqual([['deadline.passed', 0, 1]]);
  });

  it('TI4 TI5 fill in what rows of before lack, by one name for each zone, through any number of tracks', async () => {
    const ids = Array.from({ length: 45 }, () => world.id());
    for (const id of ids) {
      const args = { trackId: id, title: 'Low Tide', dueOn: due.on, timeZone: 'Asia/Kolkata' };
      await ana.send({ name: 'track.create.v1', args });
    }
    const before = await deviceOf(world, ana);
    await sql`update track set due_ends_at = null`.execute(world.database.db);
    await sql`update track set due_time_zone = 'Asia/Calcutta'`.execute(world.database.db);
    await world.service.settleZones();
    // Three steps of tracks, the last of which is not full, and one of reminders.
    expect(await fireAll(world)).toBe(4);
    const after = await deviceOf(world, ana);
    for (const id of ids) {
      expect(after.rows.track.get(id)?.body).toEqual(before.rows.track.get(id)?.body);
    }
    expect(await feedOf(world, ana)).toEqual([]);
  });

  it('TI5 let a reminder that repeats ring by them, and leave a first time that somebody chose', async () => {
    const at = Date.UTC(2026, 10, 25, 8);
    const [repeating, first] = [world.id(), world.id()];
    const set = (reminderId: string, from: number): Command => ({
      name: 'reminder.set.v1',
      args: { reminderId, at: from, text: 'Bounce', repeat: 'daily', timeZone },
    });
    await ana.send(set(repeating, at));
    await ana.send(set(first, at + 10 * day));
    goTo(at);
    await fireAll(world);
    const { db } = world.database;
    await sql`update reminder set at = at + ${hour} where id = ${repeating}`.execute(db);
    await sql`update timer set due_at = due_at + ${hour} where key = ${`reminder:${repeating}`}`.execute(
      db,
    );
    expect(await settle()).toBe(0);
    const { reminder } = (await deviceOf(world, ana)).rows;
    expect(reminder.get(repeating)?.body.at).toBe(at + day);
    expect(reminder.get(first)?.body.at).toBe(at + 10 * day);
    goTo(at + day);
    expect(await fireAll(world)).toBe(1);
  });

  it('TI5 may come twice at once, and pass over a zone that nobody knows', async () => {
    await ana.send(setDue());
    const stranger = world.id();
    const args = { trackId: stranger, title: 'Low Tide', dueOn: due.on, timeZone };
    await ana.send({ name: 'track.create.v1', args });
    const { db } = world.database;
    await sql`update track set due_time_zone = 'Mars/Olympus' where id = ${stranger}`.execute(db);
    await endedLater(hour);
    await world.service.settleZones();
    await world.service.settleZones();
    expect(await fireAll(world)).toBe(2);
    expect(await settle()).toBe(0);
    expect((await track())?.dueEndsAt).toBe(end);
    expect(world.faults).toEqual([]);
  });
});
