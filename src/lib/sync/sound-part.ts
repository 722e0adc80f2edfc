/**
 * Asks the server for one part of a sound. A line that moves nothing for a while is cut; how long a part
 * takes as long as something of it comes is nobody's business.
 */
import type { ByteRange } from '#shared/base/byte-range.ts';
import { second } from '#shared/base/time.ts';
import { isOfServer } from '#shared/protocol/answered-by.ts';
import { soundRoute } from '#shared/protocol/routes.ts';
import { createPatience, wholeOf } from './http.ts';

export interface PartQuestion {
  readonly ask: typeof fetch;
  /**
   * Whom it is for: the server refuses it where the browser belongs to somebody else by now. Null where what
   * is kept on this device may answer, too.
   */
  readonly userId: string | null;
  readonly versionId: string;
  readonly signal: AbortSignal;
}

export type PartAnswer =
  | {
      readonly kind: 'part';
      /** As many as were asked for and are there. */
      readonly bytes: Blob;
      readonly headers: Headers;
      /** Of the whole sound, in bytes. */
      readonly size: number;
    }
  /** It is not there, or not for this person. */
  | { readonly kind: 'gone' }
  /** Other bytes than those it was begun with. */
  | { readonly kind: 'changed' }
  /** Somebody has to sign in first. */
  | { readonly kind: 'sign-in' }
  /** No answer, none of our server, or one that was cut. */
  | { readonly kind: 'failed' };

const silenceMs = 20 * second;
const failed = { kind: 'failed' } as const;

/** @param etag of what is here of it already; empty where nothing is */
export async function askForPart(
  question: PartQuestion,
  { start, end }: ByteRange,
  etag: string,
): Promise<PartAnswer> {
  const asked = { range: `bytes=${start}-${end}`, ...(etag !== '' && { 'if-range': etag }) };
  return await whileHeard(question, { headers: asked }, async (answer, onHeard) => {
    if (answer.status !== 206) {
      const said = answer.headers.get('etag');
      return { kind: answer.ok && etag !== '' && said !== etag ? 'changed' : 'failed' };
    }
    const { headers } = answer;
    const [, from, to, of] = ranged.exec(headers.get('content-range') ?? '') ?? [];
    const [last, size] = [Number(to), Number(of)];
    const isAsked = Number(from) === start && last === Math.min(end, size - 1);
    if (!isAsked) return failed;
    const bytes = await (await wholeOf(answer, onHeard)).blob();
    return bytes.size === last - start + 1 ? { kind: 'part', bytes, headers, size } : failed;
  });
}

/** `failed`: nobody who knows has answered. */
export async function findSound(
  question: PartQuestion,
): Promise<'there' | 'gone' | 'sign-in' | 'failed'> {
  const { kind } = await whileHeard(question, { method: 'HEAD' }, ({ ok, headers }) => {
    const isThere = ok && headers.get('accept-ranges') === 'bytes';
    return Promise.resolve({ kind: isThere ? 'there' : 'failed' } as const);
  });
  return kind;
}

const ranged = /^bytes (\d+)-(\d+)\/(\d+)$/u;

/** @param read of an answer that says neither that it is gone nor that somebody has to sign in */
async function whileHeard<T extends { readonly kind: string }>(
  { ask, userId, versionId, signal }: PartQuestion,
  init: RequestInit,
  read: (answer: Response, onHeard: () => void) => Promise<T>,
): Promise<T | Extract<PartAnswer, { kind: 'gone' | 'sign-in' | 'failed' }>> {
  const patience = createPatience(silenceMs);
  const over = new AbortController();
  try {
    const account = userId === null ? '' : `?account=${encodeURIComponent(userId)}`;
    const answer = await ask(`${soundRoute(versionId)}${account}`, {
      ...init,
      cache: 'no-store',
      signal: AbortSignal.any([signal, patience.signal, over.signal]),
    });
    // A hotel's network says "not there" of anything.
    if (!isOfServer(answer.headers)) return failed;
    if (answer.status === 404) return { kind: 'gone' };
    if (answer.status === 401 || answer.status === 409) return { kind: 'sign-in' };
    return await read(answer, () => patience.renew(silenceMs));
  } catch {
    return failed;
  } finally {
    patience.stop();
    // What nobody reads to its end, as all of a file in answer to a question for a part, is broken off.
    over.abort();
  }
}
