/**
 * This bench lets ten thousand reminders be due in the same moment, on a real server on a file: how
 * long until all are told, and how long somebody else's command takes in between, beside what one
 * takes on the idle server.
 */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { uuid7 } from '#shared/base/ids.ts';
import type { ChangesAnswer, CommandAnswer } from '#shared/protocol/messages.ts';
import { createTestServer, signUpPerson, type TestPerson } from '../support/server.ts';

export interface TimersResult {
  readonly timers: number;
  readonly seconds: number;
  /** The time of a command, ms, 95th of a hundred: on the idle server, and while timers fire. */
  readonly idleMs: number;
  readonly busyMs: number;
}

const count = 10_000;
const owners = 20;

/** Sets them as if long ago, by twenty people: the commands themselves are not measured. */
function setReminders(dataDir: string, people: readonly TestPerson[]): void {
  const db = new DatabaseSync(join(dataDir, 'feed.db'));
  db.exec('begin');
  const reminder = db.prepare(
    `insert into reminder (id, owner_id, text, at, first_at, time_zone, created_at, updated_at)
     values (?, ?, 'Bounce', 1, 1, 'UTC', 1, 1)`,
  );
  const timer = db.prepare(
    `insert into timer (key, due_at, attempts, position) values (?, 1, 0, '')`,
  );
  for (let index = 0; index < count; index += 1) {
    const id = uuid7(1);
    reminder.run(id, people[index % people.length]?.userId ?? '');
    timer.run(`reminder:${id}`);
  }
  db.exec('commit');
  db.close();
}

export async function timers(): Promise<TimersResult> {
  const server = await createTestServer();
  try {
    await server.start();
    const people: TestPerson[] = [];
    for (let index = 0; index < owners; index += 1) {
      people.push(await signUpPerson(server.url, `Owner ${index}`));
    }
    const ana = await signUpPerson(server.url, 'Ana Reyes');
    const device = uuid7(Date.now());
    let n = 0;
    const command = async (): Promise<number> => {
      n += 1;
      const at = Date.now();
      const args = { trackId: uuid7(at), title: 'Take' };
      const sent = { id: uuid7(at), device, n, name: 'track.create.v1', args, at };
      const from = performance.now();
      const response = await fetch(`${server.url}/api/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: ana.cookie },
        body: JSON.stringify({ commands: [sent] }),
      });
      const { outcomes } = (await response.json()) as CommandAnswer;
      if (outcomes[0]?.status !== 'done') throw new Error('The command was not done.');
      return performance.now() - from;
    };
    const p95 = (tookMs: readonly number[]) =>
      Math.round((tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length * 0.95)] ?? 0) * 10) /
      10;
    const idle: number[] = [];
    for (let index = 0; index < 100; index += 1) idle.push(await command());

    await server.kill('SIGTERM');
    setReminders(server.dataDir, people);
    await server.start();
    const from = performance.now();
    const [last] = people.slice(-1);
    const told = async () => {
      const response = await fetch(`${server.url}/api/changes?after=0&limit=1`, {
        headers: { cookie: last?.cookie ?? '' },
      });
      return ((await response.json()) as ChangesAnswer).ordinalHead;
    };
    const busy: number[] = [];
    while ((await told()) < count / owners) busy.push(await command());
    const seconds = Math.round((performance.now() - from) / 100) / 10;
    return { timers: count, seconds, idleMs: p95(idle), busyMs: p95(busy) };
  } finally {
    await server.dispose();
  }
}
