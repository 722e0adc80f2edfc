/** Puts what a person's devices have said of a row where the server keeps it. */
import * as Y from 'yjs';
import { writeExcess } from '#shared/marks/doc.ts';
import { emptyMarks } from '#shared/marks/marks.ts';
import type { TestWorkspace } from './workspace.ts';

export async function sayMark(
  { database: { db } }: TestWorkspace,
  user_id: string,
  lane: 'read' | 'dismissed',
  ordinal: number,
): Promise<void> {
  const doc = await db
    .selectFrom('doc')
    .select('seq')
    .where('user_id', '=', user_id)
    .executeTakeFirst();
  const seq = (doc?.seq ?? 0) + 1;
  const said = new Y.Doc();
  writeExcess(said, 'device', { ...emptyMarks, [lane]: [[ordinal, ordinal, 2 * seq]] });
  await db
    .insertInto('doc')
    .values({ user_id, generation: 'g', seq, snapshot_seq: 0 })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ seq }))
    .execute();
  const bytes = Y.encodeStateAsUpdate(said);
  await db.insertInto('doc_update').values({ user_id, seq, bytes }).execute();
}
