import { afterEach, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { defaultPreferences } from '#shared/workspace/preferences.ts';
import { openActsDatabase, type ActsDatabase } from './acts-database.ts';
import { exportAll } from './export-all.ts';
import { openFeedDatabase, type FeedDatabase } from './feed-database.ts';

let feed: FeedDatabase;
let acts: ActsDatabase;
afterEach(async () => {
  await feed.delete();
  await acts.delete();
});

const account = { userId: 'ana', name: 'Ana', email: 'ana@studio.example' };
function open() {
  feed = openFeedDatabase(uuid7(Date.now()));
  acts = openActsDatabase(uuid7(Date.now()), () => uuid7(Date.now()));
}
const exported = async () =>
  JSON.parse(await (await exportAll({ account, feed, acts, now: () => 0 })).text());

it('holds what was received, what was read of it, and what waits', async () => {
  open();
  const base = { createdAt: 1, actor: null, track: null } as const;
  const row = (ordinal: number) =>
    ({
      ordinal,
      id: `n${ordinal}`,
      seq: ordinal,
      epoch: 'e',
      body: {
        ...base,
        id: `n${ordinal}`,
        ordinal,
        kind: 'account.signed-in',
        data: { device: 'X' },
      },
    }) as const;
  await feed.notifications.bulkAdd([row(1), row(2)]);
  await acts.lanes.add({ name: 'read', runs: Float64Array.of(2, 2, 8) });
  await acts.outbox.add({
    id: 'c1',
    command: { name: 'track.delete.v1', args: { trackId: 't1' } },
    at: 5,
    n: 1,
    state: 'waiting',
  });
  const file = await exported();
  expect(file).toMatchObject({ account, exportedAt: '1970-01-01T00:00:00.000Z', tracks: [] });
  expect(file.notifications).toMatchObject([
    { id: 'n1', isRead: false, isDismissed: false },
    { id: 'n2', isRead: true, isDismissed: false },
  ]);
  expect(file.outbox).toEqual([
    { id: 'c1', name: 'track.delete.v1', args: { trackId: 't1' }, at: 5, state: 'waiting' },
  ]);
});

it('is whole where there is nothing', async () => {
  open();
  expect(await exported()).toMatchObject({ notifications: [], outbox: [], comments: [] });
});

it('AC28 holds what is being typed, the acts and the role, and says what it lacks', async () => {
  open();
  await acts.drafts.add({ place: 'comment/t1', text: 'Not sent', version: null });
  await acts.records.add({
    id: 'act/d/1',
    kind: 'read',
    device: 'd',
    lane: 'read',
    stamp: 2,
    changed: [[1, 3]],
    count: 3,
  });
  const blocked = [{ id: 'ben', name: 'Ben', at: 1 }];
  const preferences = { ...defaultPreferences('ana'), blocked };
  await feed.preferences.add({ id: 'ana', seq: 2, epoch: 'e', body: preferences });
  const facts = { id: 'ana', name: 'Ana', role: 'support' } as const;
  await feed.account.add({ id: 'ana', seq: 1, epoch: 'e', body: facts });
  const file = await exported();
  expect(file.account).toEqual({ ...account, role: 'support' });
  expect(file.preferences).toEqual([preferences]);
  expect(file.drafts).toMatchObject([{ place: 'comment/t1', text: 'Not sent' }]);
  expect(file.acts).toEqual([
    { id: 'act/d/1', kind: 'read', device: 'd', at: Date.UTC(2025, 0, 1) + 2, ordinals: [[1, 3]] },
  ]);
  expect(file.lacks.length).toBeGreaterThan(3);
  for (const lack of file.lacks) expect(lack).toMatch(/^[A-Z].+\.$/u);
});

it('AC28 knows every table of the device', () => {
  open();
  const names = [...feed.tables, ...acts.tables].map(({ name }) => name);
  // Another one here is of the export, or is what a device needs to send and says nothing of its person.
  expect(names.toSorted()).toEqual([
    'account',
    'carried',
    'comments',
    'devices',
    'drafts',
    'durable',
    'files',
    'invites',
    'lanes',
    'members',
    'meta',
    'meta',
    'notifications',
    'outbox',
    'preferences',
    'records',
    'reminders',
    'sessions',
    'tickets',
    'tracks',
    'updates',
  ]);
});
