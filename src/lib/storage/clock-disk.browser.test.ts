import { afterEach, beforeEach, expect, test } from 'vitest';
import { day, minute } from '#shared/base/time.ts';
import { isRead } from '#shared/marks/acts.ts';
import type { Marks } from '#shared/marks/marks.ts';
import { stampToInstant } from '#shared/marks/stamp.ts';
import { firstOf, openTestDevice, type TestDevice } from '../../../tests/support/device.ts';
import { readMeta } from './acts-database.ts';
import { createClockDisk, settling, type ClockDisk } from './clock-disk.ts';
import { createFeedActs } from './feed-acts.ts';
import { createHistoryReader } from './history-reader.ts';
import { readLanes } from './read-lanes.ts';

let device: TestDevice;
let disk: ClockDisk;
beforeEach(async () => {
  device = await openTestDevice();
  disk = createClockDisk(device.acts);
});
afterEach(async () => {
  expect(device.faults).toEqual([]);
  await device.dispose();
});

const held = (): Promise<Marks> => readLanes(device.acts.lanes);
const restamp = async () => await disk.restamp(await disk.stored(), device.clock.now(), -31 * day);

test('MK18 an act under a wrong clock shows the right time, and is undone by the id it was told by', async () => {
  const right = device.clock.now();
  device.clock.pass(31 * day);
  const acts = createFeedActs(device);
  const told = (await acts.markRead([[1, 3]])) ?? '';
  await restamp();
  const [act] = await firstOf(createHistoryReader(device).acts());
  expect(act).toMatchObject({ at: right, state: 'undoable', isHere: true });
  expect(act?.id).not.toBe(told);
  expect((await readMeta(device.acts)).offset).toBe(-31 * day);
  await acts.undo(told);
  expect(isRead(await held(), 2)).toBe(false);
  expect(await firstOf(createHistoryReader(device).acts())).toMatchObject([{ state: 'undone' }]);
});

test('MK18 what is done after it stands above it, and is dated by the right clock', async () => {
  device.clock.pass(31 * day);
  const acts = createFeedActs(device);
  await acts.markRead([[1, 1]]);
  await restamp();
  device.clock.pass(minute);
  await acts.markUnread([[1, 1]]);
  expect(isRead(await held(), 1)).toBe(false);
  const stamps = (await device.acts.records.orderBy('stamp').toArray()).map(({ stamp }) => stamp);
  const [first = 0, second = 0] = stamps.map(stampToInstant);
  expect(second - first).toBe(minute);
});

test('MK18 what the server has acknowledged keeps its stamp', async () => {
  const acts = createFeedActs(device);
  device.clock.pass(31 * day);
  await acts.markRead([[1, 1]]);
  const sent = await held();
  await device.disk.greet('epoch', 'generation');
  await settling(device.disk, disk).joinDurable(sent, 'epoch', 'generation');
  const [settled] = await device.acts.records.toArray();
  expect(settled).not.toHaveProperty('unsent');
  await acts.dismiss([[1, 1]]);
  await restamp();
  expect((await held()).read).toEqual(sent.read);
  expect((await device.acts.records.toArray()).some(({ id }) => id === settled?.id)).toBe(true);
});

test('MK18 none of many acts loses how it was stamped before the server has it', async () => {
  const acts = createFeedActs(device);
  for (let act = 0; act < 105; act += 1) {
    await acts.markRead([[1, 1]]);
    await acts.markUnread([[1, 1]]);
  }
  expect(await device.acts.records.count()).toBe(210);
  await disk.settle(await held());
  await acts.markRead([[1, 1]]);
  expect(await device.acts.records.count()).toBe(200);
});
