/**
 * Which upload has its turn in this tab: those that wait, in the order of choosing, one after the other.
 * A line that is cut is waited out by all of them; a file that comes to nothing while the server answers
 * lets the others go first.
 */
import { waitingStates, type StoredUpload } from '#lib/storage/uploads-database.ts';
import { createLoop, type LoopResult } from '#shared/base/loop.ts';
import { second } from '#shared/base/time.ts';
import type { Attempt } from './attempt-upload.ts';
import type { UploadTurns } from './upload-turns.ts';

export interface UploadQueue {
  /** What there is has changed, here or in another tab. */
  see(uploads: readonly StoredUpload[]): void;
  /** It may work now. */
  poke(): void;
  /** Somebody wants these to be tried as if nothing had been. */
  forgive(ids: readonly string[]): void;
  dispose(): Promise<void>;
}

export interface UploadQueueDependencies {
  /** Of this page. */
  readonly page: string;
  /** As they are now, in whichever tab they were changed last. */
  readonly read: () => Promise<readonly StoredUpload[]>;
  readonly attempt: Pick<Attempt, 'send'>;
  readonly turns: Pick<UploadTurns, 'take'>;
  readonly random: () => number;
  readonly report: (error: unknown) => void;
}

const backoff = { baseMs: second, capMs: 20 * second } as const;
/** In a row. */
const faultsMost = 3;

export function createUploadQueue(dependencies: UploadQueueDependencies): UploadQueue {
  const { page: here, read, attempt, turns, random, report } = dependencies;
  const faults = new Map<string, number>();
  const now = {
    /** Nothing runs, and no wait is over by itself. */
    isIdle: true,
    /** Something to send was seen while it ran, maybe too late for it. */
    hasNews: false,
  };

  const next = (uploads: readonly StoredUpload[]): StoredUpload | undefined => {
    const mine = uploads.filter(
      ({ state, page }) => waitingStates.includes(state) && (page === null || page === here),
    );
    return mine.find(({ id }) => (faults.get(id) ?? 0) < faultsMost) ?? mine[0];
  };
  const sendAll = async (signal: AbortSignal): Promise<LoopResult> => {
    now.hasNews = false;
    for (;;) {
      const upload = next(await read());
      if (!upload || signal.aborted) return 'done';
      faults.set(upload.id, (faults.get(upload.id) ?? 0) + 1);
      const ended = await attempt.send(upload, signal);
      if (ended !== 'stuck') faults.delete(upload.id);
      if (ended !== 'over') return { retry: 0 };
    }
  };
  const loop = createLoop({
    backoff,
    random,
    report,
    async work() {
      const result = await turns.take(sendAll);
      // Where the turn was lost, somebody else has it.
      if (result === null || (result === 'done' && now.hasNews)) return { again: 0 };
      now.isIdle = result === 'done';
      return result;
    },
  });
  const poke = () => {
    now.isIdle = false;
    loop.poke();
  };

  return {
    see(uploads) {
      if (!next(uploads)) return;
      if (now.isIdle) poke();
      else now.hasNews = true;
    },
    poke,
    forgive(ids) {
      for (const id of ids) faults.delete(id);
    },
    dispose: () => loop.dispose(),
  };
}
