/** What a PostgreSQL database has to be, and what becomes of what is asked while it is not there. */
import { sql } from 'kysely';
import { afterAll, beforeAll, assert, expect, inject, test } from 'vitest';
import { migrations } from '../../sync-server/storage/migrations/list.ts';
import { migrate } from '../../sync-server/storage/migrations/migrate.ts';
import { readSetting, writeSetting } from '../../sync-server/storage/sql/settings.ts';
import { openPostgres } from '../../sync-server/storage/sql/postgres-database.ts';
import { newEmptyDatabase, startPostgres, type Postgres } from '../support/postgres.ts';
import { openPostgresDatabase } from '../support/workspace.ts';

/** Of this file alone, to be ended at will; it loses what it has acknowledged when its machine fails. */
let own: Postgres;
beforeAll(async () => {
  own = await startPostgres(['fsync=off']);
});
afterAll(() => own.dispose());

async function refusal(url: string): Promise<string> {
  const opened = await openPostgres(url);
  if (!opened.ok) return opened.error;
  await opened.value.close();
  return '';
}

/** For whoever connects from now on. */
async function setFor(url: string, setting: string): Promise<void> {
  const database = await openPostgresDatabase(url);
  const name = new URL(url).pathname.slice(1);
  await sql.raw(`alter database ${name} set ${setting}`).execute(database.db);
  await database.close();
}

test('OP61 a database that may lose what it has acknowledged is refused, and says by which setting', async () => {
  expect(await refusal(own.url)).toMatch(/fsync = off.*Turn it on/u);
  const url = await newEmptyDatabase();
  await setFor(url, 'synchronous_commit = off');
  expect(await refusal(url)).toContain('synchronous_commit = off');
});

test('OP61 one that takes no writes is refused', async () => {
  const url = await newEmptyDatabase();
  await setFor(url, 'default_transaction_read_only = on');
  expect(await refusal(url)).toContain('takes no writes');
});

test.each([
  'mysql://ana:secret@127.0.0.1/feed',
  'postgres://ana:secret%ZZ@127.0.0.1/feed',
  'not an address',
  'postgres://',
])('OP61 %s is no address of a database', async (url) => {
  const words = await refusal(url);
  expect(words).toContain('postgres://USER:PASSWORD@HOST/DATABASE');
  expect(words).not.toContain('secret');
});

test('OP61 what keeps a database from being opened is said without its password', async () => {
  const url = new URL(inject('postgres').server);
  url.password = 'hunter2';
  url.pathname = '/nowhere';
  const words = await refusal(url.href);
  expect(words).toContain('nowhere');
  expect(words).not.toContain('hunter2');
});

test('OP62 programs that start at once bring a new database to its shape once', async () => {
  const url = await newEmptyDatabase();
  const nodes = await Promise.all(Array.from({ length: 4 }, () => openPostgresDatabase(url)));
  await Promise.all(nodes.map(({ db }) => migrate(db)));
  const { db } = nodes[0] ?? assert.fail();
  const recorded = await sql<{ name: string }>`select name from migration`.execute(db);
  expect(recorded.rows.map(({ name }) => name).sort()).toEqual(Object.keys(migrations).sort());
  for (const node of nodes) await node.close();
});

test('OP63 a transaction in which a statement has failed never passes for one that is stored', async () => {
  const database = await openPostgresDatabase();
  const { db } = database;
  const stored = db.transaction().execute(async (tx) => {
    await tx.insertInto('setting').values({ name: 'a', value: '1' }).execute();
    await sql`select 1 / 0`.execute(tx).catch(() => undefined);
  });
  await expect(stored).rejects.toThrow('nothing of it is stored');
  expect(await readSetting(db, 'a')).toBeNull();
  await writeSetting(db, 'a', '2');
  expect(await readSetting(db, 'a')).toBe('2');
  await database.close();
});

test('OP64 while the database is away everybody is told so, and it is used again once it is back', async () => {
  const faults: string[] = [];
  const crashing = await startPostgres();
  const opened = await openPostgres(crashing.url, { onFault: ({ kind }) => faults.push(kind) });
  if (!opened.ok) throw new Error(opened.error);
  const { db } = opened.value;
  await migrate(db);
  await writeSetting(db, 'kept', 'yes');
  // One that is in the middle of something, one that rests.
  const { promise: begun, resolve: tellBegun } = Promise.withResolvers<void>();
  const { promise: crashed, resolve: tellCrashed } = Promise.withResolvers<void>();
  const amid = db.transaction().execute(async (tx) => {
    await writeSetting(tx, 'amid', 'no');
    tellBegun();
    await crashed;
    await writeSetting(tx, 'amid', 'still');
  });
  await begun;
  await crashing.crash();
  tellCrashed();
  await expect(amid).rejects.toMatchObject({ kind: 'unreachable' });
  await expect(readSetting(db, 'kept')).rejects.toMatchObject({ kind: 'unreachable' });
  expect(new Set(faults)).toEqual(new Set(['unreachable']));
  await crashing.restart();
  await expect.poll(() => readSetting(db, 'kept').catch(() => null)).toBe('yes');
  expect(await readSetting(db, 'amid')).toBeNull();
  await opened.value.close();
  await crashing.dispose();
});
