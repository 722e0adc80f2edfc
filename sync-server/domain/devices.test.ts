import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '#shared/base/time.ts';
import { devicesPerUser, goneDevicesKept } from '#shared/workspace/limits.ts';
import { deviceOf } from '../../tests/support/feed-of.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let ben: Device;
beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
});
afterEach(() => world.close());

const see = (device: string, hasActed = false, who = ana) =>
  world.service.seeDevice(who.actor.userId, {
    device,
    name: 'Firefox on Linux',
    form: 'computer',
    hasActed,
  });
const headOf = async (who: Device) => (await deviceOf(world, who)).cursor;
const devicesOf = async (who: Device) =>
  [...(await deviceOf(world, who)).rows.device.values()].map(({ body }) => body);

describe('devices of a person', () => {
  it('CL11 are told to their owner alone', async () => {
    await see('laptop');
    await see('phone', true);
    const now = world.clock.now();
    const seen = { name: 'Firefox on Linux', form: 'computer', firstSeenAt: now, lastSeenAt: now };
    expect(await devicesOf(ana)).toEqual([
      { id: 'laptop', ...seen, lastActAt: null },
      { id: 'phone', ...seen, lastActAt: now },
    ]);
    expect(await devicesOf(ben)).toEqual([]);
    await see('laptop', false, ben);
    expect(await devicesOf(ben)).toHaveLength(1);
  });

  it('CL11 are told of again after minutes, not at each question', async () => {
    await see('laptop');
    const head = await headOf(ana);
    for (let asked = 0; asked < 10; asked += 1) await see('laptop');
    expect(await headOf(ana)).toBe(head);
    world.clock.pass(5 * minute);
    await see('laptop');
    await see('laptop');
    expect(await headOf(ana)).toBe(head + 1);
    await see('laptop', true);
    await see('laptop', true);
    expect(await headOf(ana)).toBe(head + 2);
    expect(await devicesOf(ana)).toMatchObject([
      { firstSeenAt: world.clock.now() - 5 * minute, lastActAt: world.clock.now() },
    ]);
  });

  it('CL11 beyond fifty leave the list, the one silent for longest first', async () => {
    for (let index = 0; index <= devicesPerUser; index += 1) {
      world.clock.pass(1);
      await see(`device-${index}`);
    }
    const ids = (await devicesOf(ana)).map(({ id }) => id);
    expect(ids).toHaveLength(devicesPerUser);
    expect(ids).not.toContain('device-0');
  });

  it('CL13 the log says of few that have left the list, however many there were', async () => {
    for (let index = 0; index < 3 * devicesPerUser; index += 1) {
      world.clock.pass(1);
      await see(`device-${index}`);
    }
    const rows = await world.database.db
      .selectFrom('change_log')
      .select('op')
      .where('user_id', '=', ana.actor.userId)
      .where('kind', '=', 'device')
      .execute();
    const count = (op: string) => rows.filter((row) => row.op === op).length;
    expect([count('upsert'), count('gone')]).toEqual([devicesPerUser, goneDevicesKept]);
    expect(await devicesOf(ana)).toHaveLength(devicesPerUser);
  });
});
