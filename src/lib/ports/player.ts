/** This is the port of the one player of the app: it goes on while pages change. */
import type { Observable } from '#shared/base/observable.ts';
import type { Waveform } from '#shared/protocol/waveform.ts';

/** A version that can be heard. */
export interface Playable {
  readonly versionId: string;
  readonly fileId: string;
  readonly trackId: string;
  /** Of the file. */
  readonly name: string;
  /** Of the version. */
  readonly number: number;
  readonly trackTitle: string;
  /** As the server read it from the bytes: what an engine says of it may be wrong. Null where it is not known. */
  readonly seconds: number | null;
}

export type PlayerFault =
  /** Neither is it here nor can the server be reached. */
  | 'unreachable'
  /** The session has ended. */
  | 'signed-out'
  /** It was removed, or this person is no longer on the track. */
  | 'gone'
  /** This browser does not play it. */
  | 'not-played'
  /** The device has nothing to play it on. */
  | 'no-output'
  /** Nothing of it came for long. */
  | 'silent';

export interface PlayerState {
  readonly sound: Playable;
  /** Where it stands, in seconds. */
  readonly at: number;
  /** How long it is: as the server read it, or else as the engine says; null where neither knows. */
  readonly seconds: number | null;
  /** `loading`: it was asked to play, and sound is yet to come. */
  readonly status: 'loading' | 'paused' | 'playing' | 'failed';
  /** Why it failed. */
  readonly fault: PlayerFault | null;
  /** What lies on the way gives no parts of it, so it cannot be moved in. */
  readonly isFixed: boolean;
}

export interface Player {
  /** Null while nothing was chosen. */
  state(): Observable<PlayerState | null>;
  /** Loads what plays, so that a press is heard at once: some browsers want the two together. */
  prepare(): void;
  /** @param at in seconds; where it stood, for the sound that is there already, or the beginning */
  play(sound: Playable, at?: number): void;
  /** Takes a sound up at that second, and leaves it to the person to play it. */
  cue(sound: Playable, at: number): void;
  /** Plays what is there, or pauses it. */
  toggle(): void;
  /** @param at in seconds */
  seek(at: number): void;
  close(): void;
  /**
   * What its waveform is drawn from. @param signal aborts when nobody looks any more
   * @returns null where there is none, or none that can be had now
   */
  waveform(versionId: string, signal: AbortSignal): Promise<Waveform | null>;
}
