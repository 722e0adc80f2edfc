/** This file tests whose requests are taken where very many are under way, as a proxy hands them on. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { assert } from '#shared/base/assert.ts';
import { openPort } from './open-port.ts';

test('OP26 a client that holds all it can behind a proxy leaves room for somebody new', async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  const opened = await openPort({
    port: 0,
    host: '127.0.0.1',
    proxies: 1,
    origin: 'http://localhost',
    takesLong: () => false,
    underWay: { total: 12, kept: 3, few: 1 },
    async standIn({ url }) {
      if (url.endsWith('/held')) await held;
      return new Response('done');
    },
  });
  assert(opened.ok, 'a free port opens');
  const { server, number } = opened.value;
  const ask = (path: string, client: string) =>
    fetch(`http://127.0.0.1:${number}${path}`, { headers: { 'x-forwarded-for': client } });
  const hold = (client: string) => Array.from({ length: 9 }, () => ask('/held', client));

  const asked = hold('203.0.113.1');
  const refused = await Promise.race(asked);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('2');
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  expect((await ask('/', '203.0.113.1')).status).toBe(503);
  expect((await ask('/', '203.0.113.2')).status).toBe(200);
  for (let client = 3; client < 9; client += 1) asked.push(...hold(`203.0.113.${client}`));
  await Promise.race(asked.slice(-9));
  expect((await ask('/', '203.0.113.10')).status).toBe(200);

  letGo();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(statuses.slice(0, 9).filter((status) => status === 200)).toHaveLength(3);
  expect((await ask('/', '203.0.113.1')).status).toBe(200);
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});
