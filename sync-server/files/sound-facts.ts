/**
 * What is known of sounds that are being played. A player asks for a sound in many ranges, and each of
 * them hangs on how its samples lie, so what was read last is remembered for a while.
 */
import { readSound } from '#shared/audio/read-sound.ts';
import type { SoundFacts } from '#shared/audio/sound.ts';
import type { FileStore } from './store.ts';
import { soundsRemembered } from '../limits/figures.ts';

export interface SoundFactsReader {
  /** @returns null where the bytes are not here */
  of(sha256: string, name: string): Promise<SoundFacts | null>;
}

export function createSoundFacts(store: Pick<FileStore, 'read'>): SoundFactsReader {
  const remembered = new Map<string, Promise<SoundFacts | null>>();
  return {
    of(sha256, name) {
      const known = remembered.get(sha256);
      const facts = known ?? store.read(sha256, (source) => readSound(source, name));
      // Whoever was asked for last stands last.
      remembered.delete(sha256);
      remembered.set(sha256, facts);
      const forget = () => {
        if (remembered.get(sha256) === facts) remembered.delete(sha256);
      };
      if (known === undefined) {
        facts.then((read) => {
          if (read === null) forget();
        }, forget);
      }
      for (const oldest of remembered.keys()) {
        if (remembered.size <= soundsRemembered) break;
        remembered.delete(oldest);
      }
      return facts;
    },
  };
}
