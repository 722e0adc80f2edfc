/**
 * Bad neighbours: somebody does without pause what costs the server most, beside two hundred people who
 * do what people do. What a command of these takes meanwhile is measured, against what it took in the same
 * run with nobody else there.
 */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { uuid7 } from '#shared/base/ids.ts';
import type { CommandAnswer } from '#shared/protocol/messages.ts';
import { attacks } from './attacks.ts';
import type { AttackRequest } from './neighbour-process.ts';
import { addPeople } from './people.ts';
import type { Section } from './report.ts';
import { ours, startServer, type RunningServer } from './servers.ts';

const honestPeople = 200;
/** Each acts once in this time, in ms. */
const measuredMs = 6_000;
/** What an attack leaves behind is waited for, this long at most. */
const quietMs = 15_000;
const ratioMost = 3;
/** What nobody takes for slow, whatever the ratio. */
const longestMs = 250;
/** What everybody takes for at once: what took even less alone may take so long. */
const fastMs = 50;
const moreBytesMost = 64 * 1_024 ** 2;
const lookedEveryMs = 200;
const password = 'correct horse battery';

interface Person {
  readonly cookie: string;
  readonly address: string;
  readonly device: string;
  n: number;
}

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
}

interface Beside extends Figures {
  readonly what: string;
  /** How much more memory the server had than before, at most. */
  readonly moreBytes: number;
}

export async function neighboursBench(): Promise<Section> {
  const server = await startServer(ours);
  try {
    const people = addPeople(server, 'honest', honestPeople).map(({ cookie }, index): Person => ({
      cookie,
      address: `198.51.${index >> 8}.${index & 255}`,
      device: uuid7(Date.now()),
      n: 0,
    }));
    const measure = () => honest(server.port, people);
    await measure();
    const alone = await measure();
    const rows: Beside[] = [];
    for (const [index, attack] of attacks.entries()) {
      const end = await begin(server, index);
      rows.push({ what: attack.what, ...(await besideIt(server, measure)) });
      await end();
      await untilQuiet(server.port, people);
    }
    return section(alone, rows);
  } finally {
    await server.dispose();
  }
}

/** @returns how to end it */
async function begin(server: RunningServer, index: number): Promise<() => Promise<void>> {
  const { port, folder } = server;
  const { accounts = 0, audience = 0 } = attacks[index] ?? {};
  const name = `mal${index}`;
  const cookies = addPeople(server, name, accounts).map(({ cookie }) => cookie);
  if (audience > 0) {
    addPeople(server, 'audience', audience);
    await makeSupport(folder, `${name}-0@studio.example`);
  }
  const url = `http://localhost:${port}`;
  const email = `${name}@studio.example`;
  const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ name: 'Mal', email, password }),
  });
  if (!signedUp.ok) throw new Error(`a sign-up was answered ${signedUp.status}`);
  const child = fork(join(import.meta.dirname, 'neighbour-process.ts'), { stdio: 'inherit' });
  const request: AttackRequest = { attack: index, url, port, cookies, email, password };
  child.send(request);
  const gone = once(child, 'exit');
  return async () => {
    if (!child.connected) throw new Error('The attack has ended by itself.');
    child.send('end');
    await gone;
  };
}

const run = promisify(execFile);

async function makeSupport(folder: string, email: string): Promise<void> {
  const args = ['sync-server/ops/admin.ts', 'support', 'add', email];
  await run(process.execPath, args, { env: { ...process.env, DATA_DIR: folder } });
}

async function besideIt(server: RunningServer, measure: () => Promise<Figures>) {
  const before = await server.gauge(true);
  let most = 0;
  let isOver = false;
  const look = async () => {
    while (!isOver) {
      most = Math.max(most, (await server.gauge()).rssBytes);
      await sleep(lookedEveryMs);
    }
  };
  const looking = look();
  const figures = await measure();
  isOver = true;
  await looking;
  return { ...figures, moreBytes: most - before.rssBytes };
}

/** Everybody acts once, one after the other at a steady pace, whoever is still waiting. */
async function honest(port: number, people: readonly Person[]): Promise<Figures> {
  const took: number[] = [];
  let refused = 0;
  const act = async (person: Person) => {
    const from = performance.now();
    if (!(await isDone(port, person))) refused += 1;
    took.push(performance.now() - from);
  };
  const acting: Promise<void>[] = [];
  const from = performance.now();
  for (const [index, person] of people.entries()) {
    const at = from + (index * measuredMs) / people.length;
    await sleep(Math.max(0, at - performance.now()));
    acting.push(act(person));
  }
  await Promise.all(acting);
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), refused };
}

/** On a connection of its own, as somebody new would. */
async function isDone(port: number, person: Person): Promise<boolean> {
  person.n += 1;
  const at = Date.now();
  const args = { trackId: uuid7(at), title: 'Night Bus' };
  const { device, n, cookie, address } = person;
  const command = { id: uuid7(at), device, n, name: 'track.create.v1', args, at };
  const body = JSON.stringify({ commands: [command] });
  const headers = { 'content-type': 'application/json', cookie, 'x-forwarded-for': address };
  const options = {
    host: '127.0.0.1',
    port,
    path: '/api/commands',
    method: 'POST',
    headers,
    agent: false,
  };
  try {
    const asked = request(options).end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const answer = (await json(response)) as CommandAnswer;
    return response.statusCode === 200 && answer.outcomes[0]?.status === 'done';
  } catch {
    return false;
  }
}

/** What an attack has left under way is not the next one's. */
async function untilQuiet(port: number, [first]: readonly Person[]): Promise<void> {
  const until = performance.now() + quietMs;
  for (let fast = 0; first && fast < 10 && performance.now() < until;) {
    const from = performance.now();
    await isDone(port, first);
    fast = performance.now() - from < 20 ? fast + 1 : 0;
    await sleep(50);
  }
}

function section(alone: Figures, rows: readonly Beside[]): Section {
  const ms = (value: number) => value.toFixed(1);
  const mebibytes = (bytes: number) => String(Math.max(0, Math.round(bytes / 1_024 ** 2)));
  const most = Math.min(longestMs, Math.max(ratioMost * alone.p99, fastMs));
  return {
    title: 'Bad neighbours',
    about:
      `Somebody does without pause what costs the server most, beside ${honestPeople} people of whom each ` +
      'sends a command. What such a command takes, in ms, and how much more memory the server has than ' +
      'before, in MiB at most.',
    table: {
      head: ['beside', 'half of them', '99 of 100', 'refused', 'memory'],
      rows: [
        ['nobody', ms(alone.p50), ms(alone.p99), String(alone.refused), ''],
        ...rows.map(({ what, p50, p99, refused, moreBytes }) => [
          what,
          ms(p50),
          ms(p99),
          String(refused),
          mebibytes(moreBytes),
        ]),
      ],
    },
    bounds: rows.map(({ what, p99, refused, moreBytes }) => ({
      words:
        `beside ${what}, 99 of 100 commands take ${ms(p99)} ms at most (${ms(most)}), ${refused} are ` +
        `refused (none), and the server has ${mebibytes(moreBytes)} MiB more (${mebibytes(moreBytesMost)})`,
      isKept: p99 <= most && refused === 0 && moreBytes <= moreBytesMost,
    })),
    plot: null,
  };
}
