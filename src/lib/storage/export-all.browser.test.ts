import { afterEach, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
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
