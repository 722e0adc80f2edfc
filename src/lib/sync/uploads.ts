/**
 * Uploads, one after the other in the order of choosing, in one tab at a time. A cut line is waited out
 * and the rest is sent from where the server stands; what the server cannot take is told, with the reason,
 * and the others go on. An upload is done when the server says that the version is there, and not when the
 * last byte has left. Loaded where a file is added, shown, or waits from before.
 */
import type { Upload, UploadChange, Uploads } from '#lib/ports/uploads.ts';
import type { UploadBytes } from '#lib/storage/upload-bytes.ts';
import type { UploadPages } from '#lib/storage/upload-pages.ts';
import type { UploadShelf } from '#lib/storage/upload-shelf.ts';
import type { Turn, UploadTurn } from '#lib/storage/upload-turn.ts';
import { waitingStates, type StoredUpload } from '#lib/storage/uploads-database.ts';
import { both } from '#shared/base/both.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { createLoop, type LoopResult } from '#shared/base/loop.ts';
import { second, type Clock } from '#shared/base/time.ts';
import { filesPerTrack } from '#shared/workspace/limits.ts';
import { createAttempt } from './attempt-upload.ts';
import type { UploadSender } from './send-upload.ts';
import type { UploadTurns } from './upload-turns.ts';

export interface UploadsDependencies {
  readonly shelf: UploadShelf;
  readonly bytes: Pick<UploadBytes, 'of'>;
  readonly pages: Pick<UploadPages, 'page' | 'whenGone'>;
  readonly turn: UploadTurn;
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

export interface OwnedUploads extends Uploads {
  dispose(): Promise<void>;
}

const backoff = { baseMs: second, capMs: 20 * second } as const;
/** All are read to show any; far above what anybody waits for. */
const uploadsMost = 5_000;
/** A file that the server fails on so often in a row lets the others go first. */
const faultsMost = 3;

const isWaiting = ({ state }: StoredUpload): boolean => waitingStates.includes(state);
const isHere = ({ page }: StoredUpload, here: string): boolean => page === null || page === here;

export function createUploads(dependencies: UploadsDependencies): OwnedUploads {
  const { shelf, pages, turn, turns, sender, clock, random, report } = dependencies;
  const attempt = createAttempt(dependencies);
  const faults = new Map<string, number>();
  let all: readonly StoredUpload[] = [];
  let now: Turn | null = null;
  /** Nothing runs and no wait is over by itself. */
  let isIdle = true;

  const next = (uploads: readonly StoredUpload[]): StoredUpload | undefined => {
    const mine = uploads.filter((upload) => isWaiting(upload) && isHere(upload, pages.page));
    return mine.find(({ id }) => (faults.get(id) ?? 0) < faultsMost) ?? mine[0];
  };
  const sendAll = async (signal: AbortSignal): Promise<LoopResult> => {
    for (;;) {
      const upload = next(await shelf.read());
      if (!upload || signal.aborted) return 'done';
      faults.set(upload.id, (faults.get(upload.id) ?? 0) + 1);
      const ended = await attempt.send(upload, signal);
      if (ended !== 'unavailable') faults.delete(upload.id);
      if (ended !== 'over') return { retry: 0 };
    }
  };
  const loop = createLoop({
    backoff,
    random,
    report,
    async work() {
      // Where the turn was lost, somebody else has it.
      const result = (await turns.take(sendAll)) ?? { again: 0 };
      isIdle = result === 'done';
      return result;
    },
  });
  const poke = () => {
    isIdle = false;
    loop.poke();
  };

  /** Other pages in which files lie: what of it is lost is known once they are gone. */
  const watched = new Set([pages.page]);
  const watchPages = () => {
    for (const { page } of all) {
      if (page === null || watched.has(page)) continue;
      watched.add(page);
      void pages.whenGone(page).then(shelf.settle).catch(report);
    }
  };
  void shelf.settle().catch(report);

  const stops = [
    shelf.all().subscribe((uploads) => {
      all = uploads;
      turns.moved();
      attempt.keepTo(uploads);
      watchPages();
      dependencies.onUnsent(uploads.filter(({ state }) => state !== 'done').length);
      if (isIdle && next(uploads)) poke();
    }),
    turn.now().subscribe((said) => {
      now = said;
      turns.moved();
    }),
    dependencies.onHint(poke),
  ];
  // What lies in this page alone goes with it, so the browser asks before it lets the page go.
  const askToStay = (event: BeforeUnloadEvent) => {
    if (all.some((upload) => isWaiting(upload) && upload.page === pages.page))
      event.preventDefault();
  };
  addEventListener('beforeunload', askToStay);

  const changes: Record<UploadChange, (ids: readonly string[]) => Promise<void>> = {
    async pause(ids) {
      // What the server checks has nothing left to pause.
      const meant = ids.filter((id) => now?.id !== id || now.step !== 'checking');
      await shelf.change(meant, { state: 'paused' }, waitingStates);
    },
    async 'go-on'(ids) {
      for (const id of ids) faults.delete(id);
      await shelf.change(ids, { state: 'waiting' }, [...waitingStates, 'paused', 'failed']);
      poke();
    },
    async cancel(ids) {
      const begun = all.filter(({ sha256, state }) => sha256 !== undefined && state !== 'done');
      await shelf.remove(ids);
      for (const { id } of begun) if (ids.includes(id)) await sender.forget(id);
    },
  };

  return {
    ofTrack: (trackId) =>
      both(shelf.all(), turn.now(), (uploads, said) =>
        uploads
          .filter((upload) => upload.trackId === trackId)
          .map((upload) => shown(upload, said, pages.page)),
      ),
    async add(trackId, chosen, { fileId, note = '' } = {}) {
      const room = Math.max(0, uploadsMost - all.length);
      const taken = chosen.slice(0, Math.min(filesPerTrack, room));
      const batchId = uuid7(clock.now());
      await shelf.add(
        taken.map((each) => {
          const id = uuid7(clock.now());
          return { id, fileId: fileId ?? uuid7(clock.now()), trackId, batchId, note, chosen: each };
        }),
      );
      poke();
      return taken.length;
    },
    change: (ids, to) => void changes[to](ids).catch(report),
    async dispose() {
      for (const stop of stops) stop();
      removeEventListener('beforeunload', askToStay);
      turns.dispose();
      await loop.dispose();
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
