/** This account in this browser, beyond the app's own windows. */
import type { PushPort } from './push.ts';

export interface Presence {
  readonly push: PushPort;
  /** Somebody pressed a notification of the system while this window was open; who asked last hears it. */
  onGoTo(listener: (path: string) => void): void;
}
