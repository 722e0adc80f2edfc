/** What a start settles before anybody is served, once: each is recorded in the database when it is done. */
import { sql } from 'kysely';
import { isLoopback, type Config } from './base/config.ts';
import { demoPeople } from './demo/people.ts';
import { demoInTheMaking, noDemo } from './demo/unfinished.ts';
import type { WorkspaceService } from './domain/workspace-service.ts';
import { readSetting, writeSetting } from './storage/sql/settings.ts';
import type { ServerDatabase } from './storage/sql/server-database.ts';

/** Another Node may bring other rules for zones: what was reckoned by those of the last start is reckoned anew. */
export async function settleZones(
  db: ServerDatabase['db'],
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
  { demo, host, origin }: Config,
  { db }: ServerDatabase,
  make: () => Promise<unknown>,
): Promise<boolean> {
  // Behind a proxy, a server of everybody's listens on this machine only.
  const isHere = isLoopback(new URL(origin).hostname);
  const isWanted = demo === 'always' || (demo !== 'never' && isHere && isLoopback(host));
  const decided = await readSetting(db, 'demo');
  if (decided !== null || (await hasAccounts(db))) {
    const isShown = demo !== 'never' && isHere && decided === '1';
    if (decided === '1') await (isShown ? openDemoAccounts(db) : closeDemoAccounts(db));
    return isShown;
  }
  await writeSetting(db, 'demo', isWanted ? demoInTheMaking : noDemo);
  if (!isWanted) return false;
  await make();
  await writeSetting(db, 'demo', '1');
  return true;
}

/** No password has such a hash; what stands behind it is kept for when the demo is shown again. */
const closed = 'closed:';

const demoUsers = async (db: ServerDatabase['db']): Promise<readonly string[]> => {
  const emails = Object.values(demoPeople).map(({ email }) => email);
  const rows = await db.selectFrom('user').select('id').where('email', 'in', emails).execute();
  return rows.map(({ id }) => id);
};

/** Everybody knows their passwords, and one is of the staff. */
async function closeDemoAccounts(db: ServerDatabase['db']): Promise<void> {
  const ids = await demoUsers(db);
  if (ids.length === 0) return;
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('session').where('userId', 'in', ids).execute();
    await tx
      .updateTable('account')
      .set({ password: sql<string>`${closed} || password` })
      .where('userId', 'in', ids)
      .where('password', 'not like', `${closed}%`)
      .execute();
  });
}

async function openDemoAccounts(db: ServerDatabase['db']): Promise<void> {
  const ids = await demoUsers(db);
  if (ids.length === 0) return;
  await db
    .updateTable('account')
    .set({ password: sql<string>`substr(password, ${closed.length + 1})` })
    .where('userId', 'in', ids)
    .where('password', 'like', `${closed}%`)
    .execute();
}

const hasAccounts = async (db: ServerDatabase['db']): Promise<boolean> =>
  (await db.selectFrom('user').select('id').limit(1).executeTakeFirst()) !== undefined;
