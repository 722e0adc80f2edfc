/** What a start settles before anybody is served, once: each is recorded in the database when it is done. */
import { isLoopback, type Config } from './base/config.ts';
import { demoInTheMaking, noDemo } from './demo/unfinished.ts';
import type { WorkspaceService } from './domain/workspace-service.ts';
import { readSetting, writeSetting } from './storage/sql/settings.ts';
import type { SqliteDatabase } from './storage/sql/sqlite-database.ts';

/** Another Node may bring other rules for zones: what was reckoned by those of the last start is reckoned anew. */
export async function settleZones(
  db: SqliteDatabase['db'],
  workspace: Pick<WorkspaceService, 'settleZones'>,
): Promise<void> {
  const release = process.versions['tz'] ?? '';
  if ((await readSetting(db, 'zones')) === release) return;
  await workspace.settleZones();
  await writeSetting(db, 'zones', release);
}

/**
 * Decided once, before anybody has used the database, and recorded there. A process may end before it has
 * decided, so what counts is what lies in the database, and not whether there was one.
 *
 * @returns whether it is shown
 */
export async function settleDemo(
  { demo, host }: Config,
  { db }: SqliteDatabase,
  make: () => Promise<unknown>,
): Promise<boolean> {
  const isWanted = demo === 'always' || (demo !== 'never' && isLoopback(host));
  const decided = await readSetting(db, 'demo');
  if (decided !== null || (await hasAccounts(db))) return demo !== 'never' && decided === '1';
  await writeSetting(db, 'demo', isWanted ? demoInTheMaking : noDemo);
  if (!isWanted) return false;
  await make();
  await writeSetting(db, 'demo', '1');
  return true;
}

const hasAccounts = async (db: SqliteDatabase['db']): Promise<boolean> =>
  (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined;
