/**
 * Writes what a decision means to the people it concerns: log rows, notifications (folded where their
 * kind says so, numbered from their heads) and the pushes of these. One statement takes a person's
 * numbers, people in the order of their ids, so that two decisions never wait for each other in a
 * circle.
 */
import { uuid7 } from '#shared/base/ids.ts';
import { minute } from '#shared/base/time.ts';
import { isHeard } from '#shared/notifications/heard.ts';
import { foldsWith, kinds } from '#shared/notifications/kinds.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import { tellingsPerMinute } from '#shared/workspace/limits.ts';
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
  const rows: Row[] = [];
  for (const notice of notices)
    if (notice.to === userId) rows.push(await rowFor(tx, notice, message, bereft));
  const gone = [
    ...withdrawn.filter((row) => row.userId === userId).map((row) => row.notificationId),
    ...words.gone,
    ...rows.flatMap(({ id, notice }) => (notice ? [] : [id])),
  ];
  const told = rows.flatMap(({ id, notice, isQuiet, place }) =>
    notice ? [{ id, notice, isQuiet, place: isQuiet ? place : null }] : [],
  );
  const asking = told.filter(({ place }) => place === null);
  const entries: readonly LogEntry[] = [
    ...(audience?.entriesByUser.get(userId) ?? []),
    ...gone.map((id) => rowOf(id, 'gone')),
    ...changed.map((row) => rowOf(row.notificationId)),
    ...words.blank.map((id) => rowOf(id)),
    ...told.map(({ id }) => rowOf(id)),
  ];
  const head = await tx.advanceHead(userId, entries.length, asking.length, newEpoch(at));
  const firstOrdinal = head.ordinal - asking.length + 1;
  await tx.dropNotifications(gone);
  const ordinalOf = (row: (typeof told)[number]) => row.place ?? firstOrdinal + asking.indexOf(row);
  const records = told.map((row) => recordOf(row.notice, row.id, ordinalOf(row), at));
  await tx.putNotifications(userId, records);
  for (const [index, { id: notificationId, ordinal }] of records.entries()) {
    if (told[index]?.isQuiet === false) await tx.queuePush(userId, { notificationId, ordinal }, at);
  }
  await tx.writeLog(userId, head.seq - entries.length + 1, entries);
}

interface Row {
  readonly id: string;
  /** Null where nothing is left to say: the row goes. */
  readonly notice: Notice | null;
  /** It comes without a push, and without a new ordinal where there is a row that it changes. */
  readonly isQuiet: boolean;
  /** The ordinal of that row; null for a new one. */
  readonly place: number | null;
}

async function rowFor(
  tx: WorkspaceTransaction,
  notice: Notice,
  { at }: Message,
  bereft: ReadonlySet<string>,
): Promise<Row> {
  const asker = askerOf(notice.facts);
  const asked = asker === null ? 0 : await tx.countTelling(notice.to, asker, at, minute);
  const isQuiet = asked > tellingsPerMinute;
  const { notice: told, earlier, isVoid } = await foldNotice(tx, notice, at, isQuiet);
  // Whoever has read that it was overdue is told that it is not, there and back again or not.
  if (isVoid && bereft.has(notice.to)) return { id: uuid7(at), notice, isQuiet, place: null };
  const place = earlier?.ordinal ?? null;
  return { id: earlier?.id ?? uuid7(at), notice: isVoid ? null : told, isQuiet, place };
}

/** Whose doing, or which track's date, asks for attention; null for what is told whoever has done it. */
function askerOf(facts: Notice['facts']): string | null {
  if (kinds[facts.kind].category === 'deadline') return facts.track?.id ?? null;
  return isHeard(facts, () => true) ? null : (facts.actor?.id ?? null);
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
