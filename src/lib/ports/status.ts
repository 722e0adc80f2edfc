/**
 * The one truth about where this device stands. Derived from the socket's heartbeat, from what the
 * server acknowledged as stored, and from the outbox; never from `navigator.onLine`.
 */
import type { Observable } from '#shared/base/observable.ts';

export type SyncStatus =
  | { readonly kind: 'live' }
  /** Connected or connecting, and this many acts and commands are not yet safe on the server. */
  | { readonly kind: 'syncing'; readonly waiting: number }
  | { readonly kind: 'offline'; readonly waiting: number }
  | { readonly kind: 'sign-in'; readonly waiting: number };

export interface StatusReader {
  status(): Observable<SyncStatus>;
}

/**
 * Of a newer build. `held`: it would be here, were it not for text in this tab that lies nowhere else; it
 * comes as soon as that is sent. `needed`: the server or a database here is of a newer one, and this
 * cannot go on.
 */
export type UpdateState = 'none' | 'offered' | 'held' | 'needed';

export interface UpdateReader {
  update(): Observable<UpdateState>;
  /** Takes over in every tab; each loads anew by itself. Where it is held, this tab at once. */
  applyUpdate(): void;
}
