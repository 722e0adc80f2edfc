/** This file reads the log: what matters for security is in it, without secrets, and what is nobody's fault is not. */
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cookieOf, createTestServer, signUpPerson, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await createTestServer();
  await server.start();
});
afterEach(() => server.dispose());

const password = 'correct horse battery';
const post = (path: string, body: object, cookie = '') =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, cookie },
    body: JSON.stringify(body),
  });
const lines = () =>
  server
    .log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): { msg: string; userId?: string } => JSON.parse(line));

test('OP40 who comes, is refused, changes a password, ends sessions or goes stands in the log, without secrets', async () => {
  const { userId, email, cookie } = await signUpPerson(server.url, 'Ana Reyes');
  await post('/api/auth/sign-in/email', { email, password: 'something else' });
  const entered = cookieOf(await post('/api/auth/sign-in/email', { email, password }));
  await post('/api/sessions/end', { others: true }, entered);
  const newPassword = 'another horse battery';
  await post('/api/auth/change-password', { currentPassword: 'wrong', newPassword }, entered);
  await post('/api/auth/change-password', { currentPassword: password, newPassword }, entered);
  await post('/api/account/delete', { password: 'wrong one' }, entered);
  await post('/api/account/delete', { password: newPassword }, entered);
  const of = { userId };
  await expect
    .poll(() =>
      lines().map(({ msg, userId: id }) => (id === undefined ? msg : [msg, { userId: id }])),
    )
    .toEqual([
      ['account made', of],
      'sign-in refused',
      ['signed in', of],
      ['sessions ended', of],
      ['password change refused', of],
      ['password changed', of],
      ['account deletion refused', of],
      ['account deleted', of],
    ]);
  for (const secret of [email, password, newPassword, 'horse', cookie, entered, 'Ana'])
    expect(server.log()).not.toContain(secret);
});

/** Sends this and goes, at once or after the answer. */
const say = (text: string, isCut: boolean) =>
  new Promise<void>((done) => {
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(text, () => isCut && socket.destroy());
    });
    socket.once('data', () => socket.destroy());
    socket.once('close', () => done());
    socket.on('error', () => undefined);
  });

test('OP41 two hosts, and a body that breaks off, are no faults of the server', async () => {
  const { cookie } = await signUpPerson(server.url, 'Ana Reyes');
  for (const path of ['/', '/api/health', '/api/changes?after=0', '/nothing.png']) {
    await say(`GET ${path} HTTP/1.1\r\nHost: one\r\nHost: two\r\nAccept: text/html\r\n\r\n`, false);
  }
  const cut = `Host: localhost:${server.port}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n`;
  for (const path of [
    '/api/auth/sign-in/email',
    '/api/commands',
    '/api/marks',
    '/api/account/name',
  ]) {
    await say(`POST ${path} HTTP/1.1\r\n${cut}Cookie: ${cookie}\r\n\r\n{"a":`, true);
  }
  await server.kill('SIGTERM');
  expect(server.log()).not.toMatch(/fault|TypeError|Error:/u);
});
