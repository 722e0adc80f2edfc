/**
 * How far an upload is, and whether its line is slow or dead. A browser counts as sent what it has handed
 * to the system, which on a slow line is minutes ahead; so the server is asked what has come.
 */
import { second } from '#shared/base/time.ts';

export interface SilenceWatch {
  /** Something moved here. */
  moved(): void;
  end(): void;
}

export interface SilenceWatchDependencies {
  /** Asks how many bytes have come; may fail. */
  readonly received: (signal: AbortSignal) => Promise<number>;
  /** Told what has come, whenever that is more. */
  readonly onReceived: (bytes: number) => void;
  /** Called once, when neither here nor there anything has moved for the time of `silenceMs`. */
  readonly onSilent: () => void;
}

export const silenceMs = 30 * second;
export const askEveryMs = 2 * second;

export function watchSilence(dependencies: SilenceWatchDependencies): SilenceWatch {
  const { received, onReceived, onSilent } = dependencies;
  const over = new AbortController();
  let movedAt = performance.now();
  let known: number | null = null;
  let isAsking = false;

  const ask = async () => {
    isAsking = true;
    const bytes = await received(over.signal).catch(() => null);
    isAsking = false;
    if (bytes === null || over.signal.aborted) return;
    if (known !== null && bytes > known) movedAt = performance.now();
    if (bytes > (known ?? 0)) onReceived(bytes);
    known = bytes;
  };
  const look = setInterval(() => {
    if (performance.now() - movedAt >= silenceMs) {
      end();
      onSilent();
    } else if (!isAsking) void ask();
  }, askEveryMs);
  const end = () => {
    clearInterval(look);
    over.abort();
  };
  return {
    moved() {
      movedAt = performance.now();
    },
    end,
  };
}
