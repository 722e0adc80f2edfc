/** This file tests quiet hours as pushes keep them, on a real workspace and a push service here. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hour, minute, second, day } from '#shared/base/time.ts';
import { feedOf, fireAll } from '../../tests/support/feed-of.ts';
import { openPushedPeople, titles, type PushedPeople } from '../../tests/support/pushed-people.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import type { Device, TestWorkspace } from '../../tests/support/workspace.ts';

let people: PushedPeople;
let world: TestWorkspace;
let ana: Device;
let ben: Device;
beforeEach(async () => {
  people = await openPushedPeople();
  ({ world, ana, ben } = people);
});
afterEach(() => people.close());

describe('in quiet hours', () => {
  // It is ten in the morning UTC, eleven in Berlin.
  const quietHours = { from: '10:30', to: '12:00', timeZone: 'Europe/Berlin' };

  it('PU6 nothing rings; afterwards the latest three that still matter do', async () => {
    const phone = await people.subscribe();
    await people.prefer({ quietHours });
    await ben.send(people.stage());
    for (let n = 1; n <= 5; n += 1) await ben.send(people.mention(`Mention ${n}`));
    await people.sent();
    expect(phone.arrived).toEqual([]);
    const [read] = (await feedOf(world, ana)).slice(-1);
    await sayMark(world, ana.actor.userId, 'read', read?.ordinal ?? 0);
    world.clock.pass(59 * minute);
    await people.sent();
    expect(phone.arrived).toEqual([]);
    world.clock.pass(minute);
    await people.sent();
    const bodies = phone.arrived.map(({ payload }) => payload.notification.body);
    expect(bodies).toEqual(['Mention 2', 'Mention 3', 'Mention 4']);
    expect(await people.jobs()).toEqual([]);
  });

  it('NT18 what waits of somebody is not pushed any more once they are blocked', async () => {
    const phone = await people.subscribe();
    await people.prefer({ quietHours });
    await ben.send(people.mention('Is the kick late?'));
    await people.sent();
    const { userId, name } = ben.actor;
    await ana.send({ name: 'person.block.v1', args: { userId, name } });
    await ben.send(people.mention('Answer me.'));
    world.clock.pass(hour);
    await people.sent();
    expect(phone.arrived).toEqual([]);
    expect(await people.jobs()).toEqual([]);
  });

  it('PU6 a reminder of one’s own waits, and says how late it is', async () => {
    const phone = await people.subscribe();
    await people.prefer({ quietHours });
    const args = { reminderId: world.id(), at: world.clock.now() + minute, text: 'Stems' };
    await ana.send({ name: 'reminder.set.v1', args });
    world.clock.pass(minute);
    await fireAll(world);
    await people.sent();
    expect(phone.arrived).toEqual([]);
    world.clock.pass(hour);
    await people.sent();
    expect(titles(phone)).toEqual(['Stems']);
    expect(phone.arrived[0]?.headers['ttl']).toBe(String((day - hour) / second));
  });

  it.each([
    ['are switched off', null],
    ['are moved', { ...quietHours, to: '10:45' }],
  ])('PU6 that %s what is held comes at once, three at most', async (_, change) => {
    const phone = await people.subscribe();
    await people.prefer({ quietHours });
    for (let n = 1; n <= 5; n += 1) await ben.send(people.mention(`Mention ${n}`));
    await people.sent();
    await people.prefer({ hidePreviews: false, categories: { workflow: false } });
    await people.sent();
    expect(phone.arrived).toEqual([]);
    await people.prefer({ quietHours: change });
    await people.sent();
    const bodies = phone.arrived.map(({ payload }) => payload.notification.body);
    expect(bodies).toEqual(['Mention 3', 'Mention 4', 'Mention 5']);
    expect(await people.jobs()).toEqual([]);
  });

  it('PU6 that are made longer hold what they held', async () => {
    const phone = await people.subscribe();
    await people.prefer({ quietHours });
    await ben.send(people.mention('Hello?'));
    await people.sent();
    await people.prefer({ quietHours: { ...quietHours, to: '13:00' } });
    world.clock.pass(hour);
    await people.sent();
    expect(phone.arrived).toEqual([]);
    world.clock.pass(hour);
    await people.sent();
    expect(phone.arrived).toHaveLength(1);
  });

  it('PU6 are those of each device, where it is now', async () => {
    const device = world.id();
    const [phone, studio] = [
      await people.subscribe(device, 's', 'Asia/Tokyo'),
      await people.subscribe(),
    ];
    await people.prefer({ quietHours });
    await ben.send(people.mention('Hello?'));
    await people.sent();
    expect([phone.arrived.length, studio.arrived.length]).toEqual([1, 0]);
    await people.say(phone, device, { timeZone: 'Europe/Rome', isRepeated: true });
    await ben.send(people.mention('Still there?'));
    await people.sent();
    expect([phone.arrived.length, studio.arrived.length]).toEqual([1, 0]);
    // The traveller lands where the night is over.
    await people.say(phone, device, { timeZone: 'Asia/Tokyo', isRepeated: true });
    await people.sent();
    expect([phone.arrived.length, studio.arrived.length]).toEqual([2, 0]);
  });

  it('PU6 PU2 and the times in a push, are of the clock where the device is', async () => {
    const phone = await people.subscribe(world.id(), 's', 'America/New_York');
    const at = world.clock.now() + minute;
    const args = { reminderId: world.id(), at, text: 'Stems', timeZone: 'Asia/Tokyo' };
    await ana.send({ name: 'reminder.set.v1', args });
    world.clock.pass(minute);
    await fireAll(world);
    await people.sent();
    expect(phone.arrived[0]?.payload.notification.body).toBe('Set for 05:01');
  });

  it('PU6 that never end nothing waits', async () => {
    await people.subscribe();
    await people.prefer({ quietHours: { ...quietHours, to: quietHours.from } });
    await ben.send(people.mention('Hello?'));
    await people.sent();
    expect(await people.jobs()).toEqual([]);
  });
});
