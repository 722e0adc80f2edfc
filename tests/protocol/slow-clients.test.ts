/**
 * These clients never finish what they say, on real connections; times are a fiftieth of the usual.
 */
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHttpServer, usualPatience } from '../../sync-server/transport/http-server.ts';

const patience = {
  headersTimeout: 300,
  requestTimeout: 2_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 100,
};
let server: Server;
let port: number;
let upgrades = 0;
beforeAll(async () => {
  server = createHttpServer(patience, (path) => path === '/file');
  server.on('upgrade', () => (upgrades += 1));
  server.on('request', (request, response) => {
    request.resume().once('end', () => response.end('whole'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

interface Ended {
  readonly afterMs: number;
  readonly answer: string;
}

/** Says `first`, then one byte after the other for as long as somebody listens. */
async function dribble(first: string, byte: string): Promise<Ended> {
  const socket: Socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const from = performance.now();
  let answer = '';
  socket.on('data', (data) => (answer += String(data)));
  // However the line is cut: that it is cut is waited for.
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  if (first !== '') socket.write(first);
  const timer = setInterval(() => byte === '' || socket.write(byte), 20);
  await closed;
  clearInterval(timer);
  return { afterMs: performance.now() - from, answer };
}

const headers = 'POST / HTTP/1.1\r\nhost: x\r\n';
const fileHeaders = 'PATCH /file HTTP/1.1\r\nhost: x\r\ncontent-length: 200\r\n\r\n';
const handshake =
  'GET /api/sync HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n';

it('SY26 cuts off whoever says nothing, dribbles headers, a handshake or a body, and serves the rest', async () => {
  const isOver = new AbortController();
  const slow = Promise.all([
    dribble('', ''),
    dribble(headers, 'x'),
    dribble(handshake, 'x'),
    dribble(`${headers}content-length: 100000\r\n\r\n`, 'x'),
    dribble(`${headers}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n'),
  ]).finally(() => isOver.abort());
  let served = 0;
  while (!isOver.signal.aborted) {
    const answer = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'honest' });
    expect(await answer.text()).toBe('whole');
    served += 1;
  }
  expect(served).toBeGreaterThan(10);
  const [silent, ofHeaders, ofHandshake, ofBody, ofChunks] = await slow;
  for (const { answer } of [silent, ofHeaders, ofHandshake]) {
    expect(answer).toMatch(/^$|^HTTP\/1.1 408 /);
  }
  for (const { afterMs, answer } of [ofBody, ofChunks]) {
    expect(afterMs).toBeGreaterThan(patience.headersTimeout);
    // Those who have said less are not waited for as long, however slow the machine is.
    for (const early of [silent, ofHeaders, ofHandshake]) {
      expect(early.afterMs).toBeLessThan(afterMs);
    }
    expect(answer).not.toContain('whole');
  }
  expect(upgrades).toBe(0);
});

it('SY29 takes a body for as long as it brings a kibibyte a second', async () => {
  const socket: Socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const answered = once(socket, 'data');
  const from = performance.now();
  socket.write(`${headers}content-length: 5120\r\n\r\n`);
  // Twice as much as is asked for, and for longer than a body that says less has.
  const piece = 'x'.repeat(64);
  const timer = setInterval(() => socket.write(piece), 1_000 / 32);
  expect(String(await answered)).toContain('whole');
  clearInterval(timer);
  expect(performance.now() - from).toBeGreaterThan(patience.requestTimeout);
  socket.destroy();
});

it('SY26 FI7 takes a file for as long as something of it comes, and no longer', async () => {
  const socket: Socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const answered = once(socket, 'data');
  const from = performance.now();
  socket.write(fileHeaders);
  // 200 bytes, one each fiftieth of what may pass between two of them, and a half more.
  const timer = setInterval(() => socket.write('x'), patience.requestTimeout / 133);
  expect(String(await answered)).toContain('whole');
  clearInterval(timer);
  expect(performance.now() - from).toBeGreaterThan(patience.requestTimeout);
  socket.destroy();
  const silent = await dribble(fileHeaders, '');
  expect(silent.answer).not.toContain('whole');
});

it('SY26 is as patient as a bad mobile network needs', () => {
  const usual = createHttpServer();
  expect(usual.headersTimeout).toBe(usualPatience.headersTimeout);
  expect(usualPatience).toMatchObject({ headersTimeout: 15_000, requestTimeout: 60_000 });
});
