/** What the server says of its time, and what becomes of this device's acts, over the real session. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClockDisk } from '#lib/storage/clock-disk.ts';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { readLanes } from '#lib/storage/read-lanes.ts';
import { day, minute } from '#shared/base/time.ts';
import { readDocMarks } from '#shared/marks/doc.ts';
import { readDocRecords } from '#shared/marks/doc-records.ts';
import { marksStamp } from '#shared/marks/marks.ts';
import { stampAt } from '#shared/marks/stamp.ts';
import { openTestDevice, type TestDevice } from '../../../tests/support/device.ts';
import { openMarksSession, type MarksSession } from './marks-session.ts';
import { createServerClock, type ServerClock } from './server-clock.ts';

let device: TestDevice;
let clock: ServerClock;
let session: MarksSession;
beforeEach(async () => {
  device = await openTestDevice();
  clock = createServerClock(createClockDisk(device.acts), device.clock, 0);
  session = await openMarksSession(device.disk, device.report);
});
afterEach(async () => {
  await session.dispose();
  expect(device.faults).toEqual([]);
  await device.dispose();
});

/** The server's time, where this device's clock is off by so much. */
const serverTime = (skew: number) => device.clock.now() - skew;

test('MK19 a clock that may be right is, however late an answer comes', () => {
  const askedAt = device.clock.now();
  const time = serverTime(0);
  device.clock.pass(20 * minute);
  expect(clock.hears(time, askedAt)).toBe(true);
  expect(clock.hears(time, Number.NEGATIVE_INFINITY)).toBe(true);
});

test.each([
  ['31 days ahead', 31 * day],
  ['two years ahead', 730 * day],
  ['two years behind', -730 * day],
])('MK19 a clock %s is found out by a greeting', (_, skew) => {
  expect(clock.hears(serverTime(skew), device.clock.now())).toBe(false);
});

test('MK19 a heartbeat finds out a clock that was set back, and none that is ahead', () => {
  expect(clock.hears(serverTime(31 * day), Number.NEGATIVE_INFINITY)).toBe(true);
  expect(clock.hears(serverTime(-31 * day), Number.NEGATIVE_INFINITY)).toBe(false);
});

test('MK20 a device whose marks were refused is not right before it has heard the time again', async () => {
  clock.doubt();
  await clock.repair(session);
  session = await openMarksSession(device.disk, device.report);
  expect(clock.measured(0)).toBe(false);
  await clock.repair(session);
  session = await openMarksSession(device.disk, device.report);
  expect(clock.measured(0)).toBe(true);
});

test('MK20 a clock that was wrong is right once all that was not sent is stamped anew', async () => {
  const start = device.clock.now();
  device.clock.pass(31 * day);
  const acts = createFeedActs(device);
  session.synced();
  await acts.markRead([[1, 3]]);
  await expect.poll(() => readDocRecords(session.doc)).toHaveLength(1);
  expect(marksStamp(readDocMarks(session.doc))).toBe(stampAt(start + 31 * day));

  const askedAt = device.clock.now();
  expect(clock.hears(serverTime(31 * day), askedAt)).toBe(false);
  expect(clock.measured(-31 * day)).toBe(false);
  await clock.repair(session);
  expect(clock.hears(serverTime(31 * day), askedAt)).toBe(true);
  session = await openMarksSession(device.disk, device.report);
  session.synced();
  await expect.poll(() => readDocRecords(session.doc)).toHaveLength(1);
  expect(readDocMarks(session.doc)).toEqual(await readLanes(device.acts.lanes));
  expect(readDocRecords(session.doc)).toMatchObject([{ stamp: stampAt(start) }]);
  expect(marksStamp(readDocMarks(session.doc))).toBe(stampAt(start));
});
