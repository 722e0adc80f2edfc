import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFeedActs } from './feed-acts.ts';
import type { HistoryReader } from '#lib/ports/feed.ts';
import { day, minute } from '#shared/base/time.ts';
import { actId } from '#shared/marks/act-id.ts';
import { toValue } from '#shared/marks/stamp.ts';
import { firstOf, openTestDevice, type TestDevice } from '../../../tests/support/device.ts';
import { createHistoryReader } from './history-reader.ts';

let device: TestDevice;
let history: HistoryReader;
beforeEach(async () => {
  device = await openTestDevice();
  history = createHistoryReader(device);
});
afterEach(() => device.dispose());

test('MK15 MK22 the history tells what was done where, and offers to undo what would still change', async () => {
  const acts = createFeedActs(device);
  const first = await acts.markRead([[1, 3]]);
  device.clock.pass(minute);
  await acts.markUnread([[2, 2]]);
  const stamp = 1 + Math.max(...(await device.acts.records.toArray()).map((it) => it.stamp));
  const elsewhere = { device: 'other', stamp: stamp + 1 };
  await device.disk.join({
    marks: { read: [], dismissed: [[4, 4, toValue(elsewhere.stamp, 0)]] },
    records: [
      {
        ...elsewhere,
        id: actId(elsewhere),
        kind: 'dismiss',
        lane: 'dismissed',
        changed: [[4, 4]],
        count: 1,
      },
    ],
  });
  const told = await firstOf(history.acts(), (all) => all.length === 3);
  expect(told.map(({ kind, count, isHere, state }) => [kind, count, isHere, state])).toEqual([
    ['dismiss', 1, false, 'undoable'],
    ['unread', 1, true, 'undoable'],
    ['read', 3, true, 'undoable'],
  ]);
  for (const { id } of told) await acts.undo(id);
  const after = await firstOf(history.acts());
  expect(after.map(({ state }) => state)).toEqual(['undone', 'undone', 'undone']);
  device.clock.pass(minute);
  await acts.markRead([[1, 3]]);
  const last = (await firstOf(history.acts(), (all) => all.length === 4)).at(-1);
  expect(last).toMatchObject({ id: first, state: 'overtaken' });
  device.clock.pass(31 * day);
  expect(await firstOf(history.acts())).toEqual([]);
});
