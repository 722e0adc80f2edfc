/** This file reads the headers of answers of every kind: pages, files, data, refusals, faults. */
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer, signUpPerson, type TestServer } from '../support/server.ts';

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await createTestServer();
  await server.start();
  ({ cookie } = await signUpPerson(server.url, 'Ana Reyes'));
});
afterAll(() => server.dispose());

const asked: readonly [string, RequestInit?][] = [
  ['/'],
  ['/tracks/nothing'],
  ['/service-worker.js'],
  ['/_app/immutable/nothing.js'],
  ['/nothing.png'],
  ['/api/health'],
  ['/api/nothing'],
  ['/api/openapi.json'],
  ['/api/changes?after=0'],
  ['/api/changes?after=x'],
  ['/api/through', { redirect: 'manual' }],
  ['/api/commands', { method: 'POST', body: 'nothing' }],
  ['/api/commands', { method: 'POST', headers: { origin: 'https://evil.example' } }],
  ['/api/auth/get-session'],
  ['/api/auth/nothing'],
  ['/api/uploads/nothing', { method: 'HEAD' }],
  ['/api/files/nothing'],
  ['/', { method: 'DELETE' }],
];

test.each(asked)(
  'OP36 no answer is framed, sniffed, or tells others where it was asked: %s',
  async (path, init) => {
    const { headers } = await fetch(`${server.url}${path}`, {
      ...init,
      headers: { cookie, ...init?.headers },
    });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('content-security-policy')).toMatch(
      /default-src 'none'|frame-ancestors 'none'/u,
    );
    expect(headers.get('referrer-policy')).toMatch(/^(?:same-origin|no-referrer)$/u);
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    // A browser that was told so would not come back to plain HTTP.
    expect(headers.get('strict-transport-security')).toBe(null);
  },
);

test('OP36 data and refusals run nothing, wherever they are opened', async () => {
  for (const path of ['/api/health', '/api/nothing', '/api/changes?after=x']) {
    const { headers } = await fetch(`${server.url}${path}`, { headers: { cookie } });
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
  }
});

test('OP36 under https browsers are told to stay there, from the first answer on', async () => {
  const secure = await createTestServer();
  await secure.start({ ORIGIN: 'https://feed.example.org', TRUST_PROXY: '1' });
  for (const [path, init] of asked) {
    const { headers } = await fetch(`${secure.url}${path}`, init);
    expect(headers.get('strict-transport-security'), path).toBe('max-age=31536000');
  }
  await secure.dispose();
});

test('OP36 whoever cannot be understood is answered with the same', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: one\r\nHost: two\r\nnonsense\r\n\r\n');
  let answer = '';
  for await (const piece of socket) answer += String(piece);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /u);
  expect(answer).toContain('x-content-type-options: nosniff');
});
