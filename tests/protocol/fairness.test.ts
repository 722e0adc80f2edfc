/** This file tests how one person's requests leave room for everybody else's, on a real server. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { uuid7 } from '#shared/base/ids.ts';
import type { ChangesAnswer, CommandAnswer, Problem } from '#shared/protocol/messages.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
let ana: TestPerson;
let mal: TestPerson;
beforeAll(async () => {
  server = await createTestServer();
  await server.start({ TRUST_PROXY: '1' });
  ana = await signUpPerson(server.url, 'Ana Reyes');
  mal = await signUpPerson(server.url, 'Mal Ice');
});
afterAll(() => server.dispose());

function deviceOf({ cookie }: TestPerson) {
  const device = uuid7(Date.now());
  let n = 0;
  return (count: number, signal?: AbortSignal) => {
    const commands = Array.from({ length: count }, () => {
      n += 1;
      const at = Date.now();
      const args = { trackId: uuid7(at), title: 'Night Bus' };
      return { id: uuid7(at), device, n, name: 'track.create.v1', args, at };
    });
    return fetch(`${server.url}/api/commands`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ commands }),
      ...(signal && { signal }),
    });
  };
}
const headOf = async ({ cookie }: TestPerson) => {
  const response = await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie } });
  const { head }: { head: number } = await response.json();
  return head;
};
const tracksOf = async ({ cookie }: TestPerson) => {
  let [count, after, isMore] = [0, 0, true];
  while (isMore) {
    const response = await fetch(`${server.url}/api/changes?after=${after}`, {
      headers: { cookie },
    });
    const { changes, to, more }: ChangesAnswer = await response.json();
    count += changes.filter(({ kind, op }) => kind === 'track' && op === 'upsert').length;
    [after, isMore] = [to, more];
  }
  return count;
};
const outcomesOf = async (response: Response) => {
  const { outcomes }: CommandAnswer = await response.json();
  return outcomes.length;
};

it('OP22 one command is decided before the hundreds that somebody else asked for earlier', async () => {
  const order: string[] = [];
  const flood = Array.from({ length: 3 }, async () => {
    const response = await deviceOf(mal)(100);
    order.push('mal');
    return await outcomesOf(response);
  });
  const one = deviceOf(ana)(1).then((response) => {
    order.push('ana');
    return outcomesOf(response);
  });
  expect(await one).toBe(1);
  expect(await Promise.all(flood)).toEqual(flood.map(() => 100));
  expect(order[0]).toBe('ana');
});

it('OP24 what nobody waits for any more is not decided', async () => {
  const [tracks, before] = [await tracksOf(mal), await headOf(mal)];
  const end = new AbortController();
  const send = deviceOf(mal);
  const gone = send(100, end.signal).catch(() => null);
  while ((await headOf(mal)) === before) await new Promise((resolve) => setImmediate(resolve));
  end.abort();
  await gone;
  // While somebody else has a turn, what goes on has one too.
  const others = deviceOf(ana);
  let [last, now] = [before, await headOf(mal)];
  while (now !== last) {
    for (let turns = 0; turns < 3; turns += 1) await others(1);
    [last, now] = [now, await headOf(mal)];
  }
  expect(await tracksOf(mal)).toBeLessThan(tracks + 100);
});

it('OP21 sign-ups beyond what is under way are told when to come again', async () => {
  const asked = Array.from({ length: 80 }, (_, index) =>
    fetch(`${server.url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: server.url,
        'x-forwarded-for': `203.0.113.${index}`,
      },
      body: JSON.stringify({
        name: 'Bot',
        email: `bot${index}@bots.example`,
        password: 'x'.repeat(8),
      }),
    }),
  );
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(new Set(refused.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['2']));
  const problem: Problem | undefined = await refused[0]?.json();
  expect(problem?.code).toBe('unavailable');
  expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(10);
});

it('OP25 sixty requests of one person are under way at most; one more is told when to come again', async () => {
  const end = new AbortController();
  const head = await headOf(mal);
  const questions = Array.from({ length: 61 }, () =>
    fetch(`${server.url}/api/changes?after=${head}&wait=25`, {
      headers: { cookie: mal.cookie },
      signal: end.signal,
    }),
  );
  const refused = await Promise.race(questions);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('2');
  const problem: Problem = await refused.json();
  expect(problem.code).toBe('too-many-requests');
  expect((await deviceOf(ana)(1)).status).toBe(200);
  end.abort();
  await Promise.allSettled(questions);
});
