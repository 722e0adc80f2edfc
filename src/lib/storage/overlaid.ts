/**
 * Readers see what waits through this. The rules and reducers behind it are loaded when something waits: with
 * an empty outbox, what the server said is what is shown.
 */
import type { Account } from '#lib/ports/account.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';
import type { Overlaid } from './overlay.ts';

/** In a live query this comes after all reading: Dexie cannot see through the loading. */
export async function overlaid(
  base: Workspace,
  rows: readonly OutboxRow[],
  actor: Account,
  position: Position,
  isSupport = false,
): Promise<Overlaid> {
  if (rows.length === 0) return { workspace: base, waiting: new Set() };
  const { overlay } = await import('./overlay.ts');
  return overlay(base, rows, actor, position, isSupport);
}
