/** Pushes from a real workspace to a push service on this machine that decrypts them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import webpush from 'web-push';
import { uuid7 } from '#shared/base/ids.ts';
import { day, hour, minute, second } from '#shared/base/time.ts';
import type { Command, CommandArgs } from '#shared/tracks/commands.ts';
import {
  createPushService,
  type PushService,
  type PushTarget,
} from '../../tests/support/push-service.ts';
import { feedOf, fireAll } from '../../tests/support/feed-of.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import {
  openTestWorkspace,
  type Device,
  type TestWorkspace,
} from '../../tests/support/workspace.ts';
import { createPush, type Push } from './create-push.ts';
import type { PushTuning } from './sender.ts';

const origin = 'https://feed.example.org';
const keys = webpush.generateVAPIDKeys();
const holdMs = 5 * second;

let service: PushService;
let world: TestWorkspace;
let ana: Device;
let ben: Device;
let push: Push;
let isConnected = false;
let endedSessions: Set<string>;
let refused: unknown[];
const tracks = { one: uuid7(1), two: uuid7(2) };

const makePush = (tuning: Partial<PushTuning> = {}) =>
  createPush({
    store: world.store,
    keys,
    clock: world.clock,
    random: () => 0.5,
    origin,
    allowsLoopback: true,
    isConnected: () => isConnected,
    isSignedIn: (_, sessionId) => Promise.resolve(!endedSessions.has(sessionId)),
    onRefused: (facts) => refused.push(facts),
    report: (error) => world.faults.push(error),
    tuning: { holdMs, timeoutMs: 500, ...tuning },
  });

beforeEach(async () => {
  service = await createPushService();
  world = await openTestWorkspace();
  [isConnected, endedSessions, refused] = [false, new Set(), []];
  ana = await world.signUp('Ana');
  ben = await world.signUp('Ben');
  push = makePush();
  for (const trackId of Object.values(tracks)) {
    const inviteId = world.id();
    await ben.send({ name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } });
    const { email } = ana.actor;
    await ben.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
    await ana.send({ name: 'invite.accept.v1', args: { inviteId } });
  }
  const feed = await feedOf(world, ana);
  for (const { ordinal } of feed) await sayMark(world, ana.actor.userId, 'read', ordinal);
});
afterEach(async () => {
  await push.close();
  await world.close();
  await service.close();
  expect(world.faults).toEqual([]);
});

/** A device of hers that gets pushes. */
async function subscribe(device = world.id(), sessionId = 'session', who = ana) {
  const target = service.createTarget();
  const session = { userId: who.actor.userId, sessionId };
  expect((await push.subscribe(session, device, target.subscription)).ok).toBe(true);
  return target;
}
const jobs = () => world.database.db.selectFrom('push_job').selectAll().execute();
const subscriptions = () => world.database.db.selectFrom('push_subscription').selectAll().execute();
/** Until nothing is due: all that goes out has been answered. */
async function sent(): Promise<void> {
  push.poke();
  const due = async () => (await jobs()).filter(({ due_at }) => due_at <= world.clock.now()).length;
  await expect.poll(due, { interval: 5 }).toBe(0);
}
const titles = ({ arrived }: PushTarget) =>
  arrived.map(({ payload }) => payload.notification.title);

const comment = (text: string, more: Partial<CommandArgs<'comment.add.v1'>> = {}): Command => ({
  name: 'comment.add.v1',
  args: { commentId: world.id(), trackId: tracks.one, text, ...more },
});
const mention = (text: string) => comment(text, { mentions: [ana.actor.userId] });
const stage = (): Command => ({
  name: 'track.setStage.v1',
  args: { trackId: tracks.one, stage: 'mixing' },
});
const prefer = (args: CommandArgs<'preferences.set.v1'>['push']) =>
  ana.send({ name: 'preferences.set.v1', args: { push: args } });

describe('one push', () => {
  it('PU1 PU2 is signed for its service, encrypted for its device, and declarative', async () => {
    const phone = await subscribe();
    await ben.send(mention('Is the kick late?'));
    await sent();
    const [message] = await phone.count(1);
    const [record] = (await feedOf(world, ana)).slice(-1);
    const navigate = `${origin}/n/${record?.id}`;
    const { epoch } = await world.service.changes(ana.actor.userId, 0, 1);
    expect(message?.payload).toEqual({
      web_push: 8030,
      mutable: true,
      app_badge: '1',
      notification: {
        title: 'Ben mentioned you on Midnight Drive',
        body: 'Is the kick late?',
        lang: 'en',
        dir: 'auto',
        tag: record?.id,
        navigate,
        timestamp: world.clock.now(),
        silent: false,
        app_badge: '1',
        actions: [{ action: 'read', title: 'Mark read', navigate }],
      },
      feed: {
        account: ana.actor.userId,
        epoch,
        unread: 1,
        change: {
          seq: expect.any(Number) as number,
          op: 'upsert',
          kind: 'notification',
          id: record?.id,
          body: record,
        },
      },
    });
    expect(message?.headers).toMatchObject({
      ttl: String(day / second),
      urgency: 'high',
      topic: record?.id.replaceAll('-', ''),
      'content-encoding': 'aes128gcm',
    });
    expect(message?.claims.sub).toBe(origin);
    expect(message?.key).toBe(push.publicKey);
  });

  it('PU2 carries the place of its row in the change log', async () => {
    const phone = await subscribe();
    await ben.send(stage());
    const { changes } = await world.service.changes(ana.actor.userId, 0, 500);
    await sent();
    const [message] = await phone.count(1);
    expect(changes).toContainEqual(message?.payload.feed.change);
  });

  it('PU2 offers what its kind offers, two actions at most', async () => {
    const phone = await subscribe();
    const [trackId, inviteId] = [world.id(), world.id()];
    await ben.send({ name: 'track.create.v1', args: { trackId, title: 'Low Tide' } });
    const { email } = ana.actor;
    await ben.send({ name: 'invite.send.v1', args: { inviteId, trackId, email } });
    const reminderId = world.id();
    const at = world.clock.now() + minute;
    const timeZone = 'Asia/Tokyo';
    await ana.send({ name: 'reminder.set.v1', args: { reminderId, at, text: 'Stems', timeZone } });
    world.clock.pass(minute);
    await fireAll(world);
    await sent();
    const arrived = await phone.count(2);
    const shown = arrived.map(({ payload: { notification } }) => [
      notification.title,
      notification.body,
      ...notification.actions.map(({ action, title }) => `${action}: ${title}`),
    ]);
    expect(shown.sort()).toEqual([
      [
        'Ben invited you to Low Tide',
        'Accept to see the track and work on it together.',
        'accept: Accept Invite',
        'read: Mark read',
      ],
      // The clock hangs where the reminder was set.
      ['Stems', 'Set for 19:01', 'done: Done', 'snooze: Snooze'],
    ]);
    expect(arrived.map(({ payload }) => payload.feed.unread).at(-1)).toBe(2);
  });

  it('PU2 says nothing of what it is about where that is to be hidden', async () => {
    const phone = await subscribe();
    await prefer({ hidePreviews: true });
    await ben.send(mention('Is the kick late?'));
    await sent();
    const [message] = await phone.count(1);
    expect(JSON.stringify(message?.payload)).not.toMatch(/Ben|Midnight|kick|mention/u);
    expect(message?.payload).toMatchObject({
      notification: { title: 'Producer Dashboard', body: 'Something new in your activity' },
      feed: { unread: 1 },
    });
    expect(message?.payload.feed).not.toHaveProperty('change');
  });

  it('PU2 leaves its row out where that is too long', async () => {
    const phone = await subscribe();
    const sam = await world.signUp('Sam');
    await world.service.addSupport(sam.actor.email);
    const args = { announcementId: world.id(), title: '通'.repeat(120), priority: 'low' as const };
    const text = '知'.repeat(2_000);
    await sam.send({ name: 'announcement.publish.v1', args: { ...args, text } });
    await fireAll(world);
    await sent();
    const [message] = await phone.count(1);
    expect(message?.bytes).toBeLessThanOrEqual(3_900);
    expect(message?.payload.notification.body).toMatch(/^知{150,}…$/u);
    expect(message?.payload.feed).not.toHaveProperty('change');
    expect(message?.headers['urgency']).toBe('low');
  });
});

describe('who gets one', () => {
  it('PU3 each device once, up to twenty; one more ends the oldest', async () => {
    const devices: PushTarget[] = [];
    for (let index = 0; index < 21; index += 1) {
      world.clock.pass(second);
      devices.push(await subscribe());
    }
    await ben.send(stage());
    await sent();
    expect(devices.map(({ arrived }) => arrived.length)).toEqual([0, ...Array(20).fill(1)]);
    expect(new Set(devices.flatMap(titles)).size).toBe(1);
  });

  it('PU3 a device once, however often it says where', async () => {
    const device = world.id();
    const before = await subscribe(device);
    const now = await subscribe(device);
    await push.subscribe({ userId: ana.actor.userId, sessionId: 's' }, device, now.subscription);
    await ben.send(stage());
    await sent();
    expect([before.arrived.length, now.arrived.length]).toEqual([0, 1]);
  });

  it('PU3 a browser that changed hands gets what is for who is there now', async () => {
    const shared = await subscribe();
    const session = { userId: ben.actor.userId, sessionId: 'b' };
    await push.subscribe(session, world.id(), shared.subscription);
    await ben.send(stage());
    await sent();
    expect(shared.arrived).toEqual([]);
    await ana.send(comment('For Ben.'));
    await sent();
    expect(titles(shared)).toEqual(['Ana commented on Midnight Drive']);
  });

  it('PU8 none whose session has ended, told or not', async () => {
    const [told, untold] = [await subscribe(), await subscribe(world.id(), 'other')];
    await push.endSession('session');
    endedSessions.add('other');
    await ben.send(stage());
    await sent();
    expect([told.arrived, untold.arrived]).toEqual([[], []]);
    expect(await subscriptions()).toEqual([]);
  });

  it('PU8 none that has taken it back; somebody else’s cannot be taken back', async () => {
    const phone = await subscribe();
    const { endpoint } = phone.subscription;
    await push.unsubscribe(ben.actor.userId, endpoint);
    expect(await subscriptions()).toHaveLength(1);
    await push.unsubscribe(ana.actor.userId, endpoint);
    await ben.send(stage());
    await sent();
    expect(phone.arrived).toEqual([]);
  });
});

describe('what is not pushed', () => {
  it.each(['read', 'dismissed'] as const)(
    'PU4 what was %s where somebody is connected, within a moment',
    async (lane) => {
      const phone = await subscribe();
      isConnected = true;
      await ben.send(stage());
      await sent();
      expect(phone.arrived).toEqual([]);
      const [row] = (await feedOf(world, ana)).slice(-1);
      await sayMark(world, ana.actor.userId, lane, row?.ordinal ?? 0);
      await ben.send(mention('Still there?'));
      world.clock.pass(holdMs);
      await sent();
      expect(titles(phone)).toEqual(['Ben mentioned you on Midnight Drive']);
      expect(phone.arrived[0]?.payload.feed.unread).toBe(1);
    },
  );

  it('PU4 what is not there any more', async () => {
    const phone = await subscribe();
    isConnected = true;
    await ben.send(stage());
    // There and back again is no news.
    const back = { trackId: tracks.one, stage: 'idea' } as const;
    await ben.send({ name: 'track.setStage.v1', args: back });
    world.clock.pass(holdMs);
    await sent();
    expect(phone.arrived).toEqual([]);
  });

  it('PU5 what a category was switched off for; the row is in the list all the same', async () => {
    const phone = await subscribe();
    await prefer({ categories: { collaboration: false } });
    await ben.send(mention('Hello?'));
    await ben.send(stage());
    await sent();
    expect(titles(phone)).toEqual(['Ben moved Midnight Drive to Mixing']);
    expect(phone.arrived[0]?.payload.feed.unread).toBe(2);
  });

  it('PU4 what is older than a day', async () => {
    const phone = await subscribe();
    phone.reply({ status: 503, headers: { 'retry-after': String((day - minute) / second) } });
    await ben.send(stage());
    await sent();
    world.clock.pass(day);
    await ben.send(mention('New.'));
    await sent();
    expect(titles(phone).slice(1)).toEqual(['Ben mentioned you on Midnight Drive']);
  });
});

describe('in quiet hours', () => {
  // It is ten in the morning UTC, eleven in Berlin.
  const quietHours = { from: '10:30', to: '12:00', timeZone: 'Europe/Berlin' };

  it('PU6 nothing rings; afterwards the latest three that still matter do', async () => {
    const phone = await subscribe();
    await prefer({ quietHours });
    await ben.send(stage());
    for (let n = 1; n <= 5; n += 1) await ben.send(mention(`Mention ${n}`));
    await sent();
    expect(phone.arrived).toEqual([]);
    const [read] = (await feedOf(world, ana)).slice(-1);
    await sayMark(world, ana.actor.userId, 'read', read?.ordinal ?? 0);
    world.clock.pass(59 * minute);
    await sent();
    expect(phone.arrived).toEqual([]);
    world.clock.pass(minute);
    await sent();
    const bodies = phone.arrived.map(({ payload }) => payload.notification.body);
    expect(bodies).toEqual(['Mention 2', 'Mention 3', 'Mention 4']);
    expect(await jobs()).toEqual([]);
  });

  it('PU6 a reminder of one’s own waits, and says how late it is', async () => {
    const phone = await subscribe();
    await prefer({ quietHours });
    const args = { reminderId: world.id(), at: world.clock.now() + minute, text: 'Stems' };
    await ana.send({ name: 'reminder.set.v1', args });
    world.clock.pass(minute);
    await fireAll(world);
    await sent();
    expect(phone.arrived).toEqual([]);
    world.clock.pass(hour);
    await sent();
    expect(titles(phone)).toEqual(['Stems']);
    expect(phone.arrived[0]?.headers['ttl']).toBe(String((day - hour) / second));
  });

  it('PU6 that never end nothing waits', async () => {
    await subscribe();
    await prefer({ quietHours: { ...quietHours, to: quietHours.from } });
    await ben.send(mention('Hello?'));
    await sent();
    expect(await jobs()).toEqual([]);
  });
});

describe('a row that changes', () => {
  it('PU3 is pushed once for all that happened before it went out', async () => {
    const phone = await subscribe();
    isConnected = true;
    await ben.send(comment('One.'));
    await ben.send(comment('Two.'));
    world.clock.pass(holdMs);
    await sent();
    expect(titles(phone)).toEqual(['Ben left 2 comments on Midnight Drive']);
  });

  it('PU3 replaces what was shown of it: same tag, same topic', async () => {
    const phone = await subscribe();
    await ben.send(comment('One.'));
    await sent();
    await ben.send(comment('Two.'));
    await sent();
    const [first, second_] = await phone.count(2);
    expect(second_?.payload.notification.tag).toBe(first?.payload.notification.tag);
    expect(second_?.headers['topic']).toBe(first?.headers['topic']);
    expect(second_?.payload.feed.unread).toBe(1);
  });
});

describe('what the push service says', () => {
  it.each([404, 410, 401, 403])('PU7 %i ends the subscription', async (status) => {
    const phone = await subscribe();
    phone.reply({ status });
    await ben.send(stage());
    await sent();
    expect(await subscriptions()).toEqual([]);
    expect(refused).toEqual([{ status, host: '127.0.0.1' }]);
    await ben.send(mention('Hello?'));
    await sent();
    expect(phone.arrived).toHaveLength(1);
  });

  it('PU7 413 is tried once without the row, then left', async () => {
    const phone = await subscribe();
    phone.reply({ status: 413 }, { status: 413 });
    await ben.send(stage());
    await sent();
    const [large, small] = await phone.count(2);
    expect(large?.payload.feed).toHaveProperty('change');
    expect(small?.payload.feed).not.toHaveProperty('change');
    expect(small?.payload.notification).toEqual(large?.payload.notification);
    expect(await jobs()).toEqual([]);
  });

  it.each([
    [429, () => '120'],
    [503, () => '120'],
    [429, () => new Date(Date.now() + 120 * second).toUTCString()],
  ])(
    'PU7 %i is waited for as long as it asks, by all pushes to that device',
    async (status, after) => {
      const phone = await subscribe();
      phone.reply({ status, headers: { 'retry-after': after() } });
      isConnected = true;
      await ben.send(stage());
      await ben.send(mention('Hello?'));
      world.clock.pass(holdMs);
      isConnected = false;
      await sent();
      expect(phone.arrived).toHaveLength(1);
      world.clock.pass(118 * second);
      await sent();
      expect(phone.arrived).toHaveLength(1);
      world.clock.pass(2 * second);
      await sent();
      expect(titles(phone).slice(1)).toEqual([
        'Ben moved Midnight Drive to Mixing',
        'Ben mentioned you on Midnight Drive',
      ]);
    },
  );

  it.each([
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['nothing', 'hang'],
    ['a cut line', 'reset'],
  ] as const)('PU7 %s is tried again, later each time, up to a bound', async (_, reply) => {
    await push.close();
    push = makePush({ timeoutMs: 50 });
    const phone = await subscribe();
    phone.reply(...Array.from({ length: 30 }, () => reply));
    await ben.send(stage());
    const waits: number[] = [];
    for (;;) {
      await sent();
      const [job] = await jobs();
      if (!job) break;
      waits.push(job.due_at - world.clock.now());
      world.clock.pass(job.due_at - world.clock.now());
    }
    expect(phone.arrived).toHaveLength(12);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBeLessThan(5 * second);
    expect(waits.at(-1)).toBeGreaterThan(20 * minute);
    expect(await subscriptions()).toHaveLength(1);
  });

  it.each([400, 301])('PU7 %i is not tried again, and nobody is sent elsewhere', async (status) => {
    const [phone, elsewhere] = [await subscribe(), service.createTarget()];
    phone.reply({ status, headers: { location: elsewhere.subscription.endpoint } });
    await ben.send(stage());
    await sent();
    expect([phone.arrived.length, elsewhere.arrived.length]).toEqual([1, 0]);
    expect(await jobs()).toEqual([]);
    expect(await subscriptions()).toHaveLength(1);
  });

  it('PU9 a device whose service says nothing holds up no other', async () => {
    const [slow, phone] = [await subscribe(), await subscribe()];
    slow.reply('hang', 'hang');
    await ben.send(stage());
    push.poke();
    await phone.count(1);
    await expect.poll(jobs, { interval: 5 }).toHaveLength(1);
    expect(slow.arrived).toHaveLength(1);
  });

  it('PU9 a server that stops does not wait for an answer, and sends again when it is back', async () => {
    await push.close();
    push = makePush({ timeoutMs: minute });
    const phone = await subscribe();
    phone.reply('hang');
    await ben.send(stage());
    push.poke();
    await phone.count(1);
    await push.close();
    expect(await jobs()).toMatchObject([{ attempts: 0 }]);
    push = makePush();
    await phone.count(2);
    await sent();
    expect(await jobs()).toEqual([]);
  });
});

describe('a test', () => {
  it('PU10 goes out at once, whatever hours, and says what came of it', async () => {
    const device = world.id();
    const phone = await subscribe(device);
    await prefer({ quietHours: { from: '00:00', to: '00:00', timeZone: 'UTC' } });
    const test = () => push.test(ana.actor.userId, device);
    phone.reply({ status: 201 }, { status: 500 }, { status: 410 });
    expect([await test(), await test(), await test(), await test()]).toEqual([
      ...['sent', 'later', 'gone', null],
    ]);
    const [message] = await phone.count(3);
    expect(message?.payload).toMatchObject({
      notification: { tag: 'test', navigate: `${origin}/activity`, actions: [] },
      feed: { unread: 0 },
    });
    expect(message?.payload.feed).not.toHaveProperty('change');
    expect(await push.test(ben.actor.userId, device)).toBeNull();
  });
});
