/** One attempt at one upload: what it makes of the file's state, however it ends. */
import type { UploadStep } from '#lib/ports/uploads.ts';
import type { UploadBytes } from '#lib/storage/upload-bytes.ts';
import type { TracksHereReader } from '#lib/storage/tracks-here.ts';
import type { UploadShelf } from '#lib/storage/upload-shelf.ts';
import type { UploadTurn } from '#lib/storage/upload-turn.ts';
import { waitingStates, type StoredUpload } from '#lib/storage/uploads-database.ts';
import { hashFile, lookAt } from './hash-file.ts';
import type { UploadSender } from './send-upload.ts';
import { UploadRefused, UploadWaits } from './upload-faults.ts';

export interface Attempt {
  /**
   * @returns `over`: it is done, failed, or not wanted any more, and the next one has its turn; `waits` like
   *   all others; `stuck`: the server answers, and nothing comes of this one
   * @throws what is no fault of file, line or server
   */
  send(upload: StoredUpload, signal: AbortSignal): Promise<'over' | 'waits' | 'stuck'>;
  /** Stops where what is sent is not to be sent any more. */
  keepTo(uploads: readonly StoredUpload[]): void;
}

export interface AttemptDependencies {
  readonly shelf: Pick<UploadShelf, 'change' | 'finish'>;
  readonly bytes: Pick<UploadBytes, 'of'>;
  readonly turn: Pick<UploadTurn, 'say'>;
  readonly tracks: Pick<TracksHereReader, 'read'>;
  readonly sender: UploadSender;
}

export function createAttempt(dependencies: AttemptDependencies): Attempt {
  const { shelf, turn, tracks } = dependencies;
  let running: { readonly id: string; readonly stop: AbortController } | null = null;
  return {
    async send(upload, signal) {
      const { id } = upload;
      const stop = new AbortController();
      const stopped = AbortSignal.any([signal, stop.signal]);
      /** What the server has of it, once it has answered. */
      const seen: { sent: number | null } = { sent: null };
      running = { id, stop };
      // A tab that ended amid its turn may have left a word about it.
      turn.say(null);
      // Asked before: the answer may come when the server has it.
      const isAhead = (await tracks.read()).unsent.has(upload.trackId);
      try {
        await bring(upload, dependencies, stopped, (step, bytes) => {
          if (step === 'sending') seen.sent = bytes;
          turn.say({ id, step, sent: step === 'reading' ? upload.sent : bytes });
        });
        await shelf.finish(id);
        return 'over';
      } catch (thrown) {
        const error = isAhead && isNotFound(thrown) ? new UploadWaits('unavailable') : thrown;
        const known = { sent: seen.sent ?? upload.sent };
        if (stopped.aborted) await shelf.change([id], known, [...waitingStates, 'paused']);
        else if (error instanceof UploadRefused) {
          const failed = { ...known, state: 'failed', why: error.why } as const;
          await shelf.change([id], failed, waitingStates);
        } else if (error instanceof UploadWaits) {
          await shelf.change([id], { ...known, state: error.until }, waitingStates);
          const isStuck =
            error.until === 'offline' && seen.sent !== null && known.sent <= upload.sent;
          return isStuck || error.until === 'unavailable' ? 'stuck' : 'waits';
        } else throw error;
        return 'over';
      } finally {
        running = null;
        turn.say(null);
      }
    },
    keepTo(uploads) {
      const isWanted = uploads.some(
        ({ id, state }) => id === running?.id && waitingStates.includes(state),
      );
      if (!isWanted) running?.stop.abort();
    },
  };
}

/** Of a track that the server has yet to hear of it says the same as of one that is gone. */
const isNotFound = (error: unknown): boolean =>
  error instanceof UploadRefused && error.why === 'not-found';

async function bring(
  upload: StoredUpload,
  { shelf, bytes, sender }: AttemptDependencies,
  signal: AbortSignal,
  say: (step: UploadStep, bytes: number) => void,
): Promise<void> {
  const { id, trackId, fileId, name, note, size } = upload;
  const file = await bytes.of(id);
  // A copy that was not whole is not what was chosen.
  if (file?.size !== size) throw new UploadRefused('unreadable');
  const sha256 = upload.sha256 ?? (await hashFile(file, signal, (read) => say('reading', read)));
  if (upload.sha256 === undefined) await shelf.change([id], { sha256 }, waitingStates);
  else await lookAt(file, Math.min(upload.sent, Math.max(0, size - 1)));
  const fields = { trackId, fileId, versionId: id, name, note, sha256 };
  await sender.send({ bytes: file, fields }, signal, (sent) => say('sending', sent));
  say('checking', size);
  await sender.whenThere(id, signal);
}
