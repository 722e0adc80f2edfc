/**
 * Files on their way to the server: what is known of each, and apart from that its bytes, so that a list
 * of them reads none. One database per account. Versions only add.
 */
import { Dexie, type EntityTable } from 'dexie';
import type { UploadFault, UploadStep } from '#lib/ports/uploads.ts';
import { calledOffWhenLeft } from './open-transactions.ts';
import { uploadsDatabaseName } from './uploads-kept.ts';

export interface StoredUpload {
  /** Order of choosing; given by the database. */
  readonly order?: number;
  /** Of the version that it becomes, and of the upload. */
  readonly id: string;
  readonly fileId: string;
  readonly trackId: string;
  /** Of those that were chosen together. */
  readonly batchId: string;
  readonly name: string;
  readonly note: string;
  /** Bytes. */
  readonly size: number;
  /** How many of them had left when it was last let go of. */
  readonly sent: number;
  /** Of all bytes, once they were read. */
  readonly sha256?: string;
  /**
   * `offline`, `unavailable` and `signed-out` wait as well, and say for what; `done` stays for as long as
   * others of its batch are on the way.
   */
  readonly state:
    'waiting' | 'offline' | 'unavailable' | 'signed-out' | 'paused' | 'failed' | 'done';
  readonly why?: UploadFault;
  /** The page that alone has the bytes; null where they lie here. */
  readonly page: string | null;
}

/** In these nothing has been decided, and it is sent as soon as that works. */
export const waitingStates: readonly StoredUpload['state'][] = [
  'waiting',
  'offline',
  'unavailable',
  'signed-out',
];

/** What the tab whose turn it is does at this moment. */
export interface StoredTurn {
  readonly name: 'now';
  readonly id: string;
  readonly step: UploadStep;
  readonly sent: number;
}

/** Open it with `openUploadsDatabase`; the tables are added by Dexie. */
export class UploadsDatabase extends Dexie {
  declare readonly uploads: EntityTable<StoredUpload, 'order'>;
  declare readonly bytes: EntityTable<{ readonly id: string; readonly bytes: Blob }, 'id'>;
  declare readonly turn: EntityTable<StoredTurn, 'name'>;
}

/** @param onMade told where there was none, or it was deleted */
export function openUploadsDatabase(userId: string, onMade: () => void): UploadsDatabase {
  const db = calledOffWhenLeft(
    new UploadsDatabase(uploadsDatabaseName(userId), { cache: 'disabled' }),
  );
  db.version(1).stores({ uploads: '++order, &id, batchId, state', bytes: 'id', turn: 'name' });
  db.on('populate', () => onMade());
  return db;
}
