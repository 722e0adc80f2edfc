/**
 * Whether the server answers at all, whoever asks. Each loop and the socket wait longer and longer
 * between their tries; the first of them that gets through again spares the others the rest of theirs.
 *
 * @param onBack an answer came after at least one question had none
 * @returns the same fetch, watched
 */
export function watchReach(
  fetch: typeof globalThis.fetch,
  onBack: () => void,
): typeof globalThis.fetch {
  let isLost = false;
  return async (...request) => {
    try {
      const response = await fetch(...request);
      if (isLost) {
        isLost = false;
        onBack();
      }
      return response;
    } catch (error) {
      isLost = true;
      throw error;
    }
  };
}
