/** The migrations as one list, and what a database keeps however their run ends. */
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { migrations } from '../../sync-server/storage/migrations/list.ts';
import { migrate } from '../../sync-server/storage/migrations/migrate.ts';
import {
  InjectedFault,
  openFaultyDatabase,
  type FaultyDatabase,
} from '../support/faulty-database.ts';

const folder = resolve(import.meta.dirname, '../../sync-server/storage/migrations');
/** What Kysely itself needs before it begins. */
const records = new Set(['migration', 'migration_lock']);

let database: FaultyDatabase;
beforeEach(() => {
  database = openFaultyDatabase();
});
afterEach(() => database.close());

const tables = () => Object.keys(database.dump()).filter((name) => !records.has(name));
const recorded = () => (database.dump()['migration'] ?? []).map((row) => Object(row).name);

it('a migration is one file, NNNN-name.ts, and one entry of the list, in the order of their names', async () => {
  const files = (await readdir(folder)).filter((name) => /^\d/u.test(name));
  expect(files.every((name) => /^\d{4}(?:-[a-z]+)+\.ts$/u.test(name))).toBe(true);
  expect(Object.keys(migrations)).toEqual(files.map((name) => name.slice(0, -3)).sort());
});

it('no number is used twice any more', () => {
  const numbers = Object.keys(migrations).map((name) => name.slice(0, 4));
  const twice = numbers.filter((number, index) => numbers.indexOf(number) !== index);
  expect(twice).toEqual(['0010', '0013']);
});

it('IN9 a run that fails at any statement, the commit included, leaves nothing of it', async () => {
  let faults = 0;
  for (;;) {
    database.failAt(faults);
    try {
      await migrate(database.db);
      break;
    } catch (error) {
      expect(error).toBeInstanceOf(InjectedFault);
    }
    expect({ tables: tables(), recorded: recorded() }).toEqual({ tables: [], recorded: [] });
    faults += 1;
  }
  expect(database.statements.at(-1)).toBe('commit');
  expect(faults).toBeGreaterThan(Object.keys(migrations).length);
  expect(recorded()).toEqual(Object.keys(migrations));
  const whole = database.dump();
  database.failAt(-1);
  await migrate(database.db);
  expect(database.dump()).toEqual(whole);
});

it('IN9 only what is not recorded runs, in whatever order an earlier program numbered it', async () => {
  await sql`create table migration (name text primary key)`.execute(database.db);
  for (const [name, { up }] of Object.entries(migrations)) {
    if (name === '0002-marks' || name > '0011') continue;
    await up(database.db);
    await sql`insert into migration (name) values (${name})`.execute(database.db);
  }
  await migrate(database.db);
  expect(recorded()).toEqual(Object.keys(migrations));
  expect(tables()).toContain('doc_journal');
});

it('CM61 outcomes from before they were counted are counted', async () => {
  await sql`create table migration (name text primary key)`.execute(database.db);
  for (const [name, { up }] of Object.entries(migrations)) {
    if (name === '0023-account-use') continue;
    await up(database.db);
    await sql`insert into migration (name) values (${name})`.execute(database.db);
  }
  for (const [userId, id] of [
    ['ana', 'a'],
    ['ana', 'b'],
    ['ben', 'c'],
  ]) {
    await sql`insert into command_outcome (user_id, id, body_hash, status, epoch, seq, at)
      values (${userId}, ${id}, 'h', 'done', 'e', 1, 1)`.execute(database.db);
  }
  await migrate(database.db);
  expect(database.dump()['account_use']).toMatchObject([
    { user_id: 'ana', outcomes: 2, bytes: 0 },
    { user_id: 'ben', outcomes: 1, bytes: 0 },
  ]);
});

it('OP4 an earlier program records a name alone, and leaves a later one its database', async () => {
  await migrate(database.db);
  await sql`insert into migration (name) values ('9999-mind-reading')`.execute(database.db);
  const before = database.dump();
  await migrate(database.db);
  expect(database.dump()).toEqual(before);
});
