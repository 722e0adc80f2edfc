/** Deletion is whole: every table, and the bytes of the file, are searched for a person who has gone. */
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { day, hour, minute } from '#shared/base/time.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { changesPerPageMost } from '#shared/workspace/limits.ts';
import { linkHashOf, linkSecretOf } from '#shared/workspace/invite-link.ts';
import { deviceOf, feedOf, fireAll } from '../../tests/support/feed-of.ts';
import { scrub } from '../storage/scrub.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';

const name = 'Ottoline Quarrier';
const email = 'quarrier@mail.example';
/** What nobody but she says. */
const word = 'zebrafinch';
const said = (what: string) => `${word} ${what} `.repeat(20).trim();
const hers = [name, email, word];

let folder: string;
let world: TestWorkspace;
let otta: Device;
let ben: Device;
let cho: Device;
let dot: Device;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'erase-'));
  world = await openTestWorkspace({ path: join(folder, 'feed.db') });
  otta = await signUp();
  ben = await world.signUp('Ben');
  cho = await world.signUp('Cho');
  dot = await world.signUp('Dot');
});
afterEach(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

/** Her id says nothing of her. */
async function signUp(): Promise<Device> {
  const actor = { userId: 'user-1', name, email };
  await world.database.db.insertInto('user').values({ id: actor.userId, name, email }).execute();
  await world.service.ensureUser(actor);
  return world.device(actor);
}
async function done(who: Device, ...commands: readonly Command[]): Promise<void> {
  for (const command of commands) {
    const outcome = await who.send(command);
    expect(outcome.status, JSON.stringify(outcome)).toBe('done');
    world.clock.pass(1);
  }
}
async function makeTrack(owner: Device, title: string): Promise<string> {
  const trackId = world.id();
  await done(owner, { name: 'track.create.v1', args: { trackId, title } });
  return trackId;
}
async function onto(owner: Device, guest: Device, trackId: string): Promise<void> {
  expect(await world.join(owner, guest, trackId)).toMatchObject({ status: 'done' });
}
async function invite(by: Device, trackId: string, address: string): Promise<string> {
  const inviteId = world.id();
  await done(by, { name: 'invite.send.v1', args: { inviteId, trackId, email: address } });
  return inviteId;
}
/** @returns the id and the secret */
async function link(by: Device, trackId: string) {
  const inviteId = world.id();
  const secret = linkSecretOf(Uint8Array.from({ length: 16 }, (_, index) => index));
  const args = { inviteId, trackId, secretHash: linkHashOf(secret) };
  await done(by, { name: 'invite.link.v1', args });
  return { inviteId, secret };
}
const comment = (trackId: string, text: string, more: object = {}): Command => ({
  name: 'comment.add.v1',
  args: { commentId: world.id(), trackId, text, ...more },
});
async function bring(by: Device, trackId: string): Promise<void> {
  const id = world.id();
  const { userId } = by.actor;
  const version = { id, size: 9, sha256: 'ab'.repeat(32), addedById: userId, note: '' };
  const arrived = { fileId: world.id(), trackId, name: 'Bounce.wav', version };
  expect(await world.service.addVersion(arrived)).toBeNull();
}

/** A life: whatever an account can leave at others, and keep of its own. */
async function live(): Promise<void> {
  const own = await makeTrack(otta, 'Midnight Drive');
  await done(otta, { name: 'track.setNotes.v1', args: { trackId: own, notes: said('notes') } });
  await bring(otta, own);
  await done(otta, comment(own, said('own')));
  const bens = await makeTrack(ben, 'Glass Harbor');
  const chos = await makeTrack(cho, 'Low Tide');
  const dots = await makeTrack(dot, 'Foxglove');

  // Invites to her: accepted, by a link, declined, pending, expired; and one from before her account.
  await onto(ben, otta, bens);
  const { inviteId, secret } = await link(cho, chos);
  await done(otta, { name: 'invite.accept.v1', args: { inviteId, secret } });
  const declined = await invite(dot, dots, email);
  await done(otta, { name: 'invite.decline.v1', args: { inviteId: declined } });
  const other = await makeTrack(dot, 'Undertow');
  await invite(dot, other, email);

  // Invites by her: accepted, declined, by a link, pending, revoked with her leaving; to no account, too.
  await onto(otta, cho, bens);
  const refused = await invite(otta, bens, dot.actor.email);
  await done(dot, { name: 'invite.decline.v1', args: { inviteId: refused } });
  await link(otta, bens);
  await invite(otta, bens, 'nobody@example.test');
  await invite(otta, chos, dot.actor.email);
  await invite(otta, own, ben.actor.email);

  // What she says, alone and together with others, read and unread, about what is deleted since.
  const commentId = world.id();
  await done(ben, {
    name: 'comment.add.v1',
    args: { commentId, trackId: bens, text: 'How is it?' },
  });
  await done(
    otta,
    comment(bens, said('answer'), { replyTo: commentId }),
    comment(bens, `${said('mention')} @Ben`, { mentions: [ben.actor.userId] }),
    { name: 'comment.resolve.v1', args: { commentId } },
  );
  await bring(otta, bens);
  for (let count = 0; count < 70; count += 1) await done(otta, comment(bens, said(`${count}`)));
  await done(cho, comment(bens, 'Nice.'));
  await done(otta, comment(chos, said('at Cho’s')));
  const [row] = await feedOf(world, cho);
  if (row) await sayMark(world, cho.actor.userId, 'read', row.ordinal);
  const edited = world.id();
  await done(
    otta,
    { name: 'comment.add.v1', args: { commentId: edited, trackId: bens, text: said('first') } },
    { name: 'comment.edit.v1', args: { commentId: edited, text: said('then') } },
    { name: 'track.setStage.v1', args: { trackId: bens, stage: 'mixing' } },
    { name: 'track.setDue.v1', args: { trackId: chos, dueOn: '2026-12-24', timeZone: 'UTC' } },
  );
  const brief = await makeTrack(dot, 'Gone soon');
  await onto(dot, otta, brief);
  await onto(dot, ben, brief);
  await done(otta, comment(brief, said('brief')), comment(brief, said('brief again')));
  await done(cho, comment(bens, 'Yes.'));
  await done(otta, comment(bens, said('late')));
  await done(dot, { name: 'track.delete.v1', args: { trackId: brief } });

  // What is hers alone.
  const { userId } = otta.actor;
  const sighting = { device: world.id(), name: said('browser'), form: 'computer' } as const;
  await world.service.seeDevice(userId, { ...sighting, hasActed: true });
  const at = world.clock.now() + hour;
  await done(
    otta,
    { name: 'reminder.set.v1', args: { reminderId: world.id(), at, text: said('reminder') } },
    { name: 'ticket.open.v1', args: { ticketId: world.id(), subject: word, text: said('ticket') } },
    { name: 'preferences.set.v1', args: { push: { hidePreviews: true } } },
  );
  // Refused with what is there, of which the outcome tells.
  const changed = {
    name: 'track.rename.v1',
    args: { trackId: own, title: `New ${word}` },
  } as const;
  await otta.send(changed, { ifVersion: 99 });
  const { db } = world.database;
  const subscription = { device: 'd', session_id: 's', p256dh: '', auth: '', asserted_at: 1 };
  const endpoint = `https://push.example/${word}`;
  await db
    .insertInto('push_subscription')
    .values({ id: 'p', user_id: userId, ...subscription, endpoint })
    .execute();
  await done(ben, comment(bens, 'For the push.'));
  await db
    .insertInto('known_browser')
    .values({ user_id: userId, hash: word, seen_at: 1 })
    .execute();
  await sql`insert into session values ('s', ${userId})`.execute(db);
  await sql`insert into account values ('a', ${userId})`.execute(db);
  await sql`insert into verification values ('v', ${`operator-reset:${userId}`})`.execute(db);

  // What she says as one of the staff.
  const ticketId = world.id();
  await done(cho, {
    name: 'ticket.open.v1',
    args: { ticketId, subject: 'No sound', text: 'There is none.' },
  });
  await world.service.addSupport(email);
  await done(
    otta,
    { name: 'ticket.feedback.v1', args: { ticketId, text: 'Turn it up.' } },
    {
      name: 'announcement.publish.v1',
      args: {
        announcementId: world.id(),
        title: 'Hello',
        text: 'All is well.',
        priority: 'normal',
      },
    },
  );
  await fireAll(world);
  // What waits for an answer by then has none in time, but for two.
  world.clock.pass(15 * day);
  await invite(ben, await makeTrack(ben, 'Slow Motion'), email);
  await invite(otta, bens, dot.actor.email);
}

async function remove(): Promise<void> {
  await world.service.removeAccount(otta.actor);
  await fireAll(world);
  world.clock.pass(3 * minute);
  await fireAll(world);
  expect(world.faults).toEqual([]);
}

/** Which columns of which tables say something of hers. */
async function columnsSaying(): Promise<string[]> {
  const { db } = world.database;
  const tables = await sql<{ name: string }>`
    select name from sqlite_schema where type = 'table'`.execute(db);
  const found = new Set<string>();
  for (const table of tables.rows) {
    const { rows } = await sql<object>`select * from ${sql.table(table.name)}`.execute(db);
    for (const [column, value] of rows.flatMap((row): [string, unknown][] => Object.entries(row))) {
      const bytes = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
      if (hers.some((text) => String(bytes).includes(text))) found.add(`${table.name}.${column}`);
    }
  }
  return [...found].sort();
}

/** How often the files of the database say something of hers. */
async function bytesSaying(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const file of await readdir(folder)) {
    const bytes = await readFile(join(folder, file), 'latin1');
    for (const text of hers) {
      const times = bytes.split(text).length - 1;
      if (times > 0) found[`${file}: ${text}`] = times;
    }
  }
  return found;
}

it('AC25 an account that is deleted is in no column of any table', async () => {
  await live();
  expect(await columnsSaying()).toEqual(
    expect.arrayContaining(['comment.text', 'invite.email', 'notification.actor_name']),
  );
  await remove();
  expect(await columnsSaying()).toEqual([]);
});

it('AC25 invites of an account that is deleted wait for nobody', async () => {
  await live();
  await remove();
  const { userId } = otta.actor;
  const invites = await world.database.db
    .selectFrom('invite')
    .selectAll()
    .where((where) =>
      where.or([where('inviter_id', '=', userId), where('invitee_id', '=', userId)]),
    )
    .execute();
  expect(invites.length).toBeGreaterThan(8);
  expect(invites.filter(({ state }) => state === 'pending')).toEqual([]);
});

it('AC25 what others hold of it says neither name nor words, and devices are told', async () => {
  await live();
  const before = await Promise.all([ben, cho, dot].map((one) => deviceOf(world, one)));
  await remove();
  for (const device of before) {
    for (let more = true; more;) {
      const page = await world.service.changes(device.userId, device.cursor, changesPerPageMost);
      device.apply(page);
      more = page.more;
    }
    const rows = Object.values(device.rows).flatMap((kind) => [...kind.values()]);
    expect(rows.length).toBeGreaterThan(3);
    const saying = rows.filter((row) => hers.some((text) => JSON.stringify(row).includes(text)));
    expect(saying).toEqual([]);
  }
});

it('AC26 an account that is deleted is in no byte of the database', async () => {
  await live();
  expect(Object.keys(await bytesSaying())).not.toEqual([]);
  await remove();
  scrub(join(folder, 'feed.db'));
  expect(await bytesSaying()).toEqual({});
  // There is nothing more to do.
  const before = await stat(join(folder, 'feed.db'));
  scrub(join(folder, 'feed.db'));
  expect((await stat(join(folder, 'feed.db'))).mtimeMs).toBe(before.mtimeMs);
});
