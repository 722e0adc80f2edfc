import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Shown } from '#lib/platform/notification-data.ts';
import { applyPage } from '#lib/storage/apply-page.ts';
import { createFeedActs } from '#lib/storage/feed-acts.ts';
import { readUnread } from '#lib/storage/read-unread.ts';
import { hour } from '#shared/base/time.ts';
import type { Reminder } from '#shared/workspace/entities.ts';
import {
  notificationOf,
  openTestDevice,
  pageOf,
  type TestDevice,
} from '../../tests/support/device.ts';
import { emptyDisk, fillDisk } from '../../tests/support/full-disk.ts';
import { answer } from './answer.ts';

let device: TestDevice;
beforeEach(async () => {
  device = await openTestDevice();
  catchUp = () => Promise.resolve();
  const page = pageOf(
    [1, 2].map((n) => ({
      seq: n,
      op: 'upsert' as const,
      kind: 'notification' as const,
      id: `n${n}`,
      body: notificationOf(n),
    })),
  );
  await applyPage(device.feed, device.account.userId, page);
});
afterEach(async () => {
  emptyDisk();
  await device.dispose();
});

const shownOf = (about: Partial<Shown> = {}): Shown => ({
  account: device.account.userId,
  id: 'n2',
  epoch: 'e1',
  seq: 2,
  path: '/n/n2',
  inviteId: '',
  reminderId: '',
  rangAt: null,
  ...about,
});
let catchUp: () => Promise<unknown>;
const press = (action: string, about: Partial<Shown> = {}) =>
  answer(action, shownOf(about), { ...device, catchUp });
const queued = async () =>
  (await device.acts.outbox.orderBy('order').toArray()).map(({ command }) => command);
const reminderOf = (change: Partial<Reminder> = {}): Reminder => ({
  id: 'r1',
  ownerId: device.account.userId,
  text: 'Bounce the stems',
  trackId: null,
  commentId: null,
  notificationId: null,
  at: null,
  firstAt: device.clock.now(),
  trackTitle: null,
  createdAt: device.clock.now(),
  updatedAt: device.clock.now(),
  repeat: null,
  timeZone: 'UTC',
  dueAt: device.clock.now(),
  endedAs: null,
  ...change,
});
const hold = (body: Reminder) =>
  device.feed.reminders.put({ id: body.id, seq: 3, epoch: 'e1', body });

test.each(['', 'read'])('WK4 an answer of "%s" reads the row', async (action) => {
  expect(await press(action)).toBe(true);
  expect(await readUnread(device.feed, device.acts)).toEqual([[1, 1]]);
  expect(await queued()).toEqual([]);
});

test('WK4 an invite is accepted, and its row read', async () => {
  expect(await press('accept', { inviteId: 'i1' })).toBe(true);
  expect(await queued()).toEqual([{ name: 'invite.accept.v1', args: { inviteId: 'i1' } }]);
  expect(await readUnread(device.feed, device.acts)).toEqual([[1, 1]]);
});

test('WK4 a reminder is done, or due again in an hour', async () => {
  await hold(reminderOf());
  expect(await press('done', { reminderId: 'r1' })).toBe(true);
  expect(await press('snooze', { reminderId: 'r1' })).toBe(true);
  expect(await queued()).toMatchObject([
    { name: 'reminder.done.v1', args: { reminderId: 'r1' } },
    {
      name: 'reminder.snooze.v1',
      args: { reminderId: 'r1', at: device.clock.now() + hour },
    },
  ]);
});

test('CM22 an answer names the ring it answers', async () => {
  await hold(reminderOf({ repeat: 'daily' }));
  const rangAt = device.clock.now();
  expect(await press('done', { reminderId: 'r1', rangAt })).toBe(true);
  expect(await press('snooze', { reminderId: 'r1', rangAt })).toBe(true);
  const commands = await queued();
  expect(commands.map(({ name }) => name)).toEqual(['reminder.done.v1', 'reminder.snooze.v1']);
  for (const { args } of commands) expect(args).toMatchObject({ askedAt: rangAt });
});

test('WK4 a reminder that was set elsewhere is fetched, or done without', async () => {
  catchUp = () => hold(reminderOf());
  expect(await press('snooze', { reminderId: 'r1' })).toBe(true);
  expect(await press('done', { reminderId: 'r2' })).toBe(true);
  expect((await queued()).map(({ name, args }) => [name, args])).toMatchObject([
    ['reminder.snooze.v1', { reminderId: 'r1' }],
    ['reminder.done.v1', { reminderId: 'r2' }],
  ]);
});

test.each([
  ['accept', 'no invite is known'],
  ['snooze', 'the reminder is not here'],
  ['sing', 'the button is of a newer server'],
])('WK4 where it cannot be answered here (%s: %s) its row is to be shown', async (action) => {
  expect(await press(action, { reminderId: 'r9' })).toBe(false);
  expect(await queued()).toEqual([]);
});

test('IN7 an answer where no room is left: the oldest dismissed rows go, and it is kept', async () => {
  await createFeedActs(device).dismiss([[1, 1]]);
  fillDisk(device.acts.name, device.feed.name);
  expect(await press('accept', { inviteId: 'i1' })).toBe(true);
  expect(await queued()).toHaveLength(1);
  expect(await readUnread(device.feed, device.acts)).toEqual([]);
  expect(device.told).toEqual([{ kind: 'rows-dropped', rows: 1 }]);
});

test('IN7 an answer that cannot be kept is told of', async () => {
  fillDisk(device.acts.name);
  await expect(press('accept', { inviteId: 'i1' })).rejects.toThrow();
  expect(await queued()).toEqual([]);
  expect(device.told).toEqual([{ kind: 'act-not-kept', isFull: true }]);
});
