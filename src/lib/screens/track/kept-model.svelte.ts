/** This model is what of a track's sounds is kept on this device, and what can be done about it. */
import type { KeptSounds, KeptState, KeptStates } from '#lib/ports/kept.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';
import { keptWords } from '#lib/words/en-kept.ts';
import type { Engine } from '#shared/audio/playability.ts';
import type { File } from '#shared/workspace/entities.ts';
import { currentVersion } from '#shared/workspace/files.ts';
import { obstacleTo } from '#shared/workspace/playable.ts';

export class KeptModel {
  readonly #kept: KeptSounds;
  readonly #engine: Engine;
  readonly #states: Watched<KeptStates> | null;

  /** @param engine of this browser: what it does not play is not kept */
  constructor(kept: KeptSounds, engine: Engine) {
    this.#kept = kept;
    this.#engine = engine;
    this.#states = kept.isOffered ? new Watched(kept.states()) : null;
  }

  /** Null where nobody wants it kept. */
  stateOf(file: File): KeptState | null {
    return this.#states?.value?.get(file.id) ?? null;
  }

  /** What its menu offers. */
  itemsOf(file: File): readonly { readonly label: string; readonly onselect: () => void }[] {
    if (this.#soundIn(file) === null) return [];
    const state = this.stateOf(file);
    const keep = { label: keptWords.keep, onselect: () => this.keep([file]) };
    const drop = (label: string) => ({ label, onselect: () => this.#kept.drop([file.id]) });
    switch (state?.kind) {
      case undefined:
        return [keep];
      case 'here':
      case 'coming':
        return [drop(keptWords.remove)];
      case 'removed':
      case 'no-room':
        return [keep, drop(keptWords.giveUp)];
    }
  }

  /** Those that can be played here. */
  playable(files: readonly File[]): readonly File[] {
    return files.filter((file) => this.#soundIn(file) !== null);
  }

  /** How many of them are in such a state. */
  count(files: readonly File[], kind: KeptState['kind']): number {
    return files.filter((file) => this.stateOf(file)?.kind === kind).length;
  }

  keep(files: readonly File[]): void {
    const sounds = files.map((file) => this.#soundIn(file)).filter((sound) => sound !== null);
    this.#kept.keep(sounds);
  }

  /** All that can be played here and is neither here nor on its way. */
  keepAll(files: readonly File[]): void {
    this.keep(files.filter((file) => !['here', 'coming'].includes(this.stateOf(file)?.kind ?? '')));
  }

  dispose(): void {
    this.#states?.dispose();
  }

  /** Null where nothing of it can be played here. */
  #soundIn(file: File): { readonly fileId: string; readonly versionId: string } | null {
    const version = currentVersion(file);
    // Until it is known what is kept, nothing is offered.
    if (!version || this.#states?.value === undefined) return null;
    if (obstacleTo(version, this.#engine) !== null) return null;
    return { fileId: file.id, versionId: version.id };
  }
}
