/** How the app gets onto a device, where the browser leaves that to the person. */
import type { Observable } from '#shared/base/observable.ts';

/** The browser asks by itself, or the person does it in the browser's own menus. */
export type InstallWay = 'prompt' | 'ios' | 'mac';

export interface InstallPort {
  /** Null where it is installed already, and where this browser cannot. */
  way(): Observable<InstallWay | null>;
  /** The same where it is worth a word nobody asked for: from the second visit on, until put away. */
  offer(): Observable<InstallWay | null>;
  /** Lets the browser ask, where that is the way. */
  prompt(): Promise<void>;
  /** Never offered again. */
  putAway(): void;
}
