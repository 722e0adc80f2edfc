import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createBodyRoom } from '../../limits/body-room.ts';
import { holdUnfinished } from './unfinished-frames.ts';

const messageBytes = 10_000;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
afterEach(() => server.close());

test('OP50 a socket that says much, one message after the other, holds nothing of what has ended', async () => {
  // Some of it may come in one piece.
  const perOwner = 100 * messageBytes;
  const room = createBodyRoom({ total: perOwner, perOwner });
  let full = 0;
  server.on('connection', (ws: WebSocket, { socket: connection }: IncomingMessage) => {
    holdUnfinished({ connection, ws, room, userId: 'ana', onFull: () => (full += 1) });
    ws.on('message', () => ws.send('heard'));
  });
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(client, 'open');
  for (let times = 0; times < 300; times += 1) {
    client.send(Buffer.alloc(messageBytes));
    client.pong(Buffer.alloc(100));
    await once(client, 'message');
  }
  expect(full).toBe(0);
  const rest = room.enter('ana');
  expect(rest.add(perOwner - 2 * messageBytes)).toBeNull();
  client.send(Buffer.alloc(50 * messageBytes), { fin: false });
  client.send(Buffer.alloc(50 * messageBytes), { fin: false });
  await expect.poll(() => full).toBeGreaterThan(0);
  client.terminate();
});
