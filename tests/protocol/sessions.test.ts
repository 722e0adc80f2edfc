/** This file tests where an account is signed in, and signing out there, on a real server. */
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isOnPostgres } from '../support/postgres.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { day } from '#shared/base/time.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import type { ChangesAnswer, SessionsAnswer } from '#shared/protocol/messages.ts';
import {
  cookieOf,
  createTestServer,
  sendCommands,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';
import { connectRaw } from './support/raw-client.ts';

let server: TestServer;
let ana: TestPerson;
beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  ana = await signUpPerson(server.url, 'Ana Reyes');
});
afterAll(() => server.dispose());

const post = (path: string, body: object, cookie: string, agent = '') =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: server.url,
      cookie,
      'user-agent': agent,
    },
    body: JSON.stringify(body),
  });
const sessionsOf = async (cookie: string) => {
  const response = await fetch(`${server.url}/api/sessions`, { headers: { cookie } });
  expect(response.status).toBe(200);
  return ((await response.json()) as SessionsAnswer).sessions;
};
const signIn = async (agent: string) =>
  cookieOf(
    await post(
      '/api/auth/sign-in/email',
      { email: ana.email, password: 'correct horse battery' },
      '',
      agent,
    ),
  );
const status = async (cookie: string) =>
  (await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } })).status;

const android =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36';

it('AC1 lists where the account is signed in, and nothing that opens a session', async () => {
  const phone = await signIn(android);
  const from = Date.now();
  await status(phone);
  const response = await fetch(`${server.url}/api/sessions`, { headers: { cookie: ana.cookie } });
  const text = await response.text();
  for (const part of [ana.cookie, phone].map((cookie) => cookie.split(/[=.;]/)[2] ?? 'nothing')) {
    expect(text).not.toContain(part);
  }
  const { sessions } = JSON.parse(text) as SessionsAnswer;
  expect(sessions.map(({ name, form, isThis }) => ({ name, form, isThis }))).toEqual([
    { name: 'A browser', form: 'computer', isThis: true },
    { name: 'Chrome on Android', form: 'phone', isThis: false },
  ]);
  expect(sessions[1]?.seenAt).toBeGreaterThanOrEqual(from - 1_000);
  const socket = await connectRaw(`${server.url.replace('http', 'ws')}/api/sync`, phone);
  expect((await sessionsOf(ana.cookie)).find(({ isThis }) => !isThis)?.seenAt).toBeNull();
  await socket.close();
});

it('AC1 SY16 signs one out there: its sockets close at once, its cookie opens nothing', async () => {
  const cookie = await signIn(android);
  const socket = await connectRaw(`${server.url.replace('http', 'ws')}/api/sync`, cookie);
  const id = (await sessionsOf(cookie)).find(({ isThis }) => isThis)?.id ?? '';
  expect((await post('/api/sessions/end', { id }, ana.cookie)).status).toBe(200);
  expect(await socket.closed).toBe(closeCodes.signIn);
  expect(await status(cookie)).toBe(401);
  expect(await status(ana.cookie)).toBe(200);
  // Told twice, it is not there any more.
  expect((await post('/api/sessions/end', { id }, ana.cookie)).status).toBe(404);
});

it('AC1 signs out everywhere else, and only there', async () => {
  const others = [await signIn(android), await signIn('')];
  const sockets = await Promise.all(
    others.map((cookie) => connectRaw(`${server.url.replace('http', 'ws')}/api/sync`, cookie)),
  );
  const answer = await post('/api/sessions/end', { others: true }, ana.cookie);
  expect(await answer.json()).toEqual({ ended: expect.any(Number) });
  for (const { closed } of sockets) expect(await closed).toBe(closeCodes.signIn);
  expect(await Promise.all(others.map(status))).toEqual([401, 401]);
  expect(await sessionsOf(ana.cookie)).toHaveLength(1);
});

it("AC1 nobody ends somebody else's session", async () => {
  const ben = await signUpPerson(server.url, 'Ben Okafor');
  const [session] = await sessionsOf(ana.cookie);
  const answer = await post('/api/sessions/end', { id: session?.id }, ben.cookie);
  expect(answer.status).toBe(404);
  expect(await status(ana.cookie)).toBe(200);
});

// It looks into the file of the embedded database.
it.skipIf(isOnPostgres)(
  'AC6 whoever asks anything on the second day gets a cookie that lasts from then on',
  async () => {
    const cookie = await signIn(android);
    const id = (await sessionsOf(cookie)).find(({ isThis }) => isThis)?.id ?? '';
    const changes = () => fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } });
    expect((await changes()).headers.getSetCookie()).toEqual([]);
    const db = new DatabaseSync(join(server.dataDir, 'feed.db'), { timeout: 60_000 });
    const until = new Date(Date.now() + 58 * day).toISOString();
    db.prepare('update session set expiresAt = ? where id = ?').run(until, id);
    db.close();
    const [prolonged = ''] = (await changes()).headers.getSetCookie();
    expect(prolonged).toContain(`Max-Age=${60 * 24 * 60 * 60}`);
    expect(cookie).toContain(prolonged.split(';')[0]);
    expect((await changes()).headers.getSetCookie()).toEqual([]);
  },
);

it('AC16 a question that waits is answered with nothing once its session has ended', async () => {
  const cookie = await signIn(android);
  const id = (await sessionsOf(cookie)).find(({ isThis }) => isThis)?.id ?? '';
  const ask = async (query: string) =>
    fetch(`${server.url}/api/changes?${query}`, { headers: { cookie } });
  const { head } = (await (await ask('after=0')).json()) as ChangesAnswer;
  const waiting = ask(`after=${head}&wait=25`);
  // Answered behind it, so it waits by then.
  await ask(`after=${head}`);
  expect((await post('/api/sessions/end', { id }, ana.cookie)).status).toBe(200);
  const trackId = uuid7(Date.now());
  await sendCommands(server.url, ana, ['track.create.v1', { trackId, title: 'A secret' }]);
  const answer = await waiting;
  expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
  expect(answer.status).toBe(401);
});

it('AC16 what is sent slowly does nothing once its session has ended', async () => {
  const cookie = await signIn(android);
  const id = (await sessionsOf(cookie)).find(({ isThis }) => isThis)?.id ?? '';
  const trackId = uuid7(Date.now());
  const args = { trackId, title: 'Sent too late' };
  const command = { id: uuid7(1), device: uuid7(2), n: 1, name: 'track.create.v1', args, at: 1 };
  const body = JSON.stringify({ commands: [command] });
  const asked = request(`${server.url}/api/commands`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', expect: '100-continue' },
  });
  const answered = once(asked, 'response');
  asked.flushHeaders();
  await once(asked, 'continue');
  asked.write(body.slice(0, 10));
  await status(cookie);
  expect((await post('/api/sessions/end', { id }, ana.cookie)).status).toBe(200);
  asked.end(body.slice(10));
  const [response] = (await answered) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(401);
  const seen = await fetch(`${server.url}/api/changes?after=0`, {
    headers: { cookie: ana.cookie },
  });
  expect(await seen.text()).not.toContain(trackId);
});

it('AC16 ends what is its own and is told so', async () => {
  const cookie = await signIn(android);
  const id = (await sessionsOf(cookie)).find(({ isThis }) => isThis)?.id ?? '';
  expect(await (await post('/api/sessions/end', { id }, cookie)).json()).toEqual({ ended: 1 });
  expect(await status(cookie)).toBe(401);
});

it.each([{}, { id: 1 }, { others: false }, { id: 'x', others: true }])(
  'AC1 answers 400 to %j',
  async (body) => {
    expect((await post('/api/sessions/end', body, ana.cookie)).status).toBe(400);
  },
);
