/**
 * Rows are about what there is. A comment that is deleted or edited changes the rows that were told of it:
 * what was read stays, without the words; what nobody has read falls back to the comments that still
 * stand, or goes. No row changes its place, as there is nothing new to see. All of it is to be called
 * before the change itself is saved.
 *
 * A row of comments does not list them. It stands for the newest so many that its person was told of up
 * to its time: those by others, but for the ones that other rows are about.
 */
import { lazy } from '#shared/base/lazy.ts';
import { excerptOf } from '#shared/notifications/excerpt.ts';
import type { NotificationData, NotificationRecord, Person } from '#shared/notifications/record.ts';
import { emptyMarks, type Marks } from '#shared/marks/marks.ts';
import { foldedPeople } from '#shared/workspace/limits.ts';
import type { Blocked, Comment } from '#shared/workspace/entities.ts';
import { membersOf, type Workspace } from '#shared/workspace/slice.ts';
import type { CommentHead, Told, WorkspaceTransaction } from '../storage/workspace-store.ts';
import { isUnread } from './is-unread.ts';
import { toldOf } from './notifications-for.ts';

export interface Retold {
  readonly rewritten: readonly Told[];
  readonly withdrawn: readonly Told[];
}

type Row<Kind extends NotificationRecord['kind']> = Extract<NotificationRecord, { kind: Kind }>;
type CommentRow = Row<'comment.added' | 'comment.mentioned'>;
const commentKinds = ['comment.added', 'comment.mentioned'] as const;
const isOfComments = (record: NotificationRecord): record is CommentRow =>
  record.kind === 'comment.added' || record.kind === 'comment.mentioned';

/** One person's rows about the comments of a track, as far as they say something. */
interface Read {
  readonly userId: string;
  readonly rows: readonly CommentRow[];
  readonly marks: Marks;
  /** Whose comments they are told nothing of, and since when. */
  readonly blocked: readonly Blocked[];
}

/** Told to several people, so what all of them need is read once. */
function readerOf(tx: WorkspaceTransaction, trackId: string) {
  const heads = lazy(() => tx.commentHeads(trackId));
  const read = async (userId: string): Promise<Read> => {
    const all = await tx.rowsOfTrack(userId, trackId, commentKinds);
    // What lost its words before, with the track or with its comment, says nothing more.
    const rows = all.filter(isOfComments).filter(({ data }) => data.excerpt !== '');
    if (rows.length === 0) return { userId, rows, marks: emptyMarks, blocked: [] };
    const blocked = await tx.blockedBy(userId);
    return { userId, rows, marks: await tx.marksOf(userId), blocked };
  };
  return { heads, read };
}

/** @param gone comments of one track that will say nothing any more */
export async function retellGone(
  tx: WorkspaceTransaction,
  slice: Workspace,
  trackId: string,
  gone: readonly Comment[],
): Promise<Retold> {
  const { heads, read } = readerOf(tx, trackId);
  const all: Retold[] = [];
  for (const { userId } of membersOf(slice, trackId)) {
    const theirs = await read(userId);
    if (theirs.rows.length === 0) continue;
    all.push(await withoutComments(tx, theirs, await heads(), gone, 'blank'));
  }
  return together(all);
}

/**
 * @param comment as it will be
 * @param isNamed whether the edit still names this person
 * @param mentioned who is told of it as a mention by the same edit: it leaves their row of comments
 */
export async function retellEdited(
  tx: WorkspaceTransaction,
  comment: Comment,
  isNamed: (userId: string) => boolean,
  mentioned: readonly string[],
): Promise<Retold> {
  const { heads, read } = readerOf(tx, comment.trackId);
  const all: Retold[] = [];
  for (const userId of mentioned) {
    all.push(await withoutComments(tx, await read(userId), await heads(), [comment], 'keep'));
  }
  const excerpt = excerptOf(comment.text);
  for (const { userId, record } of await tx.rowsAbout(comment.id)) {
    // Whoever has lost the track, has lost its words.
    if (!isOfComments(record) || record.data.excerpt === '') continue;
    if (record.kind === 'comment.mentioned' && !isNamed(userId)) {
      all.push(await amongOthers(tx, await read(userId), await heads(), record, comment));
      continue;
    }
    await tx.putNotifications(userId, [{ ...record, data: { ...record.data, excerpt } }]);
    all.push({ rewritten: [{ userId, notificationId: record.id }], withdrawn: [] });
  }
  return together(all);
}

const together = (all: readonly Retold[]): Retold => ({
  rewritten: all.flatMap(({ rewritten }) => rewritten),
  withdrawn: all.flatMap(({ withdrawn }) => withdrawn),
});

/**
 * One person's rows, where these comments do not count any more.
 * @param read what becomes of a row that was read: it loses the words, or stays as it is
 */
async function withoutComments(
  tx: WorkspaceTransaction,
  theirs: Read,
  heads: readonly CommentHead[],
  gone: readonly Comment[],
  read: 'blank' | 'keep',
): Promise<Retold> {
  const { userId, rows, marks } = theirs;
  const isGone = ({ id }: { readonly id: string }) => gone.some((comment) => comment.id === id);
  const rewritten: Told[] = [];
  const withdrawn: Told[] = [];
  for (const row of rows) {
    const told: Told = { userId, notificationId: row.id };
    const counted = countedIn(theirs, heads, row);
    const isAbout = isGone({ id: row.data.commentId });
    if (!isAbout && !counted.some(isGone)) continue;
    const isRead = !isUnread(marks, row);
    if (isRead && read === 'keep') continue;
    const kept = await saying(
      tx,
      row,
      counted.filter((head) => !isGone(head)),
    );
    if (kept === null && !isRead) withdrawn.push(told);
    else {
      const blank: NotificationRecord = { ...row, data: { ...row.data, excerpt: '' } };
      await tx.putNotifications(userId, [kept ?? blank]);
      rewritten.push(told);
    }
  }
  return { rewritten, withdrawn };
}

/** A mention that is none any more is one of the comments: in the row of these, where that is unread. */
async function amongOthers(
  tx: WorkspaceTransaction,
  theirs: Read,
  heads: readonly CommentHead[],
  mention: Row<'comment.mentioned'>,
  comment: Comment,
): Promise<Retold> {
  const { userId, rows, marks } = theirs;
  const told: Told = { userId, notificationId: mention.id };
  const comments = rows.findLast(
    (row): row is Row<'comment.added'> => row.kind === 'comment.added' && isUnread(marks, row),
  );
  if (!comments || !isUnread(marks, mention)) {
    const data = toldOf(comment);
    await tx.putNotifications(userId, [{ ...mention, kind: 'comment.added', data }]);
    return { rewritten: [told], withdrawn: [] };
  }
  const others = { ...theirs, rows: rows.filter(({ id }) => id !== mention.id) };
  const createdAt = Math.max(comments.createdAt, comment.createdAt);
  const count = (comments.data.count ?? 1) + 1;
  const row = { ...comments, createdAt, data: { ...comments.data, count } };
  const kept = await saying(tx, row, countedIn(others, heads, row), comment);
  if (kept) await tx.putNotifications(userId, [kept]);
  return { rewritten: [{ userId, notificationId: comments.id }], withdrawn: [told] };
}

/** The comments that a row counts, oldest first; a mention counts none. */
function countedIn(
  { userId, rows, blocked }: Pick<Read, 'userId' | 'rows' | 'blocked'>,
  heads: readonly CommentHead[],
  row: CommentRow,
): readonly CommentHead[] {
  if (row.kind === 'comment.mentioned') return [];
  const isOthers = ({ id }: CommentHead) =>
    rows.some((other) => other.id !== row.id && other.data.commentId === id);
  const isTold = ({ authorId, createdAt }: CommentHead) =>
    authorId !== userId && !blocked.some(({ id, at }) => id === authorId && createdAt >= at);
  return heads
    .filter((head) => head.createdAt <= row.createdAt && isTold(head) && !isOthers(head))
    .slice(-(row.data.count ?? 1));
}

/**
 * The row, where it stands for these comments; null where nothing is left to say.
 * @param edited says something else than what is stored
 */
async function saying(
  tx: WorkspaceTransaction,
  row: CommentRow,
  left: readonly CommentHead[],
  edited?: Comment,
): Promise<NotificationRecord | null> {
  const newest = left.at(-1);
  if (!newest || row.kind !== 'comment.added') return null;
  const slice = await tx.loadSlice(null, { commentId: newest.id });
  const comment = newest.id === edited?.id ? edited : slice.comments.get(newest.id);
  const actor: Person = { id: newest.authorId, name: newest.authorName };
  const said = comment ? toldOf(comment) : { commentId: newest.id, excerpt: '' };
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
