/** Whether a press pauses what the player has: it plays, or sound is yet to come. */
import type { PlayerState } from '#lib/ports/player.ts';

export const isGoing = (state: PlayerState | null): boolean =>
  state?.status === 'playing' || state?.status === 'loading';
