/**
 * Looks at a database file before it is relied on: whole, ours, of no newer program, and what is in
 * it.
 */
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '#shared/base/result.ts';
import { migrations } from '../storage/migrations/list.ts';

export type Unfit = 'damaged' | 'foreign' | 'newer';

/** Every database of ours has had these since its first day. */
const oldest = ['migration', 'setting', 'user', 'session', 'user_head'];

export function fitness(sqlite: DatabaseSync): Result<void, Unfit> {
  const verdict = sqlite.prepare('pragma integrity_check(1)').get();
  if (verdict?.['integrity_check'] !== 'ok') return err('damaged');
  if (!oldest.every((table) => hasTable(sqlite, table))) return err('foreign');
  const done = sqlite.prepare('select name from migration').all();
  const isKnown = done.every(({ name }) => Object.hasOwn(migrations, String(name)));
  return isKnown ? ok(undefined) : err('newer');
}

const counted = [
  ['user', 'account', 'accounts', ''],
  ['track', 'track', 'tracks', 'where deleted_at is null'],
  ['comment', 'comment', 'comments', ''],
  ['notification', 'notification', 'notifications', ''],
  ['doc', 'marks document', 'marks documents', ''],
] as const;

/** "3 accounts, 6 tracks, …" */
export const contents = (sqlite: DatabaseSync): string =>
  counted
    .filter(([table]) => hasTable(sqlite, table))
    .map(([table, one, many, where]) => {
      const row = sqlite.prepare(`select count(*) as count from "${table}" ${where}`).get();
      const count = Number(row?.['count']);
      return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
    })
    .join(', ');

export const hasTable = (sqlite: DatabaseSync, name: string): boolean =>
  sqlite.prepare(`select 1 from sqlite_master where type = 'table' and name = ?`).get(name) !==
  undefined;
