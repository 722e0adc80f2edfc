/**
 * Marks documents in the embedded database. The few statements of the hot path are prepared by hand,
 * and every group is one synchronous block alone on the writer connection, from BEGIN to COMMIT: it can
 * neither land inside somebody else's transaction nor be torn by one. With `synchronous=FULL` the log
 * is on disk when COMMIT returns.
 *
 * A group is one row at the end of the journal; the tables are brought up to it later, many groups at a
 * time. What the journal holds is in memory as well, by person, read from the rows when the store is
 * first used. The numbers tell what of a row is flushed, so a crash at any point leaves nothing to
 * repair.
 */
import type { DatabaseSync } from 'node:sqlite';
import { assert } from '#shared/base/assert.ts';
import { randomGeneration } from '../generation.ts';
import type { AppendOutcome, MarksAppend, MarksStore, StoredMarks } from '../marks-store.ts';
import {
  decodeGroup,
  encodeGroup,
  Journal,
  raiseClocks,
  updatesAfter,
  type JournalShare,
  type Unflushed,
} from './marks-journal.ts';
import { bytesOf, prepare, type Statements } from './marks-statements.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

export interface SqliteMarksStore extends MarksStore {
  /** What of this person's document is not in the tables yet. */
  unflushed(userId: string): Unflushed | undefined;
}

/** People flushed in one transaction: some 5 ms in which others wait. */
const flushedAtOnce = 300;
/** Where flushing fails again and again, nothing more is taken. */
const journalBytesMost = 64 * 1_024 * 1_024;

export function createMarksStoreSqlite(
  database: SqliteDatabase,
  newGeneration: () => string = randomGeneration,
): SqliteMarksStore {
  let journal = new Journal();
  let opened: Statements | undefined;
  /** Of the last row of the journal. */
  let lastId = 0;
  /** Another one as soon as another process has written. */
  let version: unknown;
  let flushing: Promise<void> | undefined;

  const open = (sqlite: DatabaseSync): Statements => {
    if (opened) return opened;
    const statements = prepare(sqlite);
    ({ journal, lastId } = readJournal(statements));
    opened = statements;
    return statements;
  };

  /**
   * All of the block in one transaction, or nothing of it.
   * @param committed what has to follow before anybody else's turn
   * @param whose turn it is; else that of all marks
   */
  const write = <T>(
    block: (statements: Statements) => T,
    committed: (result: T) => void = () => undefined,
    whose?: string,
  ): Promise<T> =>
    database.exclusive((sqlite) => {
      const statements = open(sqlite);
      statements.begin.run();
      try {
        const now = statements.version.get()?.['data_version'];
        if (now !== version) dropReplaced(statements, journal);
        version = now;
        const result = block(statements);
        statements.commit.run();
        committed(result);
        return result;
      } catch (error) {
        // A full disk may have rolled back already.
        if (sqlite.isTransaction) sqlite.exec('rollback');
        throw error;
      }
    }, whose);

  const flushSome = (userIds: readonly string[]): Promise<void> =>
    write(
      (statements) => {
        for (const userId of userIds) flushPerson(statements, userId, journal);
      },
      () => {
        for (const userId of userIds) journal.drop(userId);
      },
    );

  const flushAll = async (): Promise<void> => {
    // A process that begins learns only now what the one before has left.
    await write(() => undefined);
    const upTo = lastId;
    const userIds = [...journal.userIds];
    const failures: unknown[] = [];
    while (userIds.length > 0) {
      // Whoever asks meanwhile is answered between two steps.
      await new Promise((resolve) => setImmediate(resolve));
      const some = userIds.splice(0, flushedAtOnce);
      await flushSome(some).catch(async () => {
        // One whose journal cannot be flushed must not keep everybody else waiting.
        for (const userId of some) {
          await flushSome([userId]).catch((error: unknown) => failures.push(error));
        }
      });
    }
    if (failures.length > 0) throw failures[0];
    await write(({ clear }) => clear.run(upTo));
  };

  return {
    load: (userId) =>
      write((statements) => load(statements, userId, journal, newGeneration), undefined, userId),
    async append(group) {
      assert(journal.bytes < journalBytesMost, 'the journal is not flushed');
      const { outcomes } = await write(
        (statements) => {
          const numbered = number(statements, group, journal);
          const row = numbered.shares.length > 0 ? encodeGroup(numbered.shares) : null;
          return { ...numbered, id: row && Number(statements.journal.run(row).lastInsertRowid) };
        },
        ({ shares, id }) => {
          lastId = id ?? lastId;
          for (const share of shares) journal.add(share);
        },
      );
      return outcomes;
    },
    flushJournal() {
      flushing ??= flushAll().finally(() => {
        flushing = undefined;
      });
      return flushing;
    },
    unflushed: (userId) => journal.of(userId),
    compact: (userId, generation, upToSeq, snapshot) =>
      write(
        (statements) => {
          flushPerson(statements, userId, journal);
          const { fold, replace, cut } = statements;
          const { changes } = fold.run(upToSeq, userId, generation, upToSeq, upToSeq);
          if (Number(changes) === 0) return false;
          replace.run(userId, snapshot);
          cut.run(userId, upToSeq);
          return true;
        },
        () => {
          journal.drop(userId);
        },
      ),
    renew: (userId, generation, seq, renewal, at) =>
      write(
        (statements) => {
          flushPerson(statements, userId, journal);
          const renewed = newGeneration();
          const { changes } = statements.renew.run(renewed, at, userId, generation, seq);
          if (Number(changes) === 0) return null;
          statements.replace.run(userId, renewal.snapshot);
          statements.cut.run(userId, seq);
          statements.forget.run(userId);
          for (const [client, clock] of renewal.clocks) statements.raise.run(userId, client, clock);
          return renewed;
        },
        () => {
          journal.drop(userId);
        },
      ),
  };
}

/** What a process before this one left, and the number of its last row. */
function readJournal({ groups, head }: Statements) {
  const journal = new Journal();
  let lastId = 0;
  for (const row of groups.all()) {
    lastId = Number(row['id']);
    for (const share of decodeGroup(bytesOf(row))) {
      const doc = head.get(share.userId);
      if (doc?.['generation'] !== share.generation) continue;
      if (Number(doc['seq']) < share.firstSeq) journal.add(share);
    }
  }
  return { journal, lastId };
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
function flushPerson(
  { advance, append, raise }: Statements,
  userId: string,
  journal: Journal,
): void {
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
  const tail = rows.flatMap((row) =>
    updatesAfter(
      snapshotSeq,
      { bytes: bytesOf(row), count: Number(row['updates']) },
      Number(row['seq']),
    ),
  );
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
