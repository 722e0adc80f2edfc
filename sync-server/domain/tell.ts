/**
 * Writes what a decision means to the people it concerns: log rows, notifications (folded where their
 * kind says so, numbered from their heads) and the pushes of these. One statement takes a person's
 * numbers, people in the order of their ids, so that two decisions never wait for each other in a
 * circle.
 */
import { uuid7 } from '#shared/base/ids.ts';
import { foldsWith } from '#shared/notifications/kinds.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { LogEntry, Told, WorkspaceTransaction } from '../storage/workspace-store.ts';
import type { Audience } from './audience.ts';
import { foldNotice } from './fold.ts';
import { isUnread } from './is-unread.ts';
import type { Notice } from './notifications-for.ts';

/** A random name of a person's numbering; a new one says "read everything again". */
export const newEpoch = (at: number): string => uuid7(at);

export interface Message {
  readonly audience?: Audience;
  /** Of the track that `audience.lost` have lost. */
  readonly trackId?: string | null;
  readonly notices: readonly Notice[];
  /** Rows that the decision has changed where they are. */
  readonly rewritten?: readonly Told[];
  /** The track is gone for everybody: what nobody has read of it keeps its words. */
  readonly isDeleted?: boolean;
  /** Rows that are not true any more: they go. */
  readonly withdrawn?: readonly Told[];
  readonly at: number;
}

/** @returns everybody whose log has moved */
export async function tell(
  tx: WorkspaceTransaction,
  message: Message,
): Promise<ReadonlySet<string>> {
  const { audience, notices, rewritten = [], withdrawn = [] } = message;
  const bereft = await whoLosesWhatTheyRead(tx, message);
  await tx.dropNotifications(withdrawn.map(({ notificationId }) => notificationId));
  const people = new Set([
    ...(audience?.entriesByUser.keys() ?? []),
    ...notices.map(({ to }) => to),
    ...[...rewritten, ...withdrawn].map(({ userId }) => userId),
  ]);
  for (const userId of [...people].sort()) await tellOne(tx, userId, message, bereft);
  return people;
}

/** People with a row of a deadline that they have read, and that goes as it is not true any more. */
async function whoLosesWhatTheyRead(
  tx: WorkspaceTransaction,
  { notices, withdrawn = [], trackId = null }: Message,
): Promise<ReadonlySet<string>> {
  const bereft = new Set<string>();
  if (trackId === null || withdrawn.length === 0) return bereft;
  const ids = new Set(withdrawn.map(({ notificationId }) => notificationId));
  for (const { to } of notices) {
    const rows = await tx.rowsOfTrack(to, trackId, foldsWith('deadline.near'));
    const gone = rows.filter(({ id }) => ids.has(id));
    if (gone.length === 0) continue;
    const marks = await tx.marksOf(to);
    if (gone.some((row) => !isUnread(marks, row))) bereft.add(to);
  }
  return bereft;
}

async function tellOne(
  tx: WorkspaceTransaction,
  userId: string,
  message: Message,
  bereft: ReadonlySet<string>,
): Promise<void> {
  const { audience, trackId = null, notices, rewritten = [], withdrawn = [], at } = message;
  const changed = rewritten.filter((row) => row.userId === userId);
  const isLost = trackId !== null && audience?.lost.has(userId) === true;
  if (isLost) await tx.dropLog(userId, trackId);
  const words = isLost ? await takeWords(tx, userId, trackId, message.isDeleted ?? false) : nothing;
  const rows: { readonly id: string; readonly notice: Notice | null }[] = [];
  for (const notice of notices) {
    if (notice.to !== userId) continue;
    const folded = await foldNotice(tx, notice, at);
    // Whoever has read that it was overdue is told that it is not, there and back again or not.
    if (folded.isVoid && bereft.has(userId)) rows.push({ id: uuid7(at), notice });
    else rows.push({ id: folded.rowId ?? uuid7(at), notice: folded.isVoid ? null : folded.notice });
  }
  const gone = [
    ...withdrawn.filter((row) => row.userId === userId).map((row) => row.notificationId),
    ...words.gone,
    ...rows.flatMap(({ id, notice }) => (notice ? [] : [id])),
  ];
  const told = rows.flatMap(({ id, notice }) => (notice ? [{ id, notice }] : []));
  const entries: readonly LogEntry[] = [
    ...(audience?.entriesByUser.get(userId) ?? []),
    ...gone.map((id) => rowOf(id, 'gone')),
    ...changed.map((row) => rowOf(row.notificationId)),
    ...words.blank.map((id) => rowOf(id)),
    ...told.map(({ id }) => rowOf(id)),
  ];
  const head = await tx.advanceHead(userId, entries.length, told.length, newEpoch(at));
  const firstOrdinal = head.ordinal - told.length + 1;
  await tx.dropNotifications(gone);
  const records = told.map(({ id, notice }, index) =>
    recordOf(notice, id, firstOrdinal + index, at),
  );
  await tx.putNotifications(userId, records);
  for (const { id: notificationId, ordinal } of records) {
    await tx.queuePush(userId, { notificationId, ordinal }, at);
  }
  await tx.writeLog(userId, head.seq - entries.length + 1, entries);
}

/** Ids of rows that say less, or nothing any more. */
interface WordsTaken {
  readonly blank: readonly string[];
  readonly gone: readonly string[];
}
const nothing: WordsTaken = { blank: [], gone: [] };

/**
 * Whoever loses a track loses the words they were told of it, and with them each row that they have not
 * read. Of a track that is gone for everybody, what they have not read is kept for them.
 */
async function takeWords(
  tx: WorkspaceTransaction,
  userId: string,
  trackId: string,
  isDeleted: boolean,
): Promise<WordsTaken> {
  const rows = await tx.rowsOfTrack(userId, trackId, ['comment.added', 'comment.mentioned']);
  if (rows.length === 0) return nothing;
  const marks = await tx.marksOf(userId);
  const unread = rows.filter((row) => isUnread(marks, row));
  const blank = rows
    .filter((row) => !unread.includes(row) && 'excerpt' in row.data && row.data.excerpt !== '')
    .map(({ id }) => id);
  await tx.blankExcerpts(blank);
  return { blank, gone: isDeleted ? [] : unread.map(({ id }) => id) };
}

const rowOf = (id: string, op: LogEntry['op'] = 'upsert'): LogEntry => ({
  kind: 'notification',
  id,
  op,
  trackId: null,
});

function recordOf(
  notice: Notice,
  id: string,
  ordinal: number,
  createdAt: number,
): NotificationRecord {
  return { ...notice.facts, id, ordinal, createdAt };
}
