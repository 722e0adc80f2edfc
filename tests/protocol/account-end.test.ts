/** An account is deleted, on a real server that is killed on the way. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import { createRandom } from '#shared/base/random.ts';
import { closeCodes } from '#shared/workspace/refusals.ts';
import type { ChangesAnswer, CommandAnswer } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';
import { connectRaw } from './support/raw-client.ts';

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
const remove = (who: TestPerson, typed = password) =>
  post('/api/account/delete', { password: typed }, who.cookie);
const signIn = ({ email }: TestPerson) => post('/api/auth/sign-in/email', { email, password });

let n = 0;
async function send({ cookie }: TestPerson, device: string, commands: readonly Command[]) {
  const at = Date.now();
  const sent = commands.map(({ name, args }) => {
    n += 1;
    return { id: uuid7(at), device, n, name, args, at };
  });
  const { outcomes } = (await (
    await post('/api/commands', { commands: sent }, cookie)
  ).json()) as CommandAnswer;
  expect(outcomes.map(({ status, code }) => code ?? status)).toEqual(commands.map(() => 'done'));
}

/** Everything one person may see, as text. */
async function seenBy({ cookie }: TestPerson, after = 0) {
  const response = await fetch(`${server.url}/api/changes?after=${after}&limit=500`, {
    headers: { cookie },
  });
  const page = (await response.json()) as ChangesAnswer;
  const held = page.changes.filter(({ op }) => op === 'upsert');
  return { head: page.head, tracks: held.filter(({ kind }) => kind === 'track').length, held };
}

/** Waits for news the way a device without a socket does. */
async function until(who: TestPerson, isSo: (seen: Awaited<ReturnType<typeof seenBy>>) => boolean) {
  for (;;) {
    const seen = await seenBy(who);
    if (isSo(seen)) return seen;
    await fetch(`${server.url}/api/changes?after=${seen.head}&wait=2`, {
      headers: { cookie: who.cookie },
    });
  }
}

/** Two people: tracks of Ana's with Ben on them, and one of Ben's where Ana said something. */
async function share(ana: TestPerson, ben: TestPerson, count: number): Promise<void> {
  const [onAnas, onBens] = [uuid7(Date.now()), uuid7(Date.now())];
  const tracks = Array.from({ length: count }, () => ({
    trackId: uuid7(Date.now()),
    inviteId: uuid7(Date.now()),
  }));
  await send(
    ana,
    onAnas,
    tracks.flatMap(({ trackId, inviteId }): Command[] => [
      { name: 'track.create.v1', args: { trackId, title: 'Midnight Drive' } },
      { name: 'invite.send.v1', args: { inviteId, trackId, email: ben.email } },
    ]),
  );
  const [trackId, inviteId] = [uuid7(Date.now()), uuid7(Date.now())];
  await send(ben, onBens, [
    ...tracks.map((track): Command => ({
      name: 'invite.accept.v1',
      args: { inviteId: track.inviteId },
    })),
    { name: 'track.create.v1', args: { trackId, title: 'Glass Harbor' } },
    { name: 'invite.send.v1', args: { inviteId, trackId, email: ana.email } },
  ]);
  await send(ana, onAnas, [
    { name: 'invite.accept.v1', args: { inviteId } },
    { name: 'comment.add.v1', args: { commentId: uuid7(Date.now()), trackId, text: 'A secret.' } },
  ]);
}

test('AC3 AC4 is gone at once with the right password, for everybody, and its address is free', async () => {
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  const ben = await signUpPerson(server.url, 'Ben Okafor');
  await share(ana, ben, 3);
  expect((await remove(ana, 'a guess')).status).toBe(403);
  const socket = await connectRaw(`${server.url.replace('http', 'ws')}/api/sync`, ana.cookie);
  expect((await remove(ana)).status).toBe(200);
  expect(await socket.closed).toBe(closeCodes.signIn);
  expect((await remove(ana)).status).toBe(401);
  expect((await signIn(ana)).status).toBe(401);

  const seen = await until(ben, ({ tracks, held }) => {
    return tracks === 1 && !JSON.stringify(held).includes('A secret.');
  });
  expect(seen.held.filter(({ kind }) => kind === 'comment')).toHaveLength(1);
  expect(seen.held.filter(({ kind }) => kind === 'member')).toHaveLength(1);

  const again = await signUpPerson(server.url, 'Ana Reyes');
  expect(again.userId).not.toBe(ana.userId);
  expect((await seenBy(again)).held).toEqual([]);
});

test('AC3 whoever guesses soon has to wait', async () => {
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  const answers: number[] = [];
  for (let guess = 0; guess < 11; guess += 1) answers.push((await remove(ana, 'a guess')).status);
  expect(answers).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
  expect((await remove(ana)).status).toBe(429);
  expect((await signIn(ana)).status).toBe(200);
});

test('AC4 is whole or gone, whenever the server is killed', async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const random = createRandom(seed);
  process.stdout.write(`an account deleted under kill -9: SEED=${seed}\n`);
  for (let round = 0; round < 4; round += 1) {
    const ana = await signUpPerson(server.url, `Ana ${round}`);
    const ben = await signUpPerson(server.url, `Ben ${round}`);
    await share(ana, ben, 40);
    const asked = remove(ana).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, random.int(300)));
    await server.kill('SIGKILL');
    const answer = await asked;
    await server.start();
    const isThere = (await signIn(ana)).status === 200;
    if (answer?.ok) expect(isThere).toBe(false);
    if (isThere) {
      expect((await seenBy(ana)).tracks).toBe(41);
      expect((await seenBy(ben)).tracks).toBe(41);
    } else {
      const seen = await until(ben, ({ tracks, held }) => {
        return tracks === 1 && !JSON.stringify(held).includes('A secret.');
      });
      expect(seen.tracks).toBe(1);
    }
  }
});
