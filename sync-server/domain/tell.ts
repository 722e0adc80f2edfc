/**
 * Writes what a decision means to the people it concerns: log rows and notifications, numbered from
 * their heads. One statement takes a person's numbers, people in the order of their ids, so that two
 * decisions never wait for each other in a circle.
 */
import { uuid7 } from '#shared/base/ids.ts';
import type { NotificationRecord } from '#shared/notifications/record.ts';
import type { LogEntry, Told, WorkspaceTransaction } from '../storage/workspace-store.ts';
import type { Audience } from './audience.ts';
import type { Notice } from './notifications-for.ts';

/** A random name of a person's numbering; a new one says "read everything again". */
export const newEpoch = (at: number): string => uuid7(at);

export interface Message {
  readonly audience: Audience;
  readonly trackId: string;
  readonly notices: readonly Notice[];
  /** Rows whose excerpt was blanked elsewhere in the decision. */
  readonly blanked: readonly Told[];
  readonly at: number;
}

/** @returns everybody whose log has moved */
export async function tell(
  tx: WorkspaceTransaction,
  message: Message,
): Promise<ReadonlySet<string>> {
  const { audience, notices, blanked } = message;
  const people = new Set([
    ...audience.entriesByUser.keys(),
    ...notices.map(({ to }) => to),
    ...blanked.map(({ userId }) => userId),
  ]);
  for (const userId of [...people].sort()) await tellOne(tx, userId, message);
  return people;
}

async function tellOne(
  tx: WorkspaceTransaction,
  userId: string,
  { audience, trackId, notices, blanked, at }: Message,
): Promise<void> {
  const changed = [...blanked];
  if (audience.lost.has(userId)) {
    await tx.dropLog(userId, trackId);
    changed.push(...(await tx.blankExcerptsOfTrack(userId, trackId)));
  }
  const own = notices
    .filter(({ to }) => to === userId)
    .map((notice) => ({ notice, id: uuid7(at) }));
  const entries: readonly LogEntry[] = [
    ...(audience.entriesByUser.get(userId) ?? []),
    ...changed.filter((row) => row.userId === userId).map((row) => rowOf(row.notificationId)),
    ...own.map(({ id }) => rowOf(id)),
  ];
  const head = await tx.advanceHead(userId, entries.length, own.length, newEpoch(at));
  const firstOrdinal = head.ordinal - own.length + 1;
  const records = own.map(({ notice, id }, index) =>
    recordOf(notice, id, firstOrdinal + index, at),
  );
  await tx.insertNotifications(userId, records);
  await tx.writeLog(userId, head.seq - entries.length + 1, entries);
}

const rowOf = (id: string): LogEntry => ({ kind: 'notification', id, op: 'upsert', trackId: null });

function recordOf(
  notice: Notice,
  id: string,
  ordinal: number,
  createdAt: number,
): NotificationRecord {
  return { ...notice.facts, id, ordinal, createdAt };
}
