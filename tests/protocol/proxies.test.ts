/**
 * This file speaks to a real server as proxies and older clients do, byte by byte: offers of other
 * protocols, HTTP/1.0, addresses written in every way, and connections that are kept for later.
 */
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';
import { connectRaw } from './support/raw-client.ts';

let server: TestServer;
let ana: TestPerson;
beforeAll(async () => {
  server = await createTestServer();
  await server.start({ TRUST_PROXY: '2' });
  ana = await signUpPerson(server.url, 'Ana Reyes');
});
afterAll(() => server.dispose());

/** Sends these bytes, and reads until the server closes the connection. */
async function say(...lines: readonly string[]): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (data) => (answer += String(data)));
  socket.write(lines.join('\r\n'));
  await once(socket, 'close');
  return answer;
}
const close = 'connection: close';
const bodyOf = (answer: string): string => answer.split('\r\n\r\n').slice(1).join('\r\n\r\n');

it.each([
  ['h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA'],
  ['h2c, websocket', 'x: y'],
  ['TLS/1.2', 'x: y'],
  ['HTTP/2.0', 'x: y'],
  ['foo', 'x: y'],
])('OP11 whoever offers to go on in %s is answered as if they had not', async (protocol, more) => {
  const head = [`upgrade: ${protocol}`, 'connection: Upgrade, HTTP2-Settings, close', more];
  const host = `host: localhost:${server.port}`;
  const health = await say('GET /api/health HTTP/1.1', host, ...head, '', '');
  expect(health).toMatch(/^HTTP\/1\.1 200 /u);
  expect(JSON.parse(bodyOf(health))).toMatchObject({ status: 'ok' });
  const body = JSON.stringify({ email: ana.email, password: 'correct horse battery' });
  const signedIn = await say(
    'POST /api/auth/sign-in/email HTTP/1.1',
    host,
    ...head,
    `origin: ${server.url}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    '',
    body,
  );
  expect(signedIn).toMatch(/^HTTP\/1\.1 200 /u);
});

it('OP11 SY5 a socket is opened as before, and another path has none', async () => {
  const url = server.url.replace('http', 'ws');
  const socket = await connectRaw(`${url}/api/sync`, ana.cookie);
  expect(socket.received[0]).toMatchObject({ type: 'hello' });
  await socket.close();
  const offer = [
    'host: x',
    'upgrade: WebSocket',
    'connection: upgrade',
    'sec-websocket-version: 13',
  ];
  const elsewhere = await say('GET /api/other HTTP/1.1', ...offer, '', '');
  expect(elsewhere).toMatch(/^HTTP\/1\.1 404 /u);
});

it.each([
  ['GET /api/health HTTP/1.0', 200],
  ['GET /api/changes?after=0 HTTP/1.0', 401],
  ['GET /nothing.js HTTP/1.0', 404],
])('OP12 %s needs no Host', async (line, status) => {
  const answer = await say(line, '', '');
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `, 'u'));
  expect(bodyOf(answer)).toMatch(/^\{.*\}$/u);
  expect(answer).not.toMatch(/transfer-encoding/iu);
});

it('OP12 HTTP/1.0 with a session and a body is served as any other, HTTP/1.1 needs a Host', async () => {
  const body = JSON.stringify({ others: true });
  const ended = await say(
    'POST /api/sessions/end HTTP/1.0',
    `cookie: ${ana.cookie}`,
    'content-type: application/json',
    `content-length: ${body.length}`,
    '',
    body,
  );
  expect(ended).toMatch(/^HTTP\/1\.1 200 /u);
  expect(await say('GET /api/health HTTP/1.1', close, '', '')).toMatch(/^HTTP\/1\.1 400 /u);
});

const guess = (forwarded: string) =>
  fetch(`${server.url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: server.url,
      'x-forwarded-for': forwarded,
    },
    body: JSON.stringify({ email: `${crypto.randomUUID()}@x.test`, password: 'guess' }),
  });
async function statusesOf(forwarded: (at: number) => string): Promise<ReadonlySet<number>> {
  const guesses = Array.from({ length: 45 }, (_, at) => guess(forwarded(at)));
  return new Set((await Promise.all(guesses)).map(({ status }) => status));
}

it.each<[string, (at: number) => string]>([
  ['other ports', (at) => `1.1.1.1:${1_000 + at}, 10.0.0.1`],
  ['brackets and other ports', (at) => `[2001:db8:1:1::1]:${at + 1}, 10.0.0.1`],
  ['other addresses of one network', (at) => `2001:db8:1:2::${at + 1}, 10.0.0.1`],
  ['what they made up themselves', (at) => `9.9.9.${at}, 1.1.1.2, 10.0.0.1`],
  ['what is no address', (at) => `made-up-${at}, 10.0.0.1`],
])('OP13 AC5 nobody escapes a limit by %s', async (_, forwarded) => {
  expect(await statusesOf(forwarded)).toContain(429);
});

it('OP13 AC5 behind two proxies everybody has tries of their own', async () => {
  const statuses = await statusesOf((at) => `9.9.9.9, 3.3.${at}.1:80, 10.0.0.${at}`);
  expect([...statuses]).toEqual([401]);
});
