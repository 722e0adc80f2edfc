/**
 * These are the bad neighbours: each does without pause, until it is told to end, what costs the server
 * most. They know accounts and the wire, nothing of how the server defends itself, and are bounded in
 * number, on loopback only.
 */
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { uuid7 } from '#shared/base/ids.ts';
import { documentBytes, markEntryBytes } from '#shared/marks/limits.ts';
import type { ChangesAnswer } from '#shared/protocol/messages.ts';
import { linkHashOf } from '#shared/workspace/invite-link.ts';

export interface AttackWorld {
  readonly url: string;
  readonly port: number;
  /** Sessions of accounts that are the attacker's. */
  readonly cookies: readonly string[];
  /** Of an account with a password. */
  readonly email: string;
  readonly password: string;
  readonly end: AbortSignal;
}

export interface Attack {
  readonly what: string;
  /** Accounts that it needs, with a session each. */
  readonly accounts: number;
  /** The first of them is a support account, and so many others are told what it announces. */
  readonly audience?: number;
  run(world: AttackWorld): Promise<void>;
}

/** Whoever is refused rests for so long: who only knocks measures how fast a process can say no. */
const refusedRestMs = 50;
/** The proxy says that all of the attacker's requests are from here. */
const ownAddress = '203.0.113.66';

let addresses = 0;
const elsewhere = () => `10.${(addresses += 1) >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`;

const post = (body: BodyInit, headers: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-forwarded-for': ownAddress, ...headers },
  body,
});
const json = (body: object, headers: Readonly<Record<string, string>>) =>
  post(JSON.stringify(body), headers);

/** So many at once, each without pause while it is let in. */
async function withoutPause(
  atOnce: number,
  { end }: AttackWorld,
  act: (which: number) => Promise<Response>,
): Promise<void> {
  const one = async (_: unknown, which: number) => {
    while (!end.aborted) {
      const answer = await act(which).catch(() => null);
      await answer?.arrayBuffer().catch(() => null);
      if (!answer?.ok) await sleep(refusedRestMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

interface NamedCommand {
  readonly name: string;
  readonly args: object;
}

/** Numbers commands as a device does. */
function deviceOf({ url, end }: AttackWorld, cookie: string) {
  const device = uuid7(Date.now());
  let n = 0;
  const request = (...commands: readonly NamedCommand[]) => {
    const sent = commands.map(({ name, args }) => {
      n += 1;
      const at = Date.now();
      return { id: uuid7(at), device, n, name, args, at };
    });
    return json({ commands: sent }, { cookie });
  };
  return {
    request,
    send: (...commands: readonly NamedCommand[]) =>
      fetch(`${url}/api/commands`, { ...request(...commands), signal: end }),
  };
}

const newTrack = (trackId = uuid7(Date.now())): NamedCommand => ({
  name: 'track.create.v1',
  args: { trackId, title: 'Night Bus' },
});
const hundredTracks = () => Array.from({ length: 100 }, () => newTrack());

function signUps(world: AttackWorld): Promise<void> {
  return withoutPause(40, world, () => {
    const email = `${uuid7(Date.now())}@bots.example`;
    const body = { name: 'Bot', email, password: world.password };
    const headers = { origin: world.url, 'x-forwarded-for': elsewhere() };
    return fetch(`${world.url}/api/auth/sign-up/email`, {
      ...json(body, headers),
      signal: world.end,
    });
  });
}

function commands(world: AttackWorld): Promise<void> {
  const [cookie = ''] = world.cookies;
  const devices = Array.from({ length: 20 }, () => deviceOf(world, cookie));
  const send = (which: number) => devices[which]?.send(...hundredTracks());
  return withoutPause(20, world, async (which) => (await send(which)) ?? Response.error());
}

/** Each is sent whole, and nobody waits for what comes of it. */
async function forgottenCommands(world: AttackWorld): Promise<void> {
  const [cookie = ''] = world.cookies;
  const one = async () => {
    while (!world.end.aborted) {
      const { body, headers } = deviceOf(world, cookie).request(...hundredTracks());
      const text = await new Response(body).text();
      const lines = Object.entries({
        ...headers,
        host: 'localhost',
        'content-length': text.length,
      });
      const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      const socket = createConnection(world.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`POST /api/commands HTTP/1.1\r\n${head}\r\n${text}`);
      await sleep(refusedRestMs);
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
}

function passwords(world: AttackWorld): Promise<void> {
  const { email, password } = world;
  return withoutPause(10, world, () => {
    const headers = { origin: world.url, 'x-forwarded-for': elsewhere() };
    const request = json({ email, password }, headers);
    return fetch(`${world.url}/api/auth/sign-in/email`, { ...request, signal: world.end });
  });
}

const waitingEach = 58;

/** Several accounts on one track, each with as many questions as it may; whatever one does wakes all. */
async function wokenQuestions(world: AttackWorld): Promise<void> {
  const [first = '', ...others] = world.cookies;
  const owner = deviceOf(world, first);
  const trackId = uuid7(Date.now());
  await owner.send(newTrack(trackId));
  for (const cookie of others) {
    const [inviteId, secret] = [uuid7(Date.now()), 'a'.repeat(22)];
    const secretHash = linkHashOf(secret);
    await owner.send({ name: 'invite.link.v1', args: { inviteId, trackId, secretHash } });
    await deviceOf(world, cookie).send({ name: 'invite.accept.v1', args: { inviteId, secret } });
  }
  let titles = 0;
  await Promise.all([
    ...world.cookies.map((cookie) => waitAgainAndAgain(world, cookie)),
    withoutPause(1, world, () =>
      owner.send({ name: 'track.rename.v1', args: { trackId, title: `Take ${(titles += 1)}` } }),
    ),
  ]);
}

async function waitAgainAndAgain(world: AttackWorld, cookie: string): Promise<void> {
  let [after, epoch] = [0, ''];
  await withoutPause(waitingEach, world, async () => {
    const response = await fetch(
      `${world.url}/api/changes?after=${after}&wait=25${epoch && `&epoch=${epoch}`}`,
      { headers: { cookie, 'x-forwarded-for': ownAddress }, signal: world.end },
    );
    if (response.ok) {
      const answer: ChangesAnswer = await response.clone().json();
      [after, epoch] = [Math.max(after, answer.to), answer.epoch];
    }
    return response;
  });
}

/** As full as the server takes it, and asked for by somebody who knows nothing of it. */
async function fullMarks(world: AttackWorld): Promise<void> {
  const [cookie = ''] = world.cookies;
  const doc = new Y.Doc();
  const valueBytes = markEntryBytes - 100;
  for (let index = 0; index < Math.floor((documentBytes * 0.95) / markEntryBytes); index += 1) {
    doc.getMap('marks').set(`x/${index}`, crypto.getRandomValues(new Uint8Array(valueBytes)));
  }
  const ask = (update: Uint8Array) => {
    const body = encoding.encode((encoder) => {
      encoding.writeVarUint8Array(encoder, new Uint8Array([0]));
      encoding.writeVarUint8Array(encoder, update);
    });
    const headers = { cookie, 'content-type': 'application/octet-stream' };
    return fetch(`${world.url}/api/marks`, {
      ...post(new Uint8Array(body), headers),
      signal: world.end,
    });
  };
  const filled = await ask(Y.encodeStateAsUpdate(doc));
  if (!filled.ok) throw new Error(`A full document was answered ${filled.status}.`);
  await filled.arrayBuffer();
  await withoutPause(10, world, () => ask(new Uint8Array()));
}

/** More than a server has room for, each opened again when it was closed. */
const connectionsHeld = 6_000;
const openedAtOnce = 200;

async function allConnections(world: AttackWorld): Promise<void> {
  const words =
    'POST /api/auth/sign-in/email HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n' +
    `x-forwarded-for: ${ownAddress}\r\ncontent-length: 100\r\n\r\n{`;
  const held = new Set<ReturnType<typeof createConnection>>();
  while (!world.end.aborted) {
    const lacking = Math.min(openedAtOnce, connectionsHeld - held.size);
    for (let index = 0; index < lacking; index += 1) {
      const socket = createConnection(world.port, '127.0.0.1');
      held.add(socket.resume());
      socket.on('error', () => undefined).on('close', () => held.delete(socket));
      socket.write(words);
    }
    await sleep(refusedRestMs);
  }
  for (const socket of held) socket.destroy();
}

/** One as soon as the last of all has heard of the one before. */
async function announcements(world: AttackWorld): Promise<void> {
  const [support = '', last = ''] = world.cookies;
  const desk = deviceOf(world, support);
  const heard = async () => {
    const response = await fetch(`${world.url}/api/changes?after=0&limit=1`, {
      headers: { cookie: last, 'x-forwarded-for': elsewhere() },
      signal: world.end,
    });
    const { ordinalHead }: ChangesAnswer = await response.json();
    return ordinalHead;
  };
  while (!world.end.aborted) {
    const before = await heard();
    const announcementId = uuid7(Date.now());
    const args = { announcementId, title: 'Tonight', text: 'We are away.', priority: 'normal' };
    const published = await desk.send({ name: 'announcement.publish.v1', args });
    if (!published.ok) throw new Error(`An announcement was answered ${published.status}.`);
    while ((await heard()) === before) await sleep(refusedRestMs);
  }
}

export const attacks: readonly Attack[] = [
  { what: 'forty sign-ups at once, without an account', accounts: 0, run: signUps },
  { what: 'twenty requests of a hundred commands at once', accounts: 1, run: commands },
  {
    what: 'the same, by somebody who is gone before they are decided',
    accounts: 1,
    run: forgottenCommands,
  },
  { what: 'the right password again and again', accounts: 0, run: passwords },
  {
    what: 'four hundred waiting questions of seven people, woken all the time',
    accounts: 7,
    run: wokenQuestions,
  },
  { what: 'a full document of marks, asked for without pause', accounts: 1, run: fullMarks },
  { what: 'six thousand connections from one address', accounts: 0, run: allConnections },
  {
    what: 'announcements to ten thousand people',
    accounts: 2,
    audience: 10_000,
    run: announcements,
  },
];
