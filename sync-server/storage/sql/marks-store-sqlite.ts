/**
 * Marks documents in the embedded database. The few statements of the hot path are prepared by hand,
 * and every group is one synchronous block alone on the writer connection, from BEGIN to COMMIT: it can
 * neither land inside somebody else's transaction nor be torn by one. With `synchronous=FULL` the log
 * is on disk when COMMIT returns.
 *
 * A group is one row at the end of the journal; the tables are brought up to it later, many groups at a
 * time. What the journal holds is in memory as well, by person, read from the rows when the store is
 * first used. The numbers tell what of a row is settled, so a crash at any point leaves nothing to
 * repair.
 */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { assert } from '#shared/base/assert.ts';
import type { AppendOutcome, MarksAppend, MarksStore, StoredMarks } from '../marks-store.ts';
import {
  decodeGroup,
  encodeGroup,
  Journal,
  raiseClocks,
  updatesOf,
  type JournalShare,
  type Unsettled,
} from './marks-journal.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

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

type Statements = Readonly<Record<keyof typeof texts, StatementSync>>;

const prepare = (sqlite: DatabaseSync): Statements => ({
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

export interface SqliteMarksStore extends MarksStore {
  /** What of this person's document is not in the tables yet. */
  unsettled(userId: string): Unsettled | undefined;
}

/** 64 random bits, so that no two documents of one user are ever taken for the same. */
const randomGeneration = () => randomBytes(8).toString('hex');

/** People settled in one transaction: some 5 ms in which others wait. */
const settledAtOnce = 300;
/** Where settling fails again and again, nothing more is taken. */
const journalBytesMost = 64 * 1_024 * 1_024;

export function createMarksStoreSqlite(
  database: SqliteDatabase,
  newGeneration: () => string = randomGeneration,
): SqliteMarksStore {
  const journal = new Journal();
  let opened: Statements | undefined;
  /** Of the last row of the journal. */
  let lastId = 0;
  /** Another one as soon as another process has written. */
  let version: unknown;
  let settling: Promise<void> | undefined;

  const open = (sqlite: DatabaseSync): Statements => {
    if (opened) return opened;
    const statements = prepare(sqlite);
    lastId = readJournal(statements, journal);
    opened = statements;
    return statements;
  };

  /** All of the block in one transaction, or nothing of it. */
  const write = <T>(block: (statements: Statements) => T): Promise<T> =>
    database.exclusive((sqlite) => {
      const statements = open(sqlite);
      statements.begin.run();
      try {
        const now = statements.version.get()?.['data_version'];
        if (now !== version) dropReplaced(statements, journal);
        version = now;
        const result = block(statements);
        statements.commit.run();
        return result;
      } catch (error) {
        // A full disk may have rolled back already.
        if (sqlite.isTransaction) sqlite.exec('rollback');
        throw error;
      }
    });

  const settleAll = async (): Promise<void> => {
    const upTo = lastId;
    const userIds = [...journal.userIds];
    while (userIds.length > 0) {
      const some = userIds.splice(0, settledAtOnce);
      await write((statements) => {
        for (const userId of some) settle(statements, userId, journal);
      });
      for (const userId of some) journal.drop(userId);
    }
    await write(({ clear }) => clear.run(upTo));
  };

  return {
    load: (userId) => write((statements) => load(statements, userId, journal, newGeneration)),
    async append(group) {
      assert(journal.bytes < journalBytesMost, 'the journal is not settled');
      const { shares, outcomes, id } = await write((statements) => {
        const numbered = number(statements, group, journal);
        const row = numbered.shares.length > 0 ? encodeGroup(numbered.shares) : null;
        return { ...numbered, id: row && Number(statements.journal.run(row).lastInsertRowid) };
      });
      lastId = id ?? lastId;
      for (const share of shares) journal.add(share);
      return outcomes;
    },
    settle() {
      settling ??= settleAll().finally(() => {
        settling = undefined;
      });
      return settling;
    },
    unsettled: (userId) => journal.of(userId),
    async compact(userId, generation, upToSeq, snapshot) {
      const isDone = await write((statements) => {
        settle(statements, userId, journal);
        const { fold, replace, cut } = statements;
        const { changes } = fold.run(upToSeq, userId, generation, upToSeq, upToSeq);
        if (Number(changes) === 0) return false;
        replace.run(userId, snapshot);
        cut.run(userId, upToSeq);
        return true;
      });
      journal.drop(userId);
      return isDone;
    },
    async renew(userId, generation, seq, renewal, at) {
      const renewed = newGeneration();
      const isDone = await write((statements) => {
        settle(statements, userId, journal);
        const { changes } = statements.renew.run(renewed, at, userId, generation, seq);
        if (Number(changes) === 0) return false;
        statements.replace.run(userId, renewal.snapshot);
        statements.cut.run(userId, seq);
        statements.forget.run(userId);
        for (const [client, clock] of renewal.clocks) statements.raise.run(userId, client, clock);
        return true;
      });
      journal.drop(userId);
      return isDone ? renewed : null;
    },
  };
}

/** What a process before this one left in it. @returns the number of the last row */
function readJournal({ groups, head }: Statements, journal: Journal): number {
  let lastId = 0;
  for (const row of groups.all()) {
    lastId = Number(row['id']);
    for (const share of decodeGroup(bytesOf(row))) {
      const doc = head.get(share.userId);
      if (doc?.['generation'] !== share.generation) continue;
      if (Number(doc['seq']) < share.firstSeq) journal.add(share);
    }
  }
  return lastId;
}

/** Another process may have put other documents in the place of some. */
function dropReplaced({ head }: Statements, journal: Journal): void {
  for (const userId of [...journal.userIds]) {
    if (head.get(userId)?.['generation'] !== journal.of(userId)?.generation) journal.drop(userId);
  }
}

/** Numbers the updates of a group; those for another document are left out. */
function number(statements: Statements, group: readonly MarksAppend[], journal: Journal) {
  const shares: JournalShare[] = [];
  const reached = new Map<string, number>();
  const outcomes = group.map((appended): AppendOutcome => {
    const stood = seqOf(statements, appended, journal);
    if (stood === null) return { status: 'other-generation' };
    const before = reached.get(appended.userId) ?? stood;
    const seq = before + appended.updates.length;
    reached.set(appended.userId, seq);
    if (seq > before) shares.push({ ...appended, firstSeq: before + 1 });
    return { status: 'stored', seq };
  });
  return { shares, outcomes };
}

/** Where the document stands; null where it is another one now, or gone. */
function seqOf({ head }: Statements, appended: MarksAppend, journal: Journal): number | null {
  const { userId, generation } = appended;
  const held = journal.of(userId);
  if (held?.generation === generation) return held.seq;
  const doc = head.get(userId);
  return doc?.['generation'] === generation ? Number(doc['seq']) : null;
}

/** Brings one person's tables up to what the journal holds. */
function settle({ advance, append, raise }: Statements, userId: string, journal: Journal): void {
  const held = journal.of(userId);
  if (!held) return;
  const { generation, seq, row, clocks } = held;
  if (Number(advance.run(seq, userId, generation).changes) === 0) return;
  append.run(userId, seq, row.bytes, row.count);
  for (const [client, clock] of clocks) raise.run(userId, client, clock);
}

function load(
  statements: Statements,
  userId: string,
  journal: Journal,
  newGeneration: () => string,
): StoredMarks {
  const head = statements.head.get(userId);
  if (!head) {
    const generation = newGeneration();
    statements.make.run(userId, generation);
    const nothing = { clocks: new Map(), snapshot: null, tail: [] };
    return { generation, seq: 0, snapshotSeq: 0, renewedAt: 0, ...nothing };
  }
  const generation = String(head['generation']);
  const snapshotSeq = Number(head['snapshot_seq']);
  const snapshot = statements.snapshot.get(userId);
  const rows = statements.tail.all(userId, snapshotSeq);
  const tail = rows.flatMap((row) => updatesAfter(row, snapshotSeq));
  const clients = statements.clients.all(userId);
  const clocks = new Map(clients.map((row) => [Number(row['client']), Number(row['clock'])]));
  const held = journal.of(userId);
  const isHeld = held?.generation === generation;
  if (isHeld) raiseClocks(clocks, held.clocks);
  return {
    generation,
    seq: isHeld ? held.seq : Number(head['seq']),
    clocks,
    snapshot: snapshot ? bytesOf(snapshot) : null,
    snapshotSeq,
    tail: isHeld ? [...tail, ...held.updates] : tail,
    renewedAt: Number(head['renewed_at']),
  };
}

type Row = Readonly<Record<string, SQLOutputValue>>;

/** What a row of the tail holds behind the snapshot, which may end in the middle of it. */
function updatesAfter(row: Row, snapshotSeq: number): readonly Uint8Array[] {
  const updates = updatesOf({ bytes: bytesOf(row), count: Number(row['updates']) });
  return updates.slice(Math.max(0, snapshotSeq - Number(row['seq']) + updates.length));
}

function bytesOf(row: Row): Uint8Array {
  const { bytes } = row;
  assert(bytes instanceof Uint8Array, 'an update is bytes');
  return bytes;
}
