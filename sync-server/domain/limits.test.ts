/** CM8: every limit that needs counting in the database, at its edge. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  commentsPerTrack,
  messagesPerTicket,
  openTicketsPerUser,
  pendingInvitesPerPair,
  remindersPerUser,
  tracksPerUser,
} from '#shared/workspace/limits.ts';
import type { Command } from '#shared/workspace/commands.ts';
import type { Comment, Invite, Member, Reminder } from '#shared/workspace/entities.ts';
import { emptyWorkspace, type Workspace, memberId } from '#shared/workspace/slice.ts';
import {
  openTestWorkspace,
  start,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let ben: Device;
let trackId: string;

beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
  trackId = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
});
afterEach(() => world.close());

const save = (more: Partial<Workspace>) =>
  world.store.write((tx) => tx.saveSlice(emptyWorkspace, { ...emptyWorkspace, ...more }, start));
const many = <T extends { readonly id: string }>(count: number, make: (id: string) => T) =>
  new Map(
    Array.from({ length: count }, () => {
      const entity = make(world.id());
      return [entity.id, entity] as const;
    }),
  );

it('CM8 one comment too many is refused', async () => {
  const add: Command = {
    name: 'comment.add.v1',
    args: { commentId: world.id(), trackId, text: 'One more.' },
  };
  const comments = many<Comment>(commentsPerTrack - 1, (id) => ({
    id,
    trackId,
    authorId: ana.actor.userId,
    authorName: 'Ana',
    text: 'x',
    mentions: [],
    createdAt: start,
    editedAt: null,
  }));
  await save({ comments });
  expect(await ana.send(add)).toMatchObject({ status: 'done' });
  const more: Command = { ...add, args: { ...add.args, commentId: world.id() } };
  expect(await ana.send(more)).toMatchObject({ code: 'limit-reached' });
  const joined = world.id();
  await ana.send({
    name: 'invite.send.v1',
    args: { inviteId: joined, trackId, email: ben.actor.email },
  });
  const outcome = await ben.send({ name: 'invite.accept.v1', args: { inviteId: joined } });
  expect(outcome.status).toBe('done');
  const last = await world.service.changes(ben.actor.userId, outcome.seq - 2, 10);
  expect(last.changes.map(({ kind }) => kind)).toEqual(['comment', 'comment']);
});

it('CM8 one track too many is refused, made or joined', async () => {
  const { userId, name } = ben.actor;
  const members = many<Member>(tracksPerUser - 1, (id) => ({
    id: memberId(id, userId),
    trackId: id,
    userId,
    name,
    role: 'owner',
    joinedAt: start,
  }));
  await save({ members });
  const inviteId = world.id();
  await ana.send({ name: 'invite.send.v1', args: { inviteId, trackId, email: ben.actor.email } });
  const create = () =>
    ben.send({ name: 'track.create.v1', args: { trackId: world.id(), title: 'More' } });
  expect(await create()).toMatchObject({ status: 'done' });
  expect(await create()).toMatchObject({ code: 'limit-reached' });
  const accept: Command = { name: 'invite.accept.v1', args: { inviteId } };
  expect(await ben.send(accept)).toMatchObject({ code: 'limit-reached' });
});

it('CM8 one reminder too many is refused, and no change of one that is there', async () => {
  const at = start + 1_000;
  const reminders = many<Reminder>(remindersPerUser, (id) => ({
    id,
    ownerId: ana.actor.userId,
    text: 'Bounce',
    at,
    dueAt: null,
    firstAt: at,
    repeat: null,
    timeZone: 'UTC',
    trackId: null,
    trackTitle: null,
    commentId: null,
    notificationId: null,
    endedAs: null,
    createdAt: start,
    updatedAt: start,
  }));
  await save({ reminders });
  const [held = ''] = reminders.keys();
  const set = (reminderId: string, text = 'Louder') =>
    ana.send({ name: 'reminder.set.v1', args: { reminderId, text, at: at + 1 } });
  const more = world.id();
  expect(await set(more)).toMatchObject({ code: 'limit-reached' });
  expect(await set(held)).toMatchObject({ status: 'done' });
  await ana.send({ name: 'reminder.cancel.v1', args: { reminderId: held } });
  expect(await set(world.id())).toMatchObject({ status: 'done' });
  // What has ended is not there any more: to have it back is one more.
  expect(await set(held)).toMatchObject({ code: 'limit-reached' });
});

it('CM8 nobody’s feed is flooded with invites', async () => {
  const { userId, email } = ben.actor;
  const inviter = { inviterId: ana.actor.userId, inviterName: 'Ana' };
  const invites = many<Invite>(pendingInvitesPerPair - 1, (id) => ({
    id,
    trackId: world.id(),
    trackTitle: 'Join us',
    ...inviter,
    email,
    linkHash: null,
    inviteeId: userId,
    state: 'pending',
    createdAt: start,
    expiresAt: start + 1_000,
    answeredAt: null,
  }));
  await save({ invites });
  const other = world.id();
  await ana.send({ name: 'track.create.v1', args: { trackId: other, title: 'Low Tide' } });
  const send = (to: string) =>
    ana.send({ name: 'invite.send.v1', args: { inviteId: world.id(), trackId: to, email } });
  expect(await send(trackId)).toMatchObject({ status: 'done' });
  expect(await send(other)).toMatchObject({ code: 'limit-reached' });
  world.clock.pass(1_000);
  expect(await send(other)).toMatchObject({ status: 'done' });
});

it('CM8 one ticket too many is refused, and one message too many in one', async () => {
  const open = (ticketId: string) =>
    ana.send({ name: 'ticket.open.v1', args: { ticketId, subject: 'Upload', text: 'It stops.' } });
  const ticketId = world.id();
  expect(await open(ticketId)).toMatchObject({ status: 'done' });
  const say = () => ana.send({ name: 'ticket.reply.v1', args: { ticketId, text: 'And again.' } });
  for (let messages = 1; messages < messagesPerTicket; messages += 1) {
    expect(await say()).toMatchObject({ status: 'done' });
  }
  expect(await say()).toMatchObject({ code: 'limit-reached' });
  for (let tickets = 1; tickets < openTicketsPerUser; tickets += 1) {
    expect(await open(world.id())).toMatchObject({ status: 'done' });
  }
  expect(await open(world.id())).toMatchObject({ code: 'limit-reached' });
});
