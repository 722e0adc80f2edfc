import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FeedActs, FeedReader } from '#lib/ports/feed.ts';
import { applyPage } from './apply-page.ts';
import { createFeedReader } from './feed-reader.ts';
import { day, hour } from '#shared/base/time.ts';
import { feedSets, type Marks } from '#shared/marks/marks.ts';
import { nextStamp, toValue } from '#shared/marks/stamp.ts';
import {
  firstOf,
  notificationOf,
  openTestDevice,
  pageOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { createFeedActs } from './feed-acts.ts';

let device: TestDevice;
let acts: FeedActs;
let reader: FeedReader;

beforeEach(async () => {
  device = await openTestDevice();
  acts = createFeedActs(device);
  reader = createFeedReader(device);
  await receive([1, 2, 3, 4, 5]);
});
afterEach(() => device.dispose());

const receive = (ordinals: readonly number[], after = 0) =>
  applyPage(
    device.feed,
    device.account.userId,
    pageOf(
      ordinals.map((ordinal) => ({
        seq: ordinal,
        op: 'upsert',
        kind: 'notification',
        id: `n${ordinal}`,
        body: notificationOf(ordinal),
      })),
      { after },
    ),
  );
const hear = (marks: Marks) => device.disk.join({ marks, records: [] });
const sets = async () => {
  const { live, read, dismissed } = await firstOf(reader.state());
  return feedSets(live, { read, dismissed });
};

test('MK5 an act is on disk when it resolves, and one that changes nothing leaves no trace', async () => {
  expect(await acts.markRead([[2, 2]])).not.toBeNull();
  expect((await sets()).unread).toEqual([
    [1, 1],
    [3, 5],
  ]);
  expect(await acts.markRead([[2, 2]])).toBeNull();
  expect(await device.acts.records.count()).toBe(1);
});

test('MK5 reading and dismissing are independent, and can be taken back', async () => {
  await acts.dismiss([[4, 5]]);
  await acts.markRead([[5, 5]]);
  expect(await sets()).toEqual({ all: [[1, 3]], unread: [[1, 3]], dismissed: [[4, 5]] });
  await acts.restore([[4, 5]]);
  expect((await sets()).unread).toEqual([[1, 4]]);
  await acts.markUnread([[5, 5]]);
  expect((await sets()).unread).toEqual([[1, 5]]);
});

test('MK6 mark all takes what was received, not what is on its way', async () => {
  await acts.markAllRead();
  expect((await sets()).unread).toEqual([]);
  await receive([6, 7], 5);
  expect((await sets()).unread).toEqual([[6, 7]]);
});

describe('undo', () => {
  test('MK7 restores exactly what the act changed', async () => {
    await acts.markRead([[2, 3]]);
    device.clock.pass(hour);
    const all = await acts.markAllRead();
    expect((await sets()).unread).toEqual([]);
    await acts.undo(all ?? '');
    expect((await sets()).unread).toEqual([
      [1, 1],
      [4, 5],
    ]);
  });

  test('MK7 leaves what another device said later, seen only afterwards', async () => {
    const all = await acts.markAllRead();
    device.clock.pass(hour);
    const later = toValue(nextStamp(device.clock.now(), 0, 0), 0);
    await acts.undo(all ?? '');
    await hear({ read: [[3, 3, later]], dismissed: [] });
    expect((await sets()).unread).toEqual([
      [1, 2],
      [4, 5],
    ]);
  });

  test('MK14 is kept whatever this clock says: only who shows it says how old it is', async () => {
    const old = await acts.markRead([[1, 1]]);
    device.clock.pass(31 * day);
    await acts.markRead([[2, 2]]);
    await acts.undo(old ?? '');
    expect((await sets()).unread).toEqual([
      [1, 1],
      [3, 5],
    ]);
    expect(await device.acts.records.count()).toBe(2);
  });

  test('MK14 is offered for the last 200 acts, and for those that are not sent', async () => {
    const last = await acts.markRead([[1, 1]]);
    const [record] = await device.acts.records.toArray();
    if (!record) throw new Error('There is a record of the act.');
    const { unsent: _, ...sent } = record;
    await device.acts.records.bulkAdd(
      Array.from({ length: 200 }, (_, age) => ({
        ...sent,
        id: `older-${age}`,
        stamp: record.stamp - 2 * (age + 1),
      })),
    );
    await acts.markUnread([[1, 1]]);
    expect(await device.acts.records.count()).toBe(200);
    expect(await device.acts.records.get(last ?? '')).toBeDefined();
    expect(await device.acts.records.get('older-199')).toBeUndefined();
  });
});

test('MK4 an act stands above everything met, whatever the clocks say', async () => {
  const wild = toValue(nextStamp(device.clock.now() + 365 * day, 0, 0), 0);
  await hear({ read: [[1, 5, wild]], dismissed: [] });
  expect((await sets()).unread).toEqual([]);
  await acts.markUnread([[2, 2]]);
  expect((await sets()).unread).toEqual([[2, 2]]);
});

test('MK5 acts of two tabs at the same moment are both kept', async () => {
  const other = createFeedActs(device);
  await Promise.all(
    [1, 2, 3, 4, 5].map((ordinal) => (ordinal % 2 ? acts : other).markRead([[ordinal, ordinal]])),
  );
  expect((await sets()).unread).toEqual([]);
  const stamps = (await device.acts.records.toArray()).map(({ stamp }) => stamp);
  expect(new Set(stamps).size).toBe(5);
});

test('an act survives a connection that the browser dropped', async () => {
  // What WebKit leaves behind: a connection object that is closed without anybody saying so.
  device.acts.backendDB().close();
  expect(await acts.markRead([[1, 1]])).not.toBeNull();
  expect((await sets()).unread).toEqual([[2, 5]]);
});
