/** The sounds that one account keeps on this device, in Cache Storage; see kept-parts.ts for how they lie. */
import { soundRoute } from '#shared/protocol/routes.ts';
import { heldIn, keptCacheName, partKey, wholeKey, type HeldSound } from './kept-parts.ts';

export interface KeptCache {
  /** What lies here, by version. */
  held(): Promise<Map<string, HeldSound>>;
  /** As the server said it of what lies here; empty where nothing does, or nothing was said. */
  etagOf(versionId: string): Promise<string>;
  /** @throws QuotaExceededError where there is no room */
  putPart(
    of: { readonly versionId: string; readonly part: number; readonly size: number },
    said: { readonly bytes: Blob; readonly headers: Headers },
  ): Promise<void>;
  /** From now on players get it from here. Only for one of which all parts are here. */
  markWhole(versionId: string, size: number): Promise<void>;
  unmark(versionId: string): Promise<void>;
  drop(versionId: string): Promise<void>;
}

/** What is said of one part, or is no business of who reads the copy. */
const ofOneAnswer = ['content-length', 'content-range', 'vary'] as const;

/**
 * For one piece of work: once a sign-out has deleted the cache, what is put into it by whoever opened it
 * before is gone too.
 */
export async function openKeptCache(userId: string): Promise<KeptCache> {
  const cache = await caches.open(keptCacheName(userId));
  const anyOf = (versionId: string) =>
    cache.match(soundRoute(versionId), { ignoreSearch: true, ignoreVary: true });
  return {
    held: async () => heldIn((await cache.keys()).map(({ url }) => url)),

    etagOf: async (versionId) => (await anyOf(versionId))?.headers.get('etag') ?? '',

    async putPart({ versionId, part, size }, { bytes, headers: said }) {
      const headers = new Headers(said);
      for (const name of ofOneAnswer) headers.delete(name);
      const key = partKey(soundRoute(versionId), part, size);
      await cache.put(key, new Response(bytes, { headers }));
    },

    async markWhole(versionId, size) {
      const said = (await anyOf(versionId))?.headers;
      const mark = new Response(String(size), said ? { headers: said } : {});
      await cache.put(wholeKey(soundRoute(versionId)), mark);
    },

    async unmark(versionId) {
      await cache.delete(wholeKey(soundRoute(versionId)));
    },

    async drop(versionId) {
      await cache.delete(soundRoute(versionId), { ignoreSearch: true, ignoreVary: true });
    },
  };
}

/** Of the outlines of sounds that were looked at. */
export const waveformsCacheName = (userId: string): string => `waveforms-${userId}`;

/** All of an account's, at once. Pages that are not served safely have no caches. */
export async function dropKeptCache(userId: string): Promise<void> {
  if (!('caches' in globalThis)) return;
  await Promise.all(
    [keptCacheName(userId), waveformsCacheName(userId)].map((name) => caches.delete(name)),
  );
}
