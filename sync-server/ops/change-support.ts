/** `npm run admin -- support add EMAIL` is the only way to become a support account; `remove` leads back. */
import type { Kysely } from 'kysely';
import { createNews } from '../domain/news.ts';
import { createWorkspaceService } from '../domain/create-workspace-service.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import type { Tables } from '../storage/sql/tables.ts';
import { createWorkspaceStore } from '../storage/sql/workspace-store-sql.ts';
import type { Done } from './operator-log.ts';

/** @returns what was done, or what kept it from that, in words for the operator */
export async function changeSupport(
  db: Kysely<Tables>,
  change: 'add' | 'remove',
  email: string,
  clock: Clock,
): Promise<Result<Done, string>> {
  const address = email.trim().toLowerCase();
  const workspace = createWorkspaceService({
    store: createWorkspaceStore(db),
    clock,
    // A running server finds it by comparing heads, within a heartbeat.
    news: createNews(),
  });
  const done = (userId: string, words: string) => ok({ words, facts: { userId, role: 'support' } });
  if (change === 'remove') {
    const userId = await workspace.removeSupport(address);
    return userId === null
      ? err(`There is no support account with the address ${address}.`)
      : done(userId, `${address} is no support account any more.`);
  }
  const userId = await workspace.addSupport(address);
  return userId === null
    ? err(`No account has the address ${address}. Sign up with it first.`)
    : done(userId, `${address} is a support account now.`);
}
