import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCommandSender } from './command-sender.ts';
import type { CommandSender, WorkspaceReader } from '#lib/ports/workspace.ts';
import { day } from '#shared/base/time.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { Change } from '#shared/protocol/messages.ts';
import type { Reminder } from '#shared/workspace/entities.ts';
import { memberId } from '#shared/workspace/slice.ts';
import {
  commentOf,
  firstOf,
  inviteNotificationOf,
  inviteOf,
  memberOf,
  openTestDevice,
  pageOf,
  trackOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { applyPage } from './apply-page.ts';
import { createFeedLookups } from './feed-lookups.ts';
import { createFeedReader } from './feed-reader.ts';
import { createWorkspaceReader } from './workspace-reader.ts';

let device: TestDevice;
let commands: CommandSender;
let workspace: WorkspaceReader;

beforeEach(async () => {
  device = await openTestDevice();
  commands = createCommandSender(device);
  workspace = createWorkspaceReader(device);
});
afterEach(() => device.dispose());

const apply = (...page: Parameters<typeof pageOf>) =>
  applyPage(device.feed, device.account.userId, pageOf(...page));
/** Ana is on track `t` of Ben's. */
const joined = (): Change[] => {
  const { userId } = device.account;
  const id = memberId('t', userId);
  return [
    { seq: 1, op: 'upsert', kind: 'track', id: 't', body: trackOf('t') },
    { seq: 2, op: 'upsert', kind: 'member', id, body: memberOf('t', userId) },
    { seq: 3, op: 'upsert', kind: 'comment', id: 'c', body: commentOf('c', 't') },
  ];
};
const decide = async (change: object) => {
  const row = await device.acts.outbox.toCollection().last();
  await device.acts.outbox.update(row?.order ?? 0, change);
};
const stageOf = async () => {
  const page = await firstOf(workspace.track('t'));
  return page === 'missing' ? page : page.track.stage;
};

describe('what waits is on screen', () => {
  test('a track made here is in the list, and said to wait', async () => {
    await commands.send({
      name: 'track.create.v1',
      args: { trackId: 'new', title: 'Glass Harbor' },
    });
    const [first, ...others] = await firstOf(workspace.tracks());
    expect(first).toMatchObject({ track: { title: 'Glass Harbor' }, waiting: true });
    expect(first?.members).toMatchObject([{ name: 'Ana Reyes', role: 'owner' }]);
    expect(others).toEqual([]);
  });

  test('commands follow each other in the order of acting', async () => {
    await apply(joined());
    await commands.send({ name: 'track.setStage.v1', args: { trackId: 't', stage: 'writing' } });
    await commands.send({ name: 'track.setStage.v1', args: { trackId: 't', stage: 'mixing' } });
    await commands.send({
      name: 'comment.add.v1',
      args: { commentId: 'mine', trackId: 't', text: 'Quieter' },
    });
    const page = await firstOf(workspace.track('t'));
    expect(page).toMatchObject({
      track: { stage: 'mixing' },
      comments: [{ id: 'c' }, { id: 'mine', authorName: 'Ana Reyes' }],
    });
    expect(page !== 'missing' && [...page.waiting].sort()).toEqual(['mine', 't']);
  });

  test('a track this person is not on is missing', async () => {
    await apply(joined().slice(0, 1));
    expect(await stageOf()).toBe('missing');
    expect(await firstOf(workspace.tracks())).toEqual([]);
  });
});

describe('what was decided', () => {
  beforeEach(async () => {
    await apply(joined());
    await commands.send({ name: 'track.setStage.v1', args: { trackId: 't', stage: 'mixing' } });
  });

  test('CM11 stays on screen until its effect has arrived', async () => {
    await decide({ state: 'done', epoch: 'e1', seq: 4 });
    expect(await stageOf()).toBe('mixing');
  });

  test('CM11 does not cover what others did since', async () => {
    await decide({ state: 'done', epoch: 'e1', seq: 4 });
    const changed = trackOf('t', { stage: 'released' });
    await apply([{ seq: 5, op: 'upsert', kind: 'track', id: 't', body: changed }], { after: 3 });
    expect(await stageOf()).toBe('released');
  });

  test('a refusal takes it off the screen and keeps what was written', async () => {
    await decide({ state: 'refused', code: 'not-found' });
    expect(await stageOf()).toBe('idea');
    const [refused] = await firstOf(workspace.refused());
    expect(refused).toMatchObject({
      code: 'not-found',
      command: { name: 'track.setStage.v1', args: { stage: 'mixing' } },
    });
  });

  test('joining by a link is said to be under way until its track is here, or it is refused', async () => {
    const args = { inviteId: 'i', secret: 's' };
    await commands.send({ name: 'invite.accept.v1', args });
    expect(await firstOf(workspace.joining())).toBe(1);
    await decide({ state: 'done', epoch: 'e1', seq: 9 });
    expect(await firstOf(workspace.joining())).toBe(1);
    await decide({ state: 'done', epoch: 'e1', seq: 3 });
    expect(await firstOf(workspace.joining())).toBe(0);
    await decide({ state: 'refused', code: 'invite-accepted' });
    expect(await firstOf(workspace.joining())).toBe(0);
  });

  test('a refused one can be tried again, as a new command', async () => {
    await decide({ state: 'refused', code: 'not-found' });
    const [refused] = await firstOf(workspace.refused());
    await commands.retry(refused?.id ?? '');
    expect(await firstOf(workspace.refused())).toEqual([]);
    const rows = await device.acts.outbox.toArray();
    expect(rows).toMatchObject([{ state: 'waiting', n: 2 }]);
    expect(rows[0]?.id).not.toBe(refused?.id);
    expect(await stageOf()).toBe('mixing');
  });

  test('a refused one can be put away; one that waits cannot', async () => {
    const [waiting] = await device.acts.outbox.toArray();
    await commands.discard(waiting?.id ?? '');
    expect(await device.acts.outbox.count()).toBe(1);
    await decide({ state: 'refused', code: 'not-found' });
    await commands.discard(waiting?.id ?? '');
    expect(await device.acts.outbox.count()).toBe(0);
  });
});

describe('a row about an invite', () => {
  const invite = () => inviteOf('i', 't', { inviteeId: device.account.userId });
  const rowOf = async () => (await firstOf(createFeedReader(device).rows([1]))).get(1);

  beforeEach(() =>
    apply([
      { seq: 1, op: 'upsert', kind: 'invite', id: 'i', body: invite() },
      {
        seq: 2,
        op: 'upsert',
        kind: 'notification',
        id: 'n1',
        body: inviteNotificationOf(1, invite()),
      },
    ]),
  );

  test('carries the invite; the track is not held yet', async () => {
    expect(await rowOf()).toMatchObject({
      invite: { state: 'pending' },
      answer: null,
      was: [],
      trackHeld: false,
    });
  });

  test('shows this device’s answer as waiting, then the server’s', async () => {
    await commands.send({ name: 'invite.accept.v1', args: { inviteId: 'i' } });
    expect(await rowOf()).toMatchObject({
      invite: { state: 'accepted' },
      answer: { state: 'waiting' },
    });
    await decide({ state: 'done', epoch: 'e1', seq: 3 });
    const accepted = { ...invite(), state: 'accepted' as const };
    await apply([{ seq: 3, op: 'upsert', kind: 'invite', id: 'i', body: accepted }], { after: 2 });
    expect(await rowOf()).toMatchObject({ invite: { state: 'accepted' }, answer: null });
  });

  test('knows from a refused answer how it ended, and waits for no other', async () => {
    const lookups = createFeedLookups(device);
    expect(await firstOf(lookups.awaiting(device.clock.now()))).toEqual([[1, 1]]);
    expect(await firstOf(lookups.awaiting(invite().expiresAt))).toEqual([]);
    await commands.send({ name: 'invite.accept.v1', args: { inviteId: 'i' } });
    await decide({ state: 'refused', code: 'invite-revoked' });
    expect(await rowOf()).toMatchObject({ invite: { state: 'revoked' }, answer: null });
    expect(await firstOf(lookups.awaiting(device.clock.now()))).toEqual([]);
  });

  test('a row that is not held is missing', async () => {
    const rows = await firstOf(createFeedReader(device).rows([1, 2]));
    expect([...rows.keys()]).toEqual([1]);
  });
});

describe('a row about a reminder', () => {
  const at = Date.UTC(2026, 10, 25, 8);
  const asking: Reminder = {
    id: 'r',
    ownerId: 'ana',
    text: 'Bounce',
    at: at + day,
    dueAt: at,
    firstAt: at - day,
    repeat: 'daily',
    timeZone: 'Europe/Berlin',
    trackId: null,
    trackTitle: null,
    commentId: null,
    notificationId: null,
    endedAs: null,
    createdAt: at - day,
    updatedAt: at,
  };
  const ring: NotificationRecord = {
    id: 'n1',
    ordinal: 1,
    kind: 'reminder.due',
    createdAt: at,
    actor: null,
    track: null,
    data: { reminderId: 'r', text: 'Bounce', dueAt: at, commentId: null, notificationId: null },
  };

  test('CM22 says that the ring was answered which came before, until it is answered anew', async () => {
    const ownerId = device.account.userId;
    await apply([
      { seq: 1, op: 'upsert', kind: 'reminder', id: 'r', body: { ...asking, ownerId } },
      { seq: 2, op: 'upsert', kind: 'notification', id: 'n1', body: ring },
    ]);
    const rowOf = async () => (await firstOf(createFeedReader(device).rows([1]))).get(1);
    const done = (askedAt: number) =>
      commands.send({ name: 'reminder.done.v1', args: { reminderId: 'r', askedAt } });
    await done(at - 1);
    await decide({ state: 'refused', code: 'asked-again' });
    expect(await rowOf()).toMatchObject({
      answer: { state: 'overtaken' },
      reminder: { dueAt: at },
    });
    expect(await firstOf(workspace.refused())).toHaveLength(1);
    await done(at);
    expect(await rowOf()).toMatchObject({ answer: { state: 'waiting' } });
    expect(await firstOf(workspace.refused())).toEqual([]);
  });
});

test('what is watched follows changes made elsewhere, and survives a dropped connection', async () => {
  const seen: number[] = [];
  const unsubscribe = workspace.tracks().subscribe((tracks) => seen.push(tracks.length));
  await expect.poll(() => seen).toEqual([0]);
  device.feed.backendDB().close();
  await apply(joined());
  await expect.poll(() => seen.at(-1)).toBe(1);
  unsubscribe();
  expect(device.faults).toEqual([]);
});
