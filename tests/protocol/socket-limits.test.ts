/** This file tests how much of the server strangers can take, and that others do not notice. */
import { createConnection, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startMarksHost, type MarksHost } from './support/marks-host.ts';
import { documentBytes } from '#shared/marks/limits.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import { bodiesHeld } from '../../sync-server/limits/figures.ts';
import { connectRaw, emptyVector, joinRaw, type RawClient } from './support/raw-client.ts';

let host: MarksHost;
const ends: (() => void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) end();
  await host.dispose();
});

/** A connection that says nothing. */
function connectSilently(): { readonly socket: Socket; readonly closed: Promise<'closed'> } {
  const socket = createConnection(Number(new URL(host.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  ends.push(() => socket.destroy());
  const closed = new Promise<'closed'>((done) => socket.once('close', () => done('closed')));
  return { socket, closed };
}

/** Asks for an upgrade from an address, as the proxy in front reports it. */
function knock(address: string, cookie: string): Promise<number> {
  const headers = { cookie, 'x-forwarded-for': `6.6.6.6, ${address}` };
  const ws = new WebSocket(host.url, { headers });
  ends.push(() => ws.terminate());
  return new Promise((resolve) => {
    ws.on('error', () => undefined);
    ws.on('open', () => resolve(101));
    ws.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
}

test('SY25 silent connections are bounded, and nobody who is signed in counts among them', async () => {
  host = await startMarksHost({}, { total: 6, perAddress: 4 });
  const signedIn = [];
  for (let index = 0; index < 5; index += 1) {
    signedIn.push(await joinRaw(host.url, host.signIn('ana')));
  }
  const silent = Array.from({ length: 4 }, connectSilently);
  expect(await connectSilently().closed).toBe('closed');
  silent[0]?.socket.destroy();
  await silent[0]?.closed;
  // The server hears of it a moment later.
  await expect
    .poll(() =>
      connectRaw(host.url, host.signIn('ben')).then(
        (client) => client.ws.terminate(),
        () => 'out',
      ),
    )
    .not.toBe('out');
  for (const { ws } of signedIn) {
    expect(ws.readyState).toBe(ws.OPEN);
    ws.terminate();
  }
});

test('SY25 upgrades that wait are bounded for one address, and others get in', async () => {
  host = await startMarksHost();
  const cookies = Array.from({ length: 10 }, (_, index) => host.signIn(`person-${index}`));
  const letIn = host.holdDoor();
  const waiting = Array.from({ length: 100 }, (_, at) => knock('10.0.0.1', cookies[at % 10] ?? ''));
  await expect.poll(() => knock('10.0.0.1', host.signIn('zoe'))).toBe(429);
  const other = knock('10.0.0.2', host.signIn('ben'));
  letIn();
  expect(await other).toBe(101);
  expect((await Promise.all(waiting)).filter((status) => status === 101)).toHaveLength(100);
  expect(await knock('10.0.0.1', host.signIn('zoe'))).toBe(101);
});

test('SY25 an address that knocks again and again is told to wait, others are let in', async () => {
  host = await startMarksHost({ knocks: { perSecond: 0.001, burst: 3 } });
  const cookie = host.signIn('ana');
  for (const wanted of [101, 101, 101, 429, 429]) {
    expect(await knock('10.0.0.1', cookie)).toBe(wanted);
  }
  expect(await knock('10.0.0.2', cookie)).toBe(101);
});

/** Writes a message of so many bytes below the socket, but for the last one. */
function writeUnfinished({ ws }: RawClient, bytes: number): void {
  const header = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(bytes, 6);
  const { _socket: socket } = ws as unknown as { readonly _socket: Socket };
  socket.write(header);
  socket.write(Buffer.alloc(bytes - 1));
}

test('OP50 messages that never end take of the room of their person: one too many is closed', async () => {
  host = await startMarksHost();
  const cookie = host.signIn('mal');
  const ben = await joinRaw(host.url, host.signIn('ben'));
  const messages = bodiesHeld.perOwner / documentBytes;
  const clients: RawClient[] = [];
  for (let index = 0; index <= messages; index += 1) {
    clients.push(await joinRaw(host.url, cookie));
  }
  for (const client of clients) writeUnfinished(client, documentBytes);
  expect(await Promise.race(clients.map(({ closed }) => closed))).toBe(closeCodes.slowDown);
  ben.sendStep1(emptyVector);
  await ben.next('step2');
  for (const { ws } of [...clients, ben]) ws.terminate();
});
