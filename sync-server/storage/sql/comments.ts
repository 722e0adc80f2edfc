/** Comments of tracks as decisions and pages need them. */
import type { Transaction } from 'kysely';
import type { Comment } from '#shared/workspace/entities.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { WorkspaceReading } from '../workspace-store.ts';
import { changed, removed } from './differences.ts';
import { fromComment, toComment } from './rows.ts';
import type { Tables } from './tables.ts';

type Comments = Pick<
  WorkspaceReading,
  'isCommentDeleted' | 'commentIds' | 'countComments' | 'commentHeads'
>;
type Tx = Transaction<Tables>;

export async function loadComment(tx: Tx, id: string | undefined): Promise<Comment | undefined> {
  if (id === undefined) return undefined;
  const row = await tx.selectFrom('comment').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toComment(row);
}

/**
 * What of its thread can say whether that is settled, also once one of it is deleted: what began it, and
 * the two oldest answers to that. Nothing is of another track.
 * @param id of a comment of the thread, there or gone
 */
export async function loadThread(
  tx: Tx,
  trackId: string,
  id: string | undefined,
): Promise<readonly Comment[]> {
  if (id === undefined) return [];
  const onTrack = async (some: string | undefined) => {
    const found = await loadComment(tx, some);
    return found?.trackId === trackId ? found : undefined;
  };
  const comment = await onTrack(id);
  const answered = await onTrack(comment?.replyTo);
  const began = await onTrack(answered?.replyTo);
  const answers = await tx
    .selectFrom('comment')
    .selectAll()
    .where('reply_to', '=', answered?.replyTo ?? comment?.replyTo ?? id)
    .where('track_id', '=', trackId)
    .orderBy('created_at')
    .orderBy('id')
    .limit(2)
    .execute();
  return [comment, answered, began].flatMap((one) => one ?? []).concat(answers.map(toComment));
}

export async function saveComments(tx: Tx, before: Workspace, after: Workspace): Promise<void> {
  for (const comment of changed(before.comments, after.comments)) {
    const row = fromComment(comment);
    await tx
      .insertInto('comment')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
  }
  for (const { id } of removed(before.comments, after.comments)) {
    await tx
      .insertInto('deleted_comment')
      .values({ id })
      .onConflict((row) => row.doNothing())
      .execute();
    await tx.deleteFrom('comment').where('id', '=', id).execute();
  }
}

/** With their track; their ids stay taken. */
export async function dropCommentsOf(tx: Tx, trackId: string): Promise<void> {
  const theirs = tx.selectFrom('comment').select('id').where('track_id', '=', trackId);
  await tx.insertInto('deleted_comment').columns(['id']).expression(theirs).execute();
  await tx.deleteFrom('comment').where('track_id', '=', trackId).execute();
}

export const commentsOn = (tx: Tx): Comments => ({
  async isCommentDeleted(id) {
    const found = tx.selectFrom('deleted_comment').select('id').where('id', '=', id);
    return (await found.executeTakeFirst()) !== undefined;
  },

  async commentIds(trackId) {
    const rows = await tx
      .selectFrom('comment')
      .select('id')
      .where('track_id', '=', trackId)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  },

  async countComments(trackId) {
    const { count } = await tx
      .selectFrom('comment')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('track_id', '=', trackId)
      .executeTakeFirstOrThrow();
    return count;
  },

  async commentHeads(trackId) {
    return await tx
      .selectFrom('comment')
      .select([
        'id',
        'author_id as authorId',
        'author_name as authorName',
        'created_at as createdAt',
      ])
      .where('track_id', '=', trackId)
      .where('text', '<>', '')
      .orderBy('created_at')
      .orderBy('id')
      .execute();
  },
});
