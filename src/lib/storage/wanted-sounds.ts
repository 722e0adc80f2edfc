/**
 * Which files' sounds a person wants kept on this device, and which were here as a whole. It lies outside
 * of caches and databases, so that a copy the browser has removed is missed. Goes with the account.
 */
import { fieldOf, textOf } from '#shared/base/fields.ts';

export const wantedKey = (userId: string): string => `wanted-sounds-${userId}`;

export interface WantedSound {
  readonly fileId: string;
  /** Of its versions the one that is here, or that was the newest when it was asked for. */
  readonly versionId: string;
  /** It was here as a whole: where it is not, the browser has removed it. */
  readonly isWhole: boolean;
}

/** Each costs a hundred bytes of the few megabytes that lie there. */
export const wantedMost = 1_000;

export interface WantedSounds {
  /** In the order of asking. */
  list(): readonly WantedSound[];
  /** What was asked for before is asked for anew. @returns the files that there was no place for */
  add(sounds: readonly Pick<WantedSound, 'fileId' | 'versionId'>[]): readonly string[];
  /** That version of the file is here now; where nobody wants the file any more, nothing changes. */
  isHere(fileId: string, versionId: string): void;
  remove(fileIds: readonly string[]): void;
  /** All of them are to be fetched anew. */
  forgetCopies(): void;
}

export function createWantedSounds(storage: Storage, userId: string): WantedSounds {
  const key = wantedKey(userId);
  const list = (): readonly WantedSound[] => {
    try {
      const sounds: unknown = JSON.parse(storage.getItem(key) ?? '[]');
      return Array.isArray(sounds) ? sounds.flatMap(wantedIn) : [];
    } catch {
      return [];
    }
  };
  const write = (sounds: readonly WantedSound[]) => {
    if (sounds.length === 0) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(sounds));
  };
  return {
    list,
    add(sounds) {
      const asked = new Set(sounds.map(({ fileId }) => fileId));
      const others = list().filter(({ fileId }) => !asked.has(fileId));
      const places = wantedMost - others.length;
      const taken = sounds.slice(0, places);
      write([
        ...others,
        ...taken.map(({ fileId, versionId }) => ({ fileId, versionId, isWhole: false })),
      ]);
      return sounds.slice(places).map(({ fileId }) => fileId);
    },
    isHere: (fileId, versionId) =>
      write(
        list().map((sound) =>
          sound.fileId === fileId ? { fileId, versionId, isWhole: true } : sound,
        ),
      ),
    remove: (fileIds) => write(list().filter(({ fileId }) => !fileIds.includes(fileId))),
    forgetCopies: () => write(list().map((sound) => ({ ...sound, isWhole: false }))),
  };
}

function wantedIn(sound: unknown): WantedSound[] {
  const [fileId, versionId] = [textOf(sound, 'fileId'), textOf(sound, 'versionId')];
  if (fileId === '' || versionId === '') return [];
  return [{ fileId, versionId, isWhole: fieldOf(sound, 'isWhole') === true }];
}
