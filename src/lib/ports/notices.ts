/** What befell this device's storage, told until somebody puts it away. */
import type { Observable } from '#shared/base/observable.ts';

export type DeviceNotice =
  /** The browser deleted everything here; so much of it had not been sent. */
  | { readonly kind: 'data-lost'; readonly changes: number; readonly texts: number }
  /** So many old dismissed rows made room. */
  | { readonly kind: 'rows-dropped'; readonly rows: number }
  /** The last act could not be stored. */
  | { readonly kind: 'act-not-kept'; readonly isFull: boolean }
  /** There is no room for what is new. */
  | { readonly kind: 'news-not-kept' }
  /** Another tab, of an older version, keeps the database from being opened. */
  | { readonly kind: 'blocked' };

export interface NoticeReader {
  /** One of a kind, the latest. */
  notices(): Observable<readonly DeviceNotice[]>;
  putAway(kind: DeviceNotice['kind']): void;
}
