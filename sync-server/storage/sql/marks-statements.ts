/** The statements on the tables of the marks documents, prepared by hand. */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { assert } from '#shared/base/assert.ts';

const texts = {
  begin: 'begin immediate',
  commit: 'commit',
  version: 'pragma data_version',
  head: 'select generation, seq, snapshot_seq, renewed_at from doc where user_id = ?',
  make: 'insert into doc (user_id, generation, seq, snapshot_seq) values (?, ?, 0, 0)',
  journal: 'insert into doc_journal (bytes) values (?)',
  groups: 'select id, bytes from doc_journal order by id',
  clear: 'delete from doc_journal where id <= ?',
  advance: 'update doc set seq = ? where user_id = ? and generation = ?',
  append: 'insert into doc_update (user_id, seq, bytes, updates) values (?, ?, ?, ?)',
  raise: `insert into doc_client (user_id, client, clock) values (?, ?, ?)
    on conflict (user_id, client) do update set clock = max(clock, excluded.clock)`,
  clients: 'select client, clock from doc_client where user_id = ?',
  snapshot: 'select bytes from doc_snapshot where user_id = ?',
  tail: 'select seq, bytes, updates from doc_update where user_id = ? and seq > ? order by seq',
  fold: `update doc set snapshot_seq = ?
    where user_id = ? and generation = ? and snapshot_seq < ? and seq >= ?`,
  replace: `insert into doc_snapshot (user_id, bytes) values (?, ?)
    on conflict (user_id) do update set bytes = excluded.bytes`,
  cut: 'delete from doc_update where user_id = ? and seq <= ?',
  renew: `update doc set generation = ?, snapshot_seq = seq, renewed_at = ?
    where user_id = ? and generation = ? and seq = ?`,
  forget: 'delete from doc_client where user_id = ?',
} as const;

export type Statements = Readonly<Record<keyof typeof texts, StatementSync>>;

export const prepare = (sqlite: DatabaseSync): Statements => ({
  begin: sqlite.prepare(texts.begin),
  commit: sqlite.prepare(texts.commit),
  version: sqlite.prepare(texts.version),
  head: sqlite.prepare(texts.head),
  make: sqlite.prepare(texts.make),
  journal: sqlite.prepare(texts.journal),
  groups: sqlite.prepare(texts.groups),
  clear: sqlite.prepare(texts.clear),
  advance: sqlite.prepare(texts.advance),
  append: sqlite.prepare(texts.append),
  raise: sqlite.prepare(texts.raise),
  clients: sqlite.prepare(texts.clients),
  snapshot: sqlite.prepare(texts.snapshot),
  tail: sqlite.prepare(texts.tail),
  fold: sqlite.prepare(texts.fold),
  replace: sqlite.prepare(texts.replace),
  cut: sqlite.prepare(texts.cut),
  renew: sqlite.prepare(texts.renew),
  forget: sqlite.prepare(texts.forget),
});

export type Row = Readonly<Record<string, SQLOutputValue>>;

export function bytesOf(row: Row): Uint8Array {
  const { bytes } = row;
  assert(bytes instanceof Uint8Array, 'an update is bytes');
  return bytes;
}
