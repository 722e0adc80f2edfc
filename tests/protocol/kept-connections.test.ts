/**
 * Proxies keep connections for later, and send into one that the server closes at that moment: somebody
 * sees a fault of nobody. Times here are a fraction of the usual.
 */
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import {
  limitConnections,
  type ConnectionLimits,
} from '../../sync-server/limits/connection-limit.ts';
import { createHttpServer, usualPatience } from '../../sync-server/transport/http-server.ts';

let server: Server;
let port: number;
/** Answered by hand; everybody else at once. */
let held: (() => void)[];
async function listen(limits: ConnectionLimits, patience = usualPatience) {
  held = [];
  server = createHttpServer(patience);
  limitConnections(server, limits);
  server.on('request', (request, response) => {
    if (request.url === '/held') held.push(() => response.end('held'));
    else response.end('whole');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
}
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Client {
  readonly socket: Socket;
  /** Resolves with the answer. */
  ask(path?: string): Promise<string>;
  readonly closed: Promise<unknown>;
}
async function enter(from = '127.0.0.1'): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  socket.on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  return {
    socket,
    closed,
    async ask(path = '/') {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
      const [data] = (await Promise.race([once(socket, 'data'), closed.then(() => ['cut'])])) as [
        unknown,
      ];
      return String(data);
    },
  };
}
const whole = /^HTTP\/1\.1 200 OK[^]*whole/u;

it('OP14 a connection is kept for longer than any proxy keeps it', async () => {
  // nginx and the balancers of AWS 60 s, Traefik 90 s, Caddy 120 s, the balancers of Google 600 s.
  expect(createHttpServer().keepAliveTimeout).toBeGreaterThan(600_000);
  const hasty = { ...usualPatience, headersTimeout: 100, connectionsCheckingInterval: 20 };
  await listen({ total: 10, perAddress: 10 }, hasty);
  const proxy = await enter();
  expect(await proxy.ask()).toMatch(whole);
  // Meanwhile somebody who says nothing is cut, twice: what is kept is not taken for that.
  for (let times = 0; times < 2; times += 1) {
    const silent = await enter();
    silent.socket.resume();
    await silent.closed;
  }
  expect(await proxy.ask()).toMatch(whole);
});

it('OP14 SY25 who is kept for later gives way to who comes', async () => {
  await listen({ total: 4, perAddress: 2 });
  const [first, second] = [await enter(), await enter()];
  expect(await first.ask()).toMatch(whole);
  expect(await second.ask()).toMatch(whole);
  expect(await first.ask()).toMatch(whole);
  // Of this address the second one has rested for longest.
  const third = await enter();
  expect(await third.ask()).toMatch(whole);
  await second.closed;
  expect(await first.ask()).toMatch(whole);
  const others = [await enter('127.0.0.2'), await enter('127.0.0.2')];
  for (const other of others) expect(await other.ask()).toMatch(whole);
  const fifth = await enter('127.0.0.3');
  expect(await fifth.ask()).toMatch(whole);
  await third.closed;
});

it('OP14 SY25 nobody who is being answered, or has said nothing yet, gives way', async () => {
  await listen({ total: 3, perAddress: 2 });
  const busy = await enter();
  const answer = busy.ask('/held');
  await expect.poll(() => held.length, { interval: 5 }).toBe(1);
  const silent = await enter();
  expect(await (await enter()).ask()).toBe('cut');
  for (const end of held) end();
  expect(await answer).toContain('held');
  const next = await enter();
  await busy.closed;
  expect(await next.ask()).toMatch(whole);
  expect(await silent.ask()).toMatch(whole);
});

it('OP14 two questions at once on one connection are both answered before it rests', async () => {
  await listen({ total: 1, perAddress: 1 });
  const both = await enter();
  both.socket.write('GET /held HTTP/1.1\r\nhost: x\r\n\r\nGET /held HTTP/1.1\r\nhost: x\r\n\r\n');
  await expect.poll(() => held.length, { interval: 5 }).toBe(2);
  held[0]?.();
  await once(both.socket, 'data');
  expect(await (await enter()).ask()).toBe('cut');
  held[1]?.();
  await once(both.socket, 'data');
  expect(await (await enter()).ask()).toMatch(whole);
  await both.closed;
});
