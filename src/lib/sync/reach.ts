/**
 * Whether the server answers at all, whoever asks. Each loop and the socket wait longer and longer
 * between their tries; the first of them that gets through again spares the others the rest of theirs.
 */
import { second, type Clock } from '#shared/base/time.ts';

/** Where only one way fails, and fails again as soon as it is told, the others must not tell it at once. */
const silenceLeastMs = 2 * second;

/**
 * @param onBack an answer came after some time without any
 * @returns the same fetch, watched
 */
export function watchReach(
  fetch: typeof globalThis.fetch,
  clock: Pick<Clock, 'now'>,
  onBack: () => void,
): typeof globalThis.fetch {
  let lostAt: number | null = null;
  return async (...request) => {
    try {
      const response = await fetch(...request);
      const isBack = lostAt !== null && clock.now() - lostAt >= silenceLeastMs;
      lostAt = null;
      if (isBack) onBack();
      return response;
    } catch (error) {
      lostAt ??= clock.now();
      throw error;
    }
  };
}
