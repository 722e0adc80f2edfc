/** The server's routes for feed and workspace as functions, and what their faults mean to the loops. */
import { fieldOf, textOf } from '#shared/base/fields.ts';
import { err, type Result } from '#shared/base/result.ts';
import { second } from '#shared/base/time.ts';
import type { ProblemCode } from '#shared/workspace/refusals.ts';
import { changesPerPage } from '#shared/workspace/limits.ts';
import type { ChangesAnswer, CommandAnswer, SentCommand } from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { LoopResult } from '#shared/base/loop.ts';
import type { Pace } from './pace.ts';
import {
  createHttp,
  done,
  isObject,
  readBytes,
  readJson,
  type HttpDependencies,
  type HttpFault,
  type Question,
} from './http.ts';

export type ApiFault =
  | Exclude<HttpFault, { kind: 'refused' }>
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'wrong-account' }
  | { readonly kind: 'conflict'; readonly last: number; readonly ids: readonly string[] }
  | { readonly kind: 'other-generation' }
  /** The server's fault or its wish for patience; `retryAfterMs` where it said so. */
  | { readonly kind: 'server'; readonly retryAfterMs: number | null }
  /** It failed on exactly this request, or cannot take it: repeating it may fail for ever. */
  | { readonly kind: 'failed' }
  /** An answer for a newer app, say. */
  | { readonly kind: 'rejected'; readonly code: string };

/** Of the change log, and how much of it came over the line. */
export interface Page {
  readonly answer: ChangesAnswer;
  readonly bytes: number;
}

export interface Api {
  changes(question: {
    readonly after: number;
    readonly epoch: string | null;
    /** How much the line carries at once, and how long it is waited for. */
    readonly pace: Pace;
    /** Answers when there is news, or after so many seconds. */
    readonly waitSeconds?: number;
    /** Which device asks. */
    readonly device?: string;
    /** Hears that the answer begins. */
    readonly onBegun?: () => void;
    /** Takes the question back. */
    readonly signal?: AbortSignal;
  }): Promise<Result<Page, ApiFault>>;
  /** @param patienceMs until the answer begins: with many bytes it takes that long to send them */
  commands(
    commands: readonly SentCommand[],
    patienceMs: number,
  ): Promise<Result<CommandAnswer, ApiFault>>;
  /** The conversation of the socket in one request: see marks-poll.ts. */
  marks(
    body: Uint8Array<ArrayBuffer>,
    generation: string | null,
    bounds: Pick<Question<Uint8Array>, 'signal'> & { readonly patienceMs: number },
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

export interface ApiDependencies extends Omit<HttpDependencies, 'account'> {
  readonly userId: string;
}

export function createApi({ userId, ...dependencies }: ApiDependencies): Api {
  const http = createHttp({ ...dependencies, account: () => userId });
  const ask = async <T>(question: Question<T>): Promise<Result<T, ApiFault>> => {
    const answer = await http.ask(question);
    return answer.ok ? answer : err(faultOf(answer.error));
  };

  return {
    changes: ({ after, epoch, pace, waitSeconds = 0, device, onBegun, signal }) =>
      ask({
        path: routes.changes,
        query: {
          after: String(after),
          limit: String(changesPerPage),
          bytes: String(pace.bytes),
          ...(epoch !== null && { epoch }),
          ...(waitSeconds > 0 && { wait: String(waitSeconds) }),
          ...(device !== undefined && { device }),
        },
        read: readPage,
        patienceMs: pace.patienceMs,
        heldMs: waitSeconds * second,
        ...(onBegun && { onBegun }),
        ...(signal && { signal }),
      }),
    commands: (commands, patienceMs) =>
      ask({
        path: routes.commands,
        json: { commands },
        read: readJson(isCommandAnswer),
        patienceMs,
      }),
    marks: (bytes, generation, bounds) =>
      ask({
        path: routes.marks,
        ...(generation !== null && { query: { generation } }),
        bytes,
        read: readBytes,
        ...bounds,
      }),
    pushKey: () => ask({ path: routes.pushKey, read: readPushKey }),
    subscribe: (asked) => ask({ path: routes.pushSubscriptions, json: asked, read: done }),
    unsubscribe: (endpoint) =>
      ask({ path: routes.pushSubscriptions, method: 'DELETE', json: { endpoint }, read: done }),
    testPush: (device) =>
      ask({ path: routes.pushTest, json: { device }, read: done, patienceMs: pushTestMs }),
  };
}

async function readPage(response: Response): Promise<Page | null> {
  const whole = await response.blob();
  const answer = await readJson(isChangesAnswer)(new Response(whole));
  return answer && { answer, bytes: whole.size };
}

/** The server waits for the push service first, for ten seconds. */
const pushTestMs = 20 * second;
export const pushServiceCode = 'push-service' satisfies ProblemCode;

const readPushKey = async (response: Response): Promise<string | null> =>
  textOf(await readJson(isObject)(response), 'publicKey') || null;

/** Tells our server's answers from a stranger's; what is inside of ours is as its types say. */
const isChangesAnswer = (body: unknown): body is ChangesAnswer =>
  isObject(body) && 'epoch' in body && 'changes' in body && Array.isArray(body.changes);

const isCommandAnswer = (body: unknown): body is CommandAnswer =>
  isObject(body) && 'outcomes' in body && Array.isArray(body.outcomes);

const failures: ReadonlySet<string> = new Set<ProblemCode>([
  'internal',
  'bad-request',
  'too-large',
]);

function faultOf(fault: HttpFault): ApiFault {
  if (fault.kind !== 'refused') return fault;
  const { status, code, body, retryAfterMs } = fault;
  if (status === 401) return { kind: 'unauthenticated' };
  if (code === 'wrong-account') return { kind: 'wrong-account' };
  const last = fieldOf(body, 'last');
  const ids = fieldOf(body, 'ids');
  if (code === 'conflict' && typeof last === 'number' && Array.isArray(ids))
    return { kind: 'conflict', last, ids: ids.map(String) };
  if (code === 'other-generation') return { kind: 'other-generation' };
  if (failures.has(code)) return { kind: 'failed' };
  // Somebody else's: ours is well.
  if (code === pushServiceCode) return { kind: 'rejected', code };
  if (status >= 500 || status === 429) return { kind: 'server', retryAfterMs };
  return { kind: 'rejected', code: code || String(status) };
}

/** A proxy does not take what the server does. */
export const isTooMuch = (fault: ApiFault): boolean =>
  fault.kind === 'foreign' && fault.status === 413;

/** When to ask again. */
export function resultOf(fault: ApiFault): LoopResult {
  switch (fault.kind) {
    case 'wrong-account':
    case 'unauthenticated':
      return 'rest';
    case 'server':
      return { retry: fault.retryAfterMs ?? 0 };
    case 'unreachable':
    case 'foreign':
    case 'conflict':
    case 'other-generation':
    case 'failed':
    case 'rejected':
      return { retry: 0 };
  }
}
