/**
 * This file tests pushes of a real server: which addresses it takes, what a kill leaves, what ends
 * a subscription.
 */
import { createECDH, randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { Command } from '#shared/workspace/commands.ts';
import { createPushService, type PushService, type PushTarget } from '../support/push-service.ts';
import {
  cookieOf,
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';
import { connectRaw } from './support/raw-client.ts';

let service: PushService;
let server: TestServer;
let ana: TestPerson;
let ben: TestPerson;
let trackId: string;

beforeAll(async () => {
  service = await createPushService();
  server = await createTestServer();
  // A database that is there already gets no demo.
  await server.start();
  await restart();
});
afterAll(async () => {
  await server.dispose();
  await service.close();
});
let people = 0;
beforeEach(async () => {
  people += 1;
  trackId = uuid7(Date.now());
  ana = await signUpPerson(server.url, `Ana Reyes ${people}`);
  ben = await signUpPerson(server.url, `Ben Okafor ${people}`);
});

/** Restarts as a crash does it. */
async function restart(environment: Readonly<Record<string, string>> = { DEMO: '1' }) {
  await server.kill('SIGKILL');
  await server.start(environment);
}

const ask = (who: TestPerson, method: string, path: string, body?: unknown) =>
  fetch(`${server.url}${path}`, {
    method,
    headers: { cookie: who.cookie, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const subscribe = async (who: TestPerson, target: PushTarget, device = uuid7(Date.now())) => {
  const body = { device, subscription: target.subscription };
  const response = await ask(who, 'POST', `/api/push/subscriptions?account=${who.userId}`, body);
  expect(response.status).toBe(204);
  return device;
};

let n = 0;
const device = uuid7(2);
async function send(who: TestPerson, ...commands: readonly Command[]): Promise<void> {
  const sent = commands.map(({ name, args }) => {
    n += 1;
    return { id: uuid7(Date.now()), device, n, name, args, at: Date.now() };
  });
  const response = await ask(who, 'POST', '/api/commands', { commands: sent });
  const { outcomes } = await response.json();
  expect(outcomes).toMatchObject(commands.map(() => ({ status: 'done' })));
}
/** Makes an invite, which is told to Ben. */
const invite = (to = trackId): Command => ({
  name: 'invite.send.v1',
  args: { inviteId: uuid7(Date.now()), trackId: to, email: ben.email },
});
const makeTrack = (): Command => ({
  name: 'track.create.v1',
  args: { trackId, title: 'Midnight Drive' },
});

it('PU11 an address of this machine is refused outside the demo, like keys that open nothing', async () => {
  await restart({});
  const { subscription } = service.createTarget();
  const post = (change: object) =>
    ask(ben, 'POST', '/api/push/subscriptions', {
      device,
      subscription: { ...subscription, ...change },
    });
  const endpoint = 'https://fcm.googleapis.com/fcm/send/x';
  const keys = {
    p256dh: Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString('base64url'),
    auth: subscription.keys.auth,
  };
  const compressed = createECDH('prime256v1').generateKeys('base64url', 'compressed');
  for (const [change, detail] of [
    [{}, 'subscription.endpoint: must be https, at a push service of a browser'],
    [{ endpoint, keys }, 'subscription.keys: must be a point on P-256 and a secret of 16 bytes'],
    [{ endpoint, keys: { ...keys, p256dh: compressed } }, /^subscription.keys.p256dh: /u],
    [{ endpoint: `${endpoint}${'x'.repeat(2_048)}` }, /^subscription.endpoint: /u],
    [{ endpoint: `${endpoint}\0` }, 'subscription.endpoint: must be an address'],
    [{ endpoint: `${endpoint}\n\u202e` }, 'subscription.endpoint: must be an address'],
  ] as const) {
    const response = await post(change);
    expect(response.status).toBe(400);
    expect((await response.json()).detail).toEqual(
      typeof detail === 'string' ? detail : expect.stringMatching(detail),
    );
  }
  expect((await post({ endpoint })).status).toBe(204);
  await restart();
});

it('PU1 the key is made once, kept, and nobody else’s to read', async () => {
  const keyOf = async () => (await (await ask(ben, 'GET', '/api/push/key')).json()).publicKey;
  const key = await keyOf();
  expect(Buffer.from(key, 'base64url')).toHaveLength(65);
  expect((await stat(join(server.dataDir, 'push-keys.json'))).mode & 0o777).toBe(0o600);
  await restart();
  expect(await keyOf()).toBe(key);
  const phone = service.createTarget();
  await subscribe(ben, phone);
  await send(ana, makeTrack(), invite());
  const [message] = await phone.count(1);
  expect(message?.key).toBe(key);
});

it('PU9 what was queued when the server died goes out once when it is back', async () => {
  const phone = service.createTarget();
  await subscribe(ben, phone);
  // Somebody is connected, so the push waits a moment.
  await connectRaw(`${server.url.replace('http', 'ws')}/api/sync`, ben.cookie);
  await send(ana, makeTrack(), invite());
  expect(phone.arrived).toEqual([]);
  await restart();
  await phone.count(1);
  // What comes after it is behind it.
  const another = uuid7(Date.now());
  await send(
    ana,
    { name: 'track.create.v1', args: { trackId: another, title: 'Low Tide' } },
    invite(another),
  );
  const [first, next, ...more] = await phone.count(2);
  expect(first?.payload.notification.title).toBe(`${ana.name} invited you to Midnight Drive`);
  expect(next?.payload.notification.title).toBe(`${ana.name} invited you to Low Tide`);
  expect(more).toEqual([]);
});

it('PU9 what was under way goes again, in place of the first; nobody waits for it', async () => {
  const [slow, phone] = [service.createTarget(), service.createTarget()];
  slow.reply('hang');
  await subscribe(ben, slow);
  await subscribe(ben, phone);
  await send(ana, makeTrack(), invite());
  await Promise.all([slow.count(1), phone.count(1)]);
  await send(ana, { name: 'track.rename.v1', args: { trackId, title: 'Low Tide' } });
  await restart();
  const [first, again] = await slow.count(2);
  expect(again?.headers['topic']).toBe(first?.headers['topic']);
  expect(again?.payload).toEqual(first?.payload);
  const log = server.log();
  for (const { endpoint, keys } of [slow.subscription, phone.subscription]) {
    for (const secret of [endpoint, new URL(endpoint).pathname, keys.auth, keys.p256dh]) {
      expect(log).not.toContain(secret);
    }
  }
});

it('PU8 signing out, and signing in as somebody else, end what was subscribed there', async () => {
  const [phone, laptop, other] = [
    service.createTarget(),
    service.createTarget(),
    service.createTarget(),
  ];
  const signIn = async (who: TestPerson, cookie = '') => {
    const response = await fetch(`${server.url}/api/auth/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie },
      body: JSON.stringify({ email: who.email, password: 'correct horse battery' }),
    });
    return { ...who, cookie: cookieOf(response) };
  };
  const onPhone = await signIn(ben);
  const onLaptop = await signIn(ben);
  await subscribe(onPhone, phone);
  await subscribe(onLaptop, laptop);
  await subscribe(ben, other);
  const signedOut = await fetch(`${server.url}/api/auth/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, cookie: onPhone.cookie },
    body: '{}',
  });
  expect(signedOut.status).toBe(200);
  await signIn(ana, onLaptop.cookie);
  await send(ana, makeTrack(), invite());
  await other.count(1);
  expect([phone.arrived, laptop.arrived]).toEqual([[], []]);
});

it('PU10 a test answers what came of it, and not too often', async () => {
  const phone = service.createTarget();
  const own = await subscribe(ben, phone);
  const codes: unknown[] = [];
  const test = async (id = own) => {
    const answer = await ask(ben, 'POST', '/api/push/test', { device: id });
    codes.push(Reflect.get(Object(await answer.json()), 'code'));
    return answer.status;
  };
  phone.reply({ status: 201 }, { status: 500 }, { status: 410 });
  expect([await test(), await test(), await test(uuid7(9)), await test(), await test()]).toEqual([
    ...[200, 502, 404, 404, 404],
  ]);
  expect(await test()).toBe(429);
  // Whose fault it is, is told apart.
  expect(codes.slice(0, 3)).toEqual([undefined, 'push-service', 'not-found']);
  expect(phone.arrived).toHaveLength(3);
});
