/**
 * What the person wants of the product, on all their devices; changed by the command
 * `preferences.set.v1`. What was changed here and waits to be sent counts already. Reading never asks
 * the network.
 */
import type { Preferences } from '#shared/workspace/preferences.ts';
import type { Observable } from '#shared/base/observable.ts';

export interface PreferencesView {
  /** Whole, also for who never said anything. */
  readonly preferences: Preferences;
  /** A change is on its way to the server. */
  readonly isWaiting: boolean;
}

export interface PreferencesReader {
  preferences(): Observable<PreferencesView>;
}
