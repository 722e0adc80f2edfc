/** This is the port of files on their way from this device to a track. */
import type { Observable } from '#shared/base/observable.ts';

/** Why a file came to nothing. */
export type UploadFault =
  | 'too-large'
  | 'limit-reached'
  /** The track is gone, or this person is no longer on it. */
  | 'not-found'
  /** It changed while it was sent. */
  | 'other-bytes'
  /** It cannot be read any more on this device: moved, changed, or on a disk that is gone. */
  | 'unreadable'
  /** It lay in a page alone, and that was closed. */
  | 'page-closed';

/** What is going on with the one whose turn it is; `checking`: the server has all of it. */
export type UploadStep = 'reading' | 'sending' | 'checking';

export type UploadState =
  | UploadStep
  /** For its turn. */
  | 'waiting'
  /** It waits for the network, for a server that cannot take it at the moment, for a sign-in. */
  | 'offline'
  | 'unavailable'
  | 'signed-out'
  | 'paused'
  | 'failed'
  | 'done';

export interface Upload {
  /** Of the version that it becomes. */
  readonly id: string;
  /** Of those that were chosen together. */
  readonly batchId: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sent: number;
  readonly state: UploadState;
  readonly why: UploadFault | null;
  /** Where its bytes are: those of a page go when it is closed. */
  readonly where: 'device' | 'this-page' | 'other-page';
}

/** A file and what it is to be called, with the folders it came in. */
export interface ChosenFile {
  readonly name: string;
  readonly file: File;
}

/** `go-on` is for what is paused and for what failed; what is done stays done whatever is said. */
export type UploadChange = 'pause' | 'go-on' | 'cancel';

/**
 * Brings files of this device onto tracks. They are kept here until the server has them, and go on in
 * whichever tab is open, also after a restart.
 */
export interface Uploads {
  /** In the order of choosing; a batch leaves with the last of it. */
  ofTrack(trackId: string): Observable<readonly Upload[]>;
  /**
   * @param of a file that gets another version, and what is new in it
   * @returns how many were taken, from the first on: more are not at once
   */
  add(
    trackId: string,
    chosen: readonly ChosenFile[],
    of?: { readonly fileId?: string; readonly note?: string },
  ): Promise<number>;
  change(ids: readonly string[], to: UploadChange): void;
}
