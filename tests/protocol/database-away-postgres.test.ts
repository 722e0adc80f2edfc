/** A server whose PostgreSQL goes away while it serves, and comes back. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { startPostgres, type Postgres } from '../support/postgres.ts';
import { createTestServer, signUpPerson, type TestServer } from '../support/server.ts';

let postgres: Postgres;
let server: TestServer;
beforeEach(async () => {
  postgres = await startPostgres();
  server = await createTestServer();
  await server.start({ DATABASE_URL: postgres.url });
});
afterEach(async () => {
  await server.dispose();
  await postgres.dispose();
});

const health = async () => {
  const answer = await fetch(`${server.url}/api/health`);
  const { status, fault } = await answer.json();
  return { code: answer.status, status, fault };
};

test('OP64 OP30 nobody is told anything wrong meanwhile, and everything goes on afterwards', async () => {
  const ana = await signUpPerson(server.url, 'Ana');
  const device = uuid7(Date.now());
  let n = 0;
  const makeTrack = () => {
    n += 1;
    const args = { trackId: uuid7(Date.now()), title: 'Night Bus' };
    const command = {
      ...{ id: uuid7(Date.now()), device, n, name: 'track.create.v1' },
      ...{ args, at: Date.now() },
    };
    return fetch(`${server.url}/api/commands`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: ana.cookie },
      body: JSON.stringify({ commands: [command] }),
    });
  };
  expect((await makeTrack()).status).toBe(200);
  await postgres.crash();
  const refused = await makeTrack();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect(await health()).toEqual({ code: 503, status: 'failing', fault: 'unreachable' });
  await postgres.restart();
  await expect.poll(health).toMatchObject({ code: 200, status: 'ok' });
  const answer = await makeTrack();
  expect((await answer.json()).outcomes).toMatchObject([{ status: 'done' }]);
  expect(server.log().split('the database does not answer').length).toBe(2);
});

test('OP64 a server that starts before its database waits for it', async () => {
  await server.kill('SIGTERM');
  await postgres.crash();
  const started = server.start({ DATABASE_URL: postgres.url });
  await expect.poll(server.log).toContain('does not answer yet: it is waited for');
  await postgres.restart();
  await started;
  expect(await health()).toMatchObject({ code: 200 });
});

test('OP39 the operator finds the accounts of a server on PostgreSQL', async () => {
  const { email } = await signUpPerson(server.url, 'Ana');
  await server.admin(['support', 'add', email], { DATABASE_URL: postgres.url });
  await expect(
    server.admin(['support', 'add', 'nobody@studio.example'], { DATABASE_URL: postgres.url }),
  ).rejects.toThrow('No account has the address');
  await expect(
    server.admin(['backup', 'feed.backup'], { DATABASE_URL: postgres.url }),
  ).rejects.toThrow('pg_dump');
});
