/** Preferences, one row for each person who ever said something, and whom they have blocked. */
import type { Transaction } from 'kysely';
import type { Blocked, Preferences } from '#shared/workspace/entities.ts';
import { assert } from '#shared/base/assert.ts';
import { changedPreferences, defaultPreferences } from '#shared/workspace/preferences.ts';
import { parseCommand } from '#shared/workspace/commands.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { Tables } from './tables.ts';

type Tx = Transaction<Tables>;

/** @returns at most one, as `loadReminder` and its like do */
export async function loadPreferences(
  tx: Tx,
  userId: string | undefined,
): Promise<readonly Preferences[]> {
  if (userId === undefined) return [];
  const rows = await tx
    .selectFrom('preferences')
    .selectAll()
    .where('user_id', '=', userId)
    .execute();
  const [preferences] = rows.map(({ user_id, push }) => toPreferences(user_id, push));
  if (!preferences) return [];
  const blocked = await blockedBy(tx, userId);
  return [blocked.length > 0 ? { ...preferences, blocked } : preferences];
}

/** In the order of blocking. */
export const blockedBy = (tx: Tx, userId: string): Promise<readonly Blocked[]> =>
  tx
    .selectFrom('blocked')
    .select(['blocked_id as id', 'name', 'at'])
    .where('user_id', '=', userId)
    .orderBy('at')
    .orderBy('blocked_id')
    .execute();

/** What was stored was parsed; what has been added since is as by default. */
function toPreferences(userId: string, push: string): Preferences {
  const stored: unknown = JSON.parse(push);
  const parsed = parseCommand('preferences.set.v1', { push: stored });
  assert(parsed.ok && parsed.value.name === 'preferences.set.v1', 'stored preferences can be read');
  return changedPreferences(defaultPreferences(userId), parsed.value.args);
}

export async function savePreferences(tx: Tx, before: Workspace, after: Workspace): Promise<void> {
  for (const [userId, preferences] of after.preferences) {
    if (before.preferences.get(userId) === preferences) continue;
    const push = JSON.stringify(preferences.push);
    await tx
      .insertInto('preferences')
      .values({ user_id: userId, push })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ push }))
      .execute();
    await saveBlocked(tx, userId, before.preferences.get(userId)?.blocked, preferences.blocked);
  }
}

async function saveBlocked(
  tx: Tx,
  userId: string,
  was: readonly Blocked[] = [],
  is: readonly Blocked[] = [],
): Promise<void> {
  const isIn = (list: readonly Blocked[]) => (one: Blocked) => list.some(({ id }) => id === one.id);
  for (const { id, name, at } of is.filter((one) => !isIn(was)(one))) {
    await tx
      .insertInto('blocked')
      .values({ user_id: userId, blocked_id: id, name, at })
      .onConflict((conflict) =>
        conflict.columns(['user_id', 'blocked_id']).doUpdateSet({ name, at }),
      )
      .execute();
  }
  for (const { id } of was.filter((one) => !isIn(is)(one))) {
    await tx
      .deleteFrom('blocked')
      .where('user_id', '=', userId)
      .where('blocked_id', '=', id)
      .execute();
  }
}
