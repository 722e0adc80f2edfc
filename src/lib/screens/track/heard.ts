/** What of a track can be heard here, and what the player has of it. */
import type { Playable, PlayerState } from '#lib/ports/player.ts';
import type { PlaceInSound } from '#lib/screens/common/row-view.ts';
import type { Engine } from '#shared/audio/playability.ts';
import { obstacleTo } from '#shared/workspace/playable.ts';
import type { File, SoundMoment, Version } from '#shared/workspace/entities.ts';

export const playableOf = (
  { id, trackId, name }: Pick<File, 'id' | 'trackId' | 'name'>,
  { id: versionId, number, sound }: Pick<Version, 'id' | 'number' | 'sound'>,
  trackTitle: string,
): Playable => ({
  versionId,
  fileId: id,
  trackId,
  name,
  number,
  trackTitle,
  seconds: sound?.seconds ?? null,
});

export interface Cue {
  readonly sound: Playable;
  /** In seconds. */
  readonly at: number;
}

/** @returns what a link into a sound leads to, where it can be heard here */
export function cueFor(
  { fileId, versionId, from }: PlaceInSound,
  files: readonly File[],
  trackTitle: string,
  engine: Engine,
): Cue | null {
  const file = files.find(({ id }) => id === fileId);
  const version = file?.versions.find(({ id }) => id === versionId);
  if (!file || !version || obstacleTo(version, engine) !== null) return null;
  return { sound: playableOf(file, version, trackTitle), at: from / 1_000 };
}

/** @returns where the player stands, as what a comment would be about; null where it has another track's sound */
export function momentHeard(played: PlayerState | null, trackId: string): SoundMoment | null {
  if (played === null || played.fault === 'gone' || played.sound.trackId !== trackId) return null;
  const { fileId, versionId, name, number } = played.sound;
  return { fileId, versionId, name, number, from: Math.round(played.at * 1_000), to: null };
}
