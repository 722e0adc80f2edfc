/** Where a device says that it wants pushes, and asks for one. */
import type { Context, Hono } from 'hono';
import type { Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import {
  pushTestSchema,
  subscribeSchema,
  unsubscribeSchema,
  type PushKeyAnswer,
} from '#shared/protocol/push.ts';
import { routes } from '#shared/protocol/routes.ts';
import type { Session } from '../../accounts/create-accounts.ts';
import type { Push } from '../../push/create-push.ts';
import { problem } from './problems.ts';
import { createRateLimit } from '../../limits/rate-limit.ts';
import { readJson } from './read-body.ts';

export interface PushRoutesDependencies {
  readonly push: Pick<Push, 'publicKey' | 'subscribe' | 'unsubscribe' | 'test'>;
  readonly clock: Clock;
  /** The session, if the request is for its account; else why not. */
  readonly enter: (context: Context) => Promise<Result<Session, Response>>;
}

/** An endpoint, two keys and what browsers add. */
const bodyBytes = 8 * 1_024;
/** Somebody tries it a few times. */
const tests = { perSecond: 0.2, burst: 5 } as const;
const fresh = { 'cache-control': 'no-store' } as const;

const refusals = {
  endpoint: 'subscription.endpoint: must be https, at a push service of a browser',
  keys: 'subscription.keys: must be a point on P-256 and a secret of 16 bytes',
} as const;

export function addPushRoutes(app: Hono, { push, clock, enter }: PushRoutesDependencies): void {
  const testLimit = createRateLimit(clock, tests);

  app.get(routes.pushKey, async (context) => {
    const entered = await enter(context);
    if (!entered.ok) return entered.error;
    return context.json({ publicKey: push.publicKey } satisfies PushKeyAnswer, 200, fresh);
  });

  app.post(routes.pushSubscriptions, async (context) => {
    const entered = await enter(context);
    if (!entered.ok) return entered.error;
    const asked = await readJson(context, bodyBytes, subscribeSchema);
    if (!asked.ok) return asked.error;
    const done = await push.subscribe(entered.value, asked.value);
    if (done.ok) return context.body(null, 204, fresh);
    return done.error === 'ended'
      ? problem('not-found', { detail: 'subscription: has ended; subscribe anew' })
      : problem('bad-request', { detail: refusals[done.error] });
  });

  app.delete(routes.pushSubscriptions, async (context) => {
    const entered = await enter(context);
    if (!entered.ok) return entered.error;
    const asked = await readJson(context, bodyBytes, unsubscribeSchema);
    if (!asked.ok) return asked.error;
    await push.unsubscribe(entered.value.userId, asked.value.endpoint);
    return context.body(null, 204, fresh);
  });

  app.post(routes.pushTest, async (context) => {
    const entered = await enter(context);
    if (!entered.ok) return entered.error;
    const asked = await readJson(context, bodyBytes, pushTestSchema);
    if (!asked.ok) return asked.error;
    const { userId } = entered.value;
    const wait = testLimit.take(userId);
    if (wait > 0) return problem('too-many-requests', { retryAfterSeconds: wait });
    switch (await push.test(userId, asked.value.device)) {
      case 'sent':
        return context.json({ result: 'sent' }, 200, fresh);
      case null:
      case 'gone':
        return problem('not-found', { detail: 'device: has no subscription' });
      case 'later':
        return problem('unavailable', {
          detail: 'The push service gave no answer, or asked to wait.',
        });
      case 'too-large':
      case 'refused':
        return problem('unavailable', { detail: 'The push service did not take it.' });
    }
  });
}
