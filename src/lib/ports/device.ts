/**
 * These are the ports of the device and its browser: storage, installing, pushes, clock and looks.
 */
import type { Observable } from '#shared/base/observable.ts';

export interface StorageFacts {
  /** The browser has promised not to clear it by itself; null where it promises nothing. */
  readonly isKept: boolean | null;
  /** Null where the browser does not say. */
  readonly usedBytes: number | null;
  readonly mostBytes: number | null;
}

/** This is what lies on the device, and what its owner may do with it; one part needs a network. */
export interface ThisDevice {
  storage(): Promise<StorageFacts>;
  /**
   * Asks the browser for that promise. Only called from a click, as it may ask the person.
   * @returns null where nobody has answered
   */
  keep(): Promise<StorageFacts | null>;
  /** Everything of the account on this device, as JSON in UTF-8. */
  exported(): Promise<Blob>;
  /**
   * Fetches the app and what the server holds anew; what waits to be sent stays. Afterwards the
   * page begins anew. @returns false where the server cannot be reached: then nothing was done
   */
  reset(): Promise<boolean>;
}

/** Remembers what would be lost with this device's databases. */
export interface Remembered {
  /** The id this browser had for this account: a database made anew gives it another. */
  readonly device: string;
  /** Acts and marks that only the databases held. */
  readonly changes: number;
  /** Half-written texts, of any page. */
  readonly texts: number;
}

export interface DeviceMemory {
  /** Null where this browser never held anything of this account, or has let go of it. */
  recall(): Remembered | null;
  remember(kept: Remembered): void;
}

export type DeviceNotice =
  /** The browser deleted everything here; so much of it had not been sent. */
  | { readonly kind: 'data-lost'; readonly changes: number; readonly texts: number }
  /** The browser deleted so many files that had not been sent. */
  | { readonly kind: 'uploads-lost'; readonly files: number }
  /** So many old dismissed rows have made room. */
  | { readonly kind: 'rows-dropped'; readonly rows: number }
  /** A sound that was kept here has made room. */
  | { readonly kind: 'sound-dropped' }
  /** The last act could not be stored. */
  | { readonly kind: 'act-not-kept'; readonly isFull: boolean }
  /** There is no room for what is new. */
  | { readonly kind: 'news-not-kept' }
  /** Another tab, of an older version, keeps the database from being opened. */
  | { readonly kind: 'blocked' };

/** Says what happened to this device's storage, until somebody closes the notice. */
export interface NoticeReader {
  /** One of a kind, the latest. */
  notices(): Observable<readonly DeviceNotice[]>;
  putAway(kind: DeviceNotice['kind']): void;
}

/** The browser asks by itself, or the person does it in the browser's own menus. */
export type InstallWay = 'prompt' | 'ios' | 'mac';

/** This port says how the app gets onto a device, where the browser leaves that to the person. */
export interface InstallPort {
  /** Null where it is installed already, and where this browser cannot. */
  way(): Observable<InstallWay | null>;
  /**
   * Says the same where it is worth a word nobody asked for: from the second visit, until closed.
   */
  offer(): Observable<InstallWay | null>;
  /** Lets the browser ask, where that is the way. */
  prompt(): Promise<void>;
  /** Never offered again. */
  putAway(): void;
}

export type PushState =
  /** This browser cannot. */
  | 'unsupported'
  /** It could if the app were on the home screen (iPhone, iPad). */
  | 'needs-install'
  /** The person was not asked yet. */
  | 'default'
  /** They, or their browser, said no: only the browser's settings can change that. */
  | 'denied'
  | 'off'
  | 'on';

export type PushFault =
  /** They closed the browser's question without an answer. */
  | 'not-answered'
  | 'denied'
  | 'offline'
  /** The browser gave no address to push to: its push service is out of reach, or switched off. */
  | 'no-push-service'
  /** It did not take what the server sent there, or gave no answer. */
  | 'push-service'
  | 'server-fault';

/** This port is about pushes: hearing of news on this device when the app is closed. */
export interface PushPort {
  state(): Observable<PushState>;
  /** Only called from a click, as the browser may ask. @returns null once pushes will arrive */
  turnOn(): Promise<PushFault | null>;
  /** Works without a network. */
  turnOff(): Promise<void>;
  /** Asks the server for one, to this device. */
  sendTest(): Promise<PushFault | null>;
  /** Tells whether to offer it by ourselves: never again once they said no. */
  isOffered(): boolean;
  declineOffer(): void;
}

/** This account in this browser, beyond the app's own windows. */
export interface Presence {
  readonly push: PushPort;
  /** Calls back when a notification of the system leads to this window; the last listener hears. */
  onGoTo(listener: (path: string) => void): void;
}

/** Light, dark, or as the device says; remembered on this device. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const isTheme = (text: string): text is Theme => themes.some((theme) => theme === text);

export interface ThemePort {
  current(): Theme;
  /** Shows it at once and from now on. */
  choose(theme: Theme): void;
}

/** Ticks give the time now, again each minute, so that "4 min" grows older by itself. */
export interface Ticks {
  /** Milliseconds since 1970. */
  minutes(): Observable<number>;
  /** Calls back once after so many milliseconds. @returns how to call it off */
  after(ms: number, then: () => void): () => void;
  now(): number;
  /** The zone of this device. */
  readonly timeZone: string;
  /** False where the browser does not say it: then it is the offset of today, or UTC. */
  readonly isZoneSaid: boolean;
}

/** What a page may lack to be the app at all. */
export type Missing =
  /** Browsers let no app keep things at an address that is not secure. */
  | 'secure-address'
  /** Site data is blocked. */
  | 'storage'
  /** The browser is too old. */
  | 'browser';
