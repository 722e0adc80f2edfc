/**
 * Bad neighbours: somebody does without pause what costs the server most, beside two hundred people who
 * do what people do. What a command of these takes meanwhile is measured, against what it took in the same
 * run with nobody else there.
 */
import { uuid7 } from '#shared/base/ids.ts';
import type { CommandAnswer } from '#shared/protocol/messages.ts';
import type { Section } from './report.ts';
import { ours, startServer } from './servers.ts';

const honestPeople = 200;
/** Each acts once in this time, in ms. */
const measuredMs = 6_000;
/** What an attack leaves behind is waited for, this long at most. */
const quietMs = 15_000;
const ratioMost = 3;
/** What nobody takes for slow, whatever the ratio. */
const longestMs = 250;

interface Neighbour {
  readonly what: string;
  /** Attacks until it is told to end. */
  readonly attack: (world: World) => Promise<void>;
}

interface World {
  readonly url: string;
  /** A session of the attacker's. */
  readonly cookie: string;
  readonly email: string;
  readonly end: AbortSignal;
}

const ask = (url: string, init: RequestInit, end?: AbortSignal) =>
  fetch(url, { ...init, ...(end && { signal: end }) });

const post = (body: object, headers: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** Who only knocks measures how fast this process can. */
const refusedRestMs = 50;

/** So many at once, each without pause while it is let in. */
async function withoutPause(
  atOnce: number,
  { end }: World,
  act: (index: number) => Promise<Response>,
): Promise<void> {
  let count = 0;
  const one = async () => {
    while (!end.aborted) {
      const answer = await act((count += 1)).catch(() => null);
      await answer?.arrayBuffer().catch(() => null);
      if (!answer?.ok) await new Promise((resolve) => setTimeout(resolve, refusedRestMs));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

let addresses = 0;
const elsewhere = () => `10.${(addresses += 1) >> 16}.${(addresses >> 8) & 255}.${addresses & 255}`;
const password = 'correct horse battery';

const neighbours: readonly Neighbour[] = [
  {
    what: 'forty sign-ups at once, without an account',
    attack: (world) =>
      withoutPause(40, world, (index) => {
        const email = `bot${index}@bots.example`;
        const headers = { origin: world.url, 'x-forwarded-for': elsewhere() };
        const request = post({ name: 'Bot', email, password }, headers);
        return ask(`${world.url}/api/auth/sign-up/email`, request, world.end);
      }),
  },
  {
    what: 'twenty requests of a hundred commands at once',
    attack(world) {
      const devices = Array.from({ length: 20 }, () => ({ id: uuid7(Date.now()), n: 0 }));
      return withoutPause(20, world, (index) => {
        const device = devices[index % devices.length] ?? { id: '', n: 0 };
        const commands = Array.from({ length: 100 }, () => trackOf(device));
        const request = post({ commands }, { cookie: world.cookie });
        return ask(`${world.url}/api/commands`, request, world.end);
      });
    },
  },
  {
    what: 'the right password again and again',
    attack: (world) =>
      withoutPause(10, world, () => {
        const headers = { origin: world.url, 'x-forwarded-for': elsewhere() };
        const request = post({ email: world.email, password }, headers);
        return ask(`${world.url}/api/auth/sign-in/email`, request, world.end);
      }),
  },
  {
    what: 'four hundred waiting questions, woken all the time',
    async attack(world) {
      const device = { id: uuid7(Date.now()), n: 0 };
      await Promise.all([
        withoutPause(400, world, () =>
          ask(
            `${world.url}/api/changes?after=1000000&epoch=x&wait=25`,
            { headers: { cookie: world.cookie } },
            world.end,
          ),
        ),
        withoutPause(1, world, () => {
          const request = post({ commands: [trackOf(device)] }, { cookie: world.cookie });
          return ask(`${world.url}/api/commands`, request, world.end);
        }),
      ]);
    },
  },
];

function trackOf(device: { readonly id: string; n: number }) {
  device.n += 1;
  const at = Date.now();
  const args = { trackId: uuid7(at), title: 'Night Bus' };
  return { id: uuid7(at), device: device.id, n: device.n, name: 'track.create.v1', args, at };
}

interface Person {
  readonly cookie: string;
  readonly id: string;
  n: number;
}

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
}

export async function neighboursBench(): Promise<Section> {
  const server = await startServer(ours);
  try {
    const url = `http://localhost:${server.port}`;
    const people = server
      .seats(honestPeople, 1)
      .map(({ cookie }): Person => ({ cookie, id: uuid7(Date.now()), n: 0 }));
    const measure = () => honest(url, people);
    await measure();
    const alone = await measure();
    const rows: (readonly [string, Figures])[] = [];
    for (const [index, { what, attack }] of neighbours.entries()) {
      const email = `mal${index}@studio.example`;
      const headers = { origin: url, 'x-forwarded-for': elsewhere() };
      const signUp = post({ name: 'Mal', email, password }, headers);
      const signedUp = await ask(`${url}/api/auth/sign-up/email`, signUp);
      if (!signedUp.ok) throw new Error(`${what}: sign-up answered ${signedUp.status}`);
      const set = signedUp.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
      const end = new AbortController();
      const world = { url, cookie: set.join('; '), email, end: end.signal };
      const attacking = attack(world);
      const figures = await measure();
      end.abort();
      await attacking;
      rows.push([what, figures]);
      await untilQuiet(url, people);
    }
    return section(alone, rows);
  } finally {
    await server.dispose();
  }
}

/** Everybody acts once, one after the other at a steady pace, whoever is still waiting. */
async function honest(url: string, people: readonly Person[]): Promise<Figures> {
  const took: number[] = [];
  let refused = 0;
  const act = async (person: Person) => {
    const from = performance.now();
    const command = post({ commands: [trackOf(person)] }, { cookie: person.cookie });
    const response = await ask(`${url}/api/commands`, command);
    const answer = response.ok ? ((await response.json()) as CommandAnswer) : null;
    if (answer?.outcomes[0]?.status !== 'done') refused += 1;
    took.push(performance.now() - from);
  };
  const acting: Promise<void>[] = [];
  const from = performance.now();
  for (const [index, person] of people.entries()) {
    const at = from + (index * measuredMs) / people.length;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
    acting.push(act(person));
  }
  await Promise.all(acting);
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), refused };
}

/** What an attack has left under way is not the next one's. */
async function untilQuiet(url: string, [first]: readonly Person[]): Promise<void> {
  const until = performance.now() + quietMs;
  for (let fast = 0; first && fast < 10 && performance.now() < until;) {
    const from = performance.now();
    await ask(`${url}/api/changes?after=0`, { headers: { cookie: first.cookie } });
    fast = performance.now() - from < 20 ? fast + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function section(alone: Figures, rows: readonly (readonly [string, Figures])[]): Section {
  const ms = (value: number) => value.toFixed(1);
  const most = Math.min(longestMs, Math.max(ratioMost * alone.p99, 50));
  return {
    title: 'Bad neighbours',
    about:
      `Somebody does without pause what costs the server most, beside ${honestPeople} people of whom each ` +
      'sends a command. What such a command takes, in ms.',
    table: {
      head: ['beside', 'half of them', '99 of 100', 'refused'],
      rows: [['nobody', alone] as const, ...rows].map(([what, { p50, p99, refused }]) => [
        what,
        ms(p50),
        ms(p99),
        String(refused),
      ]),
    },
    bounds: rows.map(([what, { p99, refused }]) => ({
      words: `beside ${what}, 99 of 100 commands take ${ms(p99)} ms at most (${ms(most)}), and ${refused} are refused (none)`,
      isKept: p99 <= most && refused === 0,
    })),
    plot: null,
  };
}
