/**
 * The shell is the app's files on the device: all of a build in one cache before its worker takes
 * over, so that the app opens without a network; those of the build before until then. Navigations
 * get the shell, by any path. A file is kept, and answered with, only if it is what the build says:
 * what a network answers in its place never becomes part of the program. Nothing else is ever answered
 * from here, so no answer can make a dead server look alive.
 */
import { second } from '#shared/base/time.ts';
import { shellCache } from '#lib/storage/shell-cache.ts';
import { createPatience } from '#lib/sync/http.ts';

export interface ShellFile {
  readonly url: string;
  readonly bytes: number;
  /** Of SHA-256, in base64url, its first 16 characters. */
  readonly digest: string;
}

export interface Shell {
  /**
   * Brings what is not here yet, or is not what it should be. Rejects where anything could not be had; what
   * came stays.
   */
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

interface Part {
  readonly address: string;
  /** Where it lies in the cache. */
  readonly key: string;
  readonly file: ShellFile;
}

const cacheName = shellCache;
/** Paths with a file's ending are files: one that is missing is an error, not a page. */
const neverPages = [/^\/api(\/|$)/, /\.\w+$/];
const silenceMs = 20 * second;

export function createShell({ files, base, page }: ShellDependencies): Shell {
  const parts = files.map((file): Part => {
    const address = new URL(file.url, base).href;
    return { address, key: `${address}?is=${file.digest}`, file };
  });
  const byAddress = new Map(parts.map((part) => [part.address, part]));
  const thePage = byAddress.get(new URL(page, base).href);
  const { origin } = new URL(base);

  const fromCache = async (part: Part, request: Request): Promise<Response> => {
    const held = await caches.match(part.key, { cacheName, ignoreVary: true });
    if (held) return held;
    // The browser has dropped it.
    const cache = await caches.open(cacheName);
    return await bring(cache, part).catch((error: unknown) => {
      // Somebody who opens a page may see what the network has to say.
      if (request.mode === 'navigate') return fetch(request);
      throw error;
    });
  };

  return {
    async fill() {
      const cache = await caches.open(cacheName);
      const brought = await Promise.allSettled(
        parts.map(async (part) => {
          const held = await cache.match(part.key, { ignoreVary: true });
          if (!held || !(await contentOf(held, part.file))) await bring(cache, part);
        }),
      );
      const failed = brought.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
    async tidy() {
      const cache = await caches.open(cacheName);
      const needed = new Set(parts.map(({ key }) => key));
      const spent = (await cache.keys()).filter(({ url }) => !needed.has(url));
      await Promise.all(spent.map((request) => cache.delete(request)));
    },
    answer(request) {
      const url = new URL(request.url);
      if (request.method !== 'GET' || url.origin !== origin) return null;
      url.hash = '';
      const isPage =
        request.mode === 'navigate' && !neverPages.some((path) => path.test(url.pathname));
      const part = byAddress.get(url.href) ?? (isPage ? thePage : undefined);
      return part === undefined ? null : fromCache(part, request);
    },
  };
}

/** @throws where it cannot be had as it should be */
async function bring(cache: Cache, { address, key, file }: Part): Promise<Response> {
  // The browser's own cache may hold what a network once answered.
  for (const mode of ['default', 'reload'] as const) {
    const answer = await ask(address, mode, file);
    if (!answer) continue;
    await cache.put(key, answer.clone());
    return answer;
  }
  throw new Error(`${address} is not what the build says`);
}

/** @returns it made anew: one that came by way of another address is no answer to a navigation */
async function ask(
  address: string,
  cache: RequestCache,
  file: ShellFile,
): Promise<Response | null> {
  const patience = createPatience(silenceMs);
  try {
    const response = await fetch(address, { cache, signal: patience.signal });
    const content = await contentOf(response, file, () => patience.renew(silenceMs));
    if (!content) return null;
    const headers = new Headers(response.headers);
    // Of the bytes on the way.
    for (const name of ['content-encoding', 'content-length']) headers.delete(name);
    return new Response(content, { headers });
  } finally {
    patience.end();
    patience.stop();
  }
}

/** @returns the content of an answer; null where it is not that of the file, of which no more is read */
async function contentOf(
  { ok, body }: Response,
  { bytes, digest }: ShellFile,
  onPart?: () => void,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!ok || !body) return null;
  const content = new Uint8Array(bytes);
  let length = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    onPart?.();
    if (length + part.value.length > bytes) {
      await reader.cancel();
      return null;
    }
    content.set(part.value, length);
    length += part.value.length;
  }
  return length === bytes && (await digestOf(content)).startsWith(digest) ? content : null;
}

async function digestOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  const base64 = btoa(String.fromCharCode(...digest));
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}
