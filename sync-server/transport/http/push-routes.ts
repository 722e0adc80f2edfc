/** Where a device says that it wants pushes, and asks for one. */
import type { Hono } from 'hono';
import {
  pushTestSchema,
  subscribeSchema,
  unsubscribeSchema,
  type PushKeyAnswer,
} from '#shared/protocol/push.ts';
import { routes } from '#shared/protocol/routes.ts';
import { steadyClock } from '../../base/steady-clock.ts';
import type { Push } from '../../push/create-push.ts';
import { problem } from './problems.ts';
import { createRateLimit } from '../../limits/rate-limit.ts';
import type { Enter } from './enter.ts';
import type { InTurn } from './in-turn.ts';
import { takeJson } from './read-body.ts';
import { pushTests } from '../../limits/figures.ts';

export interface PushRoutesDependencies {
  readonly push: Pick<Push, 'publicKey' | 'subscribe' | 'unsubscribe' | 'test'>;
  readonly enter: Enter;
}

/** An endpoint, two keys and what browsers add. */
const bodyBytes = 8 * 1_024;
const fresh = { 'cache-control': 'no-store' } as const;

const refusals = {
  endpoint: 'subscription.endpoint: must be https, at a push service of a browser',
  keys: 'subscription.keys: must be a point on P-256 and a secret of 16 bytes',
} as const;

export function addPushRoutes(app: Hono<InTurn>, { push, enter }: PushRoutesDependencies): void {
  const testLimit = createRateLimit(steadyClock, pushTests);

  app.get(routes.pushKey, enter, (context) =>
    context.json({ publicKey: push.publicKey } satisfies PushKeyAnswer, 200, fresh),
  );

  app.post(
    routes.pushSubscriptions,
    enter,
    takeJson(bodyBytes, subscribeSchema),
    async (context) => {
      const done = await push.subscribe(context.var.session, context.var.asked);
      if (done.ok) return context.body(null, 204, fresh);
      return done.error === 'ended'
        ? problem('not-found', { detail: 'subscription: has ended; subscribe anew' })
        : problem('bad-request', { detail: refusals[done.error] });
    },
  );

  app.delete(
    routes.pushSubscriptions,
    enter,
    takeJson(bodyBytes, unsubscribeSchema),
    async (context) => {
      const { session, asked } = context.var;
      await push.unsubscribe(session.userId, asked.endpoint);
      return context.body(null, 204, fresh);
    },
  );

  app.post(routes.pushTest, enter, takeJson(bodyBytes, pushTestSchema), async (context) => {
    const { session, asked } = context.var;
    const { userId } = session;
    const wait = testLimit.take(userId);
    if (wait > 0) return problem('too-many-requests', { retryAfterSeconds: wait });
    switch (await push.test(userId, asked.device)) {
      case 'sent':
        return context.json({ result: 'sent' }, 200, fresh);
      case null:
      case 'gone':
        return problem('not-found', { detail: 'device: has no subscription' });
      case 'later':
        return problem('push-service', { detail: 'It gave no answer, or asked to wait.' });
      case 'too-large':
      case 'refused':
        return problem('push-service', { detail: 'It did not take it.' });
    }
  });
}
