/** What of better-auth can be asked, on a real server, and who may ask for a change. */
import { once } from 'node:events';
import { request } from 'node:http';
import { betterAuth } from 'better-auth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';
import {
  createTestServer,
  sendCommands,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
let ana: TestPerson;
beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  ana = await signUpPerson(server.url, 'Ana Reyes');
});
afterAll(() => server.dispose());

const password = 'correct horse battery';
const asked = new Set([
  'GET /get-session',
  'POST /sign-up/email',
  'POST /sign-in/email',
  'POST /sign-out',
  'POST /change-password',
]);
const registered = Object.values(
  betterAuth({ secret: password.repeat(2), baseURL: 'http://localhost' }).api,
).flatMap((endpoint): string[] => {
  const { path, options } = endpoint as { path?: string; options: { method: string | string[] } };
  return path === undefined ? [] : [options.method].flat().map((method) => `${method} ${path}`);
});

const ask = (method: string, path: string) =>
  fetch(`${server.url}${routes.auth}${path}`, {
    method,
    headers: { cookie: ana.cookie, origin: server.url, 'content-type': 'application/json' },
    ...(method !== 'GET' && { body: '{}' }),
  });

it('AC17 knows what better-auth has', () => {
  expect(registered).toEqual(expect.arrayContaining([...asked, 'GET /list-sessions']));
});

it.each([
  ...registered.filter((endpoint) => !asked.has(endpoint)),
  ...['GET /sign-out', 'POST /get-session/', 'POST /sign-out/', 'POST //sign-out'],
  ...['POST /x/../Sign-Out', 'DELETE /sign-out'],
])('AC17 the app does not ask it, so it is not there: %s', async (endpoint) => {
  const [method = '', path = ''] = endpoint.split(' ');
  const answer = await ask(method, path.replaceAll(/:\w+/gu, 'x'));
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json',
  ]);
});

it('AC17 no answer holds what opens a session: that is in a cookie no script reads', async () => {
  const post = (path: string, body: object, cookie: string) =>
    fetch(`${server.url}${routes.auth}${path}`, {
      method: 'POST',
      headers: { cookie, origin: server.url, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const ben = { name: 'Ben', email: 'ben@studio.example', password };
  const signedUp = await post('/sign-up/email', ben, '');
  const cookie = signedUp.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  const changed = { currentPassword: password, newPassword: `${password}!` };
  const answers = [
    signedUp,
    await ask('GET', '/get-session'),
    await post('/change-password', changed, cookie),
    await post('/sign-in/email', { ...ben, password: `${password}!` }, cookie),
  ];
  for (const answer of answers) {
    const body: unknown = await answer.json();
    expect([answer.status, body]).toEqual([
      200,
      expect.objectContaining({ user: expect.anything() }),
    ]);
    expect(JSON.stringify(body)).not.toContain('"token"');
  }
});

const elsewhere = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
const typed = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' };
const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('what changes something is asked by a page of ours, or by a program', () => {
  it.each([
    ['a link elsewhere', elsewhere],
    ['an address that is typed', typed],
    ['a link in our page', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' }],
    ['a page of a neighbour', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
  ])('AC18 a page of changes to %s is refused, and changes nothing', async (_, headers) => {
    const get = async (query: string, more: Readonly<Record<string, string>> = {}) =>
      fetch(`${server.url}/api/changes?${query}`, { headers: { cookie: ana.cookie, ...more } });
    const before = (await (await get('after=0')).json()) as ChangesAnswer;
    const device = uuid7(Date.now());
    // Node's fetch has a mode of its own.
    const url = `${server.url}/api/changes?after=1000000&device=${device}`;
    const [answer] = await once(
      request(url, { headers: { cookie: ana.cookie, ...headers } }).end(),
      'response',
    );
    answer.resume();
    expect(answer.statusCode).toBe(403);
    const after = await (await get('after=0')).text();
    expect(JSON.parse(after)).toMatchObject({ epoch: before.epoch, head: before.head });
    expect(after).not.toContain(device);
  });

  it.each<readonly [string, number, Readonly<Record<string, string>>]>([
    ['our page', 200, { ...json, 'sec-fetch-site': 'same-origin', origin: 'ours' }],
    [
      'our page, in a browser that says no origin',
      200,
      { ...json, 'sec-fetch-site': 'same-origin' },
    ],
    ['our page, in an old browser', 200, { ...json, origin: 'ours' }],
    ['a program', 200, json],
    ['a page elsewhere', 403, { ...json, 'sec-fetch-site': 'cross-site' }],
    ['a page at another port', 403, { ...json, 'sec-fetch-site': 'same-site' }],
    ['a page elsewhere, in an old browser', 403, { ...json, origin: 'https://x.example' }],
    ['a form elsewhere, in a browser that says nothing', 403, form],
    ['text in disguise', 403, { 'content-type': 'text/plain; x=application/json' }],
    ['a form with files', 403, { 'content-type': 'multipart/form-data; boundary=x' }],
  ])('AC18 commands from %s are answered %i', async (_, status, headers) => {
    const trackId = uuid7(Date.now());
    const args = { trackId, title: 'Midnight Drive' };
    const at = Date.now();
    const command = { id: uuid7(at), device: uuid7(at), n: 1, name: 'track.create.v1', args, at };
    const origin: Readonly<Record<string, string>> =
      headers['origin'] === 'ours' ? { origin: server.url } : {};
    const answer = await fetch(`${server.url}/api/commands`, {
      method: 'POST',
      headers: { cookie: ana.cookie, ...headers, ...origin },
      body: new TextEncoder().encode(JSON.stringify({ commands: [command] })),
    });
    expect(answer.status).toBe(status);
  });
});

it('AC19 an invite tells nobody whether there is an account at its address', async () => {
  const ben = await signUpPerson(server.url, 'Ben Okafor');
  const trackId = uuid7(Date.now());
  const ids = [uuid7(Date.now()), uuid7(Date.now())];
  const invite = (inviteId: string | undefined, email: string) =>
    ['invite.send.v1', { inviteId, trackId, email }] as const;
  await sendCommands(
    server.url,
    ana,
    ['track.create.v1', { trackId, title: 'Glass Harbor' }],
    invite(ids[0], ben.email),
    invite(ids[1], 'nobody@studio.example'),
  );
  const invitesOf = async ({ cookie }: TestPerson) => {
    const answer = await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } });
    const { changes } = (await answer.json()) as ChangesAnswer;
    return changes.flatMap((change) =>
      change.op === 'upsert' && change.kind === 'invite' ? change.body : [],
    );
  };
  const sent = (await invitesOf(ana)).filter(({ id }) => ids.includes(id));
  expect(sent.map(({ inviteeId }) => inviteeId)).toEqual([null, null]);
  expect((await invitesOf(ben)).map(({ inviteeId }) => inviteeId)).toEqual([ben.userId]);
});
