/** What the server says of itself to whoever watches it, and to everybody while it cannot serve them yet. */
import type { HealthAnswer } from '#shared/protocol/messages.ts';
import { routes } from '#shared/protocol/routes.ts';
import { protocolVersion } from '#shared/protocol/version.ts';
import { comeAgainSeconds, problem } from './problems.ts';

export function healthAnswer(
  status: HealthAnswer['status'],
  facts: Pick<HealthAnswer, 'version' | 'storage' | 'uptimeSeconds' | 'fault'>,
): Response {
  const health: HealthAnswer = { status, protocol: protocolVersion, ...facts };
  const isOk = status === 'ok';
  return Response.json(health, {
    status: isOk ? 200 : 503,
    headers: {
      'cache-control': 'no-store',
      ...(!isOk && { 'retry-after': String(comeAgainSeconds) }),
    },
  });
}

/** Answers while the database is made ready. A page that was opened meanwhile loads itself again. */
export const answerStarting =
  (facts: Pick<HealthAnswer, 'version' | 'storage'>) =>
  (request: Request): Response => {
    const { pathname } = new URL(request.url);
    const isPage = request.headers.get('accept')?.includes('text/html') ?? false;
    const answer =
      pathname === routes.health
        ? healthAnswer('starting', { ...facts, uptimeSeconds: 0 })
        : problem('unavailable', { detail: 'The server is starting.' });
    answer.headers.set('retry-after', String(comeAgainSeconds));
    if (isPage) answer.headers.set('refresh', String(comeAgainSeconds));
    return answer;
  };
