/** Preferences, one row for each person who ever said something. */
import type { Transaction } from 'kysely';
import type { Preferences } from '#shared/workspace/entities.ts';
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
  return rows.map(({ user_id, push }) => toPreferences(user_id, push));
}

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
  }
}
