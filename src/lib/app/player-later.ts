/**
 * The player, loaded where there is something to play. Once it is there, a press acts at once: some
 * browsers play nothing that does not follow a press directly.
 */
import type { PlayerElement } from '#lib/platform/player.ts';
import type { PlayingEvent } from '#lib/platform/playing.ts';
import type { Player, PlayerState } from '#lib/ports/player.ts';
import type { WorkspaceReader } from '#lib/ports/workspace.ts';
import { lazy } from '#shared/base/lazy.ts';
import { createValue } from '#shared/base/observable.ts';

export function playerLater(
  userId: string,
  workspace: Pick<WorkspaceReader, 'track'>,
  report: (error: unknown) => void,
): Player {
  const asked: typeof fetch = (...request) => fetch(...request);
  const state = createValue<PlayerState | null>(null);
  let loaded: PlayerElement | undefined;
  const load = lazy(async () => {
    const { createPlayer } = await import('#lib/platform/player.ts');
    loaded = createPlayer({ state, fetch: asked, workspace, report });
    return loaded;
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
    async waveform(versionId, signal) {
      const { createWaveforms } = await import('#lib/sync/waveforms.ts');
      return createWaveforms({ userId, fetch: asked, report }).of(versionId, signal);
    },
  };
}
