/**
 * Some room is always left on the disk, for the database above all: an upload is refused before its first
 * byte where it, and all that others still have to send, would take that.
 */
import { statfs } from 'node:fs/promises';
import type { UploadRecords } from './upload-records.ts';

export interface DiskRoom {
  /** @param size of what is about to begin; 0 for what has begun and is counted already */
  isFor(size: number): Promise<boolean>;
}

export interface DiskRoomDependencies {
  readonly records: UploadRecords;
  readonly dataDir: string;
  readonly reserveBytes: number;
}

export function createDiskRoom({ records, dataDir, reserveBytes }: DiskRoomDependencies): DiskRoom {
  return {
    async isFor(size) {
      const { bavail, bsize } = await statfs(dataDir);
      if (size === 0) return bavail * bsize > reserveBytes;
      let expected = size;
      for (const record of records.all()) {
        if (!record.failed) expected += record.arrival.size - (await records.offsetOf(record));
      }
      return bavail * bsize - expected > reserveBytes;
    },
  };
}
