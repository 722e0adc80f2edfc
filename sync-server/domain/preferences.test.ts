import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultPreferences } from '#shared/workspace/preferences.ts';
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

const preferencesOf = async (who: Device) => (await deviceOf(world, who)).contents().preferences;
const set = (who: Device, push: object) => who.send({ name: 'preferences.set.v1', args: { push } });

it('CM17 preferences are told to all devices of their owner, and to nobody else', async () => {
  expect(await preferencesOf(ana)).toEqual([]);
  expect(await set(ana, { hidePreviews: true })).toMatchObject({ status: 'done' });
  expect(await set(world.device(ana.actor), { categories: { system: false } })).toMatchObject({
    status: 'done',
  });
  const { id, push } = defaultPreferences(ana.actor.userId);
  const categories = { ...push.categories, system: false };
  expect(await preferencesOf(ana)).toEqual([
    { id, push: { ...push, categories, hidePreviews: true } },
  ]);
  expect(await preferencesOf(ben)).toEqual([]);
  expect(new Set(world.heard)).toEqual(new Set([ana.actor.userId]));
});

it('CM17 CM7 what changes nothing is no news', async () => {
  await set(ana, { hidePreviews: true });
  const { cursor } = await deviceOf(world, ana);
  expect(await set(ana, { hidePreviews: true, categories: { support: true } })).toMatchObject({
    status: 'done',
    seq: cursor,
  });
  expect((await deviceOf(world, ana)).cursor).toBe(cursor);
});
