/** NT16 NT17: one account can neither close an address to others nor make somebody's devices ring all day. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { minute } from '#shared/base/time.ts';
import {
  inviteDayMs,
  invitesPerPair,
  invitesPerPerson,
  pendingInvitesPerPair,
  tellingsPerMinute,
} from '#shared/workspace/limits.ts';
import { feedOf } from '../../tests/support/feed-of.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
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
  world = await openTestWorkspace();
  vera = await world.signUp('Vera');
  mal = await world.signUp('Mal');
  ben = await world.signUp('Ben');
});
afterEach(() => world.close());

async function trackOf(owner: Device): Promise<string> {
  const trackId = world.id();
  await owner.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
  return trackId;
}
async function sharedBy(owner: Device, ...others: readonly Device[]): Promise<string> {
  const trackId = await trackOf(owner);
  for (const other of others) await world.join(owner, other, trackId);
  return trackId;
}
async function invite(by: Device, email: string, trackId?: string): Promise<string> {
  const args = { inviteId: world.id(), trackId: trackId ?? (await trackOf(by)), email };
  const { code, status } = await by.send({ name: 'invite.send.v1', args });
  return code ?? status;
}
const comment = (by: Device, trackId: string, more: object = {}) =>
  by.send({
    name: 'comment.add.v1',
    args: { commentId: world.id(), trackId, text: 'Listen!', ...more },
  });
const ordinalOf = async ({ actor }: Device) =>
  (await world.service.heads([actor.userId])).get(actor.userId)?.ordinalHead ?? 0;
const pushesOf = async ({ actor }: Device) =>
  (
    await world.database.db
      .selectFrom('push_job')
      .selectAll()
      .where('subscription_id', '=', actor.userId)
      .execute()
  ).length;
const subscribe = ({ actor }: Device) =>
  world.store.write((tx) =>
    tx.savePushSubscription({
      id: actor.userId,
      userId: actor.userId,
      sessionId: 'session',
      device: 'device',
      endpoint: `https://push.example/${actor.userId}`,
      p256dh: 'key',
      auth: 'secret',
      timeZone: null,
      assertedAt: 1,
    }),
  );

it('NT16 whoever invites an address a hundred times closes it to nobody', async () => {
  const results: string[] = [];
  for (let round = 0; round < 100; round += 1) results.push(await invite(mal, vera.actor.email));
  expect(results.filter((result) => result === 'done')).toHaveLength(pendingInvitesPerPair);
  expect(await invite(ben, vera.actor.email)).toBe('done');
});

it('NT16 nor to the others of one track', async () => {
  const trackId = await sharedBy(ben, mal);
  for (let round = 0; round < 10; round += 1) {
    const inviteId = world.id();
    const { email } = vera.actor;
    await mal.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
    await vera.send({ name: 'invite.decline.v1', args: { inviteId } });
  }
  expect(await invite(mal, vera.actor.email, trackId)).toBe('limit-reached');
  expect(await invite(ben, vera.actor.email, trackId)).toBe('done');
});

it('NT16 what one person asks of an address has a bound until it is answered', async () => {
  const { email } = vera.actor;
  const inviteId = world.id();
  const trackId = await trackOf(mal);
  await mal.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
  for (let round = 1; round < pendingInvitesPerPair; round += 1) {
    expect(await invite(mal, email)).toBe('done');
  }
  expect(await invite(mal, email)).toBe('limit-reached');
  await vera.send({ name: 'invite.accept.v1', args: { inviteId } });
  expect(await invite(mal, email)).toBe('done');
});

it('NT16 and a bound in a day, however it is answered', async () => {
  const { email } = vera.actor;
  for (let round = 0; round < invitesPerPair; round += 1) {
    const inviteId = world.id();
    const trackId = await trackOf(mal);
    await mal.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
    const { status } = await vera.send({ name: 'invite.decline.v1', args: { inviteId } });
    expect(status).toBe('done');
  }
  expect(await invite(mal, email)).toBe('limit-reached');
  expect(await invite(ben, email)).toBe('done');
});

it('NT16 what one person asks of everybody has a bound in a day, but for what is accepted', async () => {
  const albums = [await trackOf(mal), await trackOf(mal)];
  const results: string[] = [];
  for (let round = 0; round <= invitesPerPerson; round += 1) {
    const trackId = albums[round % 2] ?? '';
    const email = `stranger-${round}@example.test`;
    const inviteId = world.id();
    const { code, status } = await mal.send({
      name: 'invite.send.v1',
      args: { inviteId, trackId, email },
    });
    results.push(code ?? status);
  }
  expect(results.filter((result) => result === 'done')).toHaveLength(invitesPerPerson);
  expect(results.at(-1)).toBe('limit-reached');
  expect(await invite(ben, vera.actor.email)).toBe('done');
  world.clock.pass(inviteDayMs);
  expect(await invite(mal, vera.actor.email)).toBe('done');
});

it('NT17 three hundred mentions in two seconds ask thirty times, and nothing is lost', async () => {
  const trackId = await sharedBy(vera, mal);
  world.clock.pass(minute);
  const before = await ordinalOf(vera);
  for (let round = 0; round < 300; round += 1) {
    world.clock.pass(6);
    const outcome = await comment(mal, trackId, { mentions: [vera.actor.userId] });
    expect(outcome.status).toBe('done');
  }
  expect((await ordinalOf(vera)) - before).toBe(tellingsPerMinute);
  const rows = (await feedOf(world, vera)).filter(({ kind }) => kind.startsWith('comment.'));
  const told = rows.reduce((sum, { data }) => sum + (('count' in data && data.count) || 1), 0);
  expect(told).toBe(300);
});

it('NT17 tracks without number ring no more often', async () => {
  const tracks: string[] = [];
  for (let round = 0; round < 2 * tellingsPerMinute; round += 1) {
    tracks.push(await sharedBy(vera, mal));
  }
  world.clock.pass(minute);
  await subscribe(vera);
  for (const trackId of tracks) await comment(mal, trackId);
  expect(await pushesOf(vera)).toBe(tellingsPerMinute);
  const rows = (await feedOf(world, vera)).filter(({ kind }) => kind === 'comment.added');
  expect(rows).toHaveLength(tracks.length);
});

it('NT17 what others say meanwhile asks as ever, and so does the next minute', async () => {
  const trackId = await sharedBy(vera, mal, ben);
  for (let round = 0; round < 100; round += 1) await comment(mal, trackId);
  const flooded = await ordinalOf(vera);
  await comment(ben, trackId);
  expect(await ordinalOf(vera)).toBe(flooded + 1);
  await comment(mal, trackId);
  expect(await ordinalOf(vera)).toBe(flooded + 1);
  world.clock.pass(minute);
  await comment(mal, trackId);
  expect(await ordinalOf(vera)).toBe(flooded + 2);
  const [row] = (await feedOf(world, vera)).filter(({ kind }) => kind === 'comment.added');
  expect(row?.data).toMatchObject({ count: 103 });
});

it('NT17 a row that was read is no more the place of what comes quietly', async () => {
  const trackId = await sharedBy(vera, mal);
  for (let round = 0; round < tellingsPerMinute; round += 1) await comment(mal, trackId);
  const [read] = (await feedOf(world, vera)).filter(({ kind }) => kind === 'comment.added');
  await sayMark(world, vera.actor.userId, 'read', read?.ordinal ?? 0);
  await comment(mal, trackId);
  const rows = (await feedOf(world, vera)).filter(({ kind }) => kind === 'comment.added');
  expect(rows).toHaveLength(2);
});

it('NT17 a busy day of an honest studio is told as ever', async () => {
  const trackId = await sharedBy(vera, ben);
  const from = await ordinalOf(vera);
  // Two hundred comments that were written in a train arrive at once.
  for (let round = 0; round < 200; round += 1) {
    expect((await comment(ben, trackId)).status).toBe('done');
  }
  for (let round = 0; round < 48; round += 1) {
    const { userId } = ben.actor;
    const version = {
      id: world.id(),
      size: 1,
      sha256: 'ab'.repeat(32),
      addedById: userId,
      note: '',
    };
    const arrived = { fileId: world.id(), trackId, name: `Stem ${round}.wav`, version };
    expect(await world.service.addVersion(arrived)).toBeNull();
  }
  const rows = (await feedOf(world, vera)).filter(({ ordinal }) => ordinal > from);
  expect(rows.map(({ kind, data }) => [kind, 'count' in data && data.count])).toEqual(
    expect.arrayContaining([
      ['comment.added', 200],
      ['file.shared', 48],
    ]),
  );
  expect(rows).toHaveLength(2);
});

it('NT17 what was counted is forgotten when its minute is over', async () => {
  for (let step = 0; step < 100; step += 1) {
    world.clock.pass(minute / 10);
    await world.store.write((tx) =>
      tx.countTelling('vera', `user-${step}`, world.clock.now(), minute),
    );
  }
  const rows = await world.database.db.selectFrom('telling').selectAll().execute();
  expect(rows.length).toBeLessThanOrEqual(10);
});
