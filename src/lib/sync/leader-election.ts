/**
 * One leader among the tabs of a browser: whoever holds the lock. The leader beats; a visible tab that
 * hears nothing for a while takes the lock by force, as a frozen or crashed leader may keep it. Who
 * loses the lock disposes what it led before it asks again. Knows nothing of what a leader does.
 */
import type { Unsubscribe } from '#shared/base/observable.ts';
import { pause } from './pause.ts';
import { second } from '#shared/base/time.ts';
import { beatMs, silenceMs, type Beat } from './link-status.ts';

export interface Led {
  hint(): void;
  dispose(): Promise<void>;
}

export interface LeadershipDependencies {
  /** Of the account: lock and channel are named after it. */
  readonly userId: string;
  /** Begins to lead; `onBeat` whenever something changed. */
  readonly begin: (onBeat: (beat: Beat) => void) => Promise<Led>;
  /** What the leader last said, in this tab or another. */
  readonly onBeat: (beat: Beat) => void;
  readonly isVisible: () => boolean;
  /** The network may have changed, or the person came back to this tab. */
  readonly onHint: (listener: () => void) => Unsubscribe;
  readonly report: (error: unknown) => void;
}

export interface Leadership {
  hint(): void;
  /** Resolves when nothing of it runs any more. */
  dispose(): Promise<void>;
}

/** Between the tabs of one account. */
type Message = { readonly type: 'hint' } | { readonly type: 'beat'; readonly beat: Beat };

/** A leader that cannot begin (a part of the app does not load, say) lets others try. */
const failedMs = 5 * second;
const watchMs = second;

/** Held by whoever may send for this account. */
export const leaderLock = (userId: string): string => `leader-${userId}`;

export function createLeadership(dependencies: LeadershipDependencies): Leadership {
  const { userId, begin, onBeat, report } = dependencies;
  const name = leaderLock(userId);
  const channel = new BroadcastChannel(name);
  const end = new AbortController();
  let last: Beat = { link: 'connecting', isCurrent: false };
  let heardAt = performance.now();
  /** Null while another tab leads. */
  let leading: { led: Led | null } | null = null;
  let stopWaiting = new AbortController();

  const post = (message: Message) => channel.postMessage(message);
  const beat = (next: Beat) => {
    last = next;
    onBeat(next);
    post({ type: 'beat', beat: next });
  };

  /** @param over resolves when the lock is lost or nobody wants us any more */
  const leadUntil = async (over: Promise<void>) => {
    const mine: { led: Led | null } = { led: null };
    leading = mine;
    const timer = setInterval(() => beat(last), beatMs);
    try {
      mine.led = await begin((next) => {
        if (leading === mine) beat(next);
      });
      await over;
    } finally {
      leading = null;
      clearInterval(timer);
      await mine.led?.dispose();
    }
  };

  /** Resolves when the lock was had and is no longer ours, or waiting for it was called off. */
  const leadOnce = async (steal: boolean) => {
    let lose = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      lose = resolve;
      end.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let led: Promise<void> | undefined;
    // A request that takes by force does not wait, so it cannot be called off.
    const options = steal
      ? { steal }
      : { signal: AbortSignal.any([stopWaiting.signal, end.signal]) };
    try {
      await navigator.locks.request(name, options, () => (led = leadUntil(over)));
    } catch (error) {
      lose();
      await led;
      if (!isAbort(error)) throw error;
    }
  };

  const run = async () => {
    while (!end.signal.aborted) {
      const steal = stopWaiting.signal.aborted;
      stopWaiting = new AbortController();
      try {
        await leadOnce(steal);
      } catch (error) {
        report(error);
        await pause(failedMs, end.signal);
      }
      heardAt = performance.now();
    }
  };

  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.type === 'hint') leading?.led?.hint();
    else if (!leading) {
      heardAt = performance.now();
      last = data.beat;
      onBeat(last);
    }
  };
  const watch = setInterval(() => {
    const isSilent = !leading && performance.now() - heardAt > silenceMs;
    if (!isSilent || !dependencies.isVisible()) return;
    heardAt = performance.now();
    stopWaiting.abort();
  }, watchMs);
  const hint = () => {
    if (leading) leading.led?.hint();
    else post({ type: 'hint' });
  };
  const stopHints = dependencies.onHint(hint);

  const running = run();
  return {
    hint,
    async dispose() {
      end.abort();
      stopHints();
      clearInterval(watch);
      await running;
      channel.close();
    },
  };
}

const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';
