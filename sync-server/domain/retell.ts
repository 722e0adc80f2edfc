/**
 * Rows are about what there is. A comment that is deleted or edited changes the rows that were told of it:
 * what was read stays, without the words; what nobody has read falls back to the comments that still
 * stand, or goes. No row changes its place, as there is nothing new to see.
 *
 * A row of comments does not list them. It stands for the newest so many that its person was told of up
 * to its time: those by others, but for the ones that other rows are about.
 */
import { excerptOf } from '#shared/notifications/excerpt.ts';
import type { NotificationData, NotificationRecord, Person } from '#shared/notifications/record.ts';
import { foldedPeople } from '#shared/workspace/limits.ts';
import type { Comment } from '#shared/workspace/entities.ts';
import { membersOf, type Workspace } from '#shared/workspace/slice.ts';
import type { CommentHead, Told, WorkspaceTransaction } from '../storage/workspace-store.ts';
import { isUnread } from './is-unread.ts';

export interface Retold {
  readonly rewritten: readonly Told[];
  readonly withdrawn: readonly Told[];
}

type Row<Kind extends NotificationRecord['kind']> = Extract<NotificationRecord, { kind: Kind }>;
type CommentRow = Row<'comment.added' | 'comment.mentioned'>;
const commentKinds = ['comment.added', 'comment.mentioned'] as const;
const isOfComments = (record: NotificationRecord): record is CommentRow =>
  record.kind === 'comment.added' || record.kind === 'comment.mentioned';

/** To be called when the comment is gone already. */
export async function retellDeleted(
  tx: WorkspaceTransaction,
  slice: Workspace,
  comment: Comment,
): Promise<Retold> {
  const all: Retold[] = [];
  for (const { userId } of membersOf(slice, comment.trackId)) {
    if (userId === comment.authorId) continue;
    all.push(await withoutComment(tx, userId, comment, 'blank'));
  }
  return together(all);
}

/**
 * @param isNamed whether the edit still names this person
 * @param mentioned who is told of it as a mention by the same edit: it leaves their row of comments
 */
export async function retellEdited(
  tx: WorkspaceTransaction,
  comment: Comment,
  isNamed: (userId: string) => boolean,
  mentioned: readonly string[],
): Promise<Retold> {
  const all: Retold[] = [];
  for (const userId of mentioned) all.push(await withoutComment(tx, userId, comment, 'keep'));
  const rewritten: Told[] = [];
  for (const { userId, record } of await tx.rowsAbout(comment.id)) {
    // Whoever has lost the track, has lost its words.
    if (!isOfComments(record) || record.data.excerpt === '') continue;
    const excerpt = excerptOf(comment.text);
    const kept: NotificationRecord =
      record.kind === 'comment.mentioned' && !isNamed(userId)
        ? { ...record, kind: 'comment.added', data: { commentId: comment.id, excerpt } }
        : { ...record, data: { ...record.data, excerpt } };
    await tx.putNotifications(userId, [kept]);
    rewritten.push({ userId, notificationId: record.id });
  }
  return together([...all, { rewritten, withdrawn: [] }]);
}

const together = (all: readonly Retold[]): Retold => ({
  rewritten: all.flatMap(({ rewritten }) => rewritten),
  withdrawn: all.flatMap(({ withdrawn }) => withdrawn),
});

/**
 * One person's rows, where this comment does not count any more.
 * @param read what becomes of a row that was read: it loses the words, or stays as it is
 */
async function withoutComment(
  tx: WorkspaceTransaction,
  userId: string,
  comment: Comment,
  read: 'blank' | 'keep',
): Promise<Retold> {
  const all = await tx.rowsOfTrack(userId, comment.trackId, commentKinds);
  // What lost its words before, with the track or with its comment, says nothing more.
  const rows = all.filter(isOfComments).filter(({ data }) => data.excerpt !== '');
  const about = rows.filter(({ data }) => data.commentId === comment.id);
  const counted = about.length > 0 ? undefined : await countedIn(tx, userId, rows, comment);
  const marks = await tx.marksOf(userId);
  const changed: Retold[] = [];
  for (const row of counted ? [...about, counted] : about) {
    const told: Told = { userId, notificationId: row.id };
    const isRead = !isUnread(marks, row);
    if (isRead && read === 'keep') continue;
    const kept = await withRemaining(tx, row, await remaining(tx, userId, rows, row, comment));
    if (kept === null && !isRead) {
      changed.push({ rewritten: [], withdrawn: [told] });
      continue;
    }
    const blank: NotificationRecord = { ...row, data: { ...row.data, excerpt: '' } };
    await tx.putNotifications(userId, [kept ?? blank]);
    changed.push({ rewritten: [told], withdrawn: [] });
  }
  return together(changed);
}

/** The row that counts this comment among others; undefined where none does. */
async function countedIn(
  tx: WorkspaceTransaction,
  userId: string,
  rows: readonly CommentRow[],
  comment: Comment,
): Promise<CommentRow | undefined> {
  const later = rows
    .filter((row): row is Row<'comment.added'> => row.kind === 'comment.added')
    .filter(({ createdAt }) => createdAt >= comment.createdAt)
    .toSorted((a, b) => a.ordinal - b.ordinal);
  for (const row of later) {
    const count = row.data.count ?? 1;
    const heads = await tx.commentHeads(comment.trackId, comment.createdAt, row.createdAt);
    const after = heads.filter(
      (head) => head.id !== comment.id && countsFor(userId, rows, row, head),
    );
    if (after.length < count) return row;
  }
  return undefined;
}

const countsFor = (
  userId: string,
  rows: readonly CommentRow[],
  row: CommentRow,
  { id, authorId }: CommentHead,
): boolean =>
  authorId !== userId && !rows.some((other) => other.id !== row.id && other.data.commentId === id);

/** The comments that a row still stands for, oldest first. */
async function remaining(
  tx: WorkspaceTransaction,
  userId: string,
  rows: readonly CommentRow[],
  row: CommentRow,
  without: Comment,
): Promise<readonly CommentHead[]> {
  if (row.kind === 'comment.mentioned') return [];
  const count = (row.data.count ?? 1) - 1;
  if (count === 0) return [];
  const heads = await tx.commentHeads(without.trackId, 0, row.createdAt);
  return heads
    .filter((head) => head.id !== without.id && countsFor(userId, rows, row, head))
    .slice(-count);
}

/** Null where nothing is left to say. */
async function withRemaining(
  tx: WorkspaceTransaction,
  row: CommentRow,
  left: readonly CommentHead[],
): Promise<NotificationRecord | null> {
  const newest = left.at(-1);
  if (!newest || row.kind !== 'comment.added') return null;
  const slice = await tx.loadSlice(null, { commentId: newest.id });
  const text = slice.comments.get(newest.id)?.text ?? '';
  const actor: Person = { id: newest.authorId, name: newest.authorName };
  const said = { commentId: newest.id, excerpt: excerptOf(text) };
  const data: NotificationData['comment.added'] =
    left.length === 1 ? said : { ...said, count: left.length, people: authorsOf(left) };
  return { ...row, actor, data };
}

function authorsOf(heads: readonly CommentHead[]): readonly Person[] {
  const people = new Map<string, Person>();
  for (const { authorId: id, authorName: name } of heads.toReversed()) {
    if (!people.has(id)) people.set(id, { id, name });
  }
  return [...people.values()].slice(0, foldedPeople);
}
