/**
 * The shell is the app's files on the device: all of a build in one cache before its worker takes
 * over, so that the app opens without a network; those of the build before until then. Navigations
 * get the shell, by any path. Nothing else is ever answered from here, so no answer can make a dead
 * server look alive.
 */
export interface ShellFile {
  readonly url: string;
  /** Null where the name says which version it is. */
  readonly revision: string | null;
}

export interface Shell {
  /** Brings what is not here yet. Rejects where anything could not be had; what came stays. */
  fill(): Promise<void>;
  /** Drops what only other builds need. */
  tidy(): Promise<void>;
  /** @returns null for what is the browser's business */
  answer(request: Request): Promise<Response> | null;
}

export interface ShellDependencies {
  /** Everything of this build. */
  readonly files: readonly ShellFile[];
  /** The address of the worker. */
  readonly base: string;
  /** The page that is every page. */
  readonly page: string;
}

const cacheName = 'shell';
/** Paths with a file's ending are files: one that is missing is an error, not a page. */
const neverPages = [/^\/api(\/|$)/, /\.\w+$/];

export function createShell({ files, base, page }: ShellDependencies): Shell {
  /** Finds by an address where it lies in the cache. */
  const keys = new Map(
    files.map(({ url, revision }) => {
      const address = new URL(url, base).href;
      return [address, revision === null ? address : `${address}?revision=${revision}`];
    }),
  );
  const pageKey = keys.get(new URL(page, base).href);
  const { origin } = new URL(base);

  const bring = async (cache: Cache, address: string, key: string) => {
    // Past the browser's own cache where the name may have meant something else before.
    const response = await fetch(address, { cache: key === address ? 'default' : 'reload' });
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    await cache.put(key, response);
  };
  const fromCache = async (key: string, request: Request) =>
    (await caches.match(key, { cacheName, ignoreVary: true })) ?? (await fetch(request));

  return {
    async fill() {
      const cache = await caches.open(cacheName);
      const held = new Set((await cache.keys()).map(({ url }) => url));
      const missing = [...keys].filter(([, key]) => !held.has(key));
      await Promise.all(missing.map(([address, key]) => bring(cache, address, key)));
    },
    async tidy() {
      const cache = await caches.open(cacheName);
      const needed = new Set(keys.values());
      const spent = (await cache.keys()).filter(({ url }) => !needed.has(url));
      await Promise.all(spent.map((request) => cache.delete(request)));
    },
    answer(request) {
      const url = new URL(request.url);
      if (request.method !== 'GET' || url.origin !== origin) return null;
      url.hash = '';
      const isPage =
        request.mode === 'navigate' && !neverPages.some((path) => path.test(url.pathname));
      const key = keys.get(url.href) ?? (isPage ? pageKey : undefined);
      return key === undefined ? null : fromCache(key, request);
    },
  };
}
