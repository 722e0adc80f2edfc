/** This file tests what is due by the clock, on a real server that is killed while it fires. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRandom } from '#shared/base/random.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { day } from '#shared/base/time.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { ChangesAnswer, CommandAnswer } from '#shared/protocol/messages.ts';
import type { Command } from '#shared/workspace/commands.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await createTestServer();
});
afterEach(() => server.dispose());

let n = 0;
async function send({ cookie }: TestPerson, device: string, commands: readonly Command[]) {
  const at = Date.now();
  const sent = commands.map(({ name, args }) => ({
    id: uuid7(at),
    device,
    n: (n += 1),
    name,
    args,
    at,
  }));
  const response = await fetch(`${server.url}/api/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify({ commands: sent }),
  });
  const { outcomes } = (await response.json()) as CommandAnswer;
  expect(outcomes.map(({ status, code }) => code ?? status)).toEqual(commands.map(() => 'done'));
}

async function feedOf({ cookie }: TestPerson): Promise<NotificationRecord[]> {
  const rows: NotificationRecord[] = [];
  for (let after = 0, more = true; more;) {
    const response = await fetch(`${server.url}/api/changes?after=${after}&limit=500`, {
      headers: { cookie },
    });
    const page = (await response.json()) as ChangesAnswer;
    for (const change of page.changes) {
      if (change.op === 'upsert' && change.kind === 'notification') rows.push(change.body);
    }
    ({ to: after, more } = page);
  }
  return rows.sort((a, b) => a.ordinal - b.ordinal);
}

/** Waits for news the way a device without a socket does. */
async function until(person: TestPerson, isThere: (feed: NotificationRecord[]) => boolean) {
  for (;;) {
    const feed = await feedOf(person);
    if (isThere(feed)) return feed;
    const { cookie } = person;
    const head = (await (
      await fetch(`${server.url}/api/changes?after=0&limit=1`, { headers: { cookie } })
    ).json()) as ChangesAnswer;
    await fetch(`${server.url}/api/changes?after=${head.head}&wait=2`, { headers: { cookie } });
  }
}

test('TM1 every reminder is told once, whenever the server is killed', async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const random = createRandom(seed);
  process.stdout.write(`timers under kill -9: SEED=${seed}\n`);
  await server.start();
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  const device = uuid7(Date.now());
  const count = 400;
  // Within what is left of this second and the next two: the kills fall among them.
  const from = Date.now() + 500;
  for (let done = 0; done < count; done += 100) {
    await send(
      ana,
      device,
      Array.from({ length: 100 }, (): Command => {
        const args = { reminderId: uuid7(Date.now()), at: from + random.int(2_000) };
        return { name: 'reminder.set.v1', args };
      }),
    );
  }
  for (let kill = 0; kill < 8; kill += 1) {
    await new Promise((resolve) => setTimeout(resolve, random.int(300)));
    await server.kill('SIGKILL');
    await server.start();
  }
  const feed = await until(ana, (rows) => rows.length >= count);
  const told = feed.map(({ data }) => 'reminderId' in data && data.reminderId);
  expect(told).toHaveLength(count);
  expect(new Set(told).size).toBe(count);
});

test('TM2 NT9 a deadline’s ladder is lived through with the clock moved between starts', async () => {
  const demo = (offset: number) => ({ DEMO: '1', CLOCK_OFFSET_MS: String(offset) });
  await server.start(demo(0));
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  const trackId = uuid7(Date.now());
  const dueOn = new Date(Date.now() + 20 * day).toISOString().slice(0, 10);
  await send(ana, uuid7(Date.now()), [
    { name: 'track.create.v1', args: { trackId, title: 'Midnight Drive', dueOn, timeZone: 'UTC' } },
  ]);
  const end = Date.parse(`${dueOn}T00:00Z`) + day;
  const steps: unknown[] = [];
  for (const before of [7, 3, 1, 1 / 12, 0]) {
    await server.kill('SIGKILL');
    await server.start(demo(Math.ceil(end - before * day - Date.now()) + 500));
    const feed = await until(ana, (rows) => {
      const [row] = rows;
      return row !== undefined && row.ordinal > steps.length;
    });
    expect(feed).toHaveLength(1);
    const [row] = feed;
    steps.push(row?.kind === 'deadline.near' ? row.data.step : row?.kind);
  }
  expect(steps).toEqual(['week', 'three-days', 'day', 'hours', 'deadline.passed']);
  // Back again: nothing is told a second time.
  await server.kill('SIGKILL');
  await server.start(demo(0));
  expect(await feedOf(ana)).toHaveLength(1);
});

test('TI4 TI5 a start under another release of the tz database reckons due dates anew, once', async () => {
  await server.start();
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  const trackId = uuid7(Date.now());
  const args = { trackId, title: 'Low Tide', dueOn: '2199-12-31', timeZone: 'Asia/Calcutta' };
  await send(ana, uuid7(Date.now()), [{ name: 'track.create.v1', args }]);
  const dueOf = async () => {
    const answer = await fetch(`${server.url}/api/changes?after=0`, {
      headers: { cookie: ana.cookie },
    });
    const { changes, head } = (await answer.json()) as ChangesAnswer;
    const [track] = changes.flatMap((change) =>
      change.op === 'upsert' && change.kind === 'track' ? [change.body] : [],
    );
    return { endsAt: track?.dueEndsAt, zone: track?.dueTimeZone, head };
  };
  const endsAt = Date.parse('2200-01-01T00:00+05:30');
  expect(await dueOf()).toMatchObject({ endsAt, zone: 'Asia/Kolkata' });

  await server.kill('SIGTERM');
  const database = new DatabaseSync(join(server.dataDir, 'feed.db'));
  database.exec(`update track set due_ends_at = due_ends_at - 3600000`);
  database.exec(`update setting set value = '2022e' where name = 'zones'`);
  database.close();
  await server.start();
  let due = await dueOf();
  while (due.endsAt !== endsAt) {
    await fetch(`${server.url}/api/changes?after=${due.head}&wait=2`, {
      headers: { cookie: ana.cookie },
    });
    due = await dueOf();
  }
  await server.kill('SIGTERM');
  const after = new DatabaseSync(join(server.dataDir, 'feed.db'));
  const kept = after.prepare(`select value from setting where name = 'zones'`).get();
  expect(kept?.['value']).toBe(process.versions['tz']);
  expect(after.prepare('select key from timer').all()).toMatchObject([
    { key: `deadline:${trackId}` },
  ]);
  after.close();
});
