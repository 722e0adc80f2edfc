/** The requests that are under way, by session: each hears when its session ends. */

export interface UnderWay {
  begin(sessionId: string): { readonly ended: AbortSignal; readonly finish: () => void };
}

export function createUnderWay(
  onSignedOut: (listener: (sessionId: string) => void) => unknown,
): UnderWay {
  const bySession = new Map<string, Set<AbortController>>();
  onSignedOut((sessionId) => {
    for (const request of bySession.get(sessionId) ?? []) request.abort();
  });
  return {
    begin(sessionId) {
      const request = new AbortController();
      const requests = bySession.get(sessionId) ?? new Set();
      bySession.set(sessionId, requests.add(request));
      return {
        ended: request.signal,
        finish() {
          requests.delete(request);
          if (requests.size === 0) bySession.delete(sessionId);
        },
      };
    },
  };
}
