import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hour, minute } from '#shared/base/time.ts';
import type { Entities, EntityKind } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { deviceOf, feedOf, fireAll } from '../../tests/support/feed-of.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

let world: TestWorkspace;
let ana: Device;
let ben: Device;
let cho: Device;
beforeEach(async () => {
  world = await openTestWorkspace();
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
  cho = await world.signUp('Cho');
});
afterEach(() => world.close());

async function done(who: Device, ...commands: readonly Command[]): Promise<void> {
  for (const command of commands) {
    expect(await who.send(command)).toMatchObject({ status: 'done' });
  }
}
async function makeTrack(owner: Device, title: string, guests: readonly Device[]): Promise<string> {
  const trackId = world.id();
  await done(owner, { name: 'track.create.v1', args: { trackId, title } });
  for (const guest of guests) {
    const inviteId = world.id();
    const { email } = guest.actor;
    await done(owner, { name: 'invite.send.v1', args: { inviteId, trackId, email } });
    await done(guest, { name: 'invite.accept.v1', args: { inviteId } });
  }
  return trackId;
}
/** What this person's devices hold of a kind. */
async function heldBy<Kind extends EntityKind>(who: Device, kind: Kind): Promise<Entities[Kind][]> {
  const { rows } = await deviceOf(world, who);
  return [...rows[kind].values()].map(({ body }) => body);
}
const namesOn = async (who: Device) => (await heldBy(who, 'member')).map(({ name }) => name);

describe('a new name', () => {
  it('AC2 reaches everybody on every track, and the account itself', async () => {
    for (let count = 0; count < 25; count += 1) await makeTrack(ana, `Take ${count}`, [ben]);
    await world.service.rename(ana.actor.userId, 'Ana R.');
    await fireAll(world);
    const names = new Set(await namesOn(ben));
    expect(names).toEqual(new Set(['Ana R.', 'Ben']));
    expect(new Set(await namesOn(ana))).toEqual(names);
    expect(await heldBy(ana, 'account')).toMatchObject([{ name: 'Ana R.' }]);
  });

  it('AC2 is told to nobody as news, and changes nothing that was said before', async () => {
    const trackId = await makeTrack(ana, 'Midnight Drive', [ben]);
    const commentId = world.id();
    await done(ana, { name: 'comment.add.v1', args: { commentId, trackId, text: 'Hello.' } });
    const before = await feedOf(world, ben);
    await world.service.rename(ana.actor.userId, 'Ana R.');
    await fireAll(world);
    expect(await feedOf(world, ben)).toEqual(before);
  });
});

/** Every row of every table in which this person is named. */
async function rowsNaming(userId: string): Promise<string[]> {
  const { db } = world.database;
  const found: string[] = [];
  for (const { name } of await db.introspection.getTables()) {
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(db);
    for (const row of rows) {
      const text = JSON.stringify(row);
      if (text.includes(userId)) found.push(`${name} ${text}`);
    }
  }
  return found;
}

async function remove(who: Device): Promise<void> {
  await world.service.removeAccount(who.actor);
  await fireAll(world);
  world.clock.pass(3 * minute);
  await fireAll(world);
}

describe('an account that is deleted', () => {
  it('AC4 takes its tracks along, leaves those of others, and declines what it was asked', async () => {
    const own = await makeTrack(ana, 'Midnight Drive', [ben]);
    const bens = await makeTrack(ben, 'Glass Harbor', [ana, cho]);
    const inviteId = world.id();
    const chos = await makeTrack(cho, 'Low Tide', []);
    const { email } = ana.actor;
    await done(cho, { name: 'invite.send.v1', args: { inviteId, trackId: chos, email } });
    await remove(ana);
    expect((await heldBy(ben, 'track')).map(({ id }) => id)).toEqual([bens]);
    expect(await namesOn(ben)).toEqual(expect.arrayContaining(['Ben', 'Cho']));
    expect(await namesOn(ben)).toHaveLength(2);
    const told = (await feedOf(world, ben)).map(({ kind, track }) => `${kind} ${track?.id}`);
    expect(told).toContain(`member.left ${bens}`);
    expect(told).not.toContain(`member.left ${own}`);
    expect(await heldBy(cho, 'invite')).toContainEqual(
      expect.objectContaining({ id: inviteId, state: 'declined' }),
    );
  });

  it('AC4 keeps its comments elsewhere, without words and name, and takes their excerpts back', async () => {
    const trackId = await makeTrack(ben, 'Glass Harbor', [ana, cho]);
    for (let count = 0; count < 60; count += 1) {
      const args = { commentId: world.id(), trackId, text: `A secret, ${count}` };
      await done(ana, { name: 'comment.add.v1', args });
    }
    await done(ben, {
      name: 'comment.add.v1',
      args: { commentId: world.id(), trackId, text: 'An answer' },
    });
    await remove(ana);
    const comments = await heldBy(cho, 'comment');
    expect(comments).toHaveLength(61);
    const others = comments.filter(({ authorId }) => authorId === ana.actor.userId);
    expect(new Set(others.map(({ text, authorName }) => `${text}${authorName}`))).toEqual(
      new Set(['']),
    );
    expect(JSON.stringify(await feedOf(world, cho))).not.toContain('A secret');
    expect(comments.some(({ text }) => text === 'An answer')).toBe(true);
  });

  it('AC4 CM43 leaves settled what it settled elsewhere, without its name', async () => {
    const trackId = await makeTrack(ben, 'Glass Harbor', [ana, cho]);
    for (let count = 0; count < 60; count += 1) {
      const commentId = world.id();
      await done(ben, { name: 'comment.add.v1', args: { commentId, trackId, text: `${count}` } });
      await done(ana, { name: 'comment.resolve.v1', args: { commentId } });
    }
    await remove(ana);
    const comments = await heldBy(cho, 'comment');
    expect(comments).toHaveLength(60);
    for (const { resolved } of comments) {
      expect(resolved).toMatchObject({ byId: ana.actor.userId, byName: '' });
    }
  });

  it('AC4 AC25 NT11 says that its tracks were deleted, without its name and words that nobody had read', async () => {
    const trackId = await makeTrack(ana, 'Midnight Drive', [ben]);
    await done(ana, {
      name: 'comment.add.v1',
      args: { commentId: world.id(), trackId, text: 'A secret' },
    });
    await remove(ana);
    const rows = await feedOf(world, ben);
    expect(rows.filter(({ kind }) => kind === 'track.deleted')).toMatchObject([
      { actor: { name: '' }, track: { title: 'Midnight Drive' } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('A secret');
  });

  it('AC4 leaves no row of its own in any table, not even what was on its way', async () => {
    await world.service.addSupport(cho.actor.email);
    await makeTrack(ana, 'Midnight Drive', [ben]);
    await makeTrack(ben, 'Glass Harbor', [ana]);
    const { userId } = ana.actor;
    await world.service.seeDevice(userId, {
      device: world.id(),
      name: 'Firefox',
      form: 'computer',
      hasActed: true,
    });
    await done(
      ana,
      {
        name: 'reminder.set.v1',
        args: { reminderId: world.id(), at: world.clock.now() + hour, text: 'Call Mara' },
      },
      { name: 'ticket.open.v1', args: { ticketId: world.id(), subject: 'Hi', text: 'Hello.' } },
      { name: 'preferences.set.v1', args: { push: { hidePreviews: true } } },
    );
    const subscription = { device: 'd', session_id: 's', endpoint: 'https://push.example/x' };
    await world.database.db
      .insertInto('push_subscription')
      .values({ id: 'p', user_id: userId, ...subscription, p256dh: '', auth: '', asserted_at: 1 })
      .execute();
    expect(await heldBy(cho, 'ticket')).toHaveLength(1);
    await world.service.removeAccount(ana.actor);
    await fireAll(world);
    // Sent before the end, decided after it.
    await done(ana, { name: 'track.create.v1', args: { trackId: world.id(), title: 'Too late' } });
    world.clock.pass(3 * minute);
    await fireAll(world);
    expect(await heldBy(cho, 'ticket')).toEqual([]);
    // What others have of it: a deleted track's number, an answered invite, what they were told.
    const left = await rowsNaming(userId);
    const kinds = new Set(left.map((row) => row.split(' ')[0]));
    expect([...kinds].sort()).toEqual(['change_log', 'invite', 'notification', 'track']);
    expect(left.filter((row) => row.includes(`"user_id":"${userId}"`))).toEqual([]);
    expect(world.faults).toEqual([]);
  });

  it('AC4 knows every table that is of one person', async () => {
    const tables = await world.database.db.introspection.getTables();
    const ofPeople = tables.filter(({ columns }) => columns.some(({ name }) => name === 'user_id'));
    // Another one here has to go with the account, too: sync-server/storage/sql/accounts.ts.
    expect(ofPeople.map(({ name }) => name).sort()).toEqual([
      'account_use',
      'blocked',
      'change_log',
      'command_outcome',
      'device',
      'device_seen',
      'doc',
      'doc_client',
      'doc_snapshot',
      'doc_update',
      'known_browser',
      'member',
      'notification',
      'preferences',
      'push_subscription',
      'support_account',
      'telling',
      'user_head',
    ]);
  });

  it('AC4 a new account with the same address starts empty', async () => {
    await makeTrack(ana, 'Midnight Drive', []);
    await makeTrack(ben, 'Glass Harbor', [ana]);
    const { email } = ana.actor;
    await remove(ana);
    const { db } = world.database;
    await db.insertInto('user').values({ id: 'user-new', name: 'Ana', email }).execute();
    const again = world.device({ userId: 'user-new', name: 'Ana', email });
    await world.service.ensureUser(again.actor);
    for (const kind of ['track', 'invite', 'notification'] as const) {
      expect(await heldBy(again, kind)).toEqual([]);
    }
    const trackId = await makeTrack(ben, 'Low Tide', [again]);
    expect(await heldBy(again, 'track')).toMatchObject([{ id: trackId }]);
  });
});
