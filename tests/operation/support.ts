/**
 * These are a server with two people and one track, and what tests of operation look for in files.
 */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { uuid7 } from '#shared/base/ids.ts';
import type { CommandOutcome } from '#shared/protocol/messages.ts';
import { migrate } from '../../sync-server/storage/migrations/migrate.ts';
import { openSqlite } from '../../sync-server/storage/sql/sqlite-database.ts';
import {
  createTestServer,
  signUpPerson,
  type TestPerson,
  type TestServer,
} from '../support/server.ts';

export interface Studio {
  readonly server: TestServer;
  readonly ana: TestPerson;
  readonly ben: TestPerson;
}

/** Ana has the track "Before". */
export async function openStudio(): Promise<Studio> {
  const server = await createTestServer();
  await server.start();
  const ana = await signUpPerson(server.url, 'Ana Reyes');
  const ben = await signUpPerson(server.url, 'Ben Okafor');
  await createTrack(server, ana, 'Before');
  await fetch(`${server.url}/api/changes?after=0`, { headers: { cookie: ben.cookie } });
  return { server, ana, ben };
}

const device = uuid7(1);
let n = 0;

/** @returns once it is acknowledged */
export async function send(
  server: TestServer,
  who: TestPerson,
  name: string,
  args: object,
): Promise<CommandOutcome> {
  n += 1;
  const command = { id: uuid7(Date.now()), device, n, name, args, at: Date.now() };
  const response = await fetch(`${server.url}/api/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: who.cookie },
    body: JSON.stringify({ commands: [command] }),
  });
  const { outcomes }: { outcomes: CommandOutcome[] } = await response.json();
  const [outcome] = outcomes;
  if (outcome?.status !== 'done') throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  return outcome;
}

export async function createTrack(
  server: TestServer,
  who: TestPerson,
  title: string,
): Promise<string> {
  const trackId = uuid7(Date.now());
  await send(server, who, 'track.create.v1', { trackId, title });
  return trackId;
}

/** Reads what the database holds once a server has opened it; throws where none could. */
export async function titlesIn(path: string): Promise<readonly string[]> {
  const opened = openSqlite(path);
  if (!opened.ok) throw new Error(opened.error);
  try {
    await migrate(opened.value.db);
    return await opened.value.exclusive((sqlite) => {
      const verdict = sqlite.prepare('pragma integrity_check').get();
      if (verdict?.['integrity_check'] !== 'ok') throw new Error(JSON.stringify(verdict));
      const rows = sqlite.prepare('select title from track order by created_at').all();
      return rows.map(({ title }) => String(title));
    });
  } finally {
    await opened.value.close();
  }
}

export const databaseOf = (dataDir: string): string => join(dataDir, 'feed.db');

/** One statement on a file nobody has open. */
export function query(path: string, sql: string): readonly Readonly<Record<string, unknown>>[] {
  const sqlite = new DatabaseSync(path);
  try {
    return sqlite.prepare(sql).all();
  } finally {
    sqlite.close();
  }
}
