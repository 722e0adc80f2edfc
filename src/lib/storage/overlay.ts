/**
 * What is on screen: rows from the server with the waiting commands of this device applied on top, by
 * the rules and reducers the server uses. Taking a command back is deleting it from the outbox.
 */
import type { Account } from '#lib/ports/account.ts';
import { reduce } from '#shared/workspace/reduce.ts';
import { refusalOf } from '#shared/workspace/rules.ts';
import { draftOf, type Workspace } from '#shared/workspace/slice.ts';
import type { OutboxRow } from './acts-database.ts';
import type { Position } from './feed-database.ts';
import { isArrived } from './outbox-row.ts';

export interface Overlaid {
  readonly workspace: Workspace;
  /** Ids of entities that differ from what the server said. */
  readonly waiting: ReadonlySet<string>;
}

/**
 * @param rows of the outbox, in order of acting
 * @param position where `base` stands: what has arrived is in it, perhaps changed again by others
 */
export function overlay(
  base: Workspace,
  rows: readonly OutboxRow[],
  actor: Account,
  position: Position,
  isSupport = false,
): Overlaid {
  let workspace = draftOf(base);
  for (const row of rows) {
    if (row.state === 'refused' || isArrived(row, position)) continue;
    const { command, at } = row;
    const circumstances = { actor, at, inviteeId: null, isSupport };
    // What the server would refuse, or has done already, changes nothing here.
    if (refusalOf(workspace, command, circumstances) !== null) continue;
    workspace = reduce(workspace, command, circumstances);
  }
  return { workspace, waiting: differing(base, workspace) };
}

function differing(base: Workspace, next: Workspace): Set<string> {
  const ids = new Set<string>();
  for (const kind of [
    'tracks',
    'members',
    'invites',
    'comments',
    'files',
    'reminders',
    'tickets',
    'preferences',
  ] as const) {
    for (const [id, entity] of next[kind]) if (base[kind].get(id) !== entity) ids.add(id);
  }
  return ids;
}
