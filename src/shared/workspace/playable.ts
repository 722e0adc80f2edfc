/** Whether a version is given to a player: the server read it from the bytes, for each engine. */
import type { Engine } from '#shared/audio/playability.ts';
import type { Version } from './entities.ts';

/**
 * @returns why this engine is not given it, by the reasons of `shared/audio/playability.ts`, or `unread`
 * where nobody has asked its bytes yet; null where it can be heard, undefined where it is no sound, or gone
 */
export function obstacleTo(
  { sound, removedAt }: Pick<Version, 'sound' | 'removedAt'>,
  engine: Engine,
): string | null | undefined {
  if (sound === undefined || removedAt !== null) return undefined;
  return sound.obstacles === undefined ? 'unread' : (sound.obstacles[engine] ?? null);
}
