/**
 * The server's own reading of people's marks, for folding: the joined lanes of one person, computed
 * from snapshot, tail and what is still in the journal, and kept by the document's number. It decides how rows are grouped, never what
 * somebody may see, and it is as late as the person's devices are.
 */
import type { Transaction } from 'kysely';
import * as Y from 'yjs';
import { readDocMarks } from '#shared/marks/doc.ts';
import { emptyMarks, type Marks } from '#shared/marks/marks.ts';
import { updatesOf, type Unflushed } from './marks-journal.ts';
import type { Tables } from './tables.ts';
import { marksRemembered } from '../../limits/figures.ts';

export interface MarksReader {
  read(tx: Transaction<Tables>, userId: string): Promise<Marks>;
}

interface Read {
  readonly generation: string;
  readonly seq: number;
  readonly marks: Marks;
}

/** @param unflushed what of somebody's document is not in the tables yet */
export function createMarksReader(
  unflushed: (userId: string) => Unflushed | undefined,
): MarksReader {
  const kept = new Map<string, Read>();
  return {
    async read(tx, userId) {
      const doc = await tx
        .selectFrom('doc')
        .select(['generation', 'seq', 'snapshot_seq'])
        .where('user_id', '=', userId)
        .executeTakeFirst();
      if (!doc) return emptyMarks;
      const { generation } = doc;
      const held = unflushed(userId);
      const isHeld = held?.generation === generation;
      const seq = isHeld ? held.seq : doc.seq;
      const known = kept.get(userId);
      if (known?.generation === generation && known.seq === seq) return known.marks;
      const stored = await readStored(tx, userId, doc.snapshot_seq);
      const marks = marksIn(isHeld ? [...stored, ...held.updates] : stored);
      kept.delete(userId);
      kept.set(userId, { generation, seq, marks });
      const oldest = kept.keys().next().value;
      if (kept.size > marksRemembered && oldest !== undefined) kept.delete(oldest);
      return marks;
    },
  };
}

async function readStored(
  tx: Transaction<Tables>,
  userId: string,
  snapshotSeq: number,
): Promise<readonly Uint8Array[]> {
  const snapshots = await tx
    .selectFrom('doc_snapshot')
    .select('bytes')
    .where('user_id', '=', userId)
    .execute();
  const tail = await tx
    .selectFrom('doc_update')
    .select(['bytes', 'updates'])
    .where('user_id', '=', userId)
    .where('seq', '>', snapshotSeq)
    .orderBy('seq')
    .execute();
  return [
    ...snapshots.map(({ bytes }) => bytes),
    ...tail.flatMap(({ bytes, updates: count }) => updatesOf({ bytes, count })),
  ];
}

function marksIn(updates: readonly Uint8Array[]): Marks {
  const doc = new Y.Doc();
  // In one transaction: each has costs of its own.
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  const marks = readDocMarks(doc);
  doc.destroy();
  return marks;
}
