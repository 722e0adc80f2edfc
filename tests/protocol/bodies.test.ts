/** Bodies that never end, from a real process over real sockets: what it holds of them is bounded. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bodiesHeld } from '../../sync-server/limits/figures.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
  await server.start({ TRUST_PROXY: '1' });
});
afterAll(() => server.dispose());

const sockets: Socket[] = [];
const bodyBytes = 1_024 * 1_024;

/** All of a body but its last byte. @returns what it is answered, if it ever is */
async function unfinished({ cookie }: TestPerson): Promise<{ readonly answer: Promise<string> }> {
  const socket = connect(server.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  const answer = once(socket, 'data').then(String, () => '');
  socket.write(
    `POST /api/marks HTTP/1.1\r\nHost: localhost:${server.port}\r\nCookie: ${cookie}\r\n` +
      `Content-Length: ${bodyBytes}\r\n\r\n`,
  );
  await new Promise((resolve) => socket.write(Buffer.alloc(bodyBytes - 1), resolve));
  return { answer };
}

const status = (answer: string) => /^HTTP\/1\.1 (\d+)/u.exec(answer)?.[1];
const comesAgain = /^retry-after: \d+/imu;

it('OP50 one account holds few megabytes of what it never ends, and is told when to come again', async () => {
  const mal = await signUpPerson(server.url, 'Mal');
  const most = bodiesHeld.perOwner / bodyBytes;
  const all = await Promise.all(Array.from({ length: most + 8 }, () => unfinished(mal)));
  const refused: string[] = [];
  await new Promise<void>((done) => {
    for (const { answer } of all)
      void answer.then((said) => {
        refused.push(said);
        if (refused.length === 8) done();
      });
  });
  for (const said of refused) {
    expect(status(said)).toBe('429');
    expect(said).toMatch(comesAgain);
  }
  const ana = await signUpPerson(server.url, 'Ana');
  expect((await fetch(`${server.url}/api/marks`, question(ana))).status).toBe(200);
  for (const socket of sockets.splice(0)) socket.destroy();
});

it('OP50 where many accounts hold all there is, what is small finds room, and the largest gives way', async () => {
  const crowd: { readonly answer: Promise<string> }[] = [];
  // Each as much as it may.
  const accounts = Math.ceil(bodiesHeld.total / bodiesHeld.perOwner) + 1;
  for (let index = 0; index < accounts; index += 1) {
    const bot = await signUpPerson(server.url, `Bot ${index}`);
    for (let body = 0; body < bodiesHeld.perOwner / bodyBytes; body += 1) {
      crowd.push(await unfinished(bot));
    }
  }
  const first = Promise.race(crowd.map(({ answer }) => answer));
  const ben = await signUpPerson(server.url, 'Ben');
  for (let times = 0; times < 20; times += 1) {
    expect((await fetch(`${server.url}/api/marks`, question(ben))).status).toBe(200);
  }
  const said = await first;
  expect(status(said)).toBe('503');
  expect(said).toMatch(comesAgain);
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** Says nothing new. */
const question = ({ cookie }: TestPerson): RequestInit => ({
  method: 'POST',
  headers: { cookie },
  body: Uint8Array.of(1, 0, 0),
});
