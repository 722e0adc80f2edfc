/**
 * One leader among the tabs of a browser: whoever holds the lock. The leader beats; a visible tab that
 * hears nothing for a while takes the lock by force, as a frozen or crashed leader may keep it. Who
 * loses the lock disposes what it led before it queues again.
 */
import { beatMs, silenceMs, type Beat } from './link.ts';

export interface LeadershipDependencies {
  /** Of the account: lock and channel are named after it. */
  readonly userId: string;
  /** Begins to lead; `onBeat` whenever something changed. */
  readonly begin: (onBeat: (beat: Beat) => void) => Promise<{
    hint(): void;
    dispose(): Promise<void>;
  }>;
  /** What the leader last said, in this tab or another. */
  readonly onBeat: (beat: Beat) => void;
  readonly report: (error: unknown) => void;
}

export interface Leadership {
  /** Resolves when nothing of it runs any more. */
  dispose(): Promise<void>;
}

export function createLeadership(dependencies: LeadershipDependencies): Leadership {
  const { userId, begin, onBeat, report } = dependencies;
  const lock = `leader-${userId}`;
  const channel = new BroadcastChannel(lock);
  const abort = new AbortController();
  let last: Beat = { link: 'connecting', isCurrent: false };
  let heardAt = Date.now();
  let isLeading = false;
  let leading: { hint(): void } | undefined;

  const beat = (next: Beat) => {
    last = next;
    onBeat(next);
    channel.postMessage({ type: 'beat', beat: next });
  };

  const leadUntil = async (ended: Promise<unknown>) => {
    isLeading = true;
    const session = await begin((next) => {
      if (isLeading) beat(next);
    });
    leading = session;
    const timer = setInterval(() => beat(last), beatMs);
    await ended;
    isLeading = false;
    leading = undefined;
    clearInterval(timer);
    await session.dispose();
  };

  const queue = async (steal: boolean): Promise<void> => {
    if (abort.signal.aborted) return;
    const lost = Promise.withResolvers<void>();
    const gone = new Promise<void>((resolve) => {
      abort.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let led: Promise<void> | undefined;
    const hold = async () => {
      led = leadUntil(Promise.race([lost.promise, gone]));
      await led;
    };
    try {
      // A request that takes by force cannot be called back, nor does it wait.
      const options = steal ? { steal } : { signal: abort.signal };
      await navigator.locks.request(lock, options, hold);
    } catch (error) {
      // Taken by force from us, or called back.
      lost.resolve();
      await led;
      if (abort.signal.aborted) return;
      if (!(error instanceof DOMException && error.name === 'AbortError')) report(error);
      heardAt = Date.now();
      await queue(false);
    }
  };

  channel.onmessage = ({ data }: MessageEvent<{ type: string; beat?: Beat }>) => {
    if (data.type === 'hint') leading?.hint();
    if (data.type !== 'beat' || !data.beat || isLeading) return;
    heardAt = Date.now();
    last = data.beat;
    onBeat(last);
  };

  const hint = () => {
    if (leading) leading.hint();
    else channel.postMessage({ type: 'hint' });
  };
  const hints = { signal: abort.signal };
  window.addEventListener('online', hint, hints);
  window.addEventListener('pageshow', hint, hints);
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'visible') hint();
    },
    hints,
  );

  const watch = setInterval(() => {
    const isSilent = !isLeading && Date.now() - heardAt > silenceMs;
    if (!isSilent || document.visibilityState !== 'visible') return;
    heardAt = Date.now();
    enqueue(true);
  }, 1_000);

  const queued = new Set<Promise<void>>();
  const enqueue = (steal: boolean) => {
    const waiting = queue(steal).finally(() => queued.delete(waiting));
    queued.add(waiting);
  };
  enqueue(false);
  return {
    async dispose() {
      abort.abort();
      clearInterval(watch);
      await Promise.all(queued);
      channel.close();
    },
  };
}
