/**
 * Uploads as the screens have them: what is on its way in any tab, and what can be done about it. One tab
 * at a time sends. An upload is done when the server says that the version is there, and not when the last
 * byte has left. Loaded where a file is added, shown, or waits from before.
 */
import type { Upload, UploadChange, Uploads } from '#lib/ports/uploads.ts';
import type { TracksHere, TracksHereReader } from '#lib/storage/tracks-here.ts';
import type { UploadBytes } from '#lib/storage/upload-bytes.ts';
import type { UploadPages } from '#lib/storage/upload-pages.ts';
import type { UploadShelf } from '#lib/storage/upload-shelf.ts';
import type { Turn, UploadTurn } from '#lib/storage/upload-turn.ts';
import { waitingStates, type StoredUpload } from '#lib/storage/uploads-database.ts';
import { both } from '#shared/base/both.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { createValue } from '#shared/base/observable.ts';
import type { Clock } from '#shared/base/time.ts';
import { filesPerTrack } from '#shared/workspace/limits.ts';
import { createAttempt } from './attempt-upload.ts';
import type { UploadSender } from './send-upload.ts';
import { createUploadQueue, type UploadQueue } from './upload-queue.ts';
import type { UploadTurns } from './upload-turns.ts';

export interface UploadsDependencies {
  readonly shelf: UploadShelf;
  readonly bytes: Pick<UploadBytes, 'of'>;
  readonly pages: Pick<UploadPages, 'page' | 'whenGone'>;
  readonly turn: UploadTurn;
  readonly tracks: TracksHereReader;
  readonly turns: UploadTurns;
  readonly sender: UploadSender;
  readonly clock: Clock;
  readonly random: () => number;
  /** The way to the server may be open again. */
  readonly onHint: (hint: () => void) => () => void;
  /** How many have not arrived yet, each time that changes. */
  readonly onUnsent: (files: number) => void;
  readonly report: (error: unknown) => void;
}

/** What is there, and what goes on. */
interface Present {
  readonly all: readonly StoredUpload[];
  readonly now: Turn | null;
}

export interface OwnedUploads extends Uploads {
  dispose(): Promise<void>;
}

/** All are read to show any; far above what anybody waits for. */
const uploadsMost = 5_000;

export function createUploads(dependencies: UploadsDependencies): OwnedUploads {
  const { shelf, pages, turn, turns, tracks, clock } = dependencies;
  let isOver = false;
  // What is going on when the session ends finds its database closed.
  const report = (error: unknown) => {
    if (!isOver) dependencies.report(error);
  };
  const { page: here } = pages;
  const attempt = createAttempt(dependencies);
  const queue = createUploadQueue({
    ...dependencies,
    report,
    page: here,
    read: shelf.read,
    attempt,
  });
  /** Null until it is read. Screens and the browser's question know the same. */
  const present = createValue<Present | null>(null);

  const changes = createChanges(dependencies, queue, present.get);

  /** Other pages in which files lie: what of it is lost is known once they are gone. */
  const watched = new Set([here]);
  const watchPages = (all: readonly StoredUpload[]) => {
    for (const { page } of all) {
      if (page === null || watched.has(page)) continue;
      watched.add(page);
      void pages.whenGone(page).then(shelf.settle).catch(report);
    }
  };
  void shelf.settle().catch(report);

  /** They are seen until the disk has let go of them. */
  const leaving = new Set<string>();
  const stops = [
    both(shelf.all(), turn.now(), (all, now) => ({ all, now })).subscribe((next) => {
      const before = present.get()?.all;
      present.set(next);
      turns.moved();
      if (next.all === before) return;
      attempt.keepTo(next.all);
      watchPages(next.all);
      dependencies.onUnsent(next.all.filter(({ state }) => state !== 'done').length);
      queue.see(next.all);
    }),
    dependencies.onHint(queue.poke),
    both(shelf.all(), tracks.watch(), strays).subscribe((ids) => {
      const fresh = ids.filter((id) => !leaving.has(id));
      for (const id of fresh) leaving.add(id);
      if (fresh.length > 0) changes.cancel(fresh).catch(report);
    }),
  ];
  // What lies in this page alone goes with it, so the browser asks before it lets the page go.
  const askToStay = (event: BeforeUnloadEvent) => {
    const isAlone = (upload: StoredUpload) => isWaiting(upload) && upload.page === here;
    if (present.get()?.all.some(isAlone)) event.preventDefault();
  };
  addEventListener('beforeunload', askToStay);

  return {
    ofTrack: (trackId) => ({
      subscribe: (tell) =>
        present.subscribe((known) => {
          const mine = known?.all.filter((upload) => upload.trackId === trackId);
          if (mine) tell(mine.map((upload) => shown(upload, known?.now ?? null, here)));
        }),
    }),
    async add(trackId, chosen, { fileId, note = '' } = {}) {
      const room = Math.max(0, uploadsMost - (present.get()?.all.length ?? 0));
      const taken = chosen.slice(0, Math.min(filesPerTrack, room));
      const batchId = uuid7(clock.now());
      await shelf.add(
        taken.map((each) => {
          const id = uuid7(clock.now());
          return { id, fileId: fileId ?? uuid7(clock.now()), trackId, batchId, note, chosen: each };
        }),
      );
      queue.poke();
      return taken.length;
    },
    change: (ids, to) => void changes[to](ids).catch(report),
    async dispose() {
      isOver = true;
      for (const stop of stops) stop();
      removeEventListener('beforeunload', askToStay);
      turns.dispose();
      await queue.dispose();
    },
  };
}

/** Of tracks that are gone, or whose person is: nobody sees them any more. */
const strays = (all: readonly StoredUpload[], { known }: TracksHere): readonly string[] =>
  known === null ? [] : all.flatMap(({ id, trackId }) => (known.has(trackId) ? [] : [id]));

const isWaiting = ({ state }: StoredUpload): boolean => waitingStates.includes(state);

function createChanges(
  { shelf, sender }: Pick<UploadsDependencies, 'shelf' | 'sender'>,
  queue: UploadQueue,
  present: () => Present | null,
): Record<UploadChange, (ids: readonly string[]) => Promise<void>> {
  return {
    async pause(ids) {
      const now = present()?.now;
      // What the server checks has nothing left to pause.
      const meant = ids.filter((id) => now?.id !== id || now.step !== 'checking');
      await shelf.change(meant, { state: 'paused' }, waitingStates);
    },
    async 'go-on'(ids) {
      queue.forgive(ids);
      await shelf.change(ids, { state: 'waiting' }, [...waitingStates, 'paused', 'failed']);
      queue.poke();
    },
    async cancel(ids) {
      const begun = (present()?.all ?? []).filter(
        ({ id, sha256, state }) => ids.includes(id) && sha256 !== undefined && state !== 'done',
      );
      await shelf.remove(ids);
      for (const { id } of begun) await sender.forget(id);
    },
  };
}

/** What is said of the moment is true of what waits; another tab may have changed it since. */
function shown(upload: StoredUpload, now: Turn | null, page: string): Upload {
  const { id, batchId, name, size } = upload;
  const isNow = now?.id === id && isWaiting(upload);
  return {
    id,
    batchId,
    name,
    size,
    sent: isNow ? now.sent : upload.sent,
    state: isNow ? now.step : upload.state,
    why: upload.state === 'failed' ? (upload.why ?? null) : null,
    where: upload.page === null ? 'device' : upload.page === page ? 'this-page' : 'other-page',
  };
}
