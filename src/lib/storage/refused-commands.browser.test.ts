import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCommandSender } from './command-sender.ts';
import { refusedWhy } from '#lib/words/refusal.ts';
import type { RefusalCode } from '#shared/workspace/refusals.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { memberId } from '#shared/workspace/slice.ts';
import {
  firstOf,
  inviteNotificationOf,
  inviteOf,
  memberOf,
  notificationOf,
  openTestDevice,
  pageOf,
  trackOf,
  type TestDevice,
} from '../../../tests/support/device.ts';
import { countUnsafe } from '#lib/sync/status.ts';
import { applyPage } from './apply-page.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createWorkspaceReader } from './workspace-reader.ts';

let device: TestDevice;

beforeEach(async () => {
  device = await openTestDevice();
  const { userId } = device.account;
  const id = memberId('t', userId);
  const invite = inviteOf('i', 'other');
  const rows = [
    inviteNotificationOf(1, invite),
    notificationOf(2, { track: { id: 'gone', title: 'Low Tide' } }),
  ];
  await applyPage(
    device.feed,
    userId,
    pageOf([
      { seq: 1, op: 'upsert', kind: 'track', id: 't', body: trackOf('t') },
      { seq: 2, op: 'upsert', kind: 'member', id, body: memberOf('t', userId) },
      { seq: 3, op: 'upsert', kind: 'invite', id: 'i', body: invite },
      ...rows.map((body, at) => ({
        seq: 4 + at,
        op: 'upsert' as const,
        kind: 'notification' as const,
        id: body.id,
        body,
      })),
    ]),
  );
});
afterEach(async () => {
  expect(device.faults).toEqual([]);
  await device.dispose();
});

async function refuse(command: Command, code: RefusalCode) {
  await createCommandSender(device).send(command);
  const row = await device.acts.outbox.toCollection().last();
  await device.acts.outbox.update(row?.order ?? 0, { state: 'refused', code });
}
const refused = () => firstOf(createWorkspaceReader(device).refused());

test('CM13 a refusal names its track, also where a notification is all that is left of it', async () => {
  await refuse({ name: 'track.setNotes.v1', args: { trackId: 't', notes: 'Capo 2' } }, 'not-found');
  await refuse(
    { name: 'comment.add.v1', args: { commentId: 'c', trackId: 'gone', text: 'Louder.' } },
    'not-found',
  );
  await refuse({ name: 'track.create.v1', args: { trackId: 'n', title: 'New' } }, 'limit-reached');
  expect((await refused()).map(({ track }) => track)).toEqual([
    { id: 't', title: 'Track t' },
    { id: 'gone', title: 'Low Tide' },
    { id: 'n', title: null },
  ]);
});

test('CM13 what the server keeps failing on is told of, with its track', async () => {
  const notes = { name: 'track.setNotes.v1', args: { trackId: 't', notes: 'Capo 2' } } as const;
  await createCommandSender(device).send(notes);
  const outbox = createOutboxStore(device.acts);
  for (let time = 1; time <= 5; time += 1) {
    expect(await refused()).toEqual([]);
    const [sent] = await outbox.takeBatch();
    await outbox.countFault(sent?.id ?? '');
  }
  const [aside] = await refused();
  expect(aside).toMatchObject({ code: 'server-fault', track: { title: 'Track t' } });
  expect(aside && refusedWhy(aside)).toBe(
    'The server keeps failing on it. It is kept on this device.',
  );
});

test('CM13 an answer that came too late is told by its row, and by nothing else', async () => {
  const accept = (inviteId: string) =>
    ({ name: 'invite.accept.v1', args: { inviteId } }) satisfies Command;
  await refuse(accept('i'), 'invite-revoked');
  expect(await refused()).toEqual([]);
  expect(await countUnsafe(device.feed, device.acts)).toEqual({ changes: 0, texts: 0 });
  // By a link there is no row; and a full track says nothing of the invite.
  await refuse(accept('by-link'), 'invite-accepted');
  await refuse(accept('i'), 'limit-reached');
  expect((await refused()).map(({ code }) => code)).toEqual(['invite-accepted', 'limit-reached']);
});
