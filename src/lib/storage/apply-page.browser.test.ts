import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '#shared/protocol/messages.ts';
import {
  commentOf,
  inviteOf,
  memberOf,
  notificationOf,
  openTestDevice,
  pageOf,
  trackOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { applyAhead, applyPage } from './apply-page.ts';
import { readPosition } from './feed-database.ts';

let device: TestDevice;
beforeEach(async () => {
  device = await openTestDevice();
});
afterEach(() => device.dispose());

const apply = (...page: Parameters<typeof pageOf>) =>
  applyPage(device.feed, device.account.userId, pageOf(...page));
const notification = (seq: number, ordinal: number, id = `n${ordinal}`): Change => ({
  seq,
  op: 'upsert',
  kind: 'notification',
  id,
  body: notificationOf(ordinal, { id }),
});
const track = (seq: number, id: string, title = 'Midnight Drive'): Change => ({
  seq,
  op: 'upsert',
  kind: 'track',
  id,
  body: trackOf(id, { title }),
});
const gone = (seq: number, kind: Change['kind'], id: string): Change => ({
  seq,
  op: 'gone',
  kind,
  id,
});
const ordinals = () => device.feed.notifications.orderBy('ordinal').primaryKeys();
const position = () => readPosition(device.feed);

describe('a page', () => {
  test('CL3 moves rows, live set and cursor together', async () => {
    await apply([notification(1, 1), notification(2, 2), notification(4, 4)], { ordinalHead: 4 });
    expect(await ordinals()).toEqual([1, 2, 4]);
    expect(await position()).toMatchObject({
      epoch: 'e1',
      cursor: 4,
      complete: 4,
      live: [
        [1, 2],
        [4, 4],
      ],
    });
  });

  test('TM2 knows when a row came, of a device that was there before it', async () => {
    const cameAt = async () =>
      (await device.feed.notifications.toArray()).map(({ receivedAt }) => receivedAt);
    await apply([notification(1, 1)]);
    await apply([notification(2, 2)], { after: 1, serverTime: 1_000 });
    expect(await cameAt()).toEqual([undefined, 1_000]);
    await apply([notification(3, 2)], { after: 2, serverTime: 2_000 });
    expect(await cameAt()).toEqual([undefined, 1_000]);
  });

  test('CL3 that does not continue what is held changes nothing', async () => {
    await apply([notification(1, 1)]);
    const before = await position();
    const later = await apply([notification(9, 9)], { after: 5 });
    expect(later).toEqual({ kind: 'elsewhere', position: before });
    const again = await apply([notification(1, 1)]);
    expect(again.kind).toBe('elsewhere');
    expect(await ordinals()).toEqual([1]);
    expect(await position()).toEqual(before);
  });

  test('CL3 that fails half-way leaves nothing of it', async () => {
    await apply([notification(1, 1)]);
    const before = await position();
    const unstorable = { ...notificationOf(3), track: () => undefined };
    const broken: Change = JSON.parse(JSON.stringify(notification(3, 3)));
    Object.assign(broken, { body: unstorable });
    await expect(apply([notification(2, 2), broken], { after: 1 })).rejects.toThrow();
    expect(await ordinals()).toEqual([1]);
    expect(await position()).toEqual(before);
  });

  test('is complete only where it reaches the head', async () => {
    await apply([notification(1, 1)], { more: true, head: 3, ordinalHead: 3 });
    expect(await position()).toMatchObject({ cursor: 1, complete: 0 });
    await apply([notification(3, 3)], { after: 1, ordinalHead: 3 });
    expect(await position()).toMatchObject({ cursor: 3, complete: 3 });
  });
});

describe('a row', () => {
  test('CL3 with a smaller seq than what is held is ignored', async () => {
    await apply([track(5, 't', 'New')], { more: true, head: 9 });
    await apply([track(3, 't', 'Old')], { after: 5, to: 9 });
    expect((await device.feed.tracks.get('t'))?.body.title).toBe('New');
  });

  test('NT2 that asks again under a new ordinal leaves the old one dead', async () => {
    await apply([notification(1, 1, 'x'), notification(2, 2, 'y')]);
    await apply([notification(3, 3, 'x')], { after: 2 });
    expect(await ordinals()).toEqual([2, 3]);
    expect((await position()).live).toEqual([[2, 3]]);
    await apply([notification(4, 4, 'x')], { after: 3 });
    expect((await device.feed.notifications.get(4))?.was).toEqual([3, 1]);
    expect((await device.feed.notifications.get(2))?.was).toEqual([]);
  });

  test('gone leaves the live set', async () => {
    await apply([notification(1, 1), notification(2, 2), notification(3, 3)]);
    await apply([gone(4, 'notification', 'n2')], { after: 3, ordinalHead: 3 });
    expect((await position()).live).toEqual([
      [1, 1],
      [3, 3],
    ]);
    expect((await position()).complete).toBe(3);
  });
});

describe('a fresh device', () => {
  test('CL4 has the newest at once, without moving cursor or completeness by them', async () => {
    await apply([notification(1, 1)], {
      more: true,
      head: 90,
      ordinalHead: 90,
      newest: [notificationOf(90), notificationOf(89)],
    });
    expect(await ordinals()).toEqual([1, 89, 90]);
    expect(await position()).toMatchObject({ cursor: 1, complete: 0 });
    await apply([notification(89, 89), notification(90, 90)], { after: 1 });
    expect((await device.feed.notifications.get(90))?.seq).toBe(90);
    expect((await position()).live).toEqual([
      [1, 1],
      [89, 90],
    ]);
  });
});

test('CL6 CL7 a track that is gone takes everything of it but this person’s own invites', async () => {
  const { userId } = device.account;
  await apply([
    track(1, 't'),
    track(2, 'other'),
    { seq: 3, op: 'upsert', kind: 'member', id: 't:ben', body: memberOf('t', 'ben') },
    { seq: 4, op: 'upsert', kind: 'comment', id: 'c', body: commentOf('c', 't') },
    { seq: 5, op: 'upsert', kind: 'comment', id: 'd', body: commentOf('d', 'other') },
    {
      seq: 6,
      op: 'upsert',
      kind: 'invite',
      id: 'mine',
      body: inviteOf('mine', 't', { inviteeId: userId }),
    },
    {
      seq: 7,
      op: 'upsert',
      kind: 'invite',
      id: 'theirs',
      body: inviteOf('theirs', 't', { inviteeId: 'chloe' }),
    },
    notification(8, 1),
  ]);
  await apply([gone(9, 'track', 't')], { after: 8, ordinalHead: 1 });
  const { tracks, members, comments, invites } = device.feed;
  expect(await tracks.toCollection().primaryKeys()).toEqual(['other']);
  expect(await members.count()).toBe(0);
  expect(await comments.toCollection().primaryKeys()).toEqual(['d']);
  expect(await invites.toCollection().primaryKeys()).toEqual(['mine']);
  expect(await ordinals()).toEqual([1]);
});

describe('CL8 a new epoch', () => {
  beforeEach(() =>
    apply([track(1, 'old'), track(2, 'kept'), notification(3, 1), notification(4, 2)]),
  );

  test('asks for everything from the start', async () => {
    const answer = await apply([], { epoch: 'e2', after: 4, to: 4 });
    expect(answer).toMatchObject({ kind: 'elsewhere', position: { epoch: 'e1', cursor: 0 } });
    expect(await position()).toMatchObject({ epoch: 'e1', cursor: 4 });
  });

  test('keeps what was held until its head is reached, then sweeps what was not seen again', async () => {
    const first = { epoch: 'e2', more: true, head: 2, ordinalHead: 7 };
    await apply([track(1, 'kept', 'Renamed')], first);
    expect(await device.feed.tracks.count()).toBe(2);
    expect(await position()).toMatchObject({ epoch: 'e2', cursor: 1, complete: 0, live: [[1, 2]] });

    await apply([notification(2, 2)], { epoch: 'e2', after: 1, ordinalHead: 7 });
    expect(await device.feed.tracks.toCollection().primaryKeys()).toEqual(['kept']);
    expect((await device.feed.tracks.get('kept'))?.body.title).toBe('Renamed');
    expect(await position()).toMatchObject({ cursor: 2, complete: 7, live: [[2, 2]] });
  });

  test('takes rows whose seq is smaller than in the old one', async () => {
    await apply([notification(1, 2)], { epoch: 'e2', ordinalHead: 7 });
    expect((await device.feed.notifications.get(2))?.seq).toBe(1);
  });

  test('a second change of epoch in the middle starts over', async () => {
    await apply([track(1, 'kept')], { epoch: 'e2', more: true, head: 5 });
    await apply([track(1, 'fresh')], { epoch: 'e3', more: true, head: 2 });
    await apply([notification(2, 9)], { epoch: 'e3', after: 1 });
    expect(await device.feed.tracks.toCollection().primaryKeys()).toEqual(['fresh']);
    expect((await position()).live).toEqual([[9, 9]]);
  });
});

describe('a row ahead of the log', () => {
  const ahead = (seq: number, ordinal: number, id?: string, epoch = 'e1') =>
    applyAhead(device.feed, epoch, {
      ...{ seq, op: 'upsert', kind: 'notification', id: id ?? `n${ordinal}` },
      body: notificationOf(ordinal, { id: id ?? `n${ordinal}` }),
    });

  test('WK7 counts at once, and again by the log', async () => {
    await apply([notification(1, 1)]);
    await ahead(5, 3);
    expect(await position()).toMatchObject({
      cursor: 1,
      complete: 1,
      live: [
        [1, 1],
        [3, 3],
      ],
    });
    await apply([notification(4, 2), notification(5, 3)], { after: 1, ordinalHead: 3 });
    expect(await ordinals()).toEqual([1, 2, 3]);
    expect(await position()).toMatchObject({ cursor: 5, complete: 3, live: [[1, 3]] });
  });

  test('WK7 takes the place it had before', async () => {
    await apply([notification(1, 1, 'folds')]);
    await ahead(5, 3, 'folds');
    expect(await ordinals()).toEqual([3]);
    expect((await position()).live).toEqual([[3, 3]]);
  });

  test('WK7 that is late, of another epoch, or of no epoch yet, is not written', async () => {
    await ahead(5, 3);
    await apply([notification(1, 1), gone(5, 'notification', 'n3')]);
    await ahead(5, 3);
    await ahead(9, 4, 'n4', 'e0');
    expect(await ordinals()).toEqual([1]);
    expect((await position()).live).toEqual([[1, 1]]);
  });
});
