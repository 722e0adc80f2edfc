/** Files of tracks with their versions, as decisions and pages need them. */
import type { Transaction } from 'kysely';
import type { File } from '#shared/workspace/entities.ts';
import type { Workspace } from '#shared/workspace/slice.ts';
import type { WorkspaceReading } from '../workspace-store.ts';
import { chunks, padded } from './chunks.ts';
import { toColumns, toEntity } from './columns.ts';
import { fromVersion, toVersion } from './rows.ts';
import type { Tables } from './tables.ts';

type Files = Pick<
  WorkspaceReading,
  | 'fileIds'
  | 'fileBytes'
  | 'files'
  | 'fileOfVersion'
  | 'isVersionKnown'
  | 'hashesReferred'
  | 'filesNaming'
>;
type Tx = Transaction<Tables>;

/** @returns the files with these ids, each with all its versions */
export async function loadFiles(tx: Tx, ids: readonly string[]): Promise<readonly File[]> {
  if (ids.length === 0) return [];
  const rows = await tx.selectFrom('file').selectAll().where('id', 'in', padded(ids)).execute();
  const versions = await tx
    .selectFrom('file_version')
    .selectAll()
    .where('file_id', 'in', padded(ids))
    .orderBy('number')
    .execute();
  const byFile = Map.groupBy(versions, ({ file_id }) => file_id);
  return rows.map((row) => ({
    ...toEntity<Omit<File, 'versions'>>(row),
    versions: (byFile.get(row.id) ?? []).map(toVersion),
  }));
}

export async function saveFiles(tx: Tx, before: Workspace, after: Workspace): Promise<void> {
  for (const [id, file] of after.files) {
    const was = before.files.get(id);
    if (was === file) continue;
    const { versions, ...rest } = file;
    const row = toColumns<Omit<File, 'versions'>>(rest);
    await tx
      .insertInto('file')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute();
    for (const version of versions) {
      if (was?.versions.includes(version)) continue;
      const columns = fromVersion(version, id);
      await tx
        .insertInto('file_version')
        .values(columns)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
        .execute();
    }
  }
}

/** With their track; their bytes are collected, as nothing refers to them any more. */
export async function dropFilesOf(tx: Tx, trackId: string): Promise<void> {
  const gone = tx.selectFrom('file').select('id').where('track_id', '=', trackId);
  await tx.deleteFrom('file_version').where('file_id', 'in', gone).execute();
  await tx.deleteFrom('file').where('track_id', '=', trackId).execute();
}

export const filesOn = (tx: Tx): Files => ({
  async fileIds(trackId) {
    const rows = await tx
      .selectFrom('file')
      .select('id')
      .where('track_id', '=', trackId)
      .where('removed_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  },

  async fileBytes(trackId) {
    const { bytes } = await tx
      .selectFrom('file_version')
      .innerJoin('file', 'file.id', 'file_version.file_id')
      .select(({ fn }) => fn.sum<number | null>('file_version.size').as('bytes'))
      .where('file.track_id', '=', trackId)
      .where('file_version.removed_at', 'is', null)
      .executeTakeFirstOrThrow();
    return bytes ?? 0;
  },

  async files(ids) {
    const found: File[] = [];
    for (const some of chunks(ids)) found.push(...(await loadFiles(tx, some)));
    return found;
  },

  async fileOfVersion(userId, versionId) {
    const row = await tx
      .selectFrom('file_version')
      .innerJoin('file', 'file.id', 'file_version.file_id')
      .innerJoin('member', 'member.track_id', 'file.track_id')
      .select('file.id')
      .where('file_version.id', '=', versionId)
      .where('file_version.removed_at', 'is', null)
      .where('member.user_id', '=', userId)
      .executeTakeFirst();
    return row ? ((await loadFiles(tx, [row.id]))[0] ?? null) : null;
  },

  async isVersionKnown(versionId) {
    const found = tx.selectFrom('file_version').select('id').where('id', '=', versionId);
    return (await found.executeTakeFirst()) !== undefined;
  },

  async hashesReferred(after, limit) {
    const rows = await tx
      .selectFrom('file_version')
      .select('sha256')
      .distinct()
      .where('removed_at', 'is', null)
      .where('sha256', '>', after)
      .orderBy('sha256')
      .limit(limit)
      .execute();
    return rows.map(({ sha256 }) => sha256);
  },

  async filesNaming(userId, limit) {
    const rows = await tx
      .selectFrom('file_version')
      .select('file_id')
      .distinct()
      .where('added_by_id', '=', userId)
      .where('added_by_name', '<>', '')
      .limit(limit)
      .execute();
    return loadFiles(
      tx,
      rows.map(({ file_id }) => file_id),
    );
  },
});
