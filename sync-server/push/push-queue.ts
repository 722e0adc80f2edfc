/**
 * Sends what is queued: one push at a time to a device, to many devices at once, up to a bound. A
 * job is a row until the push service has answered, so what was under way when the server died goes
 * again, under the same topic and tag, and takes the place of the first. It owns the alarm and the
 * slots; nobody waits for it.
 */
import { backoffMs } from '#shared/base/backoff.ts';
import { createLoop } from '#shared/base/loop.ts';
import { hour, minute, second, type Clock } from '#shared/base/time.ts';
import { pushLifetimeMs } from '#shared/workspace/limits.ts';
import type { PushSubscription } from '../storage/push-store.ts';
import type { WorkspaceStore } from '../storage/workspace-store.ts';
import { prepare, type Prepared } from './next-push.ts';
import type { Delivery, Pusher } from './push-request.ts';

export interface PushSender {
  /** Something may be due. */
  poke(): void;
  /** Resolves when nothing is sent or written any more; what is under way has a moment to end. */
  close(): Promise<void>;
}

export interface PushTuning {
  /** The time somebody who is connected has to see a row before their devices ring. */
  readonly holdMs: number;
  /** Pushes under way at once. */
  readonly slots: number;
  readonly backoff: { readonly baseMs: number; readonly capMs: number };
  /** Push services answer within a fraction of it. */
  readonly timeoutMs: number;
}

export const pushTuning: PushTuning = {
  holdMs: 5 * second,
  slots: 32,
  backoff: { baseMs: 5 * second, capMs: hour },
  timeoutMs: 10 * second,
};

export interface SenderDependencies {
  readonly store: WorkspaceStore;
  readonly pusher: Pusher;
  readonly clock: Clock;
  readonly random: () => number;
  readonly origin: string;
  /** Tells whether a device of theirs is connected. */
  readonly isConnected: (userId: string) => boolean;
  readonly isSignedIn: (userId: string, sessionId: string) => Promise<boolean>;
  /** Hears what a push service did not take; never where to. */
  readonly onRefused: (facts: { readonly status: number; readonly host: string }) => void;
  readonly report: (error: unknown) => void;
  /** Aborts what is under way. */
  readonly abort: () => void;
  readonly tuning: PushTuning;
}

/** More would be about yesterday. */
const attemptsMost = 12;
/** Clocks are set and machines sleep: no alarm is trusted for longer. */
const lookAgainMs = minute;
/** A device rests for so long after a fault of ours. */
const restMs = 30 * second;
const closingMs = second;

export function createPushSender(dependencies: SenderDependencies): PushSender {
  const { store, clock, report, tuning } = dependencies;
  /** The subscriptions that are being served, or rest after a fault. */
  const busy = new Map<string, Promise<void>>();
  let ready: string[] = [];
  const end = new AbortController();
  const isClosed = () => end.signal.aborted;

  const serve = async (id: string): Promise<void> => {
    const prepared = await prepareFor(dependencies, id);
    if (!prepared || isClosed()) return;
    const { subscription, payload, headers } = prepared;
    const delivery = await dependencies.pusher(subscription, payload, headers);
    // Cut short by us: nobody knows, so it goes again.
    if (isClosed() && delivery.kind === 'later') return;
    await applyDelivery(dependencies, prepared, delivery);
  };

  const start = (id: string) => {
    const free = () => {
      busy.delete(id);
      loop.poke();
    };
    const work = serve(id).then(free, (error: unknown) => {
      report(error);
      setTimeout(free, restMs).unref();
    });
    busy.set(id, work);
  };

  const loop = createLoop({
    async work() {
      const now = clock.now();
      if (ready.length === 0) {
        // Those that are busy may come first.
        const limit = 4 * tuning.slots + busy.size;
        ready = [...(await store.read((tx) => tx.duePushes(now, limit)))];
      }
      ready = ready.filter((id) => !busy.has(id));
      while (!isClosed() && busy.size < tuning.slots) {
        const id = ready.shift();
        if (id === undefined) break;
        start(id);
      }
      const next = await store.read((tx) => tx.nextPushAt(now));
      const waitMs = next === null ? lookAgainMs : next - now;
      return { again: Math.min(Math.max(waitMs, 0), lookAgainMs) };
    },
    backoff: { baseMs: restMs, capMs: restMs },
    report,
  });
  loop.poke();

  return {
    poke: loop.poke,
    async close() {
      end.abort();
      await loop.dispose();
      const ended = Promise.all(busy.values());
      const timer = setTimeout(() => dependencies.abort(), closingMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** A subscription ends with its session, however that ended. */
async function prepareFor(
  { store, clock, origin, isConnected, isSignedIn, tuning }: SenderDependencies,
  id: string,
): Promise<Prepared | null> {
  const subscription = await store.read((tx) => tx.pushSubscription(id));
  if (!subscription) return null;
  const { userId, sessionId } = subscription;
  if (!(await isSignedIn(userId, sessionId))) {
    await store.write((tx) => tx.dropPushSubscriptions({ id }));
    return null;
  }
  const now = clock.now();
  const facts = { origin, isConnected: isConnected(userId), holdMs: tuning.holdMs, now };
  return store.write((tx) => prepare(tx, subscription, facts));
}

/** Does to the job what the answer asks for (RFC 8030). */
async function applyDelivery(
  { store, clock, random, onRefused, tuning }: SenderDependencies,
  { subscription, job }: Prepared,
  delivery: Delivery,
): Promise<void> {
  const { id } = subscription;
  if ('status' in delivery) onRefused({ status: delivery.status, host: hostOf(subscription) });
  const now = clock.now();
  await store.write(async (tx) => {
    switch (delivery.kind) {
      case 'sent':
      case 'refused':
        return tx.dropPushJob(job);
      case 'gone':
        return tx.dropPushSubscriptions({ id });
      case 'too-large':
        return job.isSmall ? tx.dropPushJob(job) : tx.savePushJob({ ...job, isSmall: true });
      case 'later': {
        const attempts = job.attempts + 1;
        const waitMs = delivery.afterMs ?? backoffMs(tuning.backoff, attempts, random());
        const dueAt = now + waitMs;
        const isOver = attempts >= attemptsMost || dueAt >= job.queuedAt + pushLifetimeMs;
        if (isOver) await tx.dropPushJob(job);
        else await tx.savePushJob({ ...job, attempts, dueAt });
        return tx.postponePushes(id, dueAt);
      }
    }
  });
}

const hostOf = ({ endpoint }: PushSubscription): string => new URL(endpoint).hostname;
