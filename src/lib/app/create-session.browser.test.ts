import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noticesKey } from '#lib/platform/remembered.ts';
import { applyPage } from '#lib/storage/apply-page.ts';
import { outboxRow } from '#lib/storage/command-sender.ts';
import {
  notificationOf,
  openTestDevice,
  pageOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { emptyDisk, fillDisk } from '../../../tests/support/full-disk.ts';
import { createSession, type OwnedSession } from './create-session.ts';

const rename = { name: 'track.rename.v1', args: { trackId: 't', title: 'Low Tide' } } as const;

let device: TestDevice;
let owned: OwnedSession;

beforeEach(async () => {
  device = await openTestDevice();
  const rows = [1, 2].map((n) => ({
    seq: n,
    op: 'upsert' as const,
    kind: 'notification' as const,
    id: `n${n}`,
    body: notificationOf(n),
  }));
  await applyPage(device.feed, device.account.userId, pageOf(rows));
  const { account, clock, report } = device;
  // What comes after the first screen never comes: nothing else writes.
  vi.useFakeTimers({ toFake: ['setTimeout', 'requestAnimationFrame'] });
  owned = createSession({
    account,
    clock,
    random: () => 0.5,
    report,
    onOffset: () => undefined,
    onReloadNeeded: () => undefined,
  });
  vi.useRealTimers();
});
afterEach(async () => {
  emptyDisk();
  await owned.session.dispose();
  await device.dispose();
  localStorage.removeItem(noticesKey);
});

const refused = {
  ...outboxRow(rename, 1),
  id: 'c',
  state: 'refused',
  code: 'not-allowed',
} as const;
const rows = async () =>
  (await device.acts.outbox.toArray()).map(({ id, state }) => ({ id, state }));
const told = (): unknown => JSON.parse(localStorage.getItem(noticesKey) ?? '[]');

/** What a person can do, and whether it is on the device. */
const doings = {
  async act() {
    await owned.session.acts.markRead([[2, 2]]);
    return (await device.acts.records.count()) === 2;
  },
  async command() {
    await owned.session.commands.send(rename);
    return (await rows()).length === 2;
  },
  async retry() {
    await owned.session.commands.retry('c');
    return (await rows()).every(({ state }) => state === 'waiting');
  },
  async discard() {
    await owned.session.commands.discard('c');
    return (await rows()).length === 0;
  },
  async draft() {
    const { drafts } = owned.session;
    drafts.keep('comment/t', { text: 'Louder', version: null });
    await drafts.whenKept();
    return (await device.acts.drafts.get('comment/t'))?.text === 'Louder';
  },
};
const names = ['act', 'command', 'retry', 'discard', 'draft'] as const;

test.each(names)(
  'IN7 no room for a %s: the oldest dismissed rows go, and it is kept',
  async (name) => {
    await device.acts.outbox.add(refused);
    await owned.session.acts.dismiss([[1, 1]]);
    fillDisk(device.acts.name, device.feed.name);
    expect(await doings[name]()).toBe(true);
    await expect.poll(told).toEqual([{ kind: 'rows-dropped', rows: 1 }]);
    expect(await device.feed.notifications.count()).toBe(1);
  },
);

test.each(names)('IN7 no room for a %s, and none to be made: that is told', async (name) => {
  await device.acts.outbox.add(refused);
  fillDisk(device.acts.name);
  expect(await doings[name]().catch(() => false)).toBe(false);
  await expect.poll(told).toEqual([{ kind: 'act-not-kept', isFull: true }]);
  expect(await rows()).toEqual([{ id: 'c', state: 'refused' }]);
});
