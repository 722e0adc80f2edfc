/**
 * One tab at a time sends: whose turn it is holds a lock. A tab that was frozen may keep it, so a visible
 * one that waits and sees nothing move for a while takes it by force; that costs nothing, as an upload
 * goes on from what has come. Who loses the turn stops before anything else.
 */
import { second } from '#shared/base/time.ts';

export interface UploadTurns {
  /**
   * Waits for the turn and has it until the work ends.
   * @param work ends soon after its signal has
   * @returns null where the turn was lost or never came, as this is over
   */
  take<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
  /** Something moves, in whichever tab. */
  moved(): void;
  dispose(): void;
}

export interface UploadTurnsDependencies {
  readonly userId: string;
  readonly locks: Pick<LockManager, 'request'>;
  readonly isVisible: () => boolean;
  /** Without a move. */
  readonly silenceMs?: number;
}

/** A hidden tab may speak once a minute only. */
const longSilenceMs = 90 * second;

export function createUploadTurns({
  userId,
  locks,
  isVisible,
  silenceMs = longSilenceMs,
}: UploadTurnsDependencies): UploadTurns {
  const over = new AbortController();
  let movedAt = performance.now();
  /** Of whoever waits. */
  let waiting: AbortController | null = null;
  const watch = setInterval(() => {
    if (waiting && isVisible() && performance.now() - movedAt > silenceMs) waiting.abort();
  }, silenceMs / 10);

  const takeOnce = async <T>(
    work: (signal: AbortSignal) => Promise<T>,
    byForce: boolean,
  ): Promise<T | null> => {
    const patience = new AbortController();
    const lost = new AbortController();
    let working: Promise<T> | undefined;
    movedAt = performance.now();
    waiting = patience;
    // A request that takes by force does not wait, so it cannot be called off.
    const options = byForce
      ? { steal: true }
      : { signal: AbortSignal.any([patience.signal, over.signal]) };
    try {
      return await locks.request(`uploads-${userId}`, options, () => {
        waiting = null;
        return (working = work(AbortSignal.any([lost.signal, over.signal])));
      });
    } catch (error) {
      lost.abort();
      if (working) await working.catch(() => undefined);
      else if (patience.signal.aborted && !over.signal.aborted) return await takeOnce(work, true);
      if (!isAbort(error)) throw error;
      return null;
    } finally {
      waiting = null;
    }
  };

  return {
    take: (work) => takeOnce(work, false),
    moved() {
      movedAt = performance.now();
    },
    dispose() {
      over.abort();
      clearInterval(watch);
    },
  };
}

const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';
