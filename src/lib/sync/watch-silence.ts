/**
 * Tells a slow line from a dead one. A browser counts as sent what it has handed to the system, which on a
 * slow line is minutes ahead; so where nothing moves here, the server is asked what has come.
 */
import { second } from '#shared/base/time.ts';

export interface SilenceWatch {
  moved(): void;
  end(): void;
}

export interface SilenceWatchDependencies {
  /** Asks how many bytes have come; may fail. */
  readonly received: (signal: AbortSignal) => Promise<number>;
  /** Called once, when neither here nor there anything has moved for the time of `silenceMs`. */
  readonly onSilent: () => void;
}

export const silenceMs = 30 * second;
const lookEveryMs = 5 * second;
/** Twice within the silence, to see a difference. */
const askAfterMs = 10 * second;

export function watchSilence({ received, onSilent }: SilenceWatchDependencies): SilenceWatch {
  const over = new AbortController();
  let movedAt = Date.now();
  let known: number | null = null;
  let isAsking = false;

  const ask = async () => {
    isAsking = true;
    const bytes = await received(over.signal).catch(() => null);
    isAsking = false;
    if (bytes === null) return;
    if (known !== null && bytes > known) movedAt = Date.now();
    known = bytes;
  };
  const look = setInterval(() => {
    const quietMs = Date.now() - movedAt;
    if (quietMs >= silenceMs) {
      end();
      onSilent();
    } else if (quietMs >= askAfterMs && !isAsking) void ask();
  }, lookEveryMs);
  const end = () => {
    clearInterval(look);
    over.abort();
  };
  return {
    moved() {
      movedAt = Date.now();
    },
    end,
  };
}
