/** `npm run admin -- support add EMAIL` is the only way to become a support account; `remove` leads back. */
import { createNews } from '../domain/news.ts';
import { createWorkspaceService } from '../domain/create-workspace-service.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { migrate } from '../storage/migrations/migrate.ts';
import { openSqlite } from '../storage/sql/sqlite-database.ts';
import { createWorkspaceStore } from '../storage/sql/workspace-store-sql.ts';

/** @returns what was done, or what kept it from that, in words for the operator */
export async function changeSupport(
  databasePath: string,
  change: 'add' | 'remove',
  email: string,
  clock: Clock,
): Promise<Result<string, string>> {
  const opened = openSqlite(databasePath);
  if (!opened.ok) return opened;
  const { db } = opened.value;
  try {
    await migrate(db);
    const address = email.trim().toLowerCase();
    const workspace = createWorkspaceService({
      store: createWorkspaceStore(db),
      clock,
      // A running server finds it by comparing heads, within a heartbeat.
      news: createNews(),
    });
    if (change === 'remove') {
      return (await workspace.removeSupport(address))
        ? ok(`${address} is no support account any more.`)
        : err(`There is no support account with the address ${address}.`);
    }
    return (await workspace.addSupport(address))
      ? ok(`${address} is a support account now.`)
      : err(`No account has the address ${address}. Sign up with it first.`);
  } finally {
    await opened.value.close();
  }
}
