/**
 * The server's own reading of people's marks, for folding: the joined lanes of one person, computed
 * from snapshot and tail and kept by the document's number. It decides how rows are grouped, never what
 * somebody may see, and it is as late as the person's devices are.
 */
import type { Transaction } from 'kysely';
import * as Y from 'yjs';
import { readDocMarks } from '#shared/marks/doc.ts';
import { emptyMarks, type Marks } from '#shared/marks/marks.ts';
import type { Tables } from './tables.ts';

export interface MarksReader {
  read(tx: Transaction<Tables>, userId: string): Promise<Marks>;
}

interface Read {
  readonly generation: string;
  readonly seq: number;
  readonly marks: Marks;
}

/** Some hundred bytes each. */
const keptMost = 5_000;

export function createMarksReader(): MarksReader {
  const kept = new Map<string, Read>();
  return {
    async read(tx, userId) {
      const doc = await tx
        .selectFrom('doc')
        .select(['generation', 'seq', 'snapshot_seq'])
        .where('user_id', '=', userId)
        .executeTakeFirst();
      if (!doc) return emptyMarks;
      const { generation, seq } = doc;
      const known = kept.get(userId);
      if (known?.generation === generation && known.seq === seq) return known.marks;
      const marks = await readStored(tx, userId, doc.snapshot_seq);
      kept.delete(userId);
      kept.set(userId, { generation, seq, marks });
      const oldest = kept.keys().next().value;
      if (kept.size > keptMost && oldest !== undefined) kept.delete(oldest);
      return marks;
    },
  };
}

async function readStored(
  tx: Transaction<Tables>,
  userId: string,
  snapshotSeq: number,
): Promise<Marks> {
  const snapshots = await tx
    .selectFrom('doc_snapshot')
    .select('bytes')
    .where('user_id', '=', userId)
    .execute();
  const tail = await tx
    .selectFrom('doc_update')
    .select('bytes')
    .where('user_id', '=', userId)
    .where('seq', '>', snapshotSeq)
    .orderBy('seq')
    .execute();
  const doc = new Y.Doc();
  for (const { bytes } of [...snapshots, ...tail]) Y.applyUpdate(doc, bytes);
  const marks = readDocMarks(doc);
  doc.destroy();
  return marks;
}
