/**
 * The HTTP interface as functions. Every request names the account it is for, so that a sign-in as
 * somebody else in another tab can never mix two people; every request ends by a time-out.
 */
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Problem } from '#shared/protocol/errors.ts';
import type { ChangesAnswer, CommandAnswer, SentCommand } from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';

export type ApiFault =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'unauthenticated' }
  | { readonly kind: 'wrong-account' }
  | { readonly kind: 'conflict'; readonly last: number }
  /** The server's fault or its wish for patience; `retryAfterMs` where it said so. */
  | { readonly kind: 'server'; readonly retryAfterMs: number | null }
  /** Ours: sending it again would not help. */
  | { readonly kind: 'rejected'; readonly code: string };

export interface Api {
  changes(question: {
    readonly after: number;
    readonly epoch: string | null;
  }): Promise<Result<ChangesAnswer, ApiFault>>;
  commands(commands: readonly SentCommand[]): Promise<Result<CommandAnswer, ApiFault>>;
}

const timeoutMs = 10_000;
const pageSize = 200;

/** @param signal ends all requests when their owner does */
export function createApi(userId: string, signal: AbortSignal): Api {
  async function request<T>(path: string, init: RequestInit): Promise<Result<T, ApiFault>> {
    try {
      const response = await fetch(path, {
        ...init,
        cache: 'no-store',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (response.ok) {
        // Our own server speaks our own types; a proxy's page is no JSON and fails here.
        const body: T = await response.json();
        return ok(body);
      }
      return err(await faultOf(response));
    } catch {
      return err({ kind: 'unreachable' });
    }
  }

  return {
    changes({ after, epoch }) {
      const query = new URLSearchParams({
        account: userId,
        after: String(after),
        limit: String(pageSize),
        ...(epoch !== null && { epoch }),
      });
      return request<ChangesAnswer>(`${routes.changes}?${query}`, { method: 'GET' });
    },
    commands(commands) {
      return request<CommandAnswer>(
        `${routes.commands}?${new URLSearchParams({ account: userId })}`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ commands }),
        },
      );
    },
  };
}

async function faultOf(response: Response): Promise<ApiFault> {
  const problem: Partial<Problem> = await response.json().catch(() => ({}));
  if (response.status === 401) return { kind: 'unauthenticated' };
  if (problem.code === 'wrong-account') return { kind: 'wrong-account' };
  if (problem.code === 'conflict') return { kind: 'conflict', last: problem.last ?? 0 };
  if (response.status >= 500 || response.status === 429) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { kind: 'server', retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : null };
  }
  return { kind: 'rejected', code: problem.code ?? String(response.status) };
}
