/**
 * A sound that is kept as a whole is answered from the device as the server would answer: all of it or a
 * range, as a stream of its parts, so that the size of a sound is no matter. Everything else is asked of
 * the server.
 */
import {
  partKey,
  slicesOf,
  wholeKey,
  keptCacheName,
  lengthOfPart,
} from '#lib/storage/kept-parts.ts';
import { readOwner } from '#lib/storage/owner-store.ts';
import { parseRange, type ByteRange } from '#shared/base/byte-range.ts';
import { second } from '#shared/base/time.ts';
import { within } from '#shared/base/within.ts';
import { answeredBy } from '#shared/protocol/answered-by.ts';
import { soundRoute } from '#shared/protocol/routes.ts';

/** Finding a copy takes some milliseconds; a browser that cannot say is not waited for. */
const lookMs = 2 * second;
const route = new RegExp(`^${soundRoute('[^/]+')}$`, 'u');

/** @returns null for what asks for no sound */
export function answerSound(request: Request, origin: string): Promise<Response> | null {
  const url = new URL(request.url);
  const isSound = url.origin === origin && url.search === '' && route.test(url.pathname);
  if (!isSound || !['GET', 'HEAD'].includes(request.method)) return null;
  const looking = fromCopy(url.pathname, request).catch(() => null);
  return within(lookMs, looking).then((answer) => answer ?? fetch(request));
}

/** @returns null where no whole copy is here */
async function fromCopy(sound: string, { method, headers }: Request): Promise<Response | null> {
  const owner = await readOwner();
  if (owner?.state !== 'here') return null;
  const cacheName = keptCacheName(owner.userId);
  const mark = await caches.match(wholeKey(sound), { cacheName });
  if (!mark) return null;
  const cache = await caches.open(cacheName);
  const size = Number(await mark.text());
  const said = new Headers(mark.headers);
  // Copies of an earlier build were kept without it.
  said.set(answeredBy.header, answeredBy.server);
  const condition = headers.get('if-range');
  const isSame = condition === null || condition === said.get('etag');
  const asked = isSame && method === 'GET' ? parseRange(headers.get('range'), size) : null;
  if (asked === 'none') {
    said.set('content-range', `bytes */${size}`);
    return new Response(null, { status: 416, headers: said });
  }
  const range = asked ?? { start: 0, end: size - 1 };
  said.set('content-length', String(range.end - range.start + 1));
  if (asked) said.set('content-range', `bytes ${range.start}-${range.end}/${size}`);
  const body = method === 'GET' ? streamOf(cache, sound, size, range) : null;
  return new Response(body, { status: asked ? 206 : 200, headers: said });
}

/** One part at a time, when it is asked for. */
function streamOf(cache: Cache, sound: string, size: number, range: ByteRange): ReadableStream {
  const slices = slicesOf(range);
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const { value } = slices.next();
    if (!value) return controller.close();
    const { part, from, to } = value;
    const bytes = await (await cache.match(partKey(sound, part, size)))?.blob();
    if (bytes?.size !== lengthOfPart(part, size)) {
      // The next question goes to the server, and who keeps it sees that it is gone.
      await cache.delete(wholeKey(sound));
      throw new Error(`Part ${part} is not here.`);
    }
    controller.enqueue(new Uint8Array(await bytes.slice(from, to).arrayBuffer()));
  };
  return new ReadableStream({ pull }, { highWaterMark: 0 });
}
