/**
 * This file puts pushes together: who gets them where, and the sender. It owns which subscriptions
 * exist: each is of one device and one session, and ends with either.
 */
import { uuid7 } from '#shared/base/ids.ts';
import { err, ok, type Result } from '#shared/base/result.ts';
import type { Clock } from '#shared/base/time.ts';
import { pushSubscriptionsPerUser } from '#shared/workspace/limits.ts';
import type { Subscribing } from '#shared/protocol/push.ts';
import type { WorkspaceStore } from '../storage/workspace-store.ts';
import { isPushEndpoint } from './endpoint.ts';
import { isEncryptable } from './encryptable.ts';
import { subjectOf, type PushKeys } from './keys.ts';
import { testPayload } from './payload.ts';
import { feedOf } from './next-push.ts';
import { createPusher, type Delivery } from './push-request.ts';
import { createPushSender, pushTuning, type PushTuning } from './push-queue.ts';

export interface Push {
  /** The key for the browser's `applicationServerKey`. */
  readonly publicKey: string;
  /** Subscribes a device, in place of what it had. */
  subscribe(
    session: { readonly userId: string; readonly sessionId: string },
    asked: Subscribing,
  ): Promise<Result<void, 'endpoint' | 'keys' | 'ended'>>;
  unsubscribe(userId: string, endpoint: string): Promise<void>;
  /** Sends one push at once, past queue and wishes. @returns null where there is no subscription */
  test(userId: string, device: string): Promise<Delivery['kind'] | null>;
  endSession(sessionId: string): Promise<void>;
  /** Says that there may be something to send. */
  poke(): void;
  close(): Promise<void>;
}

export interface PushDependencies {
  readonly store: WorkspaceStore;
  readonly keys: PushKeys;
  readonly clock: Clock;
  readonly random: () => number;
  readonly origin: string;
  /** Push services on this machine, over http. */
  readonly allowsLoopback: boolean;
  readonly isConnected: (userId: string) => boolean;
  readonly isSignedIn: (userId: string, sessionId: string) => Promise<boolean>;
  readonly onRefused: (facts: { readonly status: number; readonly host: string }) => void;
  readonly report: (error: unknown) => void;
  readonly tuning?: Partial<PushTuning>;
}

/** Somebody stands there and waits. */
const testHeaders = { ttlSeconds: 60, urgency: 'high', topic: 'test' } as const;

export function createPush(dependencies: PushDependencies): Push {
  const { store, keys, clock, origin, allowsLoopback } = dependencies;
  const end = new AbortController();
  const tuning = { ...pushTuning, ...dependencies.tuning };
  const subject = subjectOf(origin);
  const { timeoutMs } = tuning;
  const pusher = createPusher({ keys, subject, timeoutMs, signal: end.signal });
  const abort = () => end.abort();
  const sender = createPushSender({ ...dependencies, pusher, abort, tuning });

  return {
    publicKey: keys.publicKey,
    async subscribe({ userId, sessionId }, { device, subscription, isRepeated, timeZone }) {
      const { endpoint, keys: given } = subscription;
      if (!isPushEndpoint(endpoint, allowsLoopback)) return err('endpoint');
      if (!isEncryptable(given)) return err('keys');
      const assertedAt = clock.now();
      const id = uuid7(assertedAt);
      const isTaken = await store.write(async (tx) => {
        if (isRepeated && !(await tx.isPushedTo(userId, endpoint))) return false;
        await tx.savePushSubscription({
          id,
          userId,
          device,
          sessionId,
          endpoint,
          ...given,
          timeZone: timeZone ?? null,
          assertedAt,
        });
        await tx.prunePushSubscriptions(userId, pushSubscriptionsPerUser);
        // Somewhere else the night may be over.
        await tx.wakeHeldPushes(userId, assertedAt);
        return true;
      }, userId);
      if (!isTaken) return err('ended');
      sender.poke();
      return ok(undefined);
    },

    unsubscribe: (userId, endpoint) =>
      store.write((tx) => tx.dropPushSubscriptions({ userId, endpoint }), userId),

    async test(userId, device) {
      const now = clock.now();
      const found = await store.write(async (tx) => {
        const subscription = await tx.pushSubscriptionOf(userId, device);
        if (!subscription) return null;
        const { epoch, unread: runs } = await feedOf(tx, userId);
        const unread = await tx.countNotifications(userId, runs);
        return { subscription, payload: testPayload({ origin, userId, epoch, unread, now }) };
      }, userId);
      if (!found) return null;
      const { kind } = await pusher(found.subscription, found.payload, testHeaders);
      const { id } = found.subscription;
      if (kind === 'gone') await store.write((tx) => tx.dropPushSubscriptions({ id }));
      return kind;
    },

    endSession: (sessionId) => store.write((tx) => tx.dropPushSubscriptions({ sessionId })),
    poke: () => sender.poke(),
    close: () => sender.close(),
  };
}
