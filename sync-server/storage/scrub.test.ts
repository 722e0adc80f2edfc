import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWorkspaceDatabase } from '../../tests/support/workspace.ts';
import { erasedSetting } from './scrub.ts';
import { readSetting, writeSetting } from './sql/settings.ts';
import type { SqliteDatabase } from './sql/sqlite-database.ts';
import { createStoreWatch } from './watch-store.ts';

let folder: string;
let databasePath: string;
let database: SqliteDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scrub-'));
  databasePath = join(folder, 'feed.db');
  database = await openWorkspaceDatabase(databasePath);
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

test('AC26 what was written before deletions were overwritten goes with the next look at the store', async () => {
  const { db } = database;
  await database.exclusive((sqlite) => {
    sqlite.exec('pragma secure_delete = 0');
  });
  for (let count = 0; count < 50; count += 1) {
    await writeSetting(db, `note-${count}`, `zebrafinch ${count} `.repeat(50));
  }
  await db.deleteFrom('setting').where('name', 'like', 'note-%').execute();
  await writeSetting(db, erasedSetting, '1');
  await writeSetting(db, 'kept', 'as it was');
  const log = { error: (...said: unknown[]) => faults.push(said), info: () => undefined };
  const faults: unknown[] = [];
  const watch = createStoreWatch({ database, databasePath, log });
  try {
    await expect
      .poll(() => readSetting(db, erasedSetting), { timeout: 30_000, interval: 50 })
      .toBeNull();
  } finally {
    await watch.close();
  }
  for (const file of ['feed.db', 'feed.db-wal']) {
    const bytes = await readFile(join(folder, file), 'latin1');
    expect(bytes.includes('zebrafinch'), file).toBe(false);
  }
  expect(await readSetting(db, 'kept')).toBe('as it was');
  expect(faults).toEqual([]);
});
