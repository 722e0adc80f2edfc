/**
 * The HTTP interface as functions. Every request names the account it is for, so that a sign-in as
 * somebody else in another tab can never mix two people; every request ends by a time-out.
 */
import { textOf } from '#shared/base/fields.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import { second } from '#shared/base/time.ts';
import type { ProblemCode } from '#shared/workspace/refusals.ts';
import { changesPerPage } from '#shared/workspace/limits.ts';
import type { ChangesAnswer, CommandAnswer, SentCommand } from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { LoopResult } from '#shared/base/loop.ts';

export type ApiFault =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'wrong-account' }
  | { readonly kind: 'conflict'; readonly last: number }
  | { readonly kind: 'other-generation' }
  /** The server's fault or its wish for patience; `retryAfterMs` where it said so. */
  | { readonly kind: 'server'; readonly retryAfterMs: number | null }
  /** It failed on exactly this request, or cannot take it: repeating it may fail for ever. */
  | { readonly kind: 'failed' }
  /** Not an answer of our server, or one for a newer app. */
  | { readonly kind: 'rejected'; readonly code: string };

export interface Api {
  changes(question: {
    readonly after: number;
    readonly epoch: string | null;
    /** Answers when there is news, or after so many seconds. */
    readonly waitSeconds?: number;
    /** Which device asks. */
    readonly device?: string;
    /** Takes the question back. */
    readonly signal?: AbortSignal;
  }): Promise<Result<ChangesAnswer, ApiFault>>;
  commands(commands: readonly SentCommand[]): Promise<Result<CommandAnswer, ApiFault>>;
  /** The conversation of the socket in one request: see marks-poll.ts. */
  marks(
    body: Uint8Array<ArrayBuffer>,
    generation: string | null,
  ): Promise<Result<Uint8Array, ApiFault>>;
  /** The key that pushes are signed with, as the browser asks for it. */
  pushKey(): Promise<Result<string, ApiFault>>;
  /** Pushes for this device go there from now on. */
  subscribe(asked: {
    readonly device: string;
    readonly subscription: PushSubscriptionJSON;
    /** The browser had it before: rejected as `not-found` where the server has let go of it. */
    readonly isRepeated: boolean;
    readonly timeZone: string;
  }): Promise<Result<true, ApiFault>>;
  unsubscribe(endpoint: string): Promise<Result<true, ApiFault>>;
  /** Asks for a push to this device. */
  testPush(device: string): Promise<Result<true, ApiFault>>;
}

/** Longer than any answer of a healthy server over a bad mobile network. */
const patienceMs = 10 * second;

export interface ApiDependencies {
  readonly userId: string;
  readonly fetch: typeof globalThis.fetch;
  /** Ends all requests when their owner does. */
  readonly signal: AbortSignal;
}

export function createApi({ userId, fetch, signal }: ApiDependencies): Api {
  async function request<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    read: (response: Response) => Promise<T | null>,
    {
      timeoutMs = patienceMs,
      signal: takenBack,
      ...init
    }: RequestInit & { readonly timeoutMs?: number } = {},
  ): Promise<Result<T, ApiFault>> {
    try {
      const response = await fetch(
        `${path}?${new URLSearchParams({ account: userId, ...query })}`,
        {
          ...init,
          cache: 'no-store',
          signal: AbortSignal.any([
            signal,
            AbortSignal.timeout(timeoutMs),
            ...(takenBack ? [takenBack] : []),
          ]),
        },
      );
      if (!response.ok) return err(faultOf(response, await response.json().catch(() => null)));
      const answer = await read(response);
      // Not our server: a hotel's sign-in page, say.
      return answer === null ? err({ kind: 'unreachable' }) : ok(answer);
    } catch {
      return err({ kind: 'unreachable' });
    }
  }

  return {
    changes: ({ after, epoch, waitSeconds = 0, device, signal: takenBack }) =>
      request(
        routes.changes,
        {
          after: String(after),
          limit: String(changesPerPage),
          ...(epoch !== null && { epoch }),
          ...(waitSeconds > 0 && { wait: String(waitSeconds) }),
          ...(device !== undefined && { device }),
        },
        json(isChangesAnswer),
        {
          timeoutMs: patienceMs + waitSeconds * second,
          ...(takenBack && { signal: takenBack }),
        },
      ),
    commands: (commands) =>
      request(routes.commands, {}, json(isCommandAnswer), sending('POST', { commands })),
    marks: (body, generation) =>
      request(routes.marks, generation === null ? {} : { generation }, readBytes, {
        method: 'POST',
        headers: { 'content-type': bytesType },
        body,
      }),
    pushKey: () => request(routes.pushKey, {}, readPushKey),
    subscribe: (asked) => request(routes.pushSubscriptions, {}, done, sending('POST', asked)),
    unsubscribe: (endpoint) =>
      request(routes.pushSubscriptions, {}, done, sending('DELETE', { endpoint })),
    testPush: (device) => request(routes.pushTest, {}, done, sending('POST', { device })),
  };
}

const sending = (method: 'POST' | 'DELETE', body: unknown) => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** There is nothing in the answer but that it was done. */
const done = () => Promise.resolve(true as const);

async function readPushKey(response: Response): Promise<string | null> {
  return textOf(await response.json().catch(() => null), 'publicKey') || null;
}

const bytesType = 'application/octet-stream';

const readBytes = async (response: Response): Promise<Uint8Array | null> =>
  response.headers.get('content-type') === bytesType
    ? new Uint8Array(await response.arrayBuffer())
    : null;

const json =
  <T>(isAnswer: (body: unknown) => body is T) =>
  async (response: Response): Promise<T | null> => {
    const body: unknown = await response.json().catch(() => null);
    return isAnswer(body) ? body : null;
  };

/** Tells our server's answers from a stranger's; what is inside of ours is as its types say. */
const isChangesAnswer = (body: unknown): body is ChangesAnswer =>
  isObject(body) && 'epoch' in body && 'changes' in body && Array.isArray(body.changes);

const isCommandAnswer = (body: unknown): body is CommandAnswer =>
  isObject(body) && 'outcomes' in body && Array.isArray(body.outcomes);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const failures: ReadonlySet<string> = new Set<ProblemCode>([
  'internal',
  'bad-request',
  'too-large',
]);

function faultOf({ status, headers }: Response, body: unknown): ApiFault {
  const problem = isObject(body) ? body : {};
  const code = 'code' in problem && typeof problem.code === 'string' ? problem.code : '';
  if (status === 401) return { kind: 'unauthenticated' };
  if (code === 'wrong-account') return { kind: 'wrong-account' };
  if (code === 'conflict' && 'last' in problem && typeof problem.last === 'number') {
    return { kind: 'conflict', last: problem.last };
  }
  if (code === 'other-generation') return { kind: 'other-generation' };
  if (failures.has(code)) return { kind: 'failed' };
  if (status >= 500 || status === 429) {
    const seconds = Number(headers.get('retry-after') ?? Number.NaN);
    return { kind: 'server', retryAfterMs: Number.isFinite(seconds) ? seconds * second : null };
  }
  return { kind: 'rejected', code: code || String(status) };
}

/** When to ask again. */
export function resultOf(fault: ApiFault): LoopResult {
  switch (fault.kind) {
    case 'wrong-account':
    case 'unauthenticated':
      return 'rest';
    case 'server':
      return { retry: fault.retryAfterMs ?? 0 };
    case 'unreachable':
    case 'conflict':
    case 'other-generation':
    case 'failed':
    case 'rejected':
      return { retry: 0 };
  }
}
