/**
 * The one truth about where this device stands. Derived from the socket's heartbeat, from what the
 * server acknowledged as stored, and from the outbox; never from `navigator.onLine`.
 */
import type { Observable } from './observable.ts';

export type SyncStatus =
  | { readonly kind: 'live' }
  /** Connected or connecting, and this many acts and commands are not yet safe on the server. */
  | { readonly kind: 'syncing'; readonly waiting: number }
  | { readonly kind: 'offline'; readonly waiting: number }
  | { readonly kind: 'sign-in'; readonly waiting: number };

export interface StatusReader {
  status(): Observable<SyncStatus>;
}

/** A newer build waits to take over. */
export interface UpdateReader {
  updateWaiting(): Observable<boolean>;
  /** Takes over in every tab; each reloads by itself. */
  applyUpdate(): void;
}
