/** This file tests pushes from a real workspace to a push service on this machine that decrypts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { day, minute, second } from '#shared/base/time.ts';
import { feedOf, fireAll } from '../../tests/support/feed-of.ts';
import type { PushService, PushTarget } from '../../tests/support/push-service.ts';
import {
  holdMs,
  openPushedPeople,
  origin,
  titles,
  trackIds,
  type PushedPeople,
} from '../../tests/support/pushed-people.ts';
import { sayMark } from '../../tests/support/say-marks.ts';
import type { Device, TestWorkspace } from '../../tests/support/workspace.ts';

let people: PushedPeople;
let service: PushService;
let world: TestWorkspace;
let ana: Device;
let ben: Device;
beforeEach(async () => {
  people = await openPushedPeople();
  ({ service, world, ana, ben } = people);
});
afterEach(() => people.close());

const subscriptions = () => world.database.db.selectFrom('push_subscription').selectAll().execute();

describe('one push', () => {
  it('PU13 isolates a name from the right in what it says, and lets none turn the rest', async () => {
    const phone = await people.subscribe();
    const trackId = trackIds.one;
    await ben.send({ name: 'track.rename.v1', args: { trackId, title: 'גל \u202e(2)' } });
    // An account of before.
    const turned = world.device({ ...ben.actor, name: 'Ben\u202e\u2069' });
    await turned.send(people.mention('Is the kick late?'));
    await people.sent();
    const [message] = await phone.count(1);
    expect(message?.payload.notification.title).toBe('Ben mentioned you on \u2068גל (2)\u2069');
    await ana.send({
      name: 'reminder.set.v1',
      args: { reminderId: world.id(), at: world.clock.now() + minute, text: 'גל' },
    });
    world.clock.pass(minute);
    await fireAll(world);
    await people.sent();
    // Alone it has the direction of its letters.
    expect((await phone.count(2))[1]?.payload.notification.title).toBe('גל');
  });

  it('PU1 PU2 is signed for its service, encrypted for its device, and declarative', async () => {
    const phone = await people.subscribe();
    await ben.send(people.mention('Is the kick late?'));
    await people.sent();
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
    expect(message?.key).toBe(people.push.publicKey);
  });

  it('PU2 carries the place of its row in the change log', async () => {
    const phone = await people.subscribe();
    await ben.send(people.stage());
    const { changes } = await world.service.changes(ana.actor.userId, 0, 500);
    await people.sent();
    const [message] = await phone.count(1);
    expect(changes).toContainEqual(message?.payload.feed.change);
  });

  it('PU2 offers what its kind offers, two actions at most', async () => {
    const phone = await people.subscribe();
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
    await people.sent();
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
    const phone = await people.subscribe();
    await people.prefer({ hidePreviews: true });
    await ben.send(people.mention('Is the kick late?'));
    await people.sent();
    const [message] = await phone.count(1);
    expect(JSON.stringify(message?.payload)).not.toMatch(/Ben|Midnight|kick|mention/u);
    expect(message?.payload).toMatchObject({
      notification: { title: 'Producer Dashboard', body: 'Something new in your activity' },
      feed: { unread: 1 },
    });
    expect(message?.payload.feed).not.toHaveProperty('change');
  });

  it('PU2 leaves its row out where that is too long', async () => {
    const phone = await people.subscribe();
    const sam = await world.signUp('Sam');
    await world.service.addSupport(sam.actor.email);
    const args = { announcementId: world.id(), title: '通'.repeat(120), priority: 'low' as const };
    const text = '知'.repeat(2_000);
    await sam.send({ name: 'announcement.publish.v1', args: { ...args, text } });
    await fireAll(world);
    await people.sent();
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
      devices.push(await people.subscribe());
    }
    await ben.send(people.stage());
    await people.sent();
    expect(devices.map(({ arrived }) => arrived.length)).toEqual([0, ...Array(20).fill(1)]);
    expect(new Set(devices.flatMap(titles)).size).toBe(1);
  });

  it('PU3 a device once, however often it says where', async () => {
    const device = world.id();
    const before = await people.subscribe(device);
    const now = await people.subscribe(device);
    expect(await people.say(now, device, { isRepeated: true })).toMatchObject({ ok: true });
    await ben.send(people.stage());
    await people.sent();
    expect([before.arrived.length, now.arrived.length]).toEqual([0, 1]);
  });

  it('PU3 a browser that changed hands gets what is for who is there now', async () => {
    const shared = await people.subscribe();
    await people.say(shared, world.id(), { who: ben });
    await ben.send(people.stage());
    await people.sent();
    expect(shared.arrived).toEqual([]);
    await ana.send(people.comment('For Ben.'));
    await people.sent();
    expect(titles(shared)).toEqual(['Ana commented on Midnight Drive']);
  });

  it('PU8 none whose session has ended, told or not', async () => {
    const [told, untold] = [await people.subscribe(), await people.subscribe(world.id(), 'other')];
    await people.push.endSession('session');
    people.around.endedSessions.add('other');
    await ben.send(people.stage());
    await people.sent();
    expect([told.arrived, untold.arrived]).toEqual([[], []]);
    expect(await subscriptions()).toEqual([]);
  });

  it('PU8 none that has taken it back; somebody else’s cannot be taken back', async () => {
    const phone = await people.subscribe();
    const { endpoint } = phone.subscription;
    await people.push.unsubscribe(ben.actor.userId, endpoint);
    expect(await subscriptions()).toHaveLength(1);
    await people.push.unsubscribe(ana.actor.userId, endpoint);
    await ben.send(people.stage());
    await people.sent();
    expect(phone.arrived).toEqual([]);
  });
});

describe('what is not pushed', () => {
  it.each(['read', 'dismissed'] as const)(
    'PU4 what was %s where somebody is connected, within a moment',
    async (lane) => {
      const phone = await people.subscribe();
      people.around.isConnected = true;
      await ben.send(people.stage());
      await people.sent();
      expect(phone.arrived).toEqual([]);
      const [row] = (await feedOf(world, ana)).slice(-1);
      await sayMark(world, ana.actor.userId, lane, row?.ordinal ?? 0);
      await ben.send(people.mention('Still there?'));
      world.clock.pass(holdMs);
      await people.sent();
      expect(titles(phone)).toEqual(['Ben mentioned you on Midnight Drive']);
      expect(phone.arrived[0]?.payload.feed.unread).toBe(1);
    },
  );

  it('PU4 what is not there any more', async () => {
    const phone = await people.subscribe();
    people.around.isConnected = true;
    await ben.send(people.stage());
    // There and back again is no news.
    const back = { trackId: trackIds.one, stage: 'idea' } as const;
    await ben.send({ name: 'track.setStage.v1', args: back });
    world.clock.pass(holdMs);
    await people.sent();
    expect(phone.arrived).toEqual([]);
  });

  it('PU5 what a category was switched off for; the row is in the list all the same', async () => {
    const phone = await people.subscribe();
    await people.prefer({ categories: { collaboration: false } });
    await ben.send(people.mention('Hello?'));
    await ben.send(people.stage());
    await people.sent();
    expect(titles(phone)).toEqual(['Ben moved Midnight Drive to Mixing']);
    expect(phone.arrived[0]?.payload.feed.unread).toBe(2);
  });

  it('PU4 what is older than a day', async () => {
    const phone = await people.subscribe();
    phone.reply({ status: 503, headers: { 'retry-after': String((day - minute) / second) } });
    await ben.send(people.stage());
    await people.sent();
    world.clock.pass(day);
    await ben.send(people.mention('New.'));
    await people.sent();
    expect(titles(phone).slice(1)).toEqual(['Ben mentioned you on Midnight Drive']);
  });
});

describe('a row that changes', () => {
  it('PU3 is pushed once for all that happened before it went out', async () => {
    const phone = await people.subscribe();
    people.around.isConnected = true;
    await ben.send(people.comment('One.'));
    await ben.send(people.comment('Two.'));
    world.clock.pass(holdMs);
    await people.sent();
    expect(titles(phone)).toEqual(['Ben left 2 comments on Midnight Drive']);
  });

  it('PU3 replaces what was shown of it: same tag, same topic', async () => {
    const phone = await people.subscribe();
    await ben.send(people.comment('One.'));
    await people.sent();
    await ben.send(people.comment('Two.'));
    await people.sent();
    const [first, second_] = await phone.count(2);
    expect(second_?.payload.notification.tag).toBe(first?.payload.notification.tag);
    expect(second_?.headers['topic']).toBe(first?.headers['topic']);
    expect(second_?.payload.feed.unread).toBe(1);
  });
});

describe('what the push service says', () => {
  it.each([404, 410, 401, 403])('PU7 %i ends the subscription', async (status) => {
    const phone = await people.subscribe();
    phone.reply({ status });
    await ben.send(people.stage());
    await people.sent();
    expect(await subscriptions()).toEqual([]);
    expect(people.around.refused).toEqual([{ status, host: '127.0.0.1' }]);
    await ben.send(people.mention('Hello?'));
    await people.sent();
    expect(phone.arrived).toHaveLength(1);
  });

  it('PU7 413 is tried once without the row, then left', async () => {
    const phone = await people.subscribe();
    phone.reply({ status: 413 }, { status: 413 });
    await ben.send(people.stage());
    await people.sent();
    const [large, small] = await phone.count(2);
    expect(large?.payload.feed).toHaveProperty('change');
    expect(small?.payload.feed).not.toHaveProperty('change');
    expect(small?.payload.notification).toEqual(large?.payload.notification);
    expect(await people.jobs()).toEqual([]);
  });

  it.each([
    [429, () => '120'],
    [503, () => '120'],
    [429, () => new Date(Date.now() + 120 * second).toUTCString()],
  ])(
    'PU7 %i is waited for as long as it asks, by all pushes to that device',
    async (status, after) => {
      const phone = await people.subscribe();
      phone.reply({ status, headers: { 'retry-after': after() } });
      people.around.isConnected = true;
      await ben.send(people.stage());
      await ben.send(people.mention('Hello?'));
      world.clock.pass(holdMs);
      people.around.isConnected = false;
      await people.sent();
      expect(phone.arrived).toHaveLength(1);
      // What is queued now waits as well.
      await ben.send(people.comment('And now?'));
      world.clock.pass(118 * second);
      await people.sent();
      expect(phone.arrived).toHaveLength(1);
      world.clock.pass(2 * second);
      await people.sent();
      expect(titles(phone).slice(1)).toEqual([
        'Ben moved Midnight Drive to Mixing',
        'Ben mentioned you on Midnight Drive',
        'Ben commented on Midnight Drive',
      ]);
    },
  );

  it('PU12 what it has ended is not taken again, so that the device gets another', async () => {
    const device = world.id();
    const phone = await people.subscribe(device);
    phone.reply({ status: 410 });
    await ben.send(people.stage());
    await people.sent();
    const ended = { ok: false, error: 'ended' };
    expect(await people.say(phone, device, { isRepeated: true })).toEqual(ended);
    const renewed = await people.subscribe(device);
    // Somebody else cannot learn whose an address is, nor take it by saying that it was theirs.
    expect(await people.say(renewed, world.id(), { isRepeated: true, who: ben })).toEqual(ended);
    await ben.send(people.mention('Found.'));
    await people.sent();
    expect([phone.arrived.length, renewed.arrived.length]).toEqual([1, 1]);
  });

  it.each([
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['nothing', 'hang'],
    ['a cut line', 'reset'],
  ] as const)('PU7 %s is tried again, later each time, up to a bound', async (_, reply) => {
    await people.push.close();
    people.startPush({ timeoutMs: 50 });
    const phone = await people.subscribe();
    phone.reply(...Array.from({ length: 30 }, () => reply));
    await ben.send(people.stage());
    const waits: number[] = [];
    for (;;) {
      await people.sent();
      const [job] = await people.jobs();
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
    const [phone, elsewhere] = [await people.subscribe(), service.createTarget()];
    phone.reply({ status, headers: { location: elsewhere.subscription.endpoint } });
    await ben.send(people.stage());
    await people.sent();
    expect([phone.arrived.length, elsewhere.arrived.length]).toEqual([1, 0]);
    expect(await people.jobs()).toEqual([]);
    expect(await subscriptions()).toHaveLength(1);
  });

  it('PU9 a device whose service says nothing holds up no other', async () => {
    const [slow, phone] = [await people.subscribe(), await people.subscribe()];
    slow.reply('hang', 'hang');
    await ben.send(people.stage());
    people.push.poke();
    await phone.count(1);
    await expect.poll(() => people.jobs(), { interval: 5 }).toHaveLength(1);
    expect(slow.arrived).toHaveLength(1);
  });

  it('PU9 a server that stops does not wait for an answer, and sends again when it is back', async () => {
    await people.push.close();
    people.startPush({ timeoutMs: minute });
    const phone = await people.subscribe();
    phone.reply('hang');
    await ben.send(people.stage());
    people.push.poke();
    await phone.count(1);
    await people.push.close();
    expect(await people.jobs()).toMatchObject([{ attempts: 0 }]);
    people.startPush();
    await phone.count(2);
    await people.sent();
    expect(await people.jobs()).toEqual([]);
  });
});

describe('a test', () => {
  it('PU10 goes out at once, whatever hours, and says what came of it', async () => {
    const device = world.id();
    const phone = await people.subscribe(device);
    await people.prefer({ quietHours: { from: '00:00', to: '00:00', timeZone: 'UTC' } });
    const test = () => people.push.test(ana.actor.userId, device);
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
    expect(await people.push.test(ben.actor.userId, device)).toBeNull();
  });
});
