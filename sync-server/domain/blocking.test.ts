/** NT18 NT19: what it means that Vera has blocked Mal, seen from both sides. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { day, minute } from '#shared/base/time.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { blockedPeople } from '#shared/workspace/limits.ts';
import { deviceOf, feedOf, fireAll } from '../../tests/support/feed-of.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let vera: Device;
let mal: Device;
let ben: Device;
beforeEach(async () => {
  ({ world, vera, mal, ben } = await open());
});
afterEach(() => world.close());

async function open() {
  const made = await openTestWorkspace();
  return {
    world: made,
    vera: await made.signUp('Vera'),
    mal: await made.signUp('Mal'),
    ben: await made.signUp('Ben'),
  };
}

const block = (by: Device, { actor: { userId, name } }: Device) =>
  by.send({ name: 'person.block.v1', args: { userId, name } });
const unblock = (by: Device, { actor: { userId } }: Device) =>
  by.send({ name: 'person.unblock.v1', args: { userId } });
async function trackOf(owner: Device, title = 'Midnight Drive'): Promise<string> {
  const trackId = world.id();
  await owner.send({ name: 'track.create.v1', args: { trackId, title } });
  return trackId;
}
async function sharedBy(owner: Device, ...others: readonly Device[]): Promise<string> {
  const trackId = await trackOf(owner);
  for (const other of others) await world.join(owner, other, trackId);
  return trackId;
}
async function invite(by: Device, to: Device, trackId?: string): Promise<string> {
  const inviteId = world.id();
  const args = { inviteId, trackId: trackId ?? (await trackOf(by)), email: to.actor.email };
  expect(await by.send({ name: 'invite.send.v1', args })).toMatchObject({ status: 'done' });
  return inviteId;
}
async function say(by: Device, trackId: string, text: string, more: object = {}): Promise<string> {
  const commentId = world.id();
  const args = { commentId, trackId, text, ...more };
  expect(await by.send({ name: 'comment.add.v1', args })).toMatchObject({ status: 'done' });
  world.clock.pass(1);
  return commentId;
}
const blockedOf = async (who: Device) => {
  const { rows } = await deviceOf(world, who);
  return rows.preferences.get(who.actor.userId)?.body.blocked ?? [];
};

it('NT18 the list is the person’s own, and saying it again changes nothing', async () => {
  const at = world.clock.now();
  const { userId: id, name } = mal.actor;
  expect(await block(vera, mal)).toMatchObject({ status: 'done' });
  world.clock.pass(minute);
  const head = async () => (await world.service.heads([vera.actor.userId])).get(vera.actor.userId);
  const before = await head();
  expect(await block(world.device(vera.actor), mal)).toMatchObject({ status: 'done' });
  expect(await head()).toEqual(before);
  expect(await blockedOf(vera)).toEqual([{ id, name, at }]);
  expect(await blockedOf(mal)).toEqual([]);
  await vera.send({ name: 'preferences.set.v1', args: { push: { hidePreviews: true } } });
  expect(await blockedOf(vera)).toEqual([{ id, name, at }]);
  expect(await unblock(vera, mal)).toMatchObject({ status: 'done' });
  expect(await unblock(vera, mal)).toMatchObject({ status: 'done' });
  expect(await blockedOf(vera)).toEqual([]);
});

it('CM8 one person blocked too many is refused, and nobody blocks themselves', async () => {
  expect(await block(vera, vera)).toMatchObject({ code: 'not-allowed' });
  const { userId } = vera.actor;
  const rows = Array.from({ length: blockedPeople - 1 }, (_, index) => ({
    user_id: userId,
    blocked_id: `user-${index}`,
    name: 'Somebody',
    at: 1,
  }));
  await vera.send({ name: 'preferences.set.v1', args: { push: { hidePreviews: true } } });
  await world.database.db.insertInto('blocked').values(rows).execute();
  expect(await block(vera, mal)).toMatchObject({ status: 'done' });
  expect(await block(vera, ben)).toMatchObject({ code: 'limit-reached' });
  expect(await block(vera, mal)).toMatchObject({ status: 'done' });
  await unblock(vera, mal);
  expect(await block(vera, ben)).toMatchObject({ status: 'done' });
});

it('NT18 what waits of theirs goes, and comes back where it is taken back in time', async () => {
  const waiting = await invite(mal, vera);
  const late = await invite(mal, vera);
  const others = await invite(ben, vera);
  await block(vera, mal);
  const held = await deviceOf(world, vera);
  expect([...held.rows.invite.keys()]).toEqual([others]);
  expect((await feedOf(world, vera)).map(({ data }) => data)).toEqual([{ inviteId: others }]);
  await mal.send({ name: 'invite.revoke.v1', args: { inviteId: late } });
  await unblock(vera, mal);
  const back = await deviceOf(world, vera);
  expect([...back.rows.invite.keys()].sort()).toEqual([waiting, others].sort());
  expect((await feedOf(world, vera)).map(({ data }) => data)).toEqual([
    { inviteId: others },
    { inviteId: waiting },
  ]);
});

it('NT18 no invite of theirs reaches whoever blocked them, not at the next contact either', async () => {
  await block(vera, mal);
  const inviteId = await invite(mal, vera);
  await world.service.ensureUser(vera.actor);
  expect(await feedOf(world, vera)).toEqual([]);
  expect((await deviceOf(world, vera)).rows.invite.size).toBe(0);
  // Who was shown it by somebody, or has accepted it before, may come in all the same.
  expect(await vera.send({ name: 'invite.accept.v1', args: { inviteId } })).toMatchObject({
    status: 'done',
  });
});

it('NT18 on a shared track nobody loses anything but the telling', async () => {
  const trackId = await sharedBy(vera, mal, ben);
  await block(vera, mal);
  const from = (await feedOf(world, vera)).length;
  const commentId = await say(mal, trackId, '@Vera!', { mentions: [vera.actor.userId] });
  const edit = { commentId, text: '@Vera!!', mentions: [vera.actor.userId] };
  await mal.send({ name: 'comment.edit.v2', args: edit });
  expect((await feedOf(world, vera)).slice(from)).toEqual([]);
  expect((await feedOf(world, ben)).at(-1)).toMatchObject({ kind: 'comment.added' });
  const { rows } = await deviceOf(world, vera);
  expect(rows.comment.get(commentId)?.body.text).toBe('@Vera!!');
  expect([...rows.member.values()].map(({ body }) => body.name).sort()).toEqual([
    'Ben',
    'Mal',
    'Vera',
  ]);
  // What is said to him, he is told as ever.
  await say(vera, trackId, 'Noted.');
  expect((await feedOf(world, mal)).at(-1)).toMatchObject({ kind: 'comment.added' });
  await unblock(vera, mal);
  await say(mal, trackId, 'Sorry.');
  expect((await feedOf(world, vera)).slice(from)).toMatchObject([
    { kind: 'comment.added', data: { excerpt: 'Sorry.' } },
  ]);
});

it('NT18 rows of several comments never fall back to what was not told', async () => {
  const trackId = await sharedBy(vera, mal, ben);
  await say(mal, trackId, 'before');
  await block(vera, mal);
  const first = await say(ben, trackId, 'one');
  await say(mal, trackId, 'untold');
  const last = await say(ben, trackId, 'two');
  await ben.send({ name: 'comment.delete.v1', args: { commentId: last } });
  const rowOf = async () =>
    (await feedOf(world, vera)).find(({ kind }) => kind === 'comment.added')?.data;
  expect(await rowOf()).toMatchObject({ excerpt: 'one', count: 2 });
  await ben.send({ name: 'comment.delete.v1', args: { commentId: first } });
  expect(await rowOf()).toMatchObject({ excerpt: 'before' });
});

it('NT18 the staff answers and announces also to whoever blocked one of them', async () => {
  await world.service.addSupport(mal.actor.email);
  const ticketId = world.id();
  await vera.send({
    name: 'ticket.open.v1',
    args: { ticketId, subject: 'No sound', text: 'There is none.' },
  });
  await block(vera, mal);
  await mal.send({ name: 'ticket.feedback.v1', args: { ticketId, text: 'Turn it up.' } });
  const announcementId = world.id();
  await mal.send({
    name: 'announcement.publish.v1',
    args: { announcementId, title: 'Hello', text: 'All is well.', priority: 'normal' },
  });
  await fireAll(world);
  expect((await feedOf(world, vera)).map(({ kind }) => kind)).toEqual([
    'ticket.answered',
    'announcement.published',
  ]);
});

/** All that Mal can find out, in a world where Vera has blocked him or has not. */
async function seenByMal(isBlocking: boolean): Promise<unknown> {
  const before = { world, vera, mal, ben };
  ({ world, vera, mal, ben } = await open());
  const outcomes: unknown[] = [];
  const send = async (command: Command) => {
    const { status, code, detail } = await mal.send(command);
    outcomes.push([command.name, status, code, detail]);
    world.clock.pass(1);
  };
  try {
    const shared = await sharedBy(vera, mal, ben);
    await invite(mal, vera);
    if (isBlocking) await block(vera, mal);
    else await vera.send({ name: 'preferences.set.v1', args: { push: { hidePreviews: true } } });
    const trackId = await trackOf(mal);
    const { email, userId } = vera.actor;
    for (let round = 0; round < 3; round += 1) {
      await send({ name: 'invite.send.v1', args: { inviteId: world.id(), trackId, email } });
    }
    await send({ name: 'invite.send.v1', args: { inviteId: world.id(), trackId: shared, email } });
    const commentId = await say(mal, shared, '@Vera', { mentions: [userId] });
    await send({ name: 'comment.resolve.v1', args: { commentId } });
    await send({ name: 'track.setStage.v1', args: { trackId: shared, stage: 'mixing' } });
    await say(vera, shared, '@Mal', { mentions: [mal.actor.userId] });
    // He blocks her, too, and thinks better of it.
    outcomes.push((await block(mal, vera)).status, (await unblock(mal, vera)).status);
    await invite(vera, mal);
    await vera.send({ name: 'member.leave.v1', args: { trackId: shared } });
    world.clock.pass(15 * day);
    await invite(mal, vera, trackId);
    const { rows } = await deviceOf(world, mal);
    const told = (await feedOf(world, mal)).map(({ kind, ordinal, actor, track, data }) => ({
      kind,
      ordinal,
      actor,
      track,
      data,
    }));
    const held = [rows.track, rows.member, rows.invite, rows.comment, rows.preferences].map(
      (kind) => [...kind.values()].map(({ body }) => body),
    );
    return { outcomes, told, held };
  } finally {
    await world.close();
    ({ world, vera, mal, ben } = before);
  }
}

it('NT19 whoever is blocked sees exactly what they would see otherwise', async () => {
  const blocked = await seenByMal(true);
  expect(blocked).toEqual(await seenByMal(false));
});

it('NT19 nor does an accepted invite tell, as nobody is told by whom they are not heard', async () => {
  const trackId = await sharedBy(ben, vera);
  const inviteId = await invite(vera, mal, trackId);
  await block(vera, mal);
  await mal.send({ name: 'invite.accept.v1', args: { inviteId } });
  expect((await feedOf(world, vera)).filter(({ actor }) => actor?.id === mal.actor.userId)).toEqual(
    [],
  );
  expect((await feedOf(world, ben)).at(-1)).toMatchObject({ kind: 'member.joined' });
});

it('AC25 no list keeps the name of an account that is gone, and the others hear of it', async () => {
  await block(vera, mal);
  await block(mal, vera);
  await world.service.removeAccount(mal.actor);
  await fireAll(world);
  expect(await blockedOf(vera)).toEqual([]);
  // A block that was made offline arrives only now.
  expect(await block(vera, mal)).toMatchObject({ status: 'done' });
  world.clock.pass(3 * minute);
  await fireAll(world);
  expect(world.faults).toEqual([]);
  expect(await world.database.db.selectFrom('blocked').selectAll().execute()).toEqual([]);
  expect(await blockedOf(vera)).toEqual([]);
});
