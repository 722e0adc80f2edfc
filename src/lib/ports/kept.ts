/** This is the port of the sounds that are kept on this device, so that they play without a network. */
import type { Observable } from '#shared/base/observable.ts';

interface Kept {
  /** All that lies here of the file, in bytes; of an older version too, until the newer one is here. */
  readonly bytes: number;
}

export type KeptState =
  /** Its current version plays from this device. */
  | (Kept & { readonly kind: 'here' })
  /** On its way. `isWaiting`: nothing comes; it goes on when the server can be reached. */
  | (Kept & {
      readonly kind: 'coming';
      /** Of that version, in bytes. */
      readonly held: number;
      readonly size: number;
      readonly isWaiting: boolean;
    })
  /** It was here, and the browser has cleared it. Fetched again when somebody asks for it. */
  | (Kept & { readonly kind: 'removed' })
  /** It goes on when there is some. */
  | (Kept & { readonly kind: 'no-room' });

/** By file; one that nobody wants kept is not in it. */
export type KeptStates = ReadonlyMap<string, KeptState>;

export interface KeptSounds {
  /** Whether this browser keeps anything. */
  readonly isOffered: boolean;
  states(): Observable<KeptStates>;
  /**
   * Keeps the current version of each of these files from now on, and each newer one. Only called from a
   * click, as the browser may ask the person whether the app may keep things.
   * @param versionId the current one
   */
  keep(sounds: readonly { readonly fileId: string; readonly versionId: string }[]): void;
  drop(fileIds: readonly string[]): void;
}
