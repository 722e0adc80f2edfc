/** This file sets the clock of a running server ten days ahead, and twenty back. */
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestServer, signUpPerson, type TestServer } from '../support/server.ts';

const preload = join(resolve(import.meta.dirname, '..'), 'support/jumping-clock.mjs');
let server: TestServer;
beforeEach(async () => {
  server = await createTestServer();
  await server.start({ NODE_OPTIONS: `--import ${preload}` });
});
afterEach(() => server.dispose());

const uptime = async () => {
  const health = await fetch(`${server.url}/api/health`);
  return (await health.json()).uptimeSeconds;
};

test('OP34 when the clock is set, limits stay used up, and uptime is what it was', async () => {
  const { cookie } = await signUpPerson(server.url, 'Ana Reyes');
  const guess = async () => {
    const answer = await fetch(`${server.url}/api/account/delete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, cookie },
      body: JSON.stringify({ password: 'not this one' }),
    });
    return answer.status;
  };
  while ((await guess()) !== 429);
  for (let jump = 0; jump < 2; jump += 1) {
    process.kill(server.pid() ?? 0, 'SIGUSR2');
    await fetch(`${server.url}/api/health`);
    const up = await uptime();
    expect(up).toBeGreaterThanOrEqual(0);
    expect(up).toBeLessThan(24 * 60 * 60);
    // One more may be had by now on a slow machine, but no new burst.
    const statuses = [await guess(), await guess(), await guess()];
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
  }
});
