/**
 * What a row about shared files says. It does not list them: it stands for the files that one person has
 * added a version of from one instant to another, as far as they are still there. So a batch is one row,
 * a newer version takes the place of the one before, and what is removed is counted no more.
 */
import type { NotificationData, NotificationRecord } from '#shared/notifications/record.ts';
import type { File, Version } from '#shared/workspace/entities.ts';
import { membersOf, type Workspace } from '#shared/workspace/slice.ts';
import type { Told, WorkspaceReading, WorkspaceTransaction } from '../storage/workspace-store.ts';
import { isUnread } from './is-unread.ts';
import type { Retold } from './retell.ts';

type SharedRow = Extract<NotificationRecord, { kind: 'file.shared' }>;
export type SharedData = NotificationData['file.shared'];

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Null where nothing of it is left. */
export function sharedData(
  files: readonly File[],
  personId: string,
  { from, to }: Span,
): SharedData | null {
  const newest = files
    .flatMap((file) => {
      const theirs = ({ addedById, addedAt, removedAt }: Version) =>
        addedById === personId && addedAt >= from && addedAt <= to && removedAt === null;
      const version = file.removedAt === null ? file.versions.findLast(theirs) : undefined;
      return version ? [{ file, version }] : [];
    })
    .toSorted((a, b) => a.version.addedAt - b.version.addedAt);
  const last = newest.at(-1);
  if (!last) return null;
  const { file, version } = last;
  return {
    fileId: file.id,
    name: file.name,
    number: version.number,
    note: version.note,
    since: from,
    ...(newest.length > 1 && { count: newest.length }),
  };
}

const isShared = (record: NotificationRecord): record is SharedRow => record.kind === 'file.shared';

const spanOf = ({ createdAt, data }: SharedRow): Span => ({ from: data.since, to: createdAt });

export const filesOf = async (tx: WorkspaceReading, trackId: string): Promise<readonly File[]> =>
  tx.files(await tx.fileIds(trackId));

/**
 * What was removed leaves the rows that nobody has read; what was read stays told.
 * @param changed as it will be, before that is saved
 */
export async function retellRemoved(
  tx: WorkspaceTransaction,
  slice: Workspace,
  changed: File,
): Promise<Retold> {
  const { trackId } = changed;
  const stored = await filesOf(tx, trackId);
  const files = stored.map((file) => (file.id === changed.id ? changed : file));
  const rewritten: Told[] = [];
  const withdrawn: Told[] = [];
  for (const { userId } of membersOf(slice, trackId)) {
    const rows = (await tx.rowsOfTrack(userId, trackId, ['file.shared'])).filter(isShared);
    if (rows.length === 0) continue;
    const marks = await tx.marksOf(userId);
    for (const row of rows.filter((each) => isUnread(marks, each))) {
      const told: Told = { userId, notificationId: row.id };
      const data = row.actor && sharedData(files, row.actor.id, spanOf(row));
      if (!data) withdrawn.push(told);
      else if (data.count !== row.data.count || data.fileId !== row.data.fileId) {
        await tx.putNotifications(userId, [{ ...row, data }]);
        rewritten.push(told);
      }
    }
  }
  return { rewritten, withdrawn };
}
