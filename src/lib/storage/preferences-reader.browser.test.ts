import { Dexie } from 'dexie';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCommandSender } from './command-sender.ts';
import { changedPreferences, defaultPreferences } from '#shared/workspace/preferences.ts';
import {
  firstOf,
  openTestDevice,
  pageOf,
  trackOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { applyPage } from './apply-page.ts';
import {
  feedDatabaseName,
  openFeedDatabase,
  readPosition,
  startPosition,
} from './feed-database.ts';
import { createPreferencesReader } from './preferences-reader.ts';

let device: TestDevice;
beforeEach(async () => {
  device = await openTestDevice();
});
afterEach(() => device.dispose());

const read = () => firstOf(createPreferencesReader(device).preferences());

describe('preferences on the device', () => {
  test('CM17 are whole from the start, and at once what was said here', async () => {
    const { userId } = device.account;
    const defaults = defaultPreferences(userId);
    expect(await read()).toEqual({ preferences: defaults, isWaiting: false });
    const said = { push: { categories: { deadline: false } } };
    await createCommandSender(device).send({
      name: 'preferences.set.v1',
      args: said,
    });
    const expected = changedPreferences(defaults, said);
    expect(await read()).toEqual({ preferences: expected, isWaiting: true });
  });

  test('CM17 are those of the log, with what waits on top', async () => {
    const { userId } = device.account;
    const hidden = changedPreferences(defaultPreferences(userId), { push: { hidePreviews: true } });
    const change = { seq: 1, op: 'upsert', kind: 'preferences', id: userId, body: hidden } as const;
    await applyPage(device.feed, userId, pageOf([change]));
    expect(await read()).toEqual({ preferences: hidden, isWaiting: false });
    await createCommandSender(device).send({
      name: 'preferences.set.v1',
      args: { push: { hidePreviews: false } },
    });
    expect(await read()).toMatchObject({
      preferences: { push: { hidePreviews: false } },
      isWaiting: true,
    });
  });
});

test('CL3 a database of an app that passed over them reads the log again, and keeps its rows', async () => {
  const userId = 'of-an-older-app';
  const older = new Dexie(feedDatabaseName(userId));
  older.version(2).stores({ tracks: 'id', meta: 'name' });
  await older.table('tracks').put({ id: 't', seq: 7, epoch: 'e1', body: trackOf('t') });
  await older.table('meta').put({ ...startPosition, epoch: 'e1', cursor: 9, complete: 4 });
  older.close();
  const db = openFeedDatabase(userId);
  expect(await readPosition(db)).toMatchObject({ epoch: 'e1', cursor: 0, complete: 4 });
  expect(await db.tracks.count()).toBe(1);
  await db.delete();
});
