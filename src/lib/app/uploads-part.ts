/** The composition root's part for uploads: loaded where a file is added or shown, or waits from before. */
import { onHint, isVisible } from '#lib/platform/page.ts';
import type { DeviceNotice } from '#lib/ports/device.ts';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase } from '#lib/storage/feed-database.ts';
import { closeForGood } from '#lib/storage/reopen.ts';
import { createTracksHere } from '#lib/storage/tracks-here.ts';
import { createUploadBytes } from '#lib/storage/upload-bytes.ts';
import { createUploadPages } from '#lib/storage/upload-pages.ts';
import { createUploadShelf } from '#lib/storage/upload-shelf.ts';
import { createUploadTurn } from '#lib/storage/upload-turn.ts';
import { openUploadsDatabase } from '#lib/storage/uploads-database.ts';
import { countUnsent, rememberUnsent } from '#lib/storage/uploads-kept.ts';
import { createUploadSender } from '#lib/sync/send-upload.ts';
import { createUploadTurns } from '#lib/sync/upload-turns.ts';
import { createUploads, type OwnedUploads } from '#lib/sync/uploads.ts';
import { uuid7 } from '#shared/base/ids.ts';
import type { Clock } from '#shared/base/time.ts';

export interface UploadsPartDependencies {
  readonly userId: string;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly clock: Clock;
  readonly random: () => number;
  readonly tell: (notice: DeviceNotice) => void;
  readonly report: (error: unknown) => void;
}

export async function openUploads(dependencies: UploadsPartDependencies): Promise<OwnedUploads> {
  const { userId, clock, tell, report } = dependencies;
  const { locks } = navigator;
  const db = openUploadsDatabase(userId, () => {
    const files = countUnsent(localStorage, userId);
    if (files > 0) tell({ kind: 'uploads-lost', files });
  });
  // Somebody signs out: what is deleted is not to be opened again.
  db.on('versionchange', () => closeForGood(db));
  const isOpen = await db.open().then(
    () => true,
    (error: unknown) => {
      report(error);
      return false;
    },
  );
  const bytes = createUploadBytes(db, navigator, report);
  const pages = createUploadPages(uuid7(clock.now()), locks, report);
  const uploads = createUploads({
    ...dependencies,
    shelf: createUploadShelf({ db, isOpen, bytes, pages, report }),
    bytes,
    pages,
    turn: createUploadTurn(db, { isOpen, now: () => performance.now(), report }),
    turns: createUploadTurns({ userId, locks, isVisible }),
    sender: createUploadSender({ userId, fetch: (...request) => fetch(...request) }),
    tracks: createTracksHere(dependencies, report),
    onHint,
    onUnsent: (files) => rememberUnsent(localStorage, userId, files),
  });
  return {
    ...uploads,
    async dispose() {
      await uploads.dispose();
      await bytes.dispose();
      pages.leave();
      closeForGood(db);
    },
  };
}
