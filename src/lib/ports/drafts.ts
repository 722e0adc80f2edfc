/**
 * Texts that are being typed, kept on this device until they are sent or given up: leaving the page, a
 * reload, a crash lose nothing. One for each place where something is typed.
 */
import type { Observable } from '#shared/base/observable.ts';

export interface KeptText {
  /** Where it was typed: `comment/<track>`, say. */
  readonly place: string;
  readonly text: string;
  /** Of the track, when the typing began, where somebody else's change must not be overwritten. */
  readonly version: number | null;
}

export interface DraftKeeper {
  read(place: string): Promise<KeptText | null>;
  /** On disk soon; the last word on a place counts. Null lets it go. */
  keep(place: string, text: Omit<KeptText, 'place'> | null): void;
  /** Resolves when all that was said is on disk. */
  settled(): Promise<void>;
  all(): Observable<readonly KeptText[]>;
}
