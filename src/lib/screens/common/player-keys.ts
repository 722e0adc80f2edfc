/**
 * The keys of the player, wherever in it the focus is: space plays and pauses, the arrows move by five
 * seconds, comma and full stop by one. What a slider does by itself would be a hundredth of a second.
 */
import type { Player, PlayerState } from '#lib/ports/player.ts';

/** In seconds. */
const strides: Readonly<Record<string, number>> = {
  ArrowLeft: -5,
  ArrowRight: 5,
  ArrowDown: -5,
  ArrowUp: 5,
  ',': -1,
  '.': 1,
};

export function keyed(
  event: KeyboardEvent,
  player: Pick<Player, 'seek' | 'toggle'>,
  { at }: Pick<PlayerState, 'at'>,
): void {
  // What moves something else by the same keys has done so.
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const stride = strides[event.key];
  const isPressed = event.target instanceof HTMLElement && event.target.closest('button, a');
  if (stride !== undefined) player.seek(at + stride);
  else if (event.key === ' ' && !isPressed) player.toggle();
  else return;
  event.preventDefault();
}
