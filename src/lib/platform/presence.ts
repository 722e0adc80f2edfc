/**
 * An account is present in this browser beyond the app's own windows. What that takes is loaded when it
 * begins, which is once the first screen is painted, or when somebody asks for pushes.
 */
import type { Presence } from '#lib/ports/device.ts';
import type { ActsDatabase } from '#lib/storage/acts-database.ts';
import type { FeedDatabase } from '#lib/storage/feed-database.ts';
import { lazy, observeLater, whenLoaded } from '#shared/base/lazy.ts';
import type { Unsubscribe } from '#shared/base/observable.ts';
import type { Clock } from '#shared/base/time.ts';
import { onGoTo } from './go-to.ts';

export interface PresenceDependencies {
  readonly userId: string;
  readonly feed: FeedDatabase;
  readonly acts: ActsDatabase;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

export interface OwnedPresence extends Presence {
  /** For as long as the page lives. */
  begin(): Unsubscribe;
}

const declinedKey = 'push-declined';

export function createPresence(dependencies: PresenceDependencies): OwnedPresence {
  const { report } = dependencies;
  const loadPart = () => import('./begin-presence.ts');
  const load = lazy(async () => (await loadPart()).beginPresence(dependencies));
  return {
    begin: () => whenLoaded(loadPart, () => void load().catch(report), report),
    onGoTo,
    push: {
      state: () => observeLater(async () => (await load()).state(), report),
      turnOn: async () => (await load()).turnOn(),
      turnOff: async () => (await load()).turnOff(),
      sendTest: async () => (await load()).sendTest(),
      isOffered: () => localStorage.getItem(declinedKey) === null,
      declineOffer: () => localStorage.setItem(declinedKey, 'yes'),
    },
  };
}
