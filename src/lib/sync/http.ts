/**
 * The one HTTP client of page and service worker. It names the account a request is for, so that a
 * sign-in as somebody else in another tab can never mix two people; it ends every request that comes no
 * further; and whatever comes of one is a Result. Which routes there are, and what their answers mean,
 * is known by the functions over it (api.ts, and the account's in platform).
 */
import type { Hindrance } from '#lib/ports/session.ts';
import { textOf } from '#shared/base/fields.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { ProblemCode } from '#shared/workspace/refusals.ts';
import { isOfServer } from '#shared/protocol/answered-by.ts';
import { minute, second } from '#shared/base/time.ts';
import { waitAsked } from '#shared/base/wait-asked.ts';

export type HttpFault =
  /** No answer, or one that broke off. */
  | { readonly kind: 'unreachable' }
  /** Something between here and the server has answered in its place. */
  | { readonly kind: 'foreign'; readonly status: number; readonly wantsSignIn: boolean }
  | Refusal;

type Foreign = Extract<HttpFault, { kind: 'foreign' }>;

/** Who was heard of a request: the server, nobody, or what keeps this device from it. */
export type Heard = 'server' | 'nobody' | Hindrance;

export interface Refusal {
  readonly kind: 'refused';
  readonly status: number;
  /** Of a problem document, or of better-auth; empty where there is none. */
  readonly code: string;
  /** What the answer held, as JSON; null where that cannot be read. */
  readonly body: unknown;
  /** When to ask again, where that was said; no longer than `waitMostMs`. */
  readonly retryAfterMs: number | null;
}

export interface Question<T> {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON, by POST unless `method` says otherwise. */
  readonly json?: unknown;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly method?: 'POST' | 'DELETE';
  /**
   * Reads content and headers of an answer that is good.
   * @returns null for an answer that was changed on its way
   */
  readonly read: (response: Response) => Promise<T | null>;
  /** How long it may come no further: until it begins to be answered, and from then between two parts. */
  readonly patienceMs?: number;
  /** How much later than that the server may begin to answer. */
  readonly heldMs?: number;
  /** Hears that the server begins to answer. */
  readonly onBegun?: () => void;
  /** It outlives the page. */
  readonly keepalive?: boolean;
  /** Takes the question back. */
  readonly signal?: AbortSignal;
}

export interface Http {
  ask<T>(question: Question<T>): Promise<Result<T, HttpFault>>;
}

export interface HttpDependencies {
  /** Whom requests are for; without one they are nobody's yet. */
  readonly account?: () => string;
  readonly fetch?: typeof globalThis.fetch;
  /** Ends all requests when their owner does. */
  readonly signal?: AbortSignal;
  /** Told after each request who has answered it. */
  readonly onHeard?: (heard: Heard) => void;
}

/** Longer than any answer of a healthy server over a bad mobile network. */
const usualPatienceMs = 10 * second;
/** Who asks for more may be a proxy that means somebody else; the next question finds out. */
const waitMostMs = 5 * minute;

export function createHttp({
  account,
  fetch = (...request) => globalThis.fetch(...request),
  signal,
  onHeard,
}: HttpDependencies = {}): Http {
  return {
    async ask(question) {
      const { path, query, read, patienceMs = usualPatienceMs, heldMs = 0 } = question;
      const patience = createPatience(patienceMs + heldMs);
      const named = account && { account: account() };
      const search = new URLSearchParams({ ...named, ...query }).toString();
      const ends = [patience.signal, signal, question.signal].filter((end) => end !== undefined);
      const init: RequestInit = {
        ...contentOf(question),
        // What is an account's is kept by nobody.
        ...(account && { cache: 'no-store' }),
        keepalive: question.keepalive ?? false,
        // The server never sends anybody elsewhere: who does wants a sign-in first.
        redirect: 'manual',
        signal: AbortSignal.any(ends),
      };
      try {
        const begun = await fetch(search === '' ? path : `${path}?${search}`, init).catch(
          (error: unknown) => {
            onHeard?.('nobody');
            throw error;
          },
        );
        if (!isOfServer(begun.headers)) {
          // Of any length, and of no use.
          patience.end();
          const fault = foreignOf(begun);
          onHeard?.(fault.wantsSignIn ? 'network-sign-in' : 'foreign');
          return err(fault);
        }
        patience.renew(patienceMs);
        question.onBegun?.();
        const content = await wholeOf(begun, () => patience.renew(patienceMs));
        if (!begun.ok) {
          const refusal = await refusalOf(begun.status, content);
          onHeard?.(hindrances[refusal.code] ?? 'server');
          return err(refusal);
        }
        onHeard?.('server');
        const answer = await read(content);
        return answer === null ? err(foreignOf(begun)) : ok(answer);
      } catch {
        return err({ kind: 'unreachable' });
      } finally {
        patience.stop();
      }
    },
  };
}

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;

/** Reads an answer in JSON. */
export const readJson =
  <T>(isAnswer: (body: unknown) => body is T) =>
  async (response: Response): Promise<T | null> => {
    const body = await bodyOf(response);
    return isAnswer(body) ? body : null;
  };

/** There is nothing in the answer but that it was done. */
export const done = () => Promise.resolve(true as const);

const bytesType = 'application/octet-stream';

export const readBytes = async (response: Response): Promise<Uint8Array | null> =>
  mediaTypeOf(response.headers) === bytesType ? new Uint8Array(await response.arrayBuffer()) : null;

/** Without its parameters, which anybody on the way may add. */
const mediaTypeOf = (headers: Headers): string =>
  (headers.get('content-type') ?? '').split(';', 1).join('').trim().toLowerCase();

const bodyOf = (response: Response): Promise<unknown> => response.json().catch(() => null);

function contentOf({ json, bytes, method = 'POST' }: Question<unknown>): RequestInit {
  if (bytes) return { method, headers: { 'content-type': bytesType }, body: bytes };
  if (json === undefined) return { method: 'GET' };
  const headers = { 'content-type': 'application/json' };
  return { method, headers, body: JSON.stringify(json) };
}

/** What the server says of all that this device may ask. */
const hindrances: Readonly<Record<string, Hindrance>> = {
  forbidden: 'other-address',
  'account-gone': 'account-gone',
} satisfies Partial<Record<ProblemCode, Hindrance>>;

/** What a network answers that lets nobody through before they sign in to it. */
const signInStatuses: ReadonlySet<number> = new Set([401, 407, 511]);

const foreignOf = ({ status, type }: Response): Foreign => ({
  kind: 'foreign',
  status,
  wantsSignIn: type === 'opaqueredirect' || signInStatuses.has(status),
});

async function refusalOf(status: number, content: Response): Promise<Refusal> {
  const body = await bodyOf(content);
  const bounds = { now: Date.now(), mostMs: waitMostMs };
  const retryAfterMs = waitAsked(content.headers.get('retry-after'), bounds);
  return { kind: 'refused', status, code: textOf(body, 'code'), body, retryAfterMs };
}

/** Ends once it was not renewed for so long. */
export function createPatience(ms: number) {
  const end = new AbortController();
  const begin = (waitMs: number) => setTimeout(() => end.abort(), waitMs);
  let timer = begin(ms);
  return {
    signal: end.signal,
    renew(waitMs: number) {
      clearTimeout(timer);
      timer = begin(waitMs);
    },
    stop: () => clearTimeout(timer),
    end: () => end.abort(),
  };
}

/**
 * The content of an answer, once all of it is here; tells of each part that comes in. It is always read to
 * its end, also where nobody wants what it holds, as a browser breaks off what is left lying. Of the status
 * it says nothing: Chromium gives a body to an answer of 204, with which none can be made anew.
 */
export async function wholeOf({ body, headers }: Response, onPart: () => void): Promise<Response> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    onPart();
    parts.push(part.value);
  }
  return new Response(new Blob(parts), { headers });
}
