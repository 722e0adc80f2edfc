/** The composition root's part for playing and drawing sounds, loaded where there is one. */
import { createPlayer, type PlayerDependencies, type PlayerElement } from '#lib/platform/player.ts';
import { createWaveforms, type Waveforms } from '#lib/sync/waveforms.ts';

export interface PlayerPart extends PlayerElement {
  readonly waveforms: Waveforms;
}

export interface PlayerPartDependencies extends Omit<PlayerDependencies, 'fetch'> {
  readonly userId: string;
}

export function playerPart(dependencies: PlayerPartDependencies): PlayerPart {
  const asked: typeof fetch = (...request) => fetch(...request);
  return {
    ...createPlayer({ ...dependencies, fetch: asked }),
    waveforms: createWaveforms({ ...dependencies, fetch: asked }),
  };
}
