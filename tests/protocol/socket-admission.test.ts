/** This file tests who is let in, and what the others are told. */
import { createConnection } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startMarksHost, type MarksHost } from './support/marks-host.ts';
import { connectRaw, openRaw, type RawClient } from './support/raw-client.ts';

let host: MarksHost;
const clients: RawClient[] = [];
beforeEach(async () => {
  host = await startMarksHost();
});
afterEach(async () => {
  for (const { ws } of clients.splice(0)) ws.terminate();
  await host.dispose();
});

const open = (path: string, headers: Record<string, string>): RawClient => {
  const client = openRaw(`${host.url}${path}`, headers);
  clients.push(client);
  return client;
};

/** The HTTP status that refuses an upgrade, or 101. */
const statusOf = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve) => {
    const ws = new WebSocket(url, { headers });
    ws.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    ws.on('open', () => {
      ws.terminate();
      resolve(101);
    });
    ws.on('error', () => undefined);
  });

describe('SY5 what is asked before anything is read', () => {
  const cases: readonly (readonly [what: string, path: string, code: number])[] = [
    ['another account', '?account=ben', 4403],
    ['another account, and a room name', '/marks?account=ben', 4403],
    ['an empty account', '?account=', 4403],
    ['another generation', '?generation=0123456789abcdef', 4409],
    ['an app that is too old', '?protocol=0', 4426],
    ['a protocol that is no number', '?protocol=x', 4426],
  ];
  test.each(cases)('%s', async (_what, path, code) => {
    const client = open(path, { cookie: host.signIn('ana') });
    expect(await client.closed).toBe(code);
    expect(client.received).toEqual([]);
  });

  test('nobody is told to sign in', async () => {
    for (const headers of [{}, { cookie: 'session=forged' }] as Record<string, string>[]) {
      const client = open('', headers);
      expect(await client.closed).toBe(4401);
      expect(client.received).toEqual([]);
    }
  });

  test('the right account, generation and protocol are let in', async () => {
    const { generation } = await host.store.load('ana');
    const query = `?account=ana&generation=${generation}&protocol=2`;
    const client = open(query, { cookie: host.signIn('ana'), origin: host.origin });
    expect(await client.next('hello')).toEqual({
      type: 'hello',
      protocol: 3,
      generation,
      epoch: 'e1',
      head: 0,
      ordinalHead: 0,
      documentSeq: 0,
      time: expect.any(Number),
    });
  });

  test('a page of another origin is refused, signed in or not; no origin is no browser', async () => {
    const cookie = host.signIn('ana');
    const at = (headers: Record<string, string>) => statusOf(host.url, headers);
    expect(await at({ cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await at({ origin: 'https://evil.example' })).toBe(403);
    expect(await at({ cookie, origin: 'null' })).toBe(403);
    expect(await at({ cookie, origin: host.origin })).toBe(101);
    expect(await at({ cookie })).toBe(101);
  });

  test('other paths are not found', async () => {
    const cookie = host.signIn('ana');
    for (const path of ['/api/synchronise', '/api', '/', '/api/changes']) {
      expect(await statusOf(`${host.url.replace('/api/sync', '')}${path}`, { cookie })).toBe(404);
    }
  });

  test('compression is not agreed on', async () => {
    const { ws } = await connectRaw(host.url, host.signIn('ana'));
    expect(ws.extensions).toBe('');
    ws.terminate();
  });
});

test('SY5 what somebody without a session sends is never parsed', async () => {
  const socket = createConnection(Number(new URL(host.url).port), '127.0.0.1');
  const key = Buffer.alloc(16, 1).toString('base64');
  socket.write(
    `GET /api/sync HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
  );
  // Unmasked, reserved bits set, endless length: a parser would answer 1002 or 1009.
  const flood = Buffer.alloc(256 * 1_024, 0xff);
  socket.write(flood);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const answer = Buffer.concat(chunks);
  const frame = answer.subarray(answer.indexOf('\r\n\r\n') + 4);
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
  expect([frame[0], frame.readUInt16BE(2)]).toEqual([0x88, 4401]);
  expect(frame.length).toBe(2 + (frame[1] ?? 0));
});

test('SY5 an upgrade that is no handshake gets 400 and is closed', async () => {
  const socket = createConnection(Number(new URL(host.url).port), '127.0.0.1');
  socket.write(
    'GET /api/sync HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  );
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 /);
});

test('SY5 the twenty-first socket of a person is closed, those of others are not', async () => {
  const cookie = host.signIn('ana');
  const connect = async (as: string) => {
    const client = await connectRaw(host.url, as);
    clients.push(client);
    return client;
  };
  await Promise.all(Array.from({ length: 20 }, () => connect(cookie)));
  expect(await open('', { cookie }).closed).toBe(1013);
  await connect(host.signIn('ben'));
  await clients[0]?.close();
  await expect
    .poll(() =>
      connect(cookie).then(
        () => 'in',
        () => 'out',
      ),
    )
    .toBe('in');
});

test('SY16 signing out closes the sockets of that session at once, and of no other', async () => {
  const [cookie, other] = [host.signIn('ana'), host.signIn('ana')];
  const phone = await connectRaw(host.url, cookie);
  const laptop = await connectRaw(host.url, other);
  clients.push(phone, laptop);
  host.signOut(cookie);
  expect(await phone.closed).toBe(4401);
  laptop.sendStep1(new Uint8Array([0]));
  await laptop.next('step2');
  expect(await open('', { cookie }).closed).toBe(4401);
});

test('SY16 a session that ends while the door is being opened does not get in', async () => {
  const cookie = host.signIn('ana');
  const client = open('', { cookie });
  // Signed out again and again, at every point between request and greeting.
  const done = client.closed.then(() => true);
  for (let isDone = false; !isDone;) {
    host.signOut(cookie);
    isDone = await Promise.race([done, new Promise<boolean>((go) => setImmediate(go, false))]);
  }
  expect(await client.closed).toBe(4401);
});

test('SY18 stopping closes everybody with 1012, and lets nobody in', async () => {
  const client = await connectRaw(host.url, host.signIn('ana'));
  clients.push(client);
  const closing = host.rooms.close();
  expect(await client.closed).toBe(1012);
  await closing;
  expect(await statusOf(host.url, { cookie: host.signIn('ana') })).toBe(503);
});
