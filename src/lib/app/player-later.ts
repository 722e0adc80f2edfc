/**
 * The player, loaded where there is something to play. Once it is there, a press acts at once: some
 * browsers play nothing that does not follow a press directly.
 */
import type { PlayingEvent } from '#lib/platform/playing.ts';
import type { Player, PlayerState } from '#lib/ports/player.ts';
import { lazy } from '#shared/base/lazy.ts';
import { createValue } from '#shared/base/observable.ts';
import type { PlayerPart, PlayerPartDependencies } from './player-part.ts';

export function playerLater(dependencies: Omit<PlayerPartDependencies, 'state'>): Player {
  const { report } = dependencies;
  const state = createValue<PlayerState | null>(null);
  let loaded: PlayerPart | undefined;
  const load = lazy(async () => {
    const { playerPart } = await import('./player-part.ts');
    return (loaded = playerPart({ ...dependencies, state }));
  });
  const tell = (event: PlayingEvent) => {
    if (loaded) loaded.tell(event);
    else load().then((player) => player.tell(event), report);
  };
  return {
    state: () => state,
    prepare: () => void load().catch(report),
    play: (sound, at) =>
      tell({ type: 'chosen', sound, plays: true, ...(at !== undefined && { at }) }),
    cue: (sound, at) => tell({ type: 'chosen', sound, at, plays: false }),
    toggle: () => tell({ type: 'toggled' }),
    seek: (at) => tell({ type: 'sought', at }),
    close: () => loaded?.close(),
    waveform: async (...of) => (await load()).waveforms.of(...of),
  };
}
