/** PreferencesReader on Dexie, with the outbox on top. */
import type { PreferencesReader, PreferencesView } from '#lib/ports/workspace.ts';
import { defaultPreferences } from '#shared/workspace/preferences.ts';
import { emptyWorkspace } from '#shared/workspace/slice.ts';
import { readPosition } from './feed-database.ts';
import { held, type ReaderDependencies } from './feed-reader.ts';
import { live } from './live-query.ts';
import { overlaid } from './overlaid.ts';

export const createPreferencesReader = (dependencies: ReaderDependencies): PreferencesReader => ({
  preferences: () => live(() => readPreferences(dependencies), dependencies.report),
});

async function readPreferences({
  feed,
  acts,
  account,
}: ReaderDependencies): Promise<PreferencesView> {
  const { userId } = account;
  const base = { ...emptyWorkspace, preferences: held([await feed.preferences.get(userId)]) };
  const outbox = await acts.outbox.orderBy('order').toArray();
  const position = await readPosition(feed);
  const { workspace, waiting } = await overlaid(base, outbox, account, position);
  return {
    preferences: workspace.preferences.get(userId) ?? defaultPreferences(userId),
    isWaiting: waiting.has(userId),
  };
}
