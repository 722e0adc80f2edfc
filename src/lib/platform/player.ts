/**
 * The one player of the app: an audio element that stands on no page, so that it goes on while pages
 * change, and the keys of lock screens and headphones. Loaded with the first list of files that has a
 * sound in it. What to do next is decided in playing.ts.
 */
import type { Playable, PlayerState } from '#lib/ports/player.ts';
import type { WorkspaceReader } from '#lib/ports/workspace.ts';
import { findSound } from '#lib/sync/sound-part.ts';
import type { ObservableValue, Unsubscribe } from '#shared/base/observable.ts';
import { second } from '#shared/base/time.ts';
import { soundRoute } from '#shared/protocol/routes.ts';
import {
  isAwaited,
  step,
  type Found,
  type Playing,
  type PlayingEffect,
  type PlayingEvent,
} from './playing.ts';

export interface PlayerDependencies {
  /** Set by the player, and by nobody else. */
  readonly state: ObservableValue<PlayerState | null>;
  readonly fetch: typeof fetch;
  readonly workspace: Pick<WorkspaceReader, 'track'>;
  readonly report: (error: unknown) => void;
}

export interface PlayerElement {
  tell(event: PlayingEvent): void;
  close(): void;
}

/** What is asked for and brings nothing for so long has failed; counted from what came last. */
const silenceMs = 20 * second;
/** By how much the keys of headphones and lock screens move, in seconds. */
const stride = 10;

export function createPlayer(dependencies: PlayerDependencies): PlayerElement {
  const { state: shown, report } = dependencies;
  const audio = new Audio();
  audio.preload = 'auto';
  // Without it Chromium plays no sound of which it had a part from the server and gets the rest from what is
  // kept here, or the other way round.
  audio.crossOrigin = 'anonymous';
  let state: Playing | null = null;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let probing: AbortController | undefined;
  let stopWatching: Unsubscribe | undefined;

  /** One tab plays at a time. */
  const others = new BroadcastChannel('player');
  others.addEventListener('message', () => {
    if (state?.isWanted) tell({ type: 'toggled' });
  });

  const tell = (event: PlayingEvent) => {
    const next = step(state, event);
    if (event.type === 'started') others.postMessage(null);
    const isOther = next.state?.sound.versionId !== state?.sound.versionId;
    state = next.state;
    for (const effect of next.effects) act(effect);
    watchSilence();
    shown.set(state);
    if (state && isOther) {
      introduce(state, keys);
      stopWatching?.();
      stopWatching = watchGoing(state.sound);
    }
    if (state) showOnSystem(state);
  };

  const watchSilence = () => {
    clearTimeout(silence);
    if (state && isAwaited(state)) {
      silence = setTimeout(() => tell({ type: 'silent' }), silenceMs);
    }
  };

  /** What is loaded would be heard on when it, or the track, is no longer theirs. */
  const watchGoing = ({ trackId, fileId, versionId }: Playable) =>
    dependencies.workspace.track(trackId).subscribe((page) => {
      const file = page === 'missing' ? undefined : page.files.find(({ id }) => id === fileId);
      const version = file?.versions.find(({ id }) => id === versionId);
      if (state?.sound.versionId !== versionId) return;
      if (page === 'missing' || !file || version?.removedAt !== null) {
        tell({ type: 'found', found: 'gone' });
      } else if (file.name !== state.sound.name || page.track.title !== state.sound.trackTitle) {
        tell({ type: 'named', name: file.name, trackTitle: page.track.title });
        introduce(state, keys);
      }
    });

  const probe = async (versionId: string) => {
    probing?.abort();
    const asked = new AbortController();
    probing = asked;
    const { signal } = asked;
    // What is kept here can be a sound that this browser does not play.
    const found = await findSound({ ask: dependencies.fetch, userId: null, versionId, signal });
    if (!signal.aborted) tell({ type: 'found', found: faults[found] });
  };

  const act = (effect: PlayingEffect) => {
    if (state === null) return;
    switch (effect.type) {
      case 'load':
        probing?.abort();
        audio.src = soundRoute(state.sound.versionId);
        audio.load();
        return;
      case 'play':
        audio.play().catch((error: unknown) => {
          if (error instanceof DOMException && error.name === 'NotAllowedError') {
            tell({ type: 'not-allowed' });
          }
        });
        return;
      case 'pause':
        audio.pause();
        return;
      case 'place':
        audio.currentTime = effect.at;
        return;
      case 'probe':
        probe(state.sound.versionId).catch(report);
    }
  };

  const on = (names: readonly (keyof HTMLMediaElementEventMap)[], event: () => PlayingEvent) => {
    for (const name of names) audio.addEventListener(name, () => tell(event()));
  };
  on(['loadedmetadata', 'canplay'], () => ({ type: 'ready' }));
  on(['playing'], () => ({ type: 'started' }));
  // Told late, it may have been played again meanwhile.
  audio.addEventListener('pause', () => {
    if (audio.paused) tell({ type: audio.ended ? 'ended' : 'paused' });
  });
  audio.addEventListener('durationchange', () => {
    if (Number.isFinite(audio.duration)) tell({ type: 'measured', seconds: audio.duration });
  });
  on(['ended'], () => ({ type: 'ended' }));
  on(['waiting'], () => ({ type: 'waiting' }));
  on(['timeupdate'], () => ({ type: 'moved', at: audio.currentTime }));
  on(['seeked'], () => ({ type: 'arrived', at: audio.currentTime }));
  on(['error'], () => ({
    type: 'broke',
    code: audio.error?.code ?? 0,
    message: audio.error?.message ?? '',
  }));
  audio.addEventListener('progress', watchSilence);

  const seekBy = (by: number) => state && tell({ type: 'sought', at: state.at + by });
  const toggleIf = (isWanted: boolean) => () =>
    state?.isWanted === isWanted && tell({ type: 'toggled' });
  const keys: Keys = {
    play: toggleIf(false),
    pause: toggleIf(true),
    stop: toggleIf(true),
    seekbackward: ({ seekOffset }) => seekBy(-(seekOffset ?? stride)),
    seekforward: ({ seekOffset }) => seekBy(seekOffset ?? stride),
    seekto: ({ seekTime }) => seekTime !== undefined && tell({ type: 'sought', at: seekTime }),
  };

  return {
    tell,
    close() {
      clearTimeout(silence);
      probing?.abort();
      stopWatching?.();
      state = null;
      audio.pause();
      audio.removeAttribute('src');
      audio.load();
      leaveSystem();
      shown.set(null);
    },
  };
}

/** What the server says of a sound, for an element that tells nobody why it failed. */
const faults = {
  there: 'there',
  gone: 'gone',
  'sign-in': 'signed-out',
  failed: 'unreachable',
} as const satisfies Record<string, Found>;

const actions = ['play', 'pause', 'stop', 'seekbackward', 'seekforward', 'seekto'] as const;
type Keys = Readonly<
  Record<(typeof actions)[number], (details: MediaSessionActionDetails) => unknown>
>;

const session = (): MediaSession | null =>
  'mediaSession' in navigator ? navigator.mediaSession : null;

/** Lock screens and headphones say what is played, and move in it. */
function introduce({ sound }: Playing, keys: Keys): void {
  const system = session();
  if (system === null) return;
  system.metadata = new MediaMetadata({ title: sound.name, artist: sound.trackTitle });
  for (const action of actions) setKey(system, action, (details) => void keys[action](details));
}

function leaveSystem(): void {
  const system = session();
  if (system === null) return;
  system.metadata = null;
  system.playbackState = 'none';
  for (const action of actions) setKey(system, action, null);
}

function setKey(
  system: MediaSession,
  action: (typeof actions)[number],
  handler: MediaSessionActionHandler | null,
): void {
  try {
    system.setActionHandler(action, handler);
  } catch {
    // A browser that does not know one of them throws; the others are heard all the same.
  }
}

function showOnSystem({ seconds, at, status }: Playing): void {
  const system = session();
  if (system === null) return;
  system.playbackState = status === 'playing' ? 'playing' : 'paused';
  if (seconds !== null && seconds > 0) {
    system.setPositionState({ duration: seconds, position: Math.min(at, seconds) });
  }
}
