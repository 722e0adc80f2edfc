/**
 * Marks documents in the embedded database. The few statements of the hot path are prepared by hand,
 * and every group is one synchronous block alone on the writer connection, from BEGIN to COMMIT: it can
 * neither land inside somebody else's transaction nor be torn by one. With `synchronous=FULL` the log
 * is on disk when COMMIT returns.
 */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { AppendOutcome, MarksAppend, MarksStore, StoredMarks } from '../marks-store.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const texts = {
  head: 'select generation, seq, snapshot_seq, renewed_at from doc where user_id = ?',
  make: 'insert into doc (user_id, generation, seq, snapshot_seq) values (?, ?, 0, 0)',
  advance: 'update doc set seq = seq + ? where user_id = ? and generation = ? returning seq',
  append: 'insert into doc_update (user_id, seq, bytes) values (?, ?, ?)',
  raise: `insert into doc_client (user_id, client, clock) values (?, ?, ?)
    on conflict (user_id, client) do update set clock = max(clock, excluded.clock)`,
  clients: 'select client, clock from doc_client where user_id = ?',
  snapshot: 'select bytes from doc_snapshot where user_id = ?',
  tail: 'select bytes from doc_update where user_id = ? and seq > ? order by seq',
  fold: `update doc set snapshot_seq = ?
    where user_id = ? and generation = ? and snapshot_seq < ? and seq >= ?`,
  replace: `insert into doc_snapshot (user_id, bytes) values (?, ?)
    on conflict (user_id) do update set bytes = excluded.bytes`,
  cut: 'delete from doc_update where user_id = ? and seq <= ?',
  renew: `update doc set generation = ?, snapshot_seq = seq, renewed_at = ?
    where user_id = ? and generation = ? and seq = ?`,
  forget: 'delete from doc_client where user_id = ?',
} as const;

type Statements = Readonly<Record<keyof typeof texts, StatementSync>>;

const prepare = (sqlite: DatabaseSync): Statements => ({
  head: sqlite.prepare(texts.head),
  make: sqlite.prepare(texts.make),
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

/** 64 random bits, so that no two documents of one user are ever taken for the same. */
const randomGeneration = () => randomBytes(8).toString('hex');

export function createMarksStoreSqlite(
  database: SqliteDatabase,
  newGeneration: () => string = randomGeneration,
): MarksStore {
  let prepared: Statements | undefined;

  /** All of the block in one transaction, or nothing of it. */
  const write = <T>(block: (statements: Statements) => T): Promise<T> =>
    database.exclusive((sqlite) => {
      prepared ??= prepare(sqlite);
      sqlite.exec('begin immediate');
      try {
        const result = block(prepared);
        sqlite.exec('commit');
        return result;
      } catch (error) {
        // A full disk may have rolled back already.
        if (sqlite.isTransaction) sqlite.exec('rollback');
        throw error;
      }
    });

  return {
    load: (userId) => write((statements) => load(statements, userId, newGeneration)),
    append: (group) => write((statements) => group.map((appended) => append(statements, appended))),
    compact: (userId, generation, upToSeq, snapshot) =>
      write(({ fold, replace, cut }) => {
        const { changes } = fold.run(upToSeq, userId, generation, upToSeq, upToSeq);
        if (Number(changes) === 0) return false;
        replace.run(userId, snapshot);
        cut.run(userId, upToSeq);
        return true;
      }),
    renew: (userId, generation, seq, renewal, at) =>
      write((statements) => {
        const renewed = newGeneration();
        const { changes } = statements.renew.run(renewed, at, userId, generation, seq);
        if (Number(changes) === 0) return null;
        statements.replace.run(userId, renewal.snapshot);
        statements.cut.run(userId, seq);
        statements.forget.run(userId);
        for (const [client, clock] of renewal.clocks) statements.raise.run(userId, client, clock);
        return renewed;
      }),
  };
}

function load(statements: Statements, userId: string, newGeneration: () => string): StoredMarks {
  const head = statements.head.get(userId);
  if (!head) {
    const generation = newGeneration();
    statements.make.run(userId, generation);
    const nothing = { clocks: new Map(), snapshot: null, tail: [] };
    return { generation, seq: 0, snapshotSeq: 0, renewedAt: 0, ...nothing };
  }
  const snapshot = statements.snapshot.get(userId);
  const snapshotSeq = Number(head['snapshot_seq']);
  const clients = statements.clients.all(userId);
  return {
    generation: String(head['generation']),
    seq: Number(head['seq']),
    clocks: new Map(clients.map((row) => [Number(row['client']), Number(row['clock'])])),
    snapshot: snapshot ? bytesOf(snapshot) : null,
    snapshotSeq,
    tail: statements.tail.all(userId, snapshotSeq).map(bytesOf),
    renewedAt: Number(head['renewed_at']),
  };
}

function append(statements: Statements, appended: MarksAppend): AppendOutcome {
  const { userId, generation, updates, clocks } = appended;
  const head = statements.advance.get(updates.length, userId, generation);
  if (!head) return { status: 'other-generation' };
  const seq = Number(head['seq']);
  for (const [index, bytes] of updates.entries()) {
    statements.append.run(userId, seq - updates.length + 1 + index, bytes);
  }
  for (const [client, clock] of clocks) statements.raise.run(userId, client, clock);
  return { status: 'stored', seq };
}

function bytesOf(row: Readonly<Record<string, unknown>>): Uint8Array {
  const bytes = row['bytes'];
  if (!(bytes instanceof Uint8Array)) throw new Error('Invariant broken: an update is no bytes');
  return bytes;
}
